"""The fold: one event carries the state on. It judges nothing; what was decided once stays decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import singledispatch

from haina.cases import events
from haina.cases.clock import Pause
from haina.cases.events import Event, Recorded
from haina.cases.state import (
    CaseState,
    Correction,
    Document,
    Granted,
    Running,
    StageState,
    StageStatus,
    Verification,
)
from haina.people.permissions import State


def evolve(case: CaseState, recorded: Recorded) -> CaseState:
    """The state after one more event; raises ValueError if it is not the next one."""
    if recorded.sequence != case.sequence + 1:
        raise ValueError(f"event {recorded.sequence} does not follow {case.sequence}")
    return replace(_applied(recorded.event, case, recorded), sequence=recorded.sequence)


def fold(history: Iterable[Recorded]) -> CaseState:
    """The state after all events, in order."""
    case = CaseState()
    for recorded in history:
        case = evolve(case, recorded)
    return case


@singledispatch
def _applied(event: Event, case: CaseState, recorded: Recorded) -> CaseState:
    raise TypeError(f"nobody says what {type(event).__name__} changes")


@_applied.register(events.DraftSaved)
@_applied.register(events.NoteAdded)
def _unchanged(event: Event, case: CaseState, recorded: Recorded) -> CaseState:
    return case


@_applied.register
def _draft_started(event: events.DraftStarted, case: CaseState, recorded: Recorded) -> CaseState:
    return replace(
        case,
        state=State.DRAFT,
        procedure=event.procedure,
        reference=event.reference,
        organisation_id=event.organisation_id,
        person_id=event.person_id,
    )


@_applied.register
def _attached(event: events.DocumentAttached, case: CaseState, recorded: Recorded) -> CaseState:
    document = Document(event.id, event.document, event.name, event.media_type, event.size, event.sha256)
    return replace(case, documents={**case.documents, event.id: document})


@_applied.register
def _removed(event: events.DocumentRemoved, case: CaseState, recorded: Recorded) -> CaseState:
    return replace(case, documents={id: kept for id, kept in case.documents.items() if id != event.id})


@_applied.register
def _submitted(event: events.Submitted, case: CaseState, recorded: Recorded) -> CaseState:
    return replace(
        case,
        state=State.SUBMITTED if event.awaits_acceptance else State.IN_REVIEW,
        form=dict(event.form),
        check=event.check,
        filed_at=recorded.at,
        filed_by=recorded.account_id,
    )


@_applied.register
def _resubmitted(event: events.Resubmitted, case: CaseState, recorded: Recorded) -> CaseState:
    *earlier, last = case.pauses
    return replace(
        case,
        state=case.before_return or State.SUBMITTED,
        before_return=None,
        correction=None,
        form=dict(event.form),
        check=event.check,
        pauses=(*earlier, Pause(last.since, recorded.on)),
        # What a department verified about a fact stands only for the value that it looked up.
        verified={name: found for name, found in case.verified.items() if name not in event.changed},
    )


@_applied.register
def _withdrawn(event: events.Withdrawn, case: CaseState, recorded: Recorded) -> CaseState:
    return replace(
        _settled(case, State.WITHDRAWN, recorded), note=event.note, correction=None, before_return=None
    )


@_applied.register
def _discarded(event: events.Discarded, case: CaseState, recorded: Recorded) -> CaseState:
    return replace(case, state=State.DISCARDED)


@_applied.register
def _stage_opened(event: events.StageOpened, case: CaseState, recorded: Recorded) -> CaseState:
    stage = StageState(event.stage, event.department, StageStatus.OPEN, recorded.on, event.term)
    return replace(case, stages={**case.stages, event.stage: stage})


@_applied.register
def _total_started(event: events.TotalStarted, case: CaseState, recorded: Recorded) -> CaseState:
    return replace(case, total=Running(event.term, recorded.on))


@_applied.register
def _claimed(event: events.Claimed, case: CaseState, recorded: Recorded) -> CaseState:
    return _with_stage(case, replace(case.stages[event.stage], officer_id=event.officer_id))


@_applied.register
def _released(event: events.Released, case: CaseState, recorded: Recorded) -> CaseState:
    return _with_stage(case, replace(case.stages[event.stage], officer_id=None))


@_applied.register
def _accepted(event: events.Accepted, case: CaseState, recorded: Recorded) -> CaseState:
    after = _answered(case, event.stage, StageStatus.ACCEPTED, recorded, note=event.note)
    return replace(after, state=State.IN_REVIEW)


@_applied.register
def _declined(event: events.Declined, case: CaseState, recorded: Recorded) -> CaseState:
    after = _answered(case, event.stage, StageStatus.DECLINED, recorded, event.reasons, event.note)
    return replace(_settled(after, State.DECLINED, recorded), reasons=event.reasons, note=event.note)


@_applied.register
def _returned(event: events.ReturnedForCorrection, case: CaseState, recorded: Recorded) -> CaseState:
    return replace(
        case,
        state=State.RETURNED,
        before_return=case.state,
        correction=Correction(event.stage, event.items, recorded.on, event.term),
        corrections=case.corrections + 1,
        pauses=(*case.pauses, Pause(recorded.on)),
    )


@_applied.register
def _verified(event: events.FactVerified, case: CaseState, recorded: Recorded) -> CaseState:
    found = Verification(event.value, event.department, event.source, recorded.on)
    return replace(case, verified={**case.verified, event.fact: found})


@_applied.register
def _stage_approved(event: events.StageApproved, case: CaseState, recorded: Recorded) -> CaseState:
    return _answered(case, event.stage, StageStatus.APPROVED, recorded, note=event.note)


@_applied.register
def _stage_refused(event: events.StageRefused, case: CaseState, recorded: Recorded) -> CaseState:
    return _answered(case, event.stage, StageStatus.REFUSED, recorded, event.reasons, event.note)


@_applied.register
def _stage_ended(event: events.StageEnded, case: CaseState, recorded: Recorded) -> CaseState:
    return _answered(case, event.stage, StageStatus.MOOT, recorded)


@_applied.register
def _extended(event: events.Extended, case: CaseState, recorded: Recorded) -> CaseState:
    more = event.term.length
    stages: Mapping[str, StageState] = {
        name: replace(stage, extended_by=stage.extended_by + more) if stage.is_open else stage
        for name, stage in case.stages.items()
    }
    total = case.total and replace(case.total, extended_by=case.total.extended_by + more)
    return replace(case, stages=stages, total=total, extensions=case.extensions + 1)


@_applied.register
def _escalated(event: events.Escalated, case: CaseState, recorded: Recorded) -> CaseState:
    if event.stage:
        return _with_stage(case, replace(case.stages[event.stage], escalated=True))
    return replace(case, total=case.total and replace(case.total, escalated=True))


@_applied.register
def _answer_overdue(event: events.AnswerOverdue, case: CaseState, recorded: Recorded) -> CaseState:
    return replace(case, correction=case.correction and replace(case.correction, overdue=True))


@_applied.register
def _approved(event: events.Approved, case: CaseState, recorded: Recorded) -> CaseState:
    return replace(_settled(case, State.APPROVED, recorded), check=event.check)


@_applied.register
def _refused(event: events.Refused, case: CaseState, recorded: Recorded) -> CaseState:
    after = _settled(case, State.REFUSED, recorded)
    return replace(after, check=event.check, reasons=event.reasons, note=event.note)


@_applied.register
def _issued(event: events.Issued, case: CaseState, recorded: Recorded) -> CaseState:
    granted = Granted(
        event.number, event.valid_from, event.valid_to, event.pdf_sha256, event.credential_sha256
    )
    return replace(case, state=State.ISSUED, granted=granted)


@_applied.register
def _revoked(event: events.Revoked, case: CaseState, recorded: Recorded) -> CaseState:
    granted = case.granted and replace(case.granted, revoked_on=recorded.on)
    return replace(case, state=State.REVOKED, granted=granted, reasons=event.reasons, note=event.note)


def _settled(case: CaseState, state: State, recorded: Recorded) -> CaseState:
    return replace(case, state=state, decided_at=recorded.at)


def _with_stage(case: CaseState, stage: StageState) -> CaseState:
    return replace(case, stages={**case.stages, stage.id: stage})


def _answered(
    case: CaseState,
    stage: str,
    status: StageStatus,
    recorded: Recorded,
    reasons: tuple[str, ...] = (),
    note: str = "",
) -> CaseState:
    return _with_stage(
        case,
        replace(case.stages[stage], status=status, ended_at=recorded.at, reasons=reasons, note=note),
    )
