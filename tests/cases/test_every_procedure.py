"""Feature: every procedure of the pack can be filed, by whom it says, and comes to an end with a document."""

from __future__ import annotations

from decimal import Decimal

import pytest

from haina.cases import verbs
from haina.cases.facts import facts_of
from haina.cases.queries import case_view
from haina.cases.refusals import Refusal
from haina.cases.shown import shown_value
from haina.cases.store import load_state
from haina.money.verbs.lay_down_terms import Terms, lay_down_terms, offer_in
from haina.policy import default_directory, load
from haina.policy.procedures import FormField, Procedure
from haina.rules import FactDeclaration, types

from ..money.exits import clear_exit
from .conftest import FORM, Application, City

POLICY = load(default_directory())


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every procedure where the run asks for it; otherwise one of each pattern and each side that files."""
    procedures = list(POLICY.procedures.values())
    if not metafunc.config.getoption("every_procedure"):
        procedures = list({(each.like, each.filed_by): each for each in procedures}.values())
    metafunc.parametrize("id", [each.id for each in procedures])


def typed_value(field: FormField, fact: FactDeclaration | None) -> object:
    """Something that can be typed into a field."""
    if field.name in FORM:
        return FORM[field.name]
    if field.options:
        return field.options[0].name
    if isinstance(field.type, types.History):
        return [{"from": "2020-01-01", **{each.name: _cell(each.type) for each in field.type.fields}}]
    if fact is not None and isinstance(field.type, types.Int | types.Number | types.Money):
        least, most = fact.minimum, fact.maximum
        value = max(Decimal(1), least or Decimal(0))
        return str(value if most is None else min(value, most))
    return _cell(field.type)


def _cell(kind: types.Type) -> object:
    if isinstance(kind, types.Enum):
        return kind.values[0].name
    if isinstance(kind, types.Bool):
        return "yes"
    if isinstance(kind, types.Date):
        return "2029-12-31"
    return "1" if isinstance(kind, types.Int | types.Number | types.Money) else "Text"


def begun(city: City, procedure: Procedure) -> Application:
    """An application by whom the procedure is filed by."""
    by_firm = procedure.filed_by == "organisation"
    who = city.actor("agent" if by_firm else "Kari")
    receipt = verbs.start_draft(
        who,
        city.now,
        procedure.id,
        organisation_id=city.employers["Beidou"].pk if by_firm else None,
        person_id=None if by_firm else city.persons["Kari"].pk,
        key=city.key(),
    )
    return Application(city, receipt.case_id, receipt)


def decide(application: Application, procedure: Procedure, *, clears_exit: bool = True) -> None:
    """Have every department say yes, stage by stage, whatever has opened."""
    city = application.city
    while application.row.state in ("submitted", "in_review"):
        open_stages = [
            each
            for each in load_state(application.id).open_stages
            if procedure.stage(each.id).kind != "publication"
        ]
        if not open_stages:
            city.wait(days=1)
            verbs.escalate_overdue(city.now)
            assert city.now.year < 2030, "the notice period never ends"
            continue
        stage = procedure.stage(open_stages[0].id)
        officer = f"officer {stage.department}"
        if stage.kind == "acceptance":
            application.does(officer, verbs.accept, stage.id)
        else:
            agree(application, officer, stage.id, clears_exit=clears_exit)


def agree(application: Application, officer: str, stage: str, *, clears_exit: bool = True) -> None:
    """Say yes; where money is granted whose amount nobody has fixed, lay it down first, and clear an exit."""
    try:
        application.does(officer, verbs.approve, stage, note="Seen and agreed.")
    except Refusal as refusal:
        if refusal.code == "exit_not_entered" and clears_exit:
            clear_exit(application, officer)
            agree(application, officer, stage, clears_exit=clears_exit)
            return
        if refusal.code != "amount_unknown":
            raise
        actor, city = application.city.actor(officer), application.city
        programme = str(refusal.facts["programme"])
        low, _high = offer_in(application.row, programme, city.now).bounds  # type: ignore[union-attr]
        terms = Terms("As the department has laid down.", fen=max(1, low or 0))
        lay_down_terms(actor, city.now, application.row, programme, terms, key=city.key())
        agree(application, officer, stage, clears_exit=clears_exit)


def test_a_procedure_goes_from_the_form_to_the_document(city: City, id: str) -> None:
    """Given a full form, when all agree, then it is issued: a permit, or a letter that says so."""
    procedure = POLICY.procedures[id]
    for department in procedure.departments:
        city.officer(f"officer {department}", department)
    application = begun(city, procedure)
    who = "agent" if procedure.filed_by == "organisation" else "Kari"
    form = {name: typed_value(field, POLICY.facts.get(name)) for name, field in procedure.fields.items()}
    application.does(who, verbs.save_draft, form)
    later = [kind.id for kind in procedure.documents if kind.later is not None]
    instead = [kind.id for kind in procedure.documents if kind.promise is not None and kind.id not in later]
    for kind in procedure.documents:
        if kind.id not in (*later, *instead):
            application.attach(kind.id, who=who)
    application.does(who, verbs.submit, declared=True, promised=later, committed=instead)

    state = load_state(application.id)
    assert set(facts_of(procedure, state)) == {
        field.name for field in procedure.fields.values() if field.fact
    }
    for name, field in procedure.fields.items():
        words = shown_value(POLICY, field, state.form[name])
        assert words.zh and words.en
    decide(application, procedure)
    assert application.row.state == "approved"
    verbs.issue(city.now, application.id)
    assert application.row.state == "issued"
    assert case_view(city.actor(who), application.id, city.now).issued is not None
