"""The tasks of a reviewer, and what the reviewer is shown of an application."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from haina.cases.facts import CaseFact
from haina.people.actors import Actor
from haina.policy.reviewing import ReviewScheme
from haina.review.locking import NotThere
from haina.review.models import Assignment, Score
from haina.review.schemes import case_facts, scheme_of


def own_task(actor: Actor, assignment_id: int) -> Assignment:
    """A task of the actor's own; raises NotThere for any other, which is not told apart from none."""
    if actor.account_id is None:
        raise NotThere(str(assignment_id))
    tasks = Assignment.objects.select_related("entry__round", "entry__case", "reviewer")
    task = tasks.filter(pk=assignment_id, reviewer__account_id=actor.account_id).first()
    if task is None:
        raise NotThere(str(assignment_id))
    return task


def tasks_of(actor: Actor) -> list[Assignment]:
    """The actor's tasks, those that are open and end soonest first."""
    if actor.account_id is None:
        return []
    tasks = Assignment.objects.select_related("entry__round", "reviewer").filter(
        reviewer__account_id=actor.account_id, entry__taken_out_at__isnull=True, ended_at__isnull=True
    )
    ordered = tasks.order_by("entry__round__closes_at", "entry__number")
    return sorted(ordered, key=lambda task: (task.entry.round.closed, task.handed_in_at is not None))


@dataclass(frozen=True, slots=True)
class Shown:
    """What a reviewer sees of an application: what the scheme shows, and nothing else of the form."""

    #: Whose it is; empty where the scheme is blind.
    applicant: str
    unit: str
    facts: Mapping[str, CaseFact]
    #: The facts that the scheme shows and the application does not say.
    lacking: tuple[str, ...]


def shown(task: Assignment) -> Shown:
    """What the reviewer of a task sees of its application; never a number or a paper of a person."""
    scheme, case = scheme_of(task.entry.round), task.entry.case
    facts = case_facts(case)
    return Shown(
        applicant="" if scheme.blind or case.person is None else str(case.person),
        unit="" if scheme.blind or case.organisation is None else str(case.organisation),
        facts={name: facts[name] for name in scheme.shows if name in facts},
        lacking=tuple(name for name in scheme.shows if name not in facts),
    )


@dataclass(frozen=True, slots=True)
class Sheet:
    """The marks of a task as they stand."""

    scheme: ReviewScheme
    scores: Mapping[str, Score]

    @property
    def seen(self) -> int:
        """A number that grows with every change of the marks."""
        return sum(score.version for score in self.scores.values())

    @property
    def is_whole(self) -> bool:
        """Whether every criterion has a mark."""
        return self.scores.keys() >= self.scheme.by_criterion.keys()


def sheet_of(task: Assignment) -> Sheet:
    """The marks that were given so far."""
    scores = {score.criterion: score for score in task.scores.all()}
    return Sheet(scheme_of(task.entry.round), scores)


def may_read(task: Assignment, now: datetime) -> bool:
    """Whether the papers of the application can be opened now."""
    return task.ended_at is None and task.entry.taken_out_at is None and task.entry.round.takes_marks(now)


def may_mark(task: Assignment, now: datetime) -> bool:
    """Whether marks can be given or changed now."""
    open_task = task.handed_in_at is None and task.ended_at is None and task.entry.taken_out_at is None
    return open_task and task.entry.round.takes_marks(now)
