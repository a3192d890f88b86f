"""What each event of filing and review changes; folding_later.py has what comes beside and after it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import singledispatch

from haina.cases import events
from haina.cases.clock import Pause
from haina.cases.events import Event, Recorded
from haina.cases.state import (
    CaseState,
    Correction,
    Document,
    Promise,
    Running,
    StageState,
    StageStatus,
    Verification,
)
from haina.people.permissions import State


@singledispatch
def applied(event: Event, case: CaseState, recorded: Recorded) -> CaseState:
    """The case with what the event changes."""
    raise TypeError(f"nobody says what {type(event).__name__} changes")


@applied.register(events.DraftSaved)
@applied.register(events.NoteAdded)
@applied.register(events.ClockRecounted)
@applied.register(events.AppointmentMissed)
@applied.register(events.FollowedUp)
def _unchanged(event: Event, case: CaseState, recorded: Recorded) -> CaseState:
    return case


@applied.register
def _draft_started(event: events.DraftStarted, case: CaseState, recorded: Recorded) -> CaseState:
    return replace(
        case,
        state=State.DRAFT,
        procedure=event.procedure,
        reference=event.reference,
        organisation_id=event.organisation_id,
        person_id=event.person_id,
        appeal_of=event.appeal_of,
        barred=event.barred,
        mandate_id=event.mandate_id,
    )


@applied.register
def _attached(event: events.DocumentAttached, case: CaseState, recorded: Recorded) -> CaseState:
    document = Document(event.id, event.document, event.name, event.media_type, event.size, event.sha256)
    return replace(case, documents={**case.documents, event.id: document})


@applied.register
def _removed(event: events.DocumentRemoved, case: CaseState, recorded: Recorded) -> CaseState:
    return replace(case, documents={id: kept for id, kept in case.documents.items() if id != event.id})


@applied.register
def _submitted(event: events.Submitted, case: CaseState, recorded: Recorded) -> CaseState:
    later = {each.document: Promise(each.document, each.term, each.counts_from) for each in event.promised}
    filed = replace(
        case,
        state=State.SUBMITTED if event.awaits_acceptance else State.IN_REVIEW,
        form=dict(event.form),
        check=event.check,
        filed_at=recorded.at,
        filed_by=recorded.account_id,
        promises={**later, **{kind: Promise(kind) for kind in event.committed}},
    )
    begun = _counting(filed, "submitted", recorded.on)
    return begun if event.awaits_acceptance else _counting(begun, "accepted", recorded.on)


@applied.register
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


@applied.register
def _withdrawn(event: events.Withdrawn, case: CaseState, recorded: Recorded) -> CaseState:
    return replace(
        settled(case, State.WITHDRAWN, recorded), note=event.note, correction=None, before_return=None
    )


@applied.register
def _discarded(event: events.Discarded, case: CaseState, recorded: Recorded) -> CaseState:
    return replace(case, state=State.DISCARDED)


@applied.register
def _stage_opened(event: events.StageOpened, case: CaseState, recorded: Recorded) -> CaseState:
    stage = StageState(
        event.stage,
        event.department,
        StageStatus.OPEN,
        event.since or recorded.on,
        event.term,
        kind=event.stage_kind,
    )
    return replace(case, stages={**case.stages, event.stage: stage})


@applied.register
def _total_started(event: events.TotalStarted, case: CaseState, recorded: Recorded) -> CaseState:
    return replace(case, total=Running(event.term, event.since or recorded.on))


@applied.register
def _claimed(event: events.Claimed, case: CaseState, recorded: Recorded) -> CaseState:
    return with_stage(case, replace(case.stages[event.stage], officer_id=event.officer_id))


@applied.register
def _handed_over(event: events.HandedOver, case: CaseState, recorded: Recorded) -> CaseState:
    return with_stage(case, replace(case.stages[event.stage], officer_id=event.officer_id))


@applied.register
def _released(event: events.Released, case: CaseState, recorded: Recorded) -> CaseState:
    return with_stage(case, replace(case.stages[event.stage], officer_id=None))


@applied.register
def _accepted(event: events.Accepted, case: CaseState, recorded: Recorded) -> CaseState:
    return as_accepted(answered(case, event.stage, StageStatus.ACCEPTED, recorded, note=event.note), recorded)


@applied.register
def _declined(event: events.Declined, case: CaseState, recorded: Recorded) -> CaseState:
    after = answered(case, event.stage, StageStatus.DECLINED, recorded, event.reasons, event.note)
    return replace(settled(after, State.DECLINED, recorded), reasons=event.reasons, note=event.note)


@applied.register
def _returned(event: events.ReturnedForCorrection, case: CaseState, recorded: Recorded) -> CaseState:
    return replace(
        case,
        state=State.RETURNED,
        before_return=case.state,
        correction=Correction(event.stage, event.items, recorded.on, event.term),
        corrections=case.corrections + 1,
        pauses=(*case.pauses, Pause(recorded.on)),
    )


@applied.register
def _verified(event: events.FactVerified, case: CaseState, recorded: Recorded) -> CaseState:
    found = Verification(event.value, event.department, event.source, recorded.on)
    lowered = {fact: cause for fact, cause in case.lowered.items() if fact != event.fact}
    return replace(case, verified={**case.verified, event.fact: found}, lowered=lowered)


@applied.register
def _lowered(event: events.FactLowered, case: CaseState, recorded: Recorded) -> CaseState:
    verified = {fact: found for fact, found in case.verified.items() if fact != event.fact}
    return replace(case, verified=verified, lowered={**case.lowered, event.fact: event.cause})


@applied.register
def _stage_approved(event: events.StageApproved, case: CaseState, recorded: Recorded) -> CaseState:
    return answered(case, event.stage, StageStatus.APPROVED, recorded, note=event.note)


@applied.register
def _stage_refused(event: events.StageRefused, case: CaseState, recorded: Recorded) -> CaseState:
    return answered(case, event.stage, StageStatus.REFUSED, recorded, event.reasons, event.note)


@applied.register
def _stage_ended(event: events.StageEnded, case: CaseState, recorded: Recorded) -> CaseState:
    return answered(case, event.stage, StageStatus.MOOT, recorded)


@applied.register
def _extended(event: events.Extended, case: CaseState, recorded: Recorded) -> CaseState:
    more = event.term.term
    # A public notice takes as long as it takes.
    stages: Mapping[str, StageState] = {
        name: replace(stage, further=(*stage.further, more))
        if stage.is_open and stage.kind != "publication"
        else stage
        for name, stage in case.stages.items()
    }
    total = case.total and replace(case.total, further=(*case.total.further, more))
    return replace(case, stages=stages, total=total, extensions=case.extensions + 1, extension_asked=None)


@applied.register
def _escalated(event: events.Escalated, case: CaseState, recorded: Recorded) -> CaseState:
    if event.stage:
        return with_stage(case, replace(case.stages[event.stage], escalated=True))
    return replace(case, total=case.total and replace(case.total, escalated=True))


@applied.register
def _answer_overdue(event: events.AnswerOverdue, case: CaseState, recorded: Recorded) -> CaseState:
    return replace(case, correction=case.correction and replace(case.correction, overdue=True))


@applied.register
def _paused(event: events.Paused, case: CaseState, recorded: Recorded) -> CaseState:
    stage = case.stages[event.stage]
    pauses = (*stage.pauses, Pause(recorded.on))
    return with_stage(case, replace(stage, pauses=pauses, held=event.ground, held_longest=event.longest))


@applied.register
def _resumed(event: events.Resumed, case: CaseState, recorded: Recorded) -> CaseState:
    stage = case.stages[event.stage]
    *earlier, last = stage.pauses
    pauses = (*earlier, Pause(last.since, event.until))
    return with_stage(case, replace(stage, pauses=pauses, held="", held_longest=None))


@applied.register
def _deemed_approved(event: events.DeemedApproved, case: CaseState, recorded: Recorded) -> CaseState:
    accepting = event.stage_kind == "acceptance"
    status = StageStatus.ACCEPTED if accepting else StageStatus.APPROVED
    after = _deemed(case, event.stage, status, recorded)
    return as_accepted(after, recorded) if accepting else after


@applied.register
def _deemed_refused(event: events.DeemedRefused, case: CaseState, recorded: Recorded) -> CaseState:
    accepting = event.stage_kind == "acceptance"
    status = StageStatus.DECLINED if accepting else StageStatus.REFUSED
    return _deemed(case, event.stage, status, recorded)


def _deemed(case: CaseState, stage: str, status: StageStatus, recorded: Recorded) -> CaseState:
    after = answered(case, stage, status, recorded)
    return with_stage(after, replace(after.stages[stage], deemed=True))


def as_accepted(case: CaseState, recorded: Recorded) -> CaseState:
    """The file is accepted once no acceptance is open any more."""
    if any(stage.kind == "acceptance" for stage in case.open_stages):
        return case
    return _counting(replace(case, state=State.IN_REVIEW), "accepted", recorded.on)


def _counting(case: CaseState, event: str, on: date) -> CaseState:
    """The promises whose terms count from this event count from now on."""
    promises = {
        kind: replace(promise, since=on)
        if promise.counts_from == event and promise.since is None
        else promise
        for kind, promise in case.promises.items()
    }
    return replace(case, promises=promises)


def settled(case: CaseState, state: State, recorded: Recorded) -> CaseState:
    """The case with its outcome."""
    decided = replace(case, state=state, decided_at=recorded.at, decided_on=recorded.on)
    return _counting(decided, "decided", recorded.on)


def with_stage(case: CaseState, stage: StageState) -> CaseState:
    """The case with one stage as it is now."""
    return replace(case, stages={**case.stages, stage.id: stage})


def answered(
    case: CaseState,
    stage: str,
    status: StageStatus,
    recorded: Recorded,
    reasons: tuple[str, ...] = (),
    note: str = "",
) -> CaseState:
    """The case with a stage that has ended."""
    return with_stage(
        case,
        replace(case.stages[stage], status=status, ended_at=recorded.at, reasons=reasons, note=note),
    )
