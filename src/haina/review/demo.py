"""The demo's reviews: experts, a round with marks under way, and the steps by which cases come into it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.timezone import localdate

from haina.people.actors import actor_for
from haina.review.assigned import sheet_of
from haina.review.models import Assignment, Entry, Reviewer, Round
from haina.review.verbs.appoint_reviewer import appoint_reviewer
from haina.review.verbs.assign import assign
from haina.review.verbs.declare_conflict import declare_conflict
from haina.review.verbs.enter import enter
from haina.review.verbs.hand_in import hand_in
from haina.review.verbs.open_round import NewRound, open_round
from haina.review.verbs.score import Mark, score
from haina.rules.text import Text

if TYPE_CHECKING:
    from haina.cases.demo.people import Population
    from haina.cases.demo.story import Telling


def make_reviews(people: Population, data: Mapping[str, Any], now: datetime) -> None:
    """Make the experts and rounds of the demo's file that are not there yet."""
    for one in data.get("reviews", ()):
        opened = now - timedelta(days=one["days_ago"])
        officer = actor_for(people.accounts[one["by"]], localdate(opened))
        for expert in one["experts"]:
            account = people.accounts[expert["account"]]
            if not Reviewer.objects.filter(account=account, department=one["department"]).exists():
                appoint_reviewer(
                    officer,
                    opened,
                    email=account.email,
                    role=expert["role"],
                    department=one["department"],
                    field=expert["field"],
                )
        if not Round.objects.filter(title=one["title"], department=one["department"]).exists():
            wanted = NewRound(
                scheme=one["scheme"],
                department=one["department"],
                title=Text(**one["title"]),
                opens_at=opened,
                closes_at=now + timedelta(days=one["days_left"]),
                places=one["places"],
                weights=_numbers(one["weights"]),
                tilts=_numbers(one["tilts"]),
                ground=one["ground"],
                least_reviews=one["least_reviews"],
            )
            open_round(officer, opened, wanted)


def _numbers(texts: Mapping[str, object]) -> dict[str, Decimal]:
    return {id: Decimal(str(text)) for id, text in texts.items()}


def enter_round(telling: Telling, step: Mapping[str, Any], number: int) -> None:
    """Put the case into a round and give it to experts, as the officer of the step."""
    if Entry.objects.filter(case_id=telling.id).exists():
        return
    officer, at = telling.who(step), telling.at(step, number)
    round = Round.objects.get(title=step["round"])
    entry = enter(officer, at, round.pk, telling.id, tilts=step["tilts"], ground=step["ground"])
    for email in step["experts"]:
        expert = Reviewer.objects.get(account=telling.people.accounts[email], department=round.department)
        assign(officer, at, entry.pk, expert.pk)


def judge(telling: Telling, step: Mapping[str, Any], number: int) -> None:
    """Give marks as the expert of the step, and hand them in where the step says so."""
    task = _task(telling, step)
    if task is None or task.scores.exists():
        return
    expert, at = telling.who(step), telling.at(step, number)
    marks = {id: Mark(mark, step["words"]) for id, mark in _numbers(step["marks"]).items()}
    score(expert, at, task.pk, marks, seen=0)
    if step["hand_in"]:
        hand_in(expert, at, task.pk, seen=sheet_of(Assignment.objects.get(pk=task.pk)).seen)


def step_aside(telling: Telling, step: Mapping[str, Any], number: int) -> None:
    """Declare a conflict as the expert of the step."""
    task = _task(telling, step)
    if task is not None and task.ended_at is None:
        declare_conflict(telling.who(step), telling.at(step, number), task.pk, words=step["words"])


def _task(telling: Telling, step: Mapping[str, Any]) -> Assignment | None:
    """The task that the expert of a step has in the case; None while the round is not open any more."""
    account = telling.people.accounts[step["who"]]
    tasks = Assignment.objects.filter(entry__case_id=telling.id, reviewer__account=account)
    return tasks.filter(entry__round__closed_at__isnull=True).first()
