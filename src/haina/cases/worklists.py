"""Worklists: the open stages that an officer may see, by what runs out first, filtered, searched and paged.

A page is found by the place where the one before it ended, never by counting lines, so that the thousandth
page costs what the first does. Every filter reads an index of the stages (`CaseStage.Meta.indexes`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan
from django.utils import timezone

from haina.cases.clock import WorkCalendar
from haina.cases.finding import open_cases_named
from haina.cases.looking import looking_at
from haina.cases.models import Case, CaseEvent, CaseStage
from haina.cases.models.record import OFFICERS_ANSWERS
from haina.cases.policies import current_policy, working_calendar
from haina.people.actors import Actor
from haina.people.models import Account
from haina.people.permissions import PERMISSIONS, State

#: How many lines a list shows at once.
PAGE = 30
#: Where counting stops: a list longer than this is simply long. Each line counted may be one more row read.
COUNTED = 200
#: How many lines are read at once where a whole list is.
_AT_ONCE = 1000


class Scope(StrEnum):
    """Whose stages a list shows."""

    #: Those that the officer has claimed.
    OWN = "own"
    #: Those of the officer's departments.
    TEAM = "team"
    #: Every open stage of every case that the officer may see.
    ALL = "all"


class Claimed(StrEnum):
    """Who is on a stage."""

    ME = "me"
    SOMEBODY = "somebody"
    NOBODY = "nobody"


class Waiting(StrEnum):
    """What a stage waits for while its clock stands still."""

    APPLICANT = "applicant"
    #: A ground on which its department has stopped the clock, or the platform did.
    GROUND = "ground"
    #: Such a ground that only a register's silence is behind.
    REGISTER = "register"
    #: Nothing: its clock runs.
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is asked for; an empty value asks for nothing in particular."""

    scope: Scope = Scope.TEAM
    department: str = ""
    procedure: str = ""
    stage: str = ""
    state: State | None = None
    #: Only what runs out within so many days; 0: today or before; -1: what is late.
    within: int | None = None
    claimed: Claimed | None = None
    waiting: Waiting | None = None
    #: Only what ends in a year whose official calendar is not published.
    provisional: bool = False
    #: Only steps about which the supervisor has been told.
    escalated: bool = False
    #: Only cases that came back corrected; that owe a promised document; that are appeals.
    came_back: bool = False
    owes: bool = False
    appeal: bool = False
    #: A reference or the beginning of words of a name.
    words: str = ""
    #: The cases that the words name, once they have been looked up.
    found: tuple[UUID, ...] | None = None

    def looked_up(self) -> Wanted:
        """The same with its words looked up, so that several questions look only once."""
        missing = bool(self.words) and self.found is None
        return replace(self, found=open_cases_named(self.words)) if missing else self


@dataclass(frozen=True, slots=True)
class Cursor:
    """The place of a line in a list: its last day (None for what stands still) and the number of its row."""

    due: date | None
    row: int

    def __str__(self) -> str:
        """As it stands in an address."""
        return f"{self.due or ''}.{self.row}"


def read_cursor(text: str) -> Cursor | None:
    """The cursor that an address names; None where it names none."""
    day, _, row = text.partition(".")
    if not (row.isascii() and row.isdecimal() and len(row) < 19):
        return None
    try:
        return Cursor(date.fromisoformat(day) if day else None, int(row))
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class WorkItem:
    """One line of an officer's list."""

    row: int
    case: Case
    stage: str
    department: str
    officer: Account | None
    due: date | None
    #: Working days left, in the unit of the term; negative: late by so many; None while it stands still.
    left: int | None
    #: Days that are left when the clock goes on.
    held: int | None
    escalated: bool
    #: Whether the last day rests on a year whose official calendar is not published.
    provisional: bool
    #: The ground on which its department has stopped the clock; empty where it has not.
    ground: str = ""
    #: How many of the case's stages are answered, and how many have begun.
    answered: int = 0
    begun: int = 0
    #: Colleagues who have the case open now.
    lookers: tuple[str, ...] = ()

    @property
    def is_waiting(self) -> bool:
        """Whether its clock stands still."""
        return self.due is None

    @property
    def pick(self) -> str:
        """How a form names it."""
        return f"{self.case.pk}:{self.stage}"


@dataclass(frozen=True, slots=True)
class WorkPage:
    """One page of a list."""

    items: tuple[WorkItem, ...]
    #: Where the next page begins; None on the last one.
    next: Cursor | None


def worklist(
    actor: Actor,
    now: datetime,
    wanted: Wanted | None = None,
    *,
    after: Cursor | None = None,
    most: int = PAGE,
) -> WorkPage:
    """A page of open stages, what runs out first on top, what stands still last."""
    rows = _rows(actor, wanted or Wanted(), timezone.localdate(now), after, most + 1)
    items = _items(rows[:most], actor, now)
    last = rows[most - 1] if len(rows) > most else None
    return WorkPage(items, None if last is None else Cursor(last.due, last.pk))


def whole_worklist(actor: Actor, now: datetime, wanted: Wanted) -> Iterator[WorkItem]:
    """Every line of a list, read page by page."""
    after: Cursor | None = None
    wanted = wanted.looked_up()
    while True:
        page = worklist(actor, now, wanted, after=after, most=_AT_ONCE)
        yield from page.items
        after = page.next
        if after is None:
            return


def count_of(actor: Actor, now: datetime, wanted: Wanted) -> int:
    """How many lines a list has; `COUNTED` stands for that many or more."""
    rows = _asked(actor, wanted, timezone.localdate(now))
    # In the order of the index, so that counting stops with the first ones instead of reading every row.
    return rows.order_by("due", "pk")[:COUNTED].count()


def counts_by_scope(actor: Actor, now: datetime, wanted: Wanted) -> dict[Scope, int]:
    """How many lines the same filters leave in the scope asked for, and in the officer's own two.

    All that a department may see is found through the cases and costs far more to count, so it is counted
    only for whoever looks at it.
    """
    scopes = [scope for scope in Scope if scope is wanted.scope or scope is not Scope.ALL]
    return {scope: count_of(actor, now, replace(wanted, scope=scope)) for scope in scopes}


def _rows(actor: Actor, wanted: Wanted, today: date, after: Cursor | None, most: int) -> list[CaseStage]:
    """The first rows after a place; running and standing ones are read apart, each as ranges of an index."""
    asked = _asked(actor, wanted, today).select_related("case__organisation", "case__person", "officer")
    rows: list[CaseStage] = []
    if after is None or after.due is not None:
        running = asked.filter(due__isnull=False)
        if after is not None:
            # A comparison of rows is one range of the index; "later, or that day and a higher row" is two.
            running = running.filter(TupleGreaterThan(Tuple(F("due"), F("pk")), (after.due, after.row)))
        rows = list(running.order_by("due", "pk")[:most])
    if len(rows) < most:
        standing = asked.filter(due__isnull=True)
        if after is not None and after.due is None:
            standing = standing.filter(pk__gt=after.row)
        rows += standing.order_by("due", "pk")[: most - len(rows)]
    return rows


def _asked(actor: Actor, wanted: Wanted, today: date) -> QuerySet[CaseStage]:
    rows = _scope(actor, wanted.scope)
    if wanted.department:
        rows = rows.filter(department=wanted.department)
    if wanted.procedure:
        rows = rows.filter(procedure=wanted.procedure)
    if wanted.stage:
        rows = rows.filter(stage=wanted.stage)
    if wanted.state is not None:
        rows = rows.filter(case__state=wanted.state)
    if wanted.within is not None:
        rows = rows.filter(due__lte=today + timedelta(days=wanted.within))
    if wanted.claimed is not None:
        rows = rows.filter(_claimed(actor, wanted.claimed))
    if wanted.waiting is not None:
        rows = rows.filter(_waiting(wanted.waiting))
    rows = rows.filter(*_marks(wanted))
    return rows.filter(case_id__in=wanted.looked_up().found or ()) if wanted.words else rows


def _marks(wanted: Wanted) -> list[Q]:
    """The conditions of what can only be asked for or not."""
    marks = [
        (wanted.escalated, Q(escalated=True)),
        (wanted.came_back, Q(case__came_back=True)),
        (wanted.owes, Q(case__owes=True)),
        (wanted.appeal, Q(case__appeal_of__isnull=False)),
        (wanted.provisional, Q(due__gte=_first_unpublished(working_calendar()))),
    ]
    return [condition for is_wanted, condition in marks if is_wanted]


def _scope(actor: Actor, scope: Scope) -> QuerySet[CaseStage]:
    rows = CaseStage.objects.filter(status="open")
    if scope is Scope.OWN:
        rows = rows.filter(officer_id=actor.account_id, department__in=sorted(actor.departments))
    elif scope is Scope.TEAM:
        rows = rows.filter(department__in=sorted(actor.departments))
    elif not actor.is_staff:
        rows = rows.none()
    elif "" not in actor.supervises:
        rows = rows.filter(case__departments__overlap=sorted(actor.departments | actor.supervises))
    return _without_own(rows, actor)


def _without_own(rows: QuerySet[CaseStage], actor: Actor) -> QuerySet[CaseStage]:
    """Leave out the cases to which the actor is a party: nobody holds an office in those."""
    if actor.person_id is not None:
        rows = rows.exclude(case__person_id=actor.person_id)
    organisations = [standing.organisation_id for standing in actor.standings if standing.organisation_id]
    if organisations:
        rows = rows.exclude(case__organisation_id__in=organisations)
    return rows


def _claimed(actor: Actor, claimed: Claimed) -> Q:
    if claimed is Claimed.ME:
        return Q(officer_id=actor.account_id)
    return Q(officer__isnull=claimed is Claimed.NOBODY)


def _waiting(waiting: Waiting) -> Q:
    if waiting is Waiting.APPLICANT:
        return Q(due__isnull=True, case__state=State.RETURNED)
    if waiting is Waiting.GROUND:
        return ~Q(held="")
    if waiting is Waiting.REGISTER:
        return Q(held__in=_register_grounds())
    return Q(due__isnull=False)


def _register_grounds() -> list[str]:
    """The grounds on which the clock stands still only because a register does not answer."""
    procedures = current_policy().procedures.values()
    stages = (stage for procedure in procedures for stage in procedure.stages)
    return sorted({lookup.pause for stage in stages for lookup in stage.lookups if lookup.pause})


def _first_unpublished(calendar: WorkCalendar) -> date:
    return date(max(calendar.years, default=date.min.year - 1) + 1, 1, 1)


def _items(rows: list[CaseStage], actor: Actor, now: datetime) -> tuple[WorkItem, ...]:
    today, calendar = timezone.localdate(now), working_calendar()
    cases = {row.case_id for row in rows}
    opinions = _opinions(cases)
    lookers = looking_at(cases, now, but=actor.account_id)
    unpublished = _first_unpublished(calendar)
    return tuple(
        WorkItem(
            row=row.pk,
            case=row.case,
            stage=row.stage,
            department=row.department,
            officer=row.officer,
            due=row.due,
            left=None if row.due is None else calendar.working_days_between(today, row.due),
            held=row.days_held,
            escalated=row.escalated,
            provisional=row.due is not None and row.due >= unpublished,
            ground=row.held,
            answered=opinions[row.case_id][0],
            begun=opinions[row.case_id][1],
            lookers=lookers.get(row.case_id, ()),
        )
        for row in rows
    )


def _opinions(cases: set[UUID]) -> dict[UUID, tuple[int, int]]:
    """How many stages of each case are answered, and how many have begun."""
    counted = (
        CaseStage.objects.filter(case_id__in=cases)
        .values("case_id")
        .annotate(begun=Count("id"), open=Count("id", filter=Q(status="open")))
    )
    return {row["case_id"]: (row["begun"] - row["open"], row["begun"]) for row in counted}


@dataclass(frozen=True, slots=True)
class Answer:
    """What an officer sent off, and where its case stands now."""

    case: Case
    kind: str
    stage: str
    at: datetime


def answered_by(actor: Actor, *, most: int = PAGE) -> tuple[Answer, ...]:
    """What the officer answered lately, the latest first, with each case as it stands now (2 queries)."""
    if actor.account_id is None:
        return ()
    mine = CaseEvent.objects.filter(account_id=actor.account_id, kind__in=OFFICERS_ANSWERS)
    rows = list(mine.order_by("-at").values_list("case_id", "kind", "payload__stage", "at")[:most])
    visible = Case.objects.filter(PERMISSIONS.visible(actor)).select_related("organisation", "person")
    cases = visible.in_bulk({case_id for case_id, *_ in rows})
    return tuple(
        Answer(cases[case_id], kind, stage or "", at) for case_id, kind, stage, at in rows if case_id in cases
    )


def case_by_number(actor: Actor, number: str) -> Case | None:
    """The case that the actor may see under this reference or number of a permit; None if none."""
    wanted = number.strip().upper()
    if not wanted or not wanted.isprintable():
        return None
    rows = Case.objects.filter(PERMISSIONS.visible(actor))
    return rows.filter(reference=wanted).first() or rows.filter(issued__number=wanted).first()
