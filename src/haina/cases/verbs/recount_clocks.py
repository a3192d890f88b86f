"""Count running terms anew when the official calendar of a year has been published."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from haina.cases.batches import Work, in_batches
from haina.cases.commands import Command, Recounted
from haina.cases.deadlines import OWING, Deadlines, deadlines
from haina.cases.events import Recount
from haina.cases.failures import Sweep, carried_out
from haina.cases.models import Case
from haina.cases.perform import Matter
from haina.cases.policies import working_calendar
from haina.people.actors import Automaton
from haina.people.permissions import Verb


def recount_clocks(now: datetime, *, every: bool = False) -> Sweep:
    """Put on record, case by case, what a newly published calendar changes; the cases that it concerned.

    Looks at the cases that rest on a year that is published now; with `every`, at all in which a clock may
    run, for a calendar that was corrected after its publication. A case with an error stops only itself.
    """
    rows = Case.objects.filter(state__in=OWING)
    if not every:
        rows = Case.objects.filter(rests_on__in=sorted(working_calendar().years))
    work = Work(Automaton.CLOCK, Verb.RECOUNT, _recounted, once=True)
    cases = rows.order_by("pk").values_list("pk", flat=True)
    return carried_out(in_batches(work, now, cases.iterator(1000)), now)


def _recounted(matter: Matter) -> Iterable[Command]:
    clocks = deadlines(matter.state, working_calendar())
    published = _published(matter.row.rests_on)
    changes = tuple(_changes(matter, clocks))
    if published or changes:
        yield Recounted(published, changes)


def _published(rests_on: int | None) -> tuple[int, ...]:
    """The years on which the case's clocks rested and that have been published since."""
    if rests_on is None:
        return ()
    return tuple(year for year in sorted(working_calendar().years) if year >= rests_on)


def _changes(matter: Matter, clocks: Deadlines) -> Iterable[Recount]:
    """Last days on the lists that are other ones by the calendar as it is now."""
    listed = {each.stage: each.due for each in matter.row.stages.all() if each.status == "open"}
    moved = [
        Recount(stage, listed[stage], clocks.due(stage))
        for stage in clocks.stages
        if stage in listed and listed[stage] != clocks.due(stage)
    ]
    if not moved and matter.row.due != clocks.next:
        moved.append(Recount("", matter.row.due, clocks.next))
    return moved
