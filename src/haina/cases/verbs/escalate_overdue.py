"""Escalate what has run out of time."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from haina.cases.clock import Reckoning
from haina.cases.commands import AnswerRunOut, Command, RunOut
from haina.cases.deadlines import Deadlines, deadlines
from haina.cases.models import Case
from haina.cases.perform import Order, perform
from haina.cases.policies import working_calendar
from haina.cases.state import CaseState
from haina.cases.store import load_state
from haina.people.actors import Automaton, automation
from haina.people.permissions import Verb

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Sweep:
    """What one round did."""

    #: Cases in which something was escalated.
    done: tuple[UUID, ...]
    #: Cases that could not be looked at; each has been logged with its error.
    failed: tuple[UUID, ...]


def escalate_overdue(now: datetime) -> Sweep:
    """Escalate every term that ended before today, each once; an unreadable case stops only itself."""
    today = timezone.localdate(now)
    due = Case.objects.filter(watch__lt=today).order_by("watch", "id")
    done, failed = [], []
    for case_id in due.values_list("pk", flat=True).iterator(chunk_size=1000):
        try:
            if _escalate(case_id, now):
                done.append(case_id)
        except Exception:
            # Whatever is wrong with one case must not keep the others from being looked at.
            _log.exception("case %s could not be escalated", case_id)
            failed.append(case_id)
    return Sweep(tuple(done), tuple(failed))


def _escalate(case_id: UUID, now: datetime) -> bool:
    """Escalate what is late in one case; whether there was something."""
    state = load_state(case_id)
    clocks = deadlines(state, working_calendar())
    actor = automation(Automaton.CLOCK)
    happened = False
    for command in _late(state, clocks, now):
        order = Order(actor, Verb.ESCALATE, now, case_id, None, None)
        happened |= bool(perform(order, lambda matter, wanted=command: wanted).kinds)  # type: ignore[misc]
    return happened


def _late(state: CaseState, clocks: Deadlines, now: datetime) -> Iterator[Command]:
    today = timezone.localdate(now)
    for stage in state.open_stages:
        due = _over(clocks.stages.get(stage.id), today)
        if due is not None and not stage.escalated:
            yield RunOut(stage.id, due)
    due = _over(clocks.total, today)
    if due is not None and state.total is not None and not state.total.escalated:
        yield RunOut("", due)
    due = _over(clocks.answer, today)
    if due is not None and state.correction is not None and not state.correction.overdue:
        yield AnswerRunOut(due)


def _over(clock: Reckoning | None, today: date) -> date | None:
    """The last day of a clock that is over; None where it still runs or stands still."""
    due = None if clock is None else clock.due
    return due if due is not None and due < today else None
