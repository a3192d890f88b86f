"""Feature: however many act at the same instant, exactly one decision stands and a command runs once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection, connections, transaction

from haina.cases import verbs
from haina.cases.chain import verify_all
from haina.cases.models import Case, CaseEvent
from haina.cases.refusals import CaseError, Forbidden, Stale


def at_once(actions: list[Callable[[], object]]) -> list[object]:
    """Run all actions at the same instant, each on a connection of its own; give results or errors."""
    barrier = Barrier(len(actions))

    def run(action: Callable[[], object]) -> object:
        try:
            connection.ensure_connection()
            barrier.wait(timeout=20)
            return action()
        except CaseError as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(run, actions))


def test_two_officers_decide_at_the_same_instant_and_one_decision_stands(committed_city) -> None:
    case = committed_city.begin().accepted()
    seen, now = case.row.sequence, committed_city.now
    yes, no = committed_city.actor("hr"), committed_city.actor("hr2")
    results = at_once(
        [
            lambda: verbs.approve(yes, now, case.id, "employment_review", key="yes", seen=seen),
            lambda: verbs.refuse(
                no, now, case.id, "employment_review", reasons=["conditions_not_met"], key="no", seen=seen
            ),
        ]
    )
    assert sum(isinstance(result, (Stale, Forbidden)) for result in results) == 1
    answers = CaseEvent.objects.filter(case_id=case.id, stage="employment_review")
    assert answers.count() == 1
    assert list(verify_all()) == []


def test_the_same_command_from_eight_clients_runs_once(committed_city) -> None:
    case = committed_city.begin().submitted()
    seen, now, officer = case.row.sequence, committed_city.now, committed_city.actor("window")
    accept = lambda: verbs.accept(officer, now, case.id, "pre_check", key="once", seen=seen)  # noqa: E731
    receipts = at_once([accept] * 8)
    assert sorted(receipt.replayed for receipt in receipts) == [False] + [True] * 7
    assert len({receipt.sequence for receipt in receipts}) == 1
    assert CaseEvent.objects.filter(case_id=case.id, kind="accepted").count() == 1


def test_beginning_eight_times_with_one_key_begins_once(committed_city) -> None:
    actor, now = committed_city.actor("agent"), committed_city.now
    employer, person = committed_city.employers["Beidou"].pk, committed_city.persons["Kari"].pk
    start = lambda: verbs.start_draft(  # noqa: E731
        actor, now, "foreigner_work_permit", organisation_id=employer, person_id=person, key="begin"
    )
    receipts = at_once([start] * 8)
    assert len({receipt.case_id for receipt in receipts}) == 1
    assert Case.objects.count() == 1


def test_both_departments_agree_at_the_same_instant_and_the_case_is_granted_once(committed_city) -> None:
    """Given neither has seen the other's answer, then both answers stand: each is about its own step."""
    case = committed_city.begin().accepted()
    seen, now = case.row.sequence, committed_city.now
    hr, border = committed_city.actor("hr"), committed_city.actor("border")
    results = at_once(
        [
            lambda: verbs.approve(hr, now, case.id, "employment_review", key="hr", seen=seen),
            lambda: verbs.approve(border, now, case.id, "residence_review", key="border", seen=seen),
        ]
    )
    assert not [result for result in results if isinstance(result, Exception)]
    assert case.row.state == "approved"
    assert CaseEvent.objects.filter(case_id=case.id, kind="approved").count() == 1


def test_withdrawing_and_accepting_at_the_same_instant_leaves_one_of_the_two(committed_city) -> None:
    case = committed_city.begin().submitted()
    seen, now = case.row.sequence, committed_city.now
    agent, officer = committed_city.actor("agent"), committed_city.actor("window")
    results = at_once(
        [
            lambda: verbs.withdraw(agent, now, case.id, key="w", seen=seen),
            lambda: verbs.accept(officer, now, case.id, "pre_check", key="a", seen=seen),
        ]
    )
    assert sum(isinstance(result, CaseError) for result in results) == 1
    assert case.row.state in ("withdrawn", "in_review")
    assert list(verify_all()) == []


def test_cases_do_not_wait_for_each_other(committed_city) -> None:
    """Given one case is locked by a long transaction, then another case can be decided meanwhile."""
    first, second = committed_city.begin().submitted(), committed_city.begin(person="Luc").submitted()
    seen, now, officer = second.row.sequence, committed_city.now, committed_city.actor("window")
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=first.id)
        [receipt] = at_once([lambda: verbs.accept(officer, now, second.id, "pre_check", key="s", seen=seen)])
    assert receipt.state == "in_review"
