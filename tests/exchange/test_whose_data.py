"""Feature: an answer counts only for the person whom the case is about, and only as long as it may."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction

from haina.cases import verbs
from haina.cases.asking import ask_again, ask_registers
from haina.cases.facts import Assurance, facts_of
from haina.cases.store import load_state
from haina.cases.waiting import told
from haina.exchange import outbox
from haina.exchange import verbs as exchange
from haina.exchange.demo_registers import Fault, belongs_to
from haina.exchange.models import RegisterRequest, RequestEvent
from haina.exchange.protocol import NoAnswer
from haina.exchange.state import Status, state_of
from haina.people.models import IdentityDocument

from ..cases.conftest import Application
from ..support.policy import installed_policy
from .conftest import RunningRegisters
from .test_questions import KINDS, asked, connected, jobs, send

__all__ = ["connected"]
BEGUN = installed_policy().procedures["foreigner_work_permit"]


def answered(case: Application, registers: RunningRegisters, register: str = "education") -> RegisterRequest:
    """The question to a register, asked, answered and told."""
    ask_registers(case.city.now, case.id)
    question = asked(case, register)
    if question.by_consent:
        exchange.give_consent(case.city.actor("Kari"), case.city.now, question.pk)
    send(registers, question, case.city)
    told(case.city.now, question.pk, KINDS.ANSWERED)
    return question


def test_a_number_that_is_another_persons_verifies_nothing(
    start: Callable[..., Application], connected: RunningRegisters
) -> None:
    """Given Luc's form states Kari's passport, then nothing of hers is taken over, kept or shown."""
    case = start(person="Luc").accepted(passport_number="N1234567")
    question = answered(case, connected)
    look = state_of(question)
    assert look.status is Status.NO_MATCH
    assert look.values == {}
    assert "master" not in str(list(question.events.values_list("payload", flat=True)))
    assert load_state(case.id).verified == {}


def test_a_stated_number_counts_for_who_has_that_name_and_birth_date(
    draft: Application, connected: RunningRegisters
) -> None:
    question = answered(draft.accepted(), connected)
    assert question.bearer == {"names": ["Kari"], "birth_date": "1990-05-01"}
    assert load_state(draft.id).verified["highest_degree"].value == "master"


def test_another_birth_date_does_not_match(draft: Application, connected: RunningRegisters) -> None:
    draft.accepted(birth_date="1991-05-01")
    assert state_of(answered(draft, connected, "exit_entry")).status is Status.NO_MATCH


def test_papers_on_record_are_asked_by_whatever_the_form_says(
    draft: Application, connected: RunningRegisters
) -> None:
    """Given Kari's passport is on record, then another number in the form is never asked about."""
    kari = draft.city.persons["Kari"]
    IdentityDocument.objects.create(person=kari, kind="passport", country="NOR", number="N1234567")
    question = answered(draft.accepted(passport_number="L7654321"), connected, "tax")
    assert (question.identifiers, question.bearer) == ({"passport": "N1234567"}, {})
    assert load_state(draft.id).verified["annual_salary"].value == "380000"


def test_the_database_keeps_nothing_about_somebody_else(
    draft: Application, connected: RunningRegisters
) -> None:
    draft.accepted()
    ask_registers(draft.city.now, draft.id)
    payload = {"found": True, "values": {"highest_degree": "master"}, "as_of": "2026-11-02T00:00:00+00:00"}
    for more in ({}, {"matched": False}):
        with pytest.raises(IntegrityError), transaction.atomic():
            RequestEvent.objects.create(
                request=asked(draft, "education"),
                sequence=1,
                kind=KINDS.ANSWERED,
                payload={**payload, **more},
                at=draft.city.now,
            )


@pytest.mark.parametrize(
    ("record", "is_that"),
    [
        ({"name": "Tomáš Novotný"}, True),
        ({"name": "NOVOTNY, Tomas"}, True),
        ({"name": "诺沃"}, True),
        ({"name": "Tomáš Novotný", "birth_date": "1993-09-21"}, False),
        ({"name": "Tom Novotny"}, False),
        ({"name": ""}, False),
        ({}, False),
    ],
)
def test_names_match_however_papers_print_them(record: dict[str, str], is_that: bool) -> None:
    bearer = {"names": ["Tomáš Novotný", "诺沃"], "birth_date": "1993-09-20"}
    assert belongs_to(record, bearer) is is_that


def test_an_objection_that_is_upheld_takes_the_fact_back(
    draft: Application, connected: RunningRegisters
) -> None:
    """Given a fact was verified by a look, when the look was not right, then it is only stated again."""
    question = answered(draft.accepted(), connected)
    assert facts_of(BEGUN, load_state(draft.id))["highest_degree"].assurance is Assurance.VERIFIED
    exchange.object_to(draft.city.actor("Kari"), draft.city.now, question.pk, "I never agreed.")
    exchange.answer_objection(
        draft.city.actor("head"), draft.city.now, question.pk, upheld=True, text="You are right."
    )
    for kind in (KINDS.OBJECTION_ANSWERED, KINDS.OBJECTION_ANSWERED, KINDS.ANSWERED):
        told(draft.city.now, question.pk, kind)
    fact = facts_of(BEGUN, load_state(draft.id))["highest_degree"]
    assert (fact.assurance, fact.lowered) == (Assurance.STATED, "objection")
    event = draft.row.events.get(kind="fact_lowered")
    assert (event.role, event.payload["stage"], event.payload["fact"]) == (
        "automation",
        "employment_review",
        "highest_degree",
    )


def test_an_objection_that_is_not_upheld_changes_nothing(
    draft: Application, connected: RunningRegisters
) -> None:
    question = answered(draft.accepted(), connected)
    exchange.object_to(draft.city.actor("Kari"), draft.city.now, question.pk, "Why?")
    exchange.answer_objection(
        draft.city.actor("head"), draft.city.now, question.pk, upheld=False, text="The clause allows it."
    )
    told(draft.city.now, question.pk, KINDS.OBJECTION_ANSWERED)
    assert load_state(draft.id).verified["highest_degree"].value == "master"


def test_after_the_decision_an_upheld_objection_is_put_on_record(
    draft: Application, connected: RunningRegisters
) -> None:
    """Given the permit was decided on that answer, then the case says so to all who read it."""
    question = answered(draft.accepted(), connected)
    draft.does("hr", verbs.approve, "employment_review", note="agreed")
    draft.does("border", verbs.refuse, "residence_review", reasons=("security",))
    exchange.object_to(draft.city.actor("Kari"), draft.city.now, question.pk, "I never agreed.")
    exchange.answer_objection(
        draft.city.actor("head"), draft.city.now, question.pk, upheld=True, text="You are right."
    )
    told(draft.city.now, question.pk, KINDS.OBJECTION_ANSWERED)
    assert draft.row.state == "refused"
    assert draft.row.events.filter(kind="fact_lowered").count() == 1


def test_a_consent_that_is_withdrawn_stops_looks_and_what_they_found(
    draft: Application, connected: RunningRegisters
) -> None:
    question = answered(draft.accepted(), connected, "tax")
    exchange.withdraw_consent(draft.city.actor("Kari"), draft.city.now, question.pk)
    told(draft.city.now, question.pk, KINDS.CONSENT_WITHDRAWN)
    state = load_state(draft.id)
    assert "annual_salary" not in state.verified
    assert state.lowered == {"annual_salary": "consent"}
    assert send(connected, question, draft.city) is None
    sent = len(jobs(outbox.SEND_REQUEST))
    again = ask_again(draft.city.actor("hr"), draft.city.now, draft.id, "employment_review", "tax")
    assert state_of(again).status is Status.NEEDS_CONSENT, "without a new consent nobody is asked again"
    assert len(jobs(outbox.SEND_REQUEST)) == sent


def test_a_consent_withdrawn_while_the_register_is_asked_keeps_no_answer(
    draft: Application, connected: RunningRegisters
) -> None:
    draft.accepted()
    ask_registers(draft.city.now, draft.id)
    question = asked(draft, "tax")
    kari = draft.city.actor("Kari")
    exchange.give_consent(kari, draft.city.now, question.pk)

    class Meanwhile:
        """The person takes the consent back after the question left and before the answer came."""

        def ask(self, wanted: object) -> object:
            answer = connected.client().ask(wanted)  # type: ignore[arg-type]
            exchange.withdraw_consent(kari, draft.city.now, question.pk)
            return answer

    assert exchange.send(lambda: draft.city.now, question.pk, Meanwhile()) is None  # type: ignore[arg-type]
    assert state_of(question).values == {}


@pytest.mark.parametrize(
    "fault", [Fault.DOWN, Fault.SLOW, Fault.SHAPE, Fault.ERROR, Fault.TALKATIVE, Fault.FORGED]
)
def test_whatever_is_wrong_with_a_register_the_case_keeps_its_place(
    draft: Application, connected: RunningRegisters, fault: Fault
) -> None:
    """Given one register may stop the clock and one may not, then each does what the procedure says."""
    draft.accepted()
    ask_registers(draft.city.now, draft.id)
    due = {stage.stage: stage.due for stage in draft.row.stages.all()}
    for register in ("social_insurance", "education"):
        connected.fault(register, fault)
        with pytest.raises(NoAnswer):
            send(connected, asked(draft, register), draft.city)
        told(draft.city.now, asked(draft, register).pk, KINDS.FAILED)
        held = load_state(draft.id).stages["employment_review"].held
        assert held == ("" if register == "social_insurance" else "degree_check")
        connected.fault(register)
    assert {stage.id for stage in load_state(draft.id).open_stages} == {
        "employment_review",
        "residence_review",
    }
    for register in ("social_insurance", "education"):
        send(connected, asked(draft, register), draft.city)
        told(draft.city.now, asked(draft, register).pk, KINDS.ANSWERED)
    state = load_state(draft.id)
    assert not state.stages["employment_review"].is_held
    assert {"job_contract", "highest_degree"} <= state.verified.keys()
    assert {stage.stage: stage.due for stage in draft.row.stages.all()} == due
