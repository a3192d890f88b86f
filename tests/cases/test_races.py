"""Feature: however many act at the same instant, exactly one decision stands and a command runs once."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from random import Random
from threading import Barrier
from typing import Any
from uuid import UUID

from django.db import connection, connections, transaction

from haina.cases import verbs
from haina.cases.chain import verify_all
from haina.cases.models import Case, CaseEvent
from haina.cases.perform import Receipt
from haina.cases.refusals import CaseError, Forbidden, Refusal, Stale
from haina.cases.state import Item
from haina.people.actors import Actor

from .conftest import City

CLIENTS = 32
#: `make soak` has them race over a thousand cases.
CASES = int(os.environ.get("HAINA_RACE_CASES", "30"))


def at_once(actions: list[Callable[[], Any]]) -> list[Any]:
    """Run all actions at the same instant, each on a connection of its own; give results or errors."""
    barrier = Barrier(len(actions))

    def run(action: Callable[[], Any]) -> Any:
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


def officers(city: City, department: str, how_many: int) -> list[Actor]:
    """So many officers of one department."""
    for number in range(how_many):
        city.officer(f"{department}{number}", department)
    return [city.actor(f"{department}{number}") for number in range(how_many)]


def told_what_happened(error: object) -> bool:
    """Whether an answer says, in both languages, what has happened since one looked."""
    return isinstance(error, Stale) and all(one.words["zh"] and one.words["en"] for one in error.meanwhile)


def without_gaps(case_id: UUID) -> bool:
    """Whether a case's events are numbered one after the other from 1."""
    numbers = (
        CaseEvent.objects.filter(case_id=case_id).order_by("sequence").values_list("sequence", flat=True)
    )
    return list(numbers) == list(range(1, len(numbers) + 1))


def test_32_clients_decide_one_case_at_once_and_31_are_told_by_whom_they_were_beaten(committed_city) -> None:
    """Given all have looked at the same moment, then one answer stands and everybody else is told of it."""
    case = committed_city.begin().submitted()
    seen, now = case.row.sequence, committed_city.now
    window, agent = officers(committed_city, "single_window", 31), committed_city.actor("agent")
    ways: list[Callable[[Actor, str], Any]] = [
        lambda who, key: verbs.accept(who, now, case.id, "pre_check", key=key, seen=seen),
        lambda who, key: verbs.decline(
            who, now, case.id, "pre_check", reasons=["incomplete"], key=key, seen=seen
        ),
        lambda who, key: verbs.return_for_correction(
            who,
            now,
            case.id,
            "pre_check",
            items=[Item("field", "job_title", "In full, please.")],
            reasons=["incomplete"],
            key=key,
            seen=seen,
        ),
    ]
    actions: list[Callable[[], Any]] = [
        partial(ways[number % len(ways)], who, f"race-{number}") for number, who in enumerate(window)
    ]
    actions.append(lambda: verbs.withdraw(agent, now, case.id, key="race-w", seen=seen))
    results = at_once(actions)
    stands = [result for result in results if isinstance(result, Receipt)]
    assert len(stands) == 1
    assert all(told_what_happened(result) and result.meanwhile for result in results if result not in stands)
    assert CaseEvent.objects.filter(key__startswith="race-").count() == 1
    assert case.row.sequence == stands[0].sequence
    assert without_gaps(case.id)
    assert list(verify_all()) == []


def test_32_officers_claim_one_case_at_once_and_one_of_them_has_it(committed_city) -> None:
    """Given one has it, then the others are told so, and nobody but that one decides."""
    case = committed_city.begin().submitted()
    seen, now = case.row.sequence, committed_city.now
    window = officers(committed_city, "single_window", 32)
    results = at_once(
        [
            partial(verbs.claim, who, now, case.id, "pre_check", key=f"race-{number}", seen=seen)
            for number, who in enumerate(window)
        ]
    )
    [winner] = [who for who, result in zip(window, results, strict=True) if isinstance(result, Receipt)]
    assert {result.code for result in results if isinstance(result, Refusal)} == {"claimed"}
    results = at_once(
        [
            partial(verbs.accept, who, now, case.id, "pre_check", key=f"then-{number}", seen=seen + 1)
            for number, who in enumerate(window)
        ]
    )
    [stands] = [who for who, result in zip(window, results, strict=True) if isinstance(result, Receipt)]
    assert stands == winner
    assert without_gaps(case.id)


def test_32_clients_over_many_cases_and_no_two_decisions_stand(committed_city) -> None:
    """Given each form is sent twice at once, then every case is decided once and each key has one answer."""
    cases = [committed_city.begin().submitted().id for _ in range(CASES)]
    seen, now = {id: Case.objects.get(pk=id).sequence for id in cases}, committed_city.now
    window = officers(committed_city, "single_window", CLIENTS // 2)

    def decide(number: int) -> list[tuple[str, Receipt]]:
        """One client: every case in an order of its own; its twin sends the same with the same keys."""
        who, chance = window[number // 2], Random(number // 2)  # noqa: S311 - the same in every run
        stood = []
        for id in chance.sample(cases, len(cases)):
            key = f"race-{number // 2}-{id}"
            yes = partial(verbs.accept, who, now, id, "pre_check")
            no = partial(verbs.decline, who, now, id, "pre_check", reasons=["incomplete"])
            try:
                stood.append((key, chance.choice([yes, no])(key=key, seen=seen[id])))
            except CaseError as error:
                assert told_what_happened(error)
        return stood

    results = at_once([partial(decide, number) for number in range(CLIENTS)])
    told = Counter((key, receipt.case_id, receipt.sequence) for stood in results for key, receipt in stood)
    answers = CaseEvent.objects.filter(kind__in=["accepted", "declined"], case__in=cases)
    assert Counter(answers.values_list("case_id", flat=True)) == Counter(cases)
    assert set(told.values()) == {2}
    assert {key for key, _, _ in told} == set(answers.values_list("key", flat=True))
    assert list(verify_all()) == []
