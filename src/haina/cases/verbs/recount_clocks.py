"""Count running terms anew when the official calendar of a year has been published."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from haina.cases.commands import Command, Recounted
from haina.cases.deadlines import Deadlines, deadlines
from haina.cases.events import Recount
from haina.cases.models import Case, CaseStage
from haina.cases.perform import Matter, Order, automatic
from haina.cases.policies import working_calendar
from haina.people.actors import Automaton, automation
from haina.people.permissions import RUNNING, Verb


def recount_clocks(now: datetime, *, every: bool = False) -> tuple[UUID, ...]:
    """Put on record, case by case, what a newly published calendar changes; the cases that it concerned.

    Looks at the cases that rest on a year that is published now; with `every`, at all running ones, for a
    calendar that was corrected after it had been published.
    """
    years = sorted(working_calendar().years)
    rows = Case.objects.filter(state__in=sorted(RUNNING))
    if not every:
        rows = rows.filter(rests_on__in=years)
    actor = automation(Automaton.CLOCK)
    done = []
    for case_id in rows.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=1000):
        order = Order(actor, Verb.RECOUNT, now, case_id, None, None)
        with transaction.atomic():
            if automatic(order, _recounted):
                done.append(case_id)
    return tuple(done)


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
    listed = dict(CaseStage.objects.filter(case=matter.row, status="open").values_list("stage", "due"))
    moved = [
        Recount(stage, listed[stage], clocks.due(stage))
        for stage in clocks.stages
        if stage in listed and listed[stage] != clocks.due(stage)
    ]
    if not moved and matter.row.due != clocks.next:
        moved.append(Recount("", matter.row.due, clocks.next))
    return moved
