"""Feature: every programme of the pack goes from the application to the ledger, or says why not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from django.db import transaction
from django.utils import translation
from django.utils.timezone import localdate

from haina.cases import verbs
from haina.cases.policies import current_policy
from haina.cases.refusals import Forbidden
from haina.money.events import Event
from haina.money.models import Account, Award, Entry, Instalment
from haina.money.permissions import awarded_by, keeper_of
from haina.money.queries import trial_balance
from haina.money.refusals import MoneyRefusal
from haina.money.verbs.appropriate import appropriate
from haina.money.verbs.draw_up_plan import NewPlan, draw_up_plan
from haina.money.verbs.file_plan import file_plan
from haina.money.verbs.fund_plan import fund_plan
from haina.money.verbs.milestones import accept_milestone, claim_milestone
from haina.money.verbs.pay import pay_instalment
from haina.policy import default_directory, load
from haina.policy.procedures import Procedure
from haina.policy.records import Right
from haina.rules.text import Text

from ..cases.conftest import MONDAY, Application, City, people_the
from ..cases.test_every_procedure import decide, typed_value
from .grants import refused

POLICY = load(default_directory())
#: Fen that each budget has: enough for every programme by itself.
PLENTY = 10**13
#: What a unit pays out of its own money, and tax that is not levied: no plan pays for either.
NOT_THE_CITYS = frozenset({"unit_funds", "forgone_tax"})


@pytest.fixture(scope="module")
def city(
    django_db_setup: None, django_db_blocker: object, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[City]:
    """A city with a funded plan for every budget, made once for the whole module and then taken back."""
    from django.conf import settings

    before, settings.HAINA_UPLOADS = settings.HAINA_UPLOADS, Path(tmp_path_factory.mktemp("uploads"))
    database = django_db_blocker.unblock()  # type: ignore[attr-defined]
    with database, translation.override("en"), transaction.atomic():
        city = people_the(City())
        for department in POLICY.departments:
            city.officer(f"officer {department}", department)
            city.officer(f"payer {department}", department)
        for budget in POLICY.budgets.keys() - NOT_THE_CITYS:
            _fund(city, budget)
        yield city
        transaction.set_rollback(True)
    settings.HAINA_UPLOADS = before


def _fund(city: City, budget: str) -> None:
    """A filed plan that has all the money of a budget."""
    keeper = keeper_of(budget)
    officer = city.actor(f"officer {keeper}")
    title = Text(f"{budget} 计划", f"Plan of {budget}")
    plan = draw_up_plan(officer, city.now, NewPlan(f"P-{budget}", title, keeper, budget, city.now.year))
    file_plan(officer, city.now, plan.pk, number=f"Filing {budget}", on=localdate(city.now))
    appropriate(officer, city.now, budget, city.now.year, PLENTY, document=f"Budget {budget}")
    fund_plan(officer, city.now, plan.pk, PLENTY, document=f"Order {budget}")


@cache
def _examples() -> Mapping[str, Mapping[str, object]]:
    """The facts of the first worked example that gets something, by the rule that says so."""
    found: dict[str, Mapping[str, object]] = {}
    for case in (case for persona in POLICY.personas for case in persona.cases):
        for each in case.expectations:
            if each.rule in POLICY.programmes and str(each.wanted) == "yes":
                found.setdefault(each.rule, case.facts)
    return found


def facts_of_somebody(programme: str) -> Mapping[str, object]:
    """The facts of a worked example of the pack that gets the programme, as one types them."""
    return {name: _typed(value) for name, value in _examples().get(programme, {}).items()}


def _typed(value: object) -> object:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | Decimal | date):
        return str(value)
    if isinstance(value, Mapping):
        return {name: _typed(each) for name, each in value.items()}
    return [_typed(each) for each in value] if isinstance(value, list | tuple) else value


def begun_for_somebody(city: City, procedure: Procedure) -> Application:
    """An application that names a person, whoever files it: some groups of programmes compare people."""
    by_firm = procedure.filed_by == "organisation"
    receipt = verbs.start_draft(
        city.actor("agent" if by_firm else "Kari"),
        city.now,
        procedure.id,
        organisation_id=city.employers["Beidou"].pk if by_firm else None,
        person_id=city.persons["Kari"].pk,
        key=city.key(),
    )
    return Application(city, receipt.case_id, receipt)


def applied(city: City, right: Right, procedure: Procedure) -> Application:
    """An application for the programme that is handed in, with the example's facts in its form."""
    application = begun_for_somebody(city, procedure)
    who = "agent" if procedure.filed_by == "organisation" else "Kari"
    known = facts_of_somebody(right.id)
    form = {
        name: known.get(name) or typed_value(field, POLICY.facts.get(name))
        for name, field in procedure.fields.items()
    }
    application.does(who, verbs.save_draft, form)
    later = [kind.id for kind in procedure.documents if kind.later is not None]
    instead = [kind.id for kind in procedure.documents if kind.promise is not None and kind.id not in later]
    for kind in procedure.documents:
        if kind.required and kind.id not in (*later, *instead):
            application.attach(kind.id, who=who)
    application.does(who, verbs.submit, declared=True, promised=later, committed=instead)
    return application


def pay_all(city: City, award: Award, who: str) -> None:
    """Report, accept and pay every instalment, each by whom it belongs to."""
    runner = city.actor(f"officer {award.department}")
    payer = city.actor(f"payer {keeper_of(award.budget)}")
    for each in award.instalments.order_by("number"):
        if each.state == Instalment.State.PLANNED:
            claim_milestone(city.actor(who), city.now, award.pk, each.number, words="Done as agreed.")
            accept_milestone(runner, city.now, award.pk, each.number)
        pay_instalment(payer, city.now, award.pk, each.number)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every programme where the run asks for all procedures; otherwise one of each sort."""
    wanted = sorted(POLICY.programmes)
    if not metafunc.config.getoption("every_procedure"):
        wanted = list({_sort(POLICY.programmes[id]): id for id in wanted}.values())
    metafunc.parametrize("id", wanted)


def _sort(right: Right) -> tuple[object, ...]:
    """What tells programmes apart on their way: who files, by which pattern, whose money, in what parts."""
    procedure = POLICY.procedures.get(right.procedure or "")
    runs = None if right.runs_as is None else right.runs_as.kind
    pays = right.budget in NOT_THE_CITYS
    filed = None if procedure is None else (procedure.like, procedure.filed_by)
    return (filed, pays, runs, len(right.instalments), right.subject == "person")


def test_a_programme_goes_from_the_application_to_the_ledger(city: City, id: str) -> None:
    """Given an application that all agree to, then what was granted is committed and paid, to the fen."""
    right = current_policy().rights[id]
    if right.procedure is None:
        assert right.no_procedure is not None, "a programme without a procedure says why"
        return
    procedure = current_policy().procedures[right.procedure]
    city.now = MONDAY
    with transaction.atomic():
        application = applied(city, right, procedure)
        decide(application, procedure)
        assert application.row.state == "approved"
        award = Award.objects.filter(case_id=application.id, programme=id).first()
        assert id in awarded_by(current_policy(), procedure)
        assert award is not None and award.fen > 0, "the grant brings an award"
        assert sum(each.fen for each in award.instalments.all()) == award.fen
        who = "agent" if procedure.filed_by == "organisation" else "Kari"
        _check(right)(city, award, who)
        assert sum(trial_balance(date(2100, 1, 1)).values()) == 0
        transaction.set_rollback(True)


def _check(right: Right) -> Callable[[City, Award, str], None]:
    """What has to follow from an award of the programme."""
    if right.budget in NOT_THE_CITYS:
        return stands_without_money
    runs = right.runs_as
    return runs_by_itself if runs is not None and runs.kind in ("voucher", "guarantee") else is_paid


def runs_by_itself(city: City, award: Award, who: str) -> None:
    """A voucher or a guarantee has its money set aside, and none of it is paid as an instalment."""
    assert Entry.objects.filter(ground=award.ground).exists()
    payer = city.actor(f"payer {keeper_of(award.budget)}")
    with pytest.raises((MoneyRefusal, Forbidden)), transaction.atomic():
        pay_instalment(payer, city.now, award.pk, 1)


def is_paid(city: City, award: Award, who: str) -> None:
    """What was committed goes to who receives it, all of it."""
    committed = Account.objects.get(pk=award.account_id)
    assert committed.balance == award.fen
    pay_all(city, award, who)
    committed.refresh_from_db()
    award.refresh_from_db()
    assert (committed.balance, award.state) == (0, Award.State.FULFILLED)
    to_person = award.receives == Award.Receiver.PERSON
    receiver = {"person": award.person_id} if to_person else {"organisation": award.organisation_id}
    assert Account.objects.get(kind=Account.Kind.PAID, **receiver).balance == award.fen


def stands_without_money(city: City, award: Award, who: str) -> None:
    """What a unit gives or a tax is not levied waits for no money of the city, and none is paid."""
    assert award.account_id is None
    moved = Entry.objects.filter(ground=award.ground, event__in=(Event.COMMIT, Event.PAY))
    assert not moved.exists()
    accepted = award.instalments.filter(state=Instalment.State.ACCEPTED).first()
    if accepted is not None:
        payer = city.actor(f"payer {keeper_of(award.budget)}")
        refused(
            MoneyRefusal, "award_rests_on_money", pay_instalment, payer, city.now, award.pk, accepted.number
        )
