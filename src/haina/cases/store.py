"""The event store: reads a case's history and adds to it, with the chain and the rows that follow from it.

Always called inside a transaction that holds the case's row; nothing else writes to these tables.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from haina.cases.chain import hash_of
from haina.cases.clock import WorkCalendar
from haina.cases.codec import event_from, payload
from haina.cases.deadlines import Deadlines, deadlines, first_unwatched
from haina.cases.events import (
    Accepted,
    Declined,
    DeemedApproved,
    DeemedRefused,
    DocumentAttached,
    DocumentRemoved,
    Event,
    MovedBack,
    MovedToVersion,
    PublicationEnded,
    Recorded,
    StageApproved,
    StageEnded,
    StageRefused,
)
from haina.cases.evolve import fold
from haina.cases.models import Case, CaseDocument, CaseEvent, CaseStage
from haina.cases.state import CaseState
from haina.cases.statements import (
    NO_END,
    StoredEvent,
    insert_events,
    stored_events,
    update_case,
    upsert_stages,
)
from haina.people.permissions import Role, State

_ANSWERS = (
    Accepted,
    Declined,
    StageApproved,
    StageRefused,
    StageEnded,
    DeemedApproved,
    DeemedRefused,
    PublicationEnded,
)


@dataclass(frozen=True, slots=True)
class Stamp:
    """The circumstances in which a command's events happen."""

    at: datetime
    on: date
    account_id: UUID | None
    role: Role
    department: str
    on_behalf_of: str
    command: str
    key: str | None


def recorded(event: CaseEvent | StoredEvent) -> Recorded:
    """The event of a stored row."""
    return Recorded(
        sequence=event.sequence,
        at=event.at,
        on=event.on,
        event=event_from(event.kind, event.payload),
        account_id=event.account_id,
        role=Role(event.role),
        department=event.department,
    )


def history_of(case_id: UUID, after: int = 0, up_to: int | None = None) -> list[Recorded]:
    """The events of a case in order, from the one after `after`."""
    return [recorded(row) for row in stored_events(case_id, after, NO_END if up_to is None else up_to)]


def load_state(case_id: UUID, up_to: int | None = None) -> CaseState:
    """The state of a case: the fold of its events, or of the first ones."""
    return fold(history_of(case_id, up_to=up_to))


def append(case: Case, events: Sequence[Event], stamp: Stamp) -> list[Recorded]:
    """Add events to the case's chain and carry `case` on (not yet saved); return them as recorded.

    Raises IntegrityError if somebody else has added an event meanwhile or the key has been used.
    """
    rows = chained(case, events, stamp)
    insert_events(rows)
    return [recorded(row) for row in rows]


def chained(case: Case, events: Sequence[Event], stamp: Stamp) -> list[CaseEvent]:
    """The rows of events that follow the case's last one, not yet stored; carries `case` on to them."""
    rows = []
    batch = case.sequence + 1
    for event in events:
        row = CaseEvent(
            case_id=case.pk,
            sequence=case.sequence + 1,
            kind=event.kind,
            payload=payload(event),
            at=stamp.at,
            on=stamp.on,
            account_id=stamp.account_id,
            role=stamp.role.value,
            department=stamp.department,
            on_behalf_of=stamp.on_behalf_of,
            policy_version=case.policy_version_id,
            command=stamp.command,
            batch=batch,
            key=stamp.key if case.sequence + 1 == batch else None,
            stage=event.stage if isinstance(event, _ANSWERS) else "",
            previous_hash=case.head_hash,
        )
        row.hash = hash_of(row)
        rows.append(row)
        case.sequence, case.head_hash = row.sequence, row.hash
    return rows


def project(case: Case, state: CaseState, happened: Iterable[Recorded], calendar: WorkCalendar) -> None:
    """Save the rows that follow from the events: the case, its stages and its documents."""
    happened = list(happened)
    rows = projected(case, state, happened, deadlines(state, calendar))
    update_case(case)
    if any(isinstance(one.event, (MovedToVersion, MovedBack)) for one in happened):
        CaseStage.objects.filter(case=case).exclude(stage__in=list(state.stages)).delete()
    save_stages(rows)
    _project_documents(case, happened)


def projected(
    case: Case, state: CaseState, happened: Sequence[Recorded], clocks: Deadlines
) -> list[CaseStage]:
    """Set the columns of `case` that follow from its events; the rows of its stages. Saves nothing."""
    case.state = state.state.value
    case.departments = state.departments
    case.due = clocks.next
    case.watch = first_unwatched(state, clocks)
    case.rests_on = clocks.rests_on
    case.provisional = case.rests_on is not None
    case.came_back = state.corrections > 0 and state.correction is None
    case.owes = bool(state.owed)
    case.published_until = _on_notice_until(state, clocks)
    asked = state.extension_asked if state.state in (State.RETURNED, State.IN_REVIEW) else None
    case.extension_asked_at = None if asked is None else asked.at
    case.filed_at, case.decided_at = state.filed_at, state.decided_at
    case.changed_at = happened[-1].at if happened else case.changed_at
    return _stage_rows(case, state, clocks)


#: The columns that events change.
_PROJECTED = (
    "policy_version",
    "sequence",
    "head_hash",
    "state",
    "departments",
    "due",
    "watch",
    "provisional",
    "rests_on",
    "came_back",
    "owes",
    "published_until",
    "extension_asked_at",
    "filed_at",
    "decided_at",
    "changed_at",
)


def save_cases(rows: Sequence[Case]) -> None:
    """Save what events have changed in the rows of many cases, in one statement."""
    Case.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["id"], update_fields=list(_PROJECTED)
    )


def _on_notice_until(state: CaseState, clocks: Deadlines) -> date | None:
    """The last day for objections while a public notice is open; where clocks stand still, as announced."""
    open_notices = (stage for stage in state.open_stages if stage.kind == "publication")
    days = (clocks.stages[stage.id].due or stage.until for stage in open_notices if stage.id in clocks.stages)
    return max((day for day in days if day is not None), default=None)


def _stage_rows(case: Case, state: CaseState, clocks: Deadlines) -> list[CaseStage]:
    rows = []
    for stage in state.stages.values():
        clock = clocks.stages.get(stage.id)
        rows.append(
            CaseStage(
                case=case,
                stage=stage.id,
                procedure=case.procedure,
                department=stage.department,
                status=stage.status.value,
                officer_id=stage.officer_id,
                opened_on=stage.opened_on,
                due=None if clock is None else clocks.due(stage.id),
                days_held=clock.left if clock is not None and clock.due is None else None,
                held=stage.held if stage.is_open else "",
                deemed=stage.deemed,
                escalated=stage.escalated,
                ended_at=stage.ended_at,
            )
        )
    return rows


def save_stages(rows: Sequence[CaseStage]) -> None:
    """Save rows of stages, of one case or of many, whether they were there or not."""
    upsert_stages(rows)


def _project_documents(case: Case, happened: Iterable[Recorded]) -> None:
    for one in happened:
        event = one.event
        if isinstance(event, DocumentAttached):
            CaseDocument.objects.create(
                id=event.id,
                case=case,
                kind=event.document,
                name=event.name,
                media_type=event.media_type,
                size=event.size,
                sha256=event.sha256,
                attached_at=one.at,
                attached_by_id=one.account_id,
            )
        elif isinstance(event, DocumentRemoved):
            CaseDocument.objects.filter(pk=event.id).update(removed_at=one.at)
