"""Do what the clock has to: escalate, take silence for the answer that it is, end what is over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from django.utils import timezone

from haina.cases.batches import Work, in_batches
from haina.cases.clock import Reckoning
from haina.cases.commands import AnswerRunOut, Command, Expire, PauseRunOut, PromiseRunOut, RunOut
from haina.cases.deadlines import Deadlines, deadlines
from haina.cases.facts import check_rules
from haina.cases.failures import Sweep, carried_out
from haina.cases.models import Case
from haina.cases.perform import Matter
from haina.cases.policies import working_calendar
from haina.cases.state import StageState
from haina.people.actors import Automaton
from haina.people.permissions import Verb
from haina.policy.joining import by_silence


def escalate_overdue(now: datetime) -> Sweep:
    """Do what follows from every last day before today, each once; a case with an error stops only itself.

    Two that sweep at once share the work: what one of them has done, the other finds done.
    """
    late = Case.objects.filter(watch__lt=timezone.localdate(now)).order_by("watch", "id")
    work = Work(Automaton.CLOCK, Verb.ESCALATE, _late)
    return carried_out(in_batches(work, now, late.values_list("pk", flat=True).iterator(1000)), now)


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
    return by_silence(described) is not None and not matter.state.unanswered(stage.id)


def _over(clock: Reckoning | None, today: date) -> date | None:
    """The last day of a clock that is over; None where it still runs or stands still."""
    due = None if clock is None else clock.due
    return due if due is not None and due < today else None
