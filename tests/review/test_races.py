"""Feature: reviewers and officers act at the same moment; the round says one of the two."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import connection

from haina.review.models import Assignment, Round, Score
from haina.review.ranking import faults
from haina.review.refusals import ReviewRefusal
from haina.review.verbs.assign import assign
from haina.review.verbs.close_round import close_round
from haina.review.verbs.declare_conflict import declare_conflict
from haina.review.verbs.enter import enter
from haina.review.verbs.hand_in import hand_in
from haina.review.verbs.open_round import open_round
from haina.review.verbs.score import Mark, score

from .conftest import Hall
from .test_verbs import WEIGHTS, expert, wanted


@pytest.fixture
def hall(transactional_db: None) -> Hall:
    """The hall, committed, so that several connections see it."""
    return Hall()


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Let all of them begin at the same moment, each on a connection of its own; what came of each."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[], object]) -> str:
        try:
            barrier.wait()
            act()
            return "done"
        except ReviewRefusal as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as clients:
        return list(clients.map(run, acts))


def test_two_at_once(hall: Hall) -> None:
    """Given one reviewer in two windows, a conflict while handing in, a closing while handing in."""
    officer, ada = hall.actor("officer"), hall.actor("Ada")
    reviewer = expert(hall, "Ada")
    for attempt in range(3):
        round = open_round(officer, hall.now, wanted())
        case = hall.case(f"Applicant {attempt}")
        entry = enter(officer, hall.now, round.pk, case.pk, ground="A certificate.")
        task = assign(officer, hall.now, entry.pk, reviewer.pk)

        def window(mark: int, task: Assignment = task) -> None:
            marks = {id: Mark(Decimal(mark), "Sound.") for id in WEIGHTS}
            score(ada, hall.now, task.pk, marks, seen=0)

        found = at_once(lambda window=window: window(60), lambda window=window: window(90))
        assert sorted(found) == ["changed_meanwhile", "done"]
        assert len(set(Score.objects.filter(assignment=task).values_list("mark", flat=True))) == 1

        def handing(task: Assignment = task) -> object:
            return hand_in(ada, hall.now, task.pk, seen=len(WEIGHTS))

        if attempt:
            found = at_once(handing, lambda round=round: close_round(officer, hall.now, round.pk))
            assert found in (["done", "done"], ["done", "too_early"])
        else:
            found = at_once(
                handing, lambda task=task: declare_conflict(ada, hall.now, task.pk, words="Friends.")
            )
            assert found[1] == "done"
            assert found[0] in ("done", "task_was_taken_away", "no_review_with_a_conflict")
            assert not Assignment.objects.get(pk=task.pk).counts
        if Round.objects.get(pk=round.pk).closed:
            assert list(faults()) == []
