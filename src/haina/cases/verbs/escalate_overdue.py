"""Do what the clock has to: escalate, take silence for the answer that it is, end what is over."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from haina.cases.clock import Reckoning
from haina.cases.commands import AnswerRunOut, Command, Expire, PauseRunOut, PromiseRunOut, RunOut
from haina.cases.deadlines import Deadlines, deadlines
from haina.cases.facts import check_rules
from haina.cases.models import Case, SweepFailure
from haina.cases.perform import Matter, Order, automatic
from haina.cases.policies import working_calendar
from haina.cases.state import StageState
from haina.people.actors import Automaton, automation
from haina.people.permissions import Verb

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Sweep:
    """What one round did."""

    #: Cases in which something happened.
    done: tuple[UUID, ...]
    #: Cases that could not be looked at; each has been logged with its error, for a supervisor to see.
    failed: tuple[UUID, ...]


def escalate_overdue(now: datetime) -> Sweep:
    """Do what follows from every last day before today, each once; a case with an error stops only itself."""
    today = timezone.localdate(now)
    due = Case.objects.filter(watch__lt=today).order_by("watch", "id")
    failing = set(SweepFailure.objects.values_list("case_id", flat=True))
    done, failed = [], []
    for case_id in due.values_list("pk", flat=True).iterator(chunk_size=1000):
        try:
            with transaction.atomic():
                happened = _attend(case_id, now)
        except Exception as error:
            # Whatever is wrong with one case must not keep the others from being looked at.
            _log.exception("case %s could not be swept", case_id)
            _remember(case_id, error, now)
            failed.append(case_id)
            continue
        if happened:
            done.append(case_id)
        if case_id in failing:
            SweepFailure.objects.filter(case_id=case_id).delete()
    return Sweep(tuple(done), tuple(failed))


def _attend(case_id: UUID, now: datetime) -> bool:
    """Do what is due in one case; whether there was something."""
    actor = automation(Automaton.CLOCK)
    return bool(automatic(Order(actor, Verb.ESCALATE, now, case_id, None, None), _late))


def _remember(case_id: UUID, error: Exception, now: datetime) -> None:
    """Keep the error with its case until the sweep gets through it again."""
    text = f"{type(error).__name__}: {error}"
    row, is_new = SweepFailure.objects.get_or_create(
        case_id=case_id, defaults={"error": text, "first_at": now, "last_at": now}
    )
    if not is_new:
        SweepFailure.objects.filter(pk=row.pk).update(error=text, last_at=now, times=F("times") + 1)


def _late(matter: Matter) -> Iterator[Command]:
    """What the clock has to do in a case, in the order in which it has to be done."""
    state, today = matter.state, matter.on
    clocks = deadlines(state, working_calendar())
    for stage, held in clocks.held.items():
        due = _over(held, today)
        if due is not None:
            yield PauseRunOut(stage, due)
    yield from _late_stages(matter, clocks)
    due = _over(clocks.total, today)
    if due is not None and state.total is not None and not state.total.escalated:
        yield RunOut("", due)
    due = _over(clocks.answer, today)
    if due is not None and state.correction is not None and not state.correction.overdue:
        yield AnswerRunOut(due)
    for kind, promise in clocks.promises.items():
        due = _over(promise, today)
        if due is not None and not state.promises[kind].overdue:
            yield PromiseRunOut(kind, due)
    if state.granted is not None and state.granted.valid_to is not None and state.granted.valid_to < today:
        yield Expire()


def _late_stages(matter: Matter, clocks: Deadlines) -> Iterator[Command]:
    for stage in matter.state.open_stages:
        due = _over(clocks.stages.get(stage.id), matter.on)
        if due is None:
            continue
        if not _answers(matter, stage):
            yield RunOut(stage.id, due)
        else:
            check = check_rules(matter.policy, matter.procedure, matter.state, matter.on)
            terms = matter.readings().terms()
            yield RunOut(stage.id, due, terms, check.status.value, check.answer)


def _answers(matter: Matter, stage: StageState) -> bool:
    """Whether the end of the stage's term is itself an answer, so that stages follow or the case ends."""
    described = matter.procedure.stage(stage.id)
    if described.kind == "publication":
        return not matter.state.unanswered(stage.id)
    return described.silence != "escalate"


def _over(clock: Reckoning | None, today: date) -> date | None:
    """The last day of a clock that is over; None where it still runs or stands still."""
    due = None if clock is None else clock.due
    return due if due is not None and due < today else None
