"""Feature: the database keeps what a review promises, whatever a program forgets."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from haina.review.models import Assignment, Conflict, Entry, Ranking, Round, Score

from .conftest import Hall


def name_of(error: pytest.ExceptionInfo[DatabaseError]) -> str:
    return error.value.__cause__.diag.constraint_name  # type: ignore[union-attr]


def promise_broken_by(act: object) -> str:
    """The name of the promise that an act would break."""
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        act()  # type: ignore[operator]
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    return name_of(caught)


def test_one_mark_for_a_criterion_and_reviewer(hall: Hall) -> None:
    task = hall.task("Ada")
    hall.mark(task, "skill")
    assert promise_broken_by(lambda: hall.mark(task, "skill")) == "one_mark_per_criterion"
    assert promise_broken_by(lambda: hall.mark(task, "beauty")) == "mark_is_for_a_criterion"


def test_whoever_has_a_conflict_gives_no_mark_and_gets_no_task(hall: Hall) -> None:
    """Given a task with a mark, when a conflict is found, then it ends and takes no more marks."""
    task = hall.task("Ada")
    hall.mark(task, "skill")
    Conflict.objects.create(
        entry=task.entry, reviewer=task.reviewer, kind="declared", words="A friend.", found_at=hall.now
    )
    task.refresh_from_db()
    assert (task.ended_at, task.ended_why) == (hall.now, "conflict")
    assert promise_broken_by(lambda: hall.mark(task, "care")) == "no_review_with_a_conflict"

    def again() -> None:
        Assignment.objects.filter(pk=task.pk).update(ended_at=None, ended_why="")

    assert promise_broken_by(again) == "no_review_with_a_conflict"


def test_a_review_is_handed_in_whole_and_stays(hall: Hall) -> None:
    task = hall.task("Ada")
    hall.mark(task, "skill")

    def hand_in() -> None:
        Assignment.objects.filter(pk=task.pk).update(handed_in_at=hall.now)

    assert promise_broken_by(hand_in) == "review_is_whole"
    hall.mark(task, "care")
    hand_in()
    assert promise_broken_by(lambda: Score.objects.update(mark=1)) == "review_is_handed_in"
    assert promise_broken_by(lambda: Score.objects.all().delete()) == "review_is_kept"
    back = promise_broken_by(lambda: Assignment.objects.update(handed_in_at=None))
    assert back == "review_is_handed_in"


def test_nothing_changes_after_closing(hall: Hall) -> None:
    task = hall.task("Ada")
    hall.close_by_hand()
    for act in (
        lambda: hall.mark(task, "skill"),
        lambda: Assignment.objects.update(handed_in_at=hall.now),
        lambda: Entry.objects.update(tilts={"young": True}),
        lambda: Conflict.objects.create(
            entry=task.entry, reviewer=task.reviewer, kind="declared", found_at=hall.now
        ),
        lambda: Round.objects.update(closed_at=None, closed_by=None),
    ):
        assert promise_broken_by(act) == "round_is_closed"
    assert promise_broken_by(lambda: Ranking.objects.update(content={})) == "review_is_kept"
    assert promise_broken_by(lambda: Ranking.objects.all().delete()) == "review_is_kept"


def test_a_round_keeps_its_rules_and_closes_with_a_ranking(hall: Hall) -> None:
    round = hall.round
    changed = promise_broken_by(lambda: Round.objects.update(weights={"skill": "1"}))
    assert changed == "round_stays_itself"

    def close() -> None:
        Round.objects.filter(pk=round.pk).update(closed_at=hall.now, closed_by=hall.account("officer"))

    assert promise_broken_by(close) == "round_closes_with_a_ranking"
    assert promise_broken_by(lambda: Round.objects.all().delete()) == "review_is_kept"
    forged = promise_broken_by(lambda: hall.close_by_hand(previous_hash="1" * 64))
    assert forged == "rankings_are_chained"
