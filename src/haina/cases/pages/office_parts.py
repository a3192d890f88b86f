"""Parts of an officer's page of a case: where each department stands, the clocks day by day, the notes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy

from haina.cases.clock import CountedDay, DayKind, Reckoning
from haina.cases.events.base import shown_day
from haina.cases.names import CaseNames, in_active_language
from haina.cases.queries import CaseView, HistoryLine
from haina.cases.state import StageState, StageStatus
from haina.people.models import Account

#: Where a step stands, in words and as a colour.
_STATUS: dict[StageStatus, tuple[str, Promise]] = {
    StageStatus.OPEN: ("later", gettext_lazy("open")),
    StageStatus.ACCEPTED: ("good", gettext_lazy("accepted")),
    StageStatus.DECLINED: ("bad", gettext_lazy("not accepted")),
    StageStatus.APPROVED: ("good", gettext_lazy("approved")),
    StageStatus.REFUSED: ("bad", gettext_lazy("refused")),
    StageStatus.PUBLISHED: ("good", gettext_lazy("published, and over")),
    StageStatus.MOOT: ("plain", gettext_lazy("no longer needed")),
}
#: Why a day did not count.
_NOT_COUNTED = {
    DayKind.WEEKEND: gettext_lazy("weekend"),
    DayKind.HOLIDAY: gettext_lazy("public holiday"),
}


@dataclass(frozen=True, slots=True)
class StepLine:
    """Where one step of the procedure stands, of whichever department."""

    title: str
    department: str
    kind: str
    status: str
    officer: str
    since: date | None
    reasons: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class DayRun:
    """Days in a row that counted, or did not for one reason; `numbers` are those of the term."""

    days: str
    counted: bool
    why: str
    numbers: str


@dataclass(frozen=True, slots=True)
class ClockLine:
    """One clock: from which day it counts how much, until when, and every day of it."""

    title: str
    event: date
    due: date | None
    used: int
    length: int
    unit: str
    runs: tuple[DayRun, ...]


def step_lines(view: CaseView, names: CaseNames) -> list[StepLine]:
    """Return every step of the procedure in its order, those that have not begun too (1 query)."""
    begun = view.state.stages
    officers = Account.objects.in_bulk([each.officer_id for each in begun.values() if each.officer_id])
    return [
        StepLine(
            title=names.stage(stage.id),
            department=names.department(stage.department),
            kind=_STATUS[begun[stage.id].status][0] if stage.id in begun else "plain",
            status=_status(begun.get(stage.id)),
            officer=_officer(begun.get(stage.id), officers),
            since=begun[stage.id].opened_on if stage.id in begun else None,
            reasons=tuple(names.reason(each) for each in begun[stage.id].reasons)
            if stage.id in begun
            else (),
            note=begun[stage.id].note if stage.id in begun else "",
        )
        for stage in view.procedure.stages
    ]


def _status(stage: StageState | None) -> str:
    if stage is None:
        return gettext("has not begun")
    if stage.is_held:
        return gettext("open, its clock stands still")
    words = str(_STATUS[stage.status][1])
    return gettext("%(answer)s, by silence") % {"answer": words} if stage.deemed else words


def _officer(stage: StageState | None, officers: dict[object, Account]) -> str:
    return str(officers.get(stage.officer_id, "")) if stage is not None else ""


def clock_lines(view: CaseView, names: CaseNames) -> list[ClockLine]:
    """Return every clock that runs or stands still, with its days."""
    clocks = view.clocks
    named: list[tuple[str, Reckoning | None]] = [
        *((names.stage(stage), clock) for stage, clock in clocks.stages.items()),
        (gettext("The whole case"), clocks.total),
        (gettext("The applicant’s correction"), clocks.answer),
    ]
    return [_clock(title, clock) for title, clock in named if clock is not None]


def _clock(title: str, clock: Reckoning) -> ClockLine:
    return ClockLine(
        title=title,
        event=clock.event,
        due=clock.due,
        used=clock.used,
        length=clock.length,
        unit=clock.term.unit.value,
        runs=tuple(_runs(clock.days)),
    )


def _runs(days: Iterable[CountedDay]) -> Iterator[DayRun]:
    """Days in a row that are alike, so that a month is read in a few lines."""
    for (counted, why), group in groupby(days, key=lambda day: (day.number is not None, _why(day))):
        run = list(group)
        first, last = run[0], run[-1]
        span = shown_day(first.day)
        if last is not first:
            span = gettext("%(first)s to %(last)s") % {"first": span, "last": shown_day(last.day)}
        numbers = ""
        if counted:
            numbers = f"{first.number}" if last is first else f"{first.number}–{last.number}"
        yield DayRun(span, counted, why, numbers)


def _why(day: CountedDay) -> str:
    """Why a day did not count, or that it is a weekend on which one works."""
    if day.paused:
        return gettext("the clock stood still")
    if day.number is None:
        return str(_NOT_COUNTED.get(day.kind, gettext_lazy("does not count")))
    return gettext("working day by the official calendar") if day.kind is DayKind.ADJUSTED_WORKDAY else ""


def note_lines(view: CaseView) -> list[HistoryLine]:
    """Return the notes that stay inside, the latest first."""
    return [line for line in reversed(view.history) if line.kind == "note_added"]


def kept_back(view: CaseView) -> list[str]:
    """Return what the form and the files hold that the actor's departments do not need, by name."""
    sight = view.sight
    if sight.whole:
        return []
    fields = [field.label for name, field in view.procedure.fields.items() if name not in sight.fields]
    kinds = [kind.title for kind in view.procedure.documents if kind.id not in sight.documents]
    return [in_active_language(each) for each in (*fields, *kinds)]
