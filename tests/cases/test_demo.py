"""Feature: one command makes a small city to try Haina out with, and making it again changes nothing."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from datetime import datetime
from io import StringIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import override_settings
from pytest_django.plugin import DjangoDbBlocker

from haina.cases.appointments.models import Slot
from haina.cases.chain import verify_all
from haina.cases.demo import Demo, make_demo
from haina.cases.demo.people import populate
from haina.cases.models import Case, CaseEvent
from haina.cases.policies import current_policy
from haina.cases.store import load_state
from haina.exchange.demo_registers import demo_file
from haina.money.guarantees.models import Exit, Loss
from haina.money.models import Account as MoneyAccount
from haina.money.models import Award, Call, Leg, Plan
from haina.money.public.figures import figures_of
from haina.money.vouchers.models import Use
from haina.people.models import Account, Posting
from haina.review.models import Assignment, Round

#: A Wednesday afternoon.
NOW = datetime(2026, 11, 18, 15, 0, tzinfo=ZoneInfo("Asia/Shanghai"))

#: The bands of age that are shown, by the years at which they begin.
BANDS = (30, 35, 40)


@pytest.fixture
def secrets(db: None, settings, tmp_path: Path) -> Path:
    settings.HAINA_SECRETS = tmp_path / "secrets"
    settings.HAINA_UPLOADS = tmp_path / "uploads"
    return settings.HAINA_SECRETS


@pytest.fixture(scope="module")
def standing(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Demo]:
    """The city, made once for the tests that only look at it; what they change is taken back after each."""
    folder = tmp_path_factory.mktemp("standing")
    places = override_settings(HAINA_SECRETS=folder / "secrets", HAINA_UPLOADS=folder / "uploads")
    with django_db_blocker.unblock(), transaction.atomic(), places:
        yield make_demo(NOW)
        transaction.set_rollback(True)


def test_the_city_has_cases_in_many_states(standing: Demo, db: None) -> None:
    demo = standing
    states = {name: Case.objects.get(pk=id).state for name, id in demo.cases.items()}
    assert states == {
        "draft": "draft",
        "fresh": "submitted",
        "near_its_deadline": "submitted",
        "overdue": "submitted",
        "returned": "returned",
        "half_decided": "in_review",
        "asking_registers": "in_review",
        "issued": "issued",
        "to_come": "in_review",
        "refused": "refused",
        "on_notice": "in_review",
        "promised": "in_review",
        "trained": "issued",
        "to_be_paid": "issued",
        "amount_open": "in_review",
        "under_review": "in_review",
        "also_under_review": "in_review",
        "voucher": "issued",
        "guaranteed": "issued",
        "reguaranteed": "issued",
        "stake": "in_review",
    }
    told = set(demo.cases.values())
    awards = {each.case_id: each.state for each in Award.objects.filter(case__in=told)}
    assert awards == {
        demo.cases["trained"]: "fulfilled",
        demo.cases["to_be_paid"]: "committed",
        demo.cases["voucher"]: "committed",
        demo.cases["guaranteed"]: "committed",
        demo.cases["reguaranteed"]: "committed",
    }
    losses = Loss.objects.order_by("claimed_at")
    assert [(each.state, each.fen, each.recoveries.count()) for each in losses] == [
        ("paid", 9_600_000, 1),
        ("claimed", 10_000_000, 0),
    ]
    assert Exit.objects.get().case_id == demo.cases["stake"]
    assert [use.state for use in Use.objects.order_by("starts_at")] == ["redeemed", "booked"]
    assert [call.is_open(NOW) for call in Call.objects.all()] == [True]
    assert {plan.code: plan.is_filed for plan in Plan.objects.all()}["tiered-2026"] is False
    on_notice, promised = (Case.objects.get(pk=demo.cases[name]) for name in ("on_notice", "promised"))
    assert on_notice.published_until is not None
    assert [each.answer is None for each in load_state(on_notice.pk).objections] == [True, False]
    assert load_state(promised.pk).promises["home_papers"].kept is None
    assert promised.extension_asked_at is not None
    round, tasks = Round.objects.get(), Assignment.objects
    assert round.takes_marks(NOW)
    assert (tasks.count(), tasks.filter(handed_in_at__isnull=False).count()) == (4, 1)
    assert tasks.filter(ended_why="conflict").count() == 1
    assert Slot.objects.filter(place__department="exit_entry").count() > 100
    assert Case.objects.get(pk=demo.cases["near_its_deadline"]).due == NOW.date()
    assert CaseEvent.objects.filter(case_id=demo.cases["overdue"], kind="escalated").exists()
    assert list(verify_all()) == []


def test_a_programme_has_figures_by_age_with_small_numbers_kept_back(standing: Demo, db: None) -> None:
    """Given awards of two months ago, then three bands show what the ledger paid, two nothing."""
    known = figures_of(current_policy(), "knowledge_update_training", NOW.date())
    (ages,) = [each for each in known.traits if each.id == "age_band"]
    shown = {cell.name: (cell.awards, cell.paid) for cell in ages.cells if cell.awards}
    paid: dict[int, list[int]] = {}
    paid_out = Leg.objects.filter(account__kind=MoneyAccount.Kind.PAID, account__person__isnull=False)
    legs = paid_out.filter(entry__instalments__isnull=False).distinct()
    for leg in legs.filter(entry__happened_on__lte=known.as_of):
        born = leg.account.person.born
        age = leg.entry.happened_on.year - born.year - (leg.entry.happened_on.month < born.month)
        paid.setdefault(age // 5 * 5, []).append(leg.amount)
    assert {str(age): (len(paid[age]), sum(paid[age])) for age in BANDS} == shown
    assert sorted(len(each) for age, each in paid.items() if age not in BANDS) == [2, 4]
    assert sum(cell.is_kept_back for cell in ages.cells) == 2


def test_making_it_again_changes_nothing(standing: Demo, db: None) -> None:
    first = standing
    before = list(CaseEvent.objects.order_by("case_id", "sequence").values_list("hash", flat=True))
    changed = Account.objects.get(email=first.accounts[0].email)
    changed.set_password("something else")
    changed.save()
    again = make_demo(NOW)
    assert again == first
    changed.refresh_from_db()
    assert changed.check_password(first.accounts[0].password)
    assert list(CaseEvent.objects.order_by("case_id", "sequence").values_list("hash", flat=True)) == before


@pytest.mark.parametrize(
    "now", [NOW.replace(month=10, day=4, hour=0), NOW.replace(year=2027, month=1, day=2, hour=23)]
)
def test_the_city_can_be_made_on_any_day(secrets: Path, now: datetime) -> None:
    """Given a holiday just after midnight, or a year without a calendar, then the city is made too."""
    demo = make_demo(now)
    assert Case.objects.get(pk=demo.cases["issued"]).state == "issued"
    assert CaseEvent.objects.filter(case_id=demo.cases["overdue"], kind="escalated").exists()


def test_passwords_are_of_this_installation_and_nobody_elses_to_read(standing: Demo, db: None) -> None:
    demo = standing
    [kept] = settings.HAINA_SECRETS.iterdir()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert len({one.password for one in demo.accounts}) == len(demo.accounts)
    for one in demo.accounts:
        assert Account.objects.get(email=one.email).check_password(one.password)


def test_every_officer_has_a_second_factor(standing: Demo, db: None) -> None:
    for posting in Posting.objects.select_related("account"):
        assert posting.account.authenticator_set.filter(type="totp").exists()


def test_a_password_can_be_given_for_tests(secrets: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HAINA_DEMO_PASSWORD", "correct horse battery")
    data = yaml.safe_load(demo_file(current_policy().id).read_text(encoding="utf-8"))
    assert {one.password for one in populate(data).table} == {"correct horse battery"}


def test_the_command_prints_the_accounts(standing: Demo, db: None) -> None:
    out = StringIO()
    call_command("make_demo", stdout=out)
    assert "feng.supervisor@example.org" in out.getvalue()
    assert "agent of Beidou Optics" in out.getvalue()


def test_the_chain_check_says_what_it_found(standing: Demo, db: None) -> None:
    out = StringIO()
    call_command("verify_cases", stdout=out)
    assert "all as they were written" in out.getvalue()
    Case.objects.update(head_hash="0" * 64)
    with pytest.raises(CommandError, match="not as they were written"):
        call_command("verify_cases", stdout=out)
