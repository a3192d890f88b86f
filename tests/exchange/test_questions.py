"""Feature: what a register can answer is asked of the register, once, on a ground, and kept for ever."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, connections, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from haina.cases import outbox as cases_outbox
from haina.cases import verbs
from haina.cases.asking import ask_again, ask_registers
from haina.cases.refusals import Forbidden, Refusal
from haina.cases.store import load_state
from haina.cases.waiting import told
from haina.exchange import outbox
from haina.exchange import verbs as exchange
from haina.exchange.demo_registers import Fault
from haina.exchange.models import RegisterRequest, RequestEvent
from haina.exchange.protocol import NoAnswer
from haina.exchange.state import Status, state_of

from ..cases.conftest import Application, City
from .conftest import RunningRegisters

KINDS = RequestEvent.Kind


@pytest.fixture
def connected(registers: RunningRegisters, settings: object) -> Iterator[RunningRegisters]:
    """This installation is connected to the running registers."""
    settings.HAINA_REGISTERS_URL = registers.address  # type: ignore[attr-defined]
    settings.HAINA_SECRETS = registers.var / "secrets"  # type: ignore[attr-defined]
    return registers


def asked(application: Application, register: str) -> RegisterRequest:
    """The one question of the case to a register."""
    return RegisterRequest.objects.get(case_id=application.id, register=register)


def send(registers: RunningRegisters, request: RegisterRequest, city: City) -> RequestEvent | None:
    """Put a question as the worker does, giving up soon."""
    return exchange.send(lambda: city.now, request.pk, registers.client(whole=0.5))


def jobs(name: str) -> list[dict[str, object]]:
    return list(ProcrastinateJob.objects.filter(task_name=name).order_by("id").values_list("args", flat=True))


def test_a_stage_that_opens_leaves_a_job_to_ask(draft: Application) -> None:
    draft.submitted()
    assert jobs(cases_outbox.ASK_REGISTERS) == [], "the window asks no register"
    draft.does("window", verbs.accept, "pre_check")
    assert jobs(cases_outbox.ASK_REGISTERS) == [{"case_id": str(draft.id)}]


def test_each_look_up_of_the_open_stages_is_asked_once(
    draft: Application, connected: RunningRegisters
) -> None:
    """Given the file is accepted, then both departments ask what their stage needs, and no more."""
    draft.accepted()
    ask_registers(draft.city.now, draft.id)
    ask_registers(draft.city.now, draft.id)
    found = {
        (one.department, one.register): (one.names, one.ground)
        for one in RegisterRequest.objects.filter(case_id=draft.id)
    }
    assert found == {
        ("hrss_bureau", "social_insurance"): (["job_contract"], "A06.1"),
        ("hrss_bureau", "tax"): (["annual_salary"], "consent"),
        ("hrss_bureau", "education"): (["highest_degree"], "A06.1"),
        ("hrss_bureau", "market_entities"): (["employer_type"], "A06.1"),
        ("exit_entry", "exit_entry"): (["birth_date", "nationality", "passport_expiry"], "A06.2"),
    }
    sent = {job["request_id"] for job in jobs(outbox.SEND_REQUEST)}
    assert str(asked(draft, "tax").pk) not in sent, "without consent nothing is asked"
    assert len(sent) == 4


def test_without_a_connection_nobody_is_asked(draft: Application, settings: object) -> None:
    settings.HAINA_REGISTERS_URL = ""  # type: ignore[attr-defined]
    draft.accepted()
    assert ask_registers(draft.city.now, draft.id) == []


def test_an_answer_becomes_a_verified_fact_in_the_name_of_who_keeps_the_register(
    draft: Application, connected: RunningRegisters
) -> None:
    draft.accepted()
    ask_registers(draft.city.now, draft.id)
    question = asked(draft, "exit_entry")
    send(connected, question, draft.city)
    told(draft.city.now, question.pk, KINDS.ANSWERED)
    told(draft.city.now, question.pk, KINDS.ANSWERED)
    state = load_state(draft.id)
    assert {name: (found.value, found.department) for name, found in state.verified.items()} == {
        "nationality": ("foreign", "exit_entry"),
        "birth_date": ("1990-05-01", "exit_entry"),
        "passport_expiry": ("2034-05-01", "exit_entry"),
    }
    events = draft.row.events.filter(kind="fact_verified")
    assert events.count() == 3, "taking an answer twice takes it once"
    assert {(one.role, one.department, one.command) for one in events} == {
        ("automation", "exchange", "take_answer")
    }


def test_an_answer_neither_needs_nor_disturbs_the_officer_on_the_stage(
    draft: Application, connected: RunningRegisters
) -> None:
    draft.accepted()
    draft.does("hr", verbs.claim, "employment_review")
    ask_registers(draft.city.now, draft.id)
    question = asked(draft, "social_insurance")
    send(connected, question, draft.city)
    told(draft.city.now, question.pk, KINDS.ANSWERED)
    state = load_state(draft.id)
    assert state.verified["job_contract"].value is True
    assert state.stages["employment_review"].officer_id == draft.city.account("hr").pk


def test_a_number_is_the_same_however_it_is_written(draft: Application, connected: RunningRegisters) -> None:
    """Given 380000 was stated and the register says 380000.00, then nothing contradicts."""
    draft.accepted()
    ask_registers(draft.city.now, draft.id)
    question = asked(draft, "tax")
    exchange.give_consent(draft.city.actor("Kari"), draft.city.now, question.pk)
    send(connected, question, draft.city)
    told(draft.city.now, question.pk, KINDS.ANSWERED)
    assert load_state(draft.id).verified["annual_salary"].value == "380000"


def test_a_register_that_is_down_is_asked_until_it_answers(
    draft: Application, connected: RunningRegisters
) -> None:
    """Given it hangs up, fails and is killed, then each reason is on record once and it answers at last."""
    draft.accepted()
    ask_registers(draft.city.now, draft.id)
    question = asked(draft, "social_insurance")
    for fault in (Fault.DOWN, Fault.DOWN, Fault.ERROR, Fault.TALKATIVE):
        connected.fault("social_insurance", fault)
        with pytest.raises(NoAnswer):
            send(connected, question, draft.city)
    connected.kill()
    with pytest.raises(NoAnswer):
        send(connected, question, draft.city)
    connected.start()
    send(connected, question, draft.city)
    assert send(connected, question, draft.city) is None, "what is answered is not asked again"
    events = [(one.kind, one.payload.get("trouble", "")) for one in question.events.order_by("sequence")]
    assert events == [
        ("failed", "unreachable"),
        ("failed", "failed"),
        ("failed", "unreadable"),
        ("failed", "unreachable"),
        ("answered", ""),
    ]
    assert state_of(question).values == {"job_contract": True}


def test_a_case_that_waits_for_a_register_keeps_its_place_and_its_clock(
    draft: Application, connected: RunningRegisters
) -> None:
    """Given the procedure names no ground for this register, then the clock goes on while it is down."""
    draft.accepted()
    ask_registers(draft.city.now, draft.id)
    due = {stage.stage: stage.due for stage in draft.row.stages.all()}
    question = asked(draft, "social_insurance")
    connected.fault("social_insurance", Fault.DOWN)
    with pytest.raises(NoAnswer):
        send(connected, question, draft.city)
    told(draft.city.now, question.pk, KINDS.FAILED)
    assert {stage.stage: stage.due for stage in draft.row.stages.all()} == due
    assert draft.row.events.last().kind != "paused"


def test_the_clock_stands_still_only_where_the_procedure_says_so(
    draft: Application, connected: RunningRegisters
) -> None:
    """Given the degree cannot be verified, then the review's clock stops on that ground until it can be."""
    draft.accepted()
    ask_registers(draft.city.now, draft.id)
    question = asked(draft, "education")
    connected.fault("education", Fault.DOWN)
    with pytest.raises(NoAnswer):
        send(connected, question, draft.city)
    told(draft.city.now, question.pk, KINDS.FAILED)
    told(draft.city.now, question.pk, KINDS.FAILED)
    state = load_state(draft.id)
    assert state.stages["employment_review"].held == "degree_check"
    assert not state.stages["residence_review"].is_held
    connected.fault("education")
    draft.city.wait(days=1)
    send(connected, question, draft.city)
    told(draft.city.now, question.pk, KINDS.ANSWERED)
    state = load_state(draft.id)
    assert not state.stages["employment_review"].is_held
    assert state.verified["highest_degree"].value == "master"


def test_a_stage_that_is_over_waits_for_nothing(draft: Application, connected: RunningRegisters) -> None:
    draft.accepted()
    ask_registers(draft.city.now, draft.id)
    draft.does("hr", verbs.approve, "employment_review", note="agreed")
    assert state_of(asked(draft, "education")).status is Status.CLOSED
    assert state_of(asked(draft, "tax")).status is Status.CLOSED
    assert send(connected, asked(draft, "education"), draft.city) is None
    assert state_of(asked(draft, "exit_entry")).status is Status.WAITING


def test_an_answer_that_comes_after_the_decision_changes_nothing(
    draft: Application, connected: RunningRegisters
) -> None:
    draft.accepted()
    ask_registers(draft.city.now, draft.id)
    question = asked(draft, "exit_entry")
    send(connected, question, draft.city)
    draft.does("hr", verbs.approve, "employment_review", note="agreed")
    draft.does("border", verbs.approve, "residence_review", note="agreed")
    before = draft.row.sequence
    told(draft.city.now, question.pk, KINDS.ANSWERED)
    assert draft.row.sequence == before


def test_an_officer_asks_again_what_was_not_found(
    start: Callable[..., Application], connected: RunningRegisters
) -> None:
    """Given the education register does not know Luc, then each new question is a new look."""
    case = start(person="Luc").accepted(passport_number="L7654321")
    officer = case.city.actor("hr")
    first = ask_again(officer, case.city.now, case.id, "employment_review", "education")
    assert ask_again(officer, case.city.now, case.id, "employment_review", "education") == first
    send(connected, first, case.city)
    assert state_of(first).status is Status.NOT_FOUND
    second = ask_again(officer, case.city.now, case.id, "employment_review", "education")
    assert second != first
    assert second.account_id == officer.account_id


def test_only_who_is_on_the_stage_asks(draft: Application, connected: RunningRegisters) -> None:
    draft.accepted()
    for name in ("border", "window", "head", "agent", "Kari"):
        with pytest.raises(Forbidden):
            ask_again(draft.city.actor(name), draft.city.now, draft.id, "employment_review", "education")
    with pytest.raises(Refusal):
        ask_again(draft.city.actor("hr"), draft.city.now, draft.id, "employment_review", "household")


def test_a_register_that_refuses_is_not_asked_again(draft: Application, connected: RunningRegisters) -> None:
    draft.accepted()
    ask_registers(draft.city.now, draft.id)
    question = asked(draft, "education")
    connected.fault("education", Fault.REFUSE)
    send(connected, question, draft.city)
    found = state_of(question)
    assert found.status is Status.REFUSED
    assert found.words["zh"] and found.words["en"]
    assert send(connected, question, draft.city) is None


def test_a_look_is_never_changed_and_never_removed(draft: Application, connected: RunningRegisters) -> None:
    draft.accepted()
    ask_registers(draft.city.now, draft.id)
    question = asked(draft, "exit_entry")
    send(connected, question, draft.city)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # or TRUNCATE would be refused for another reason
    for statement in (
        "UPDATE exchange_registerrequest SET purpose = '{}'",
        "DELETE FROM exchange_registerrequest",
        "UPDATE exchange_requestevent SET at = now()",
        "DELETE FROM exchange_requestevent",
        "TRUNCATE exchange_requestevent",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_the_database_keeps_no_field_that_was_not_asked(
    draft: Application, connected: RunningRegisters
) -> None:
    draft.accepted()
    ask_registers(draft.city.now, draft.id)
    question = asked(draft, "exit_entry")
    values = {"nationality": "foreign", "china_stay": []}
    with pytest.raises(IntegrityError), transaction.atomic():
        RequestEvent.objects.create(
            request=question,
            sequence=1,
            kind=KINDS.ANSWERED,
            payload={"found": True, "values": values, "as_of": "2026-11-02T00:00:00+00:00"},
            at=draft.city.now,
        )


def at_once(number: int, act: Callable[[int], object]) -> list[object]:
    """Have so many act at the same moment, each on a connection of their own; what each got."""
    barrier = Barrier(number)

    def run(place: int) -> object:
        try:
            barrier.wait()
            return act(place)
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(run, range(number)))


def test_two_officers_who_ask_at_once_ask_once(committed_city: City, connected: RunningRegisters) -> None:
    case = committed_city.begin().accepted()
    officers = [committed_city.actor(name) for name in ("hr", "hr2")] * 4

    def ask(place: int) -> UUID:
        return ask_again(officers[place], committed_city.now, case.id, "employment_review", "education").pk

    found = at_once(len(officers), ask)
    assert found == [found[0]] * len(officers)
    assert RegisterRequest.objects.filter(register="education").count() == 1
    assert len(jobs(outbox.SEND_REQUEST)) == 1


def test_two_workers_with_one_question_keep_one_answer(
    committed_city: City, connected: RunningRegisters
) -> None:
    case = committed_city.begin().accepted()
    ask_registers(committed_city.now, case.id)
    question = asked(case, "exit_entry")
    client, now = connected.client(), committed_city.now

    def clock() -> datetime:
        return now

    found = at_once(6, lambda _: exchange.send(clock, question.pk, client))
    assert len([one for one in found if one is not None]) == 1
    assert question.events.count() == 1
    assert jobs(cases_outbox.REGISTER_TOLD) == [{"request_id": str(question.pk), "kind": "answered"}]
