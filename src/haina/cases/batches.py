"""An automaton does what it finds to do in many cases, in batches, so that one case costs little.

A batch is one transaction: its cases are locked and read together, each is decided on its own, and what
follows is stored together. A case that cannot be read or decided is left out of its batch. Where storing
fails, nothing of the batch is stored and its cases are done one by one, so that only the one at fault is left
undone. A case that somebody else has locked is done by itself as soon as it is free.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby, islice
from uuid import UUID

from django.db import transaction

from haina.cases import asking, outbox
from haina.cases.commands import Command
from haina.cases.consequences import concerned
from haina.cases.deadlines import deadlines
from haina.cases.events import Recorded
from haina.cases.evolve import evolve, fold
from haina.cases.models import Case, CaseEvent, CaseStage, Notice
from haina.cases.notices import Posted, notices_of
from haina.cases.perform import Matter, Order, automatic, first_events
from haina.cases.policies import policy_of, working_calendar
from haina.cases.store import Stamp, chained, projected, recorded, save_cases, save_stages
from haina.people.actors import Automaton, automation
from haina.people.permissions import Role, Verb

#: What there is to do in a case, in order.
Finder = Callable[[Matter], Iterable[Command]]

#: So many cases are locked at once, and for as long as these take: a quarter of a second or so.
BATCH = 100


@dataclass(slots=True)
class Round:
    """What became of the cases that were looked at."""

    #: All of them.
    seen: tuple[UUID, ...]
    #: Cases in which something happened.
    done: list[UUID] = field(default_factory=list)
    #: Cases that could not be looked at, with the error of each.
    failed: dict[UUID, Exception] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Ahead:
    """A case with what is going to be stored of it."""

    before: Matter
    after: Matter
    rows: Sequence[CaseEvent]
    happened: Sequence[Recorded]


@dataclass(frozen=True, slots=True)
class Work:
    """What an automaton does in a case."""

    automaton: Automaton
    verb: Verb
    find: Finder
    #: Whether a case is looked at once only, by its rows as they are stored, `stages` among them.
    once: bool = False


def in_batches(work: Work, now: datetime, case_ids: Iterable[UUID]) -> Iterator[Round]:
    """Do in each case what there is to do until there is nothing; gives what became of each batch."""
    left = iter(case_ids)
    while batch := tuple(islice(left, BATCH)):
        yield _do(Order(automation(work.automaton), work.verb, now, batch[0], None, None), batch, work)


def _do(order: Order, case_ids: Sequence[UUID], work: Work) -> Round:
    result = Round(tuple(case_ids))
    try:
        with transaction.atomic():
            alone = _together(order, case_ids, work, result)
    except Exception:
        # Not known which case it was: each by itself, so that one at fault stops only itself.
        result, alone = Round(tuple(case_ids)), list(case_ids)
    for case_id in alone:
        try:
            with transaction.atomic():
                happened = automatic(replace(order, case_id=case_id), work.find)
        except Exception as error:
            result.failed[case_id] = error
        else:
            result.done += [case_id] if happened else []
    return result


def _together(order: Order, case_ids: Sequence[UUID], work: Work, result: Round) -> list[UUID]:
    """Do what can be done in one go; the cases that have to be done one by one."""
    rows = _locked(case_ids, work)
    alone = [case_id for case_id in case_ids if case_id not in rows]
    ahead: list[_Ahead] = []
    for case_id, history in _histories(rows):
        row = rows[case_id]
        if row.appeal_of_id is not None:
            # What becomes of an appeal changes the case that it is against, too.
            alone.append(case_id)
            continue
        try:
            found = _looked_ahead(replace(order, case_id=case_id), row, history, work)
        except Exception as error:
            result.failed[case_id] = error
            continue
        if any(concerned(found.after.policy, found.after.procedure, found.happened)):
            # Another app may refuse what would follow; that takes back this case and no other.
            alone.append(case_id)
        elif found.rows:
            ahead.append(found)
            result.done.append(case_id)
    _store(order, ahead)
    return alone


def _locked(case_ids: Sequence[UUID], work: Work) -> dict[UUID, Case]:
    """The cases that nobody else has locked, in the order of their ids, in which everybody locks many."""
    rows = Case.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
    found = rows.select_related("organisation", "person").filter(pk__in=case_ids).order_by("pk")
    if work.once:
        found = found.prefetch_related("stages")
    return {row.pk: row for row in found}


def _histories(rows: Iterable[UUID]) -> Iterator[tuple[UUID, list[CaseEvent]]]:
    events = CaseEvent.objects.filter(case_id__in=list(rows)).order_by("case_id", "sequence")
    for case_id, history in groupby(events, key=lambda event: event.case_id):
        yield case_id, list(history)


def _looked_ahead(order: Order, row: Case, history: Iterable[CaseEvent], work: Work) -> _Ahead:
    """What will have happened to a case once nothing is left to do in it; `row` is carried on to there."""
    state = fold(recorded(event) for event in history)
    if state.sequence != row.sequence:
        raise ValueError(f"the case has {row.sequence} events and {state.sequence} are there")
    policy = policy_of(row.policy_version_id)
    before = matter = Matter(row, state, policy, policy.procedures[row.procedure], order.on, order.now)
    rows: list[CaseEvent] = []
    happened: list[Recorded] = []
    while (events := first_events(order, matter, work.find)) is not None:
        new = chained(row, events, _stamp(order))
        rows += new
        for one in map(recorded, new):
            happened.append(one)
            matter = replace(matter, state=evolve(matter.state, one))
        row.state = matter.state.state.value
        if work.once:
            break
    return _Ahead(before, matter, rows, happened)


def _stamp(order: Order) -> Stamp:
    automaton = order.actor.automaton
    return Stamp(
        at=order.now,
        on=order.on,
        account_id=None,
        role=Role.AUTOMATION,
        department="" if automaton is None else automaton.value,
        on_behalf_of="",
        command=order.verb.value,
        key=None,
    )


def _store(order: Order, ahead: Sequence[_Ahead]) -> None:
    """Store the events of many cases and everything that follows from them."""
    calendar, posted = working_calendar(), Posted()
    stages: list[CaseStage] = []
    notices: list[Notice] = []
    for each in ahead:
        row, state = each.after.row, each.after.state
        stages += projected(row, state, each.happened, deadlines(state, calendar))
        notices += notices_of(row, state, each.happened, each.after.policy, posted)
    CaseEvent.objects.bulk_create(event for each in ahead for event in each.rows)
    save_cases([each.after.row for each in ahead])
    save_stages(stages)
    outbox.send_notices(Notice.objects.bulk_create(notices))
    for each in ahead:
        row, procedure = each.after.row, each.after.procedure
        outbox.follow_events(row, each.happened, issues=procedure.grant is not None)
        if asking.begins_asking(procedure, each.happened):
            outbox.ask_registers(row.pk)
        asking.stop_asking(row.pk, each.before.state, each.after.state, procedure, order.now)
