"""The fold of what comes beside and after the review: notices, promises, moves, outcome and appeal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from haina.cases import events
from haina.cases.decide_publishing import answered as with_answer
from haina.cases.events import Recorded
from haina.cases.folding import answered, applied, as_accepted, settled, with_stage
from haina.cases.state import (
    AppealLink,
    CaseState,
    ExtensionRequest,
    Granted,
    Move,
    Objection,
    Promise,
    StageStatus,
    StageTerm,
    TermOnRecord,
)
from haina.people.permissions import Role, State


@applied.register
def _extension_asked(event: events.ExtensionAsked, case: CaseState, recorded: Recorded) -> CaseState:
    asked = ExtensionRequest(
        event.term, event.department, event.reasons, event.note, recorded.at, recorded.account_id
    )
    return replace(case, extension_asked=asked)


@applied.register
def _extension_denied(event: events.ExtensionDenied, case: CaseState, recorded: Recorded) -> CaseState:
    return replace(case, extension_asked=None)


@applied.register
def _entrusted(event: events.Entrusted, case: CaseState, recorded: Recorded) -> CaseState:
    return replace(case, mandate_id=event.mandate_id)


@applied.register
def _agent_dismissed(event: events.AgentDismissed, case: CaseState, recorded: Recorded) -> CaseState:
    # The owner may think better of it; what the person concerned does not want, nobody else brings back.
    unwanted = (event.before,) if recorded.role is Role.CONCERNED else ()
    return replace(case, mandate_id=None, unwanted=(*case.unwanted, *unwanted))


@applied.register
def _published(event: events.Published, case: CaseState, recorded: Recorded) -> CaseState:
    return with_stage(case, replace(case.stages[event.stage], until=event.until))


@applied.register
def _objection_made(event: events.ObjectionMade, case: CaseState, recorded: Recorded) -> CaseState:
    made = Objection(event.number, event.stage, event.text, recorded.on, recorded.account_id)
    return replace(case, objections=(*case.objections, made))


@applied.register
def _objection_answered(event: events.ObjectionAnswered, case: CaseState, recorded: Recorded) -> CaseState:
    objections = (with_answer(each, event.number, event.text, event.upheld) for each in case.objections)
    return replace(case, objections=tuple(objections))


@applied.register
def _publication_ended(event: events.PublicationEnded, case: CaseState, recorded: Recorded) -> CaseState:
    return answered(case, event.stage, StageStatus.PUBLISHED, recorded)


@applied.register
def _received(event: events.PromisedDocumentReceived, case: CaseState, recorded: Recorded) -> CaseState:
    return _with_promise(case, replace(case.promises[event.document], received_on=recorded.on))


@applied.register
def _promise_overdue(event: events.PromiseOverdue, case: CaseState, recorded: Recorded) -> CaseState:
    return _with_promise(case, replace(case.promises[event.document], overdue=True))


@applied.register
def _promise_checked(event: events.PromiseChecked, case: CaseState, recorded: Recorded) -> CaseState:
    return _with_promise(case, replace(case.promises[event.document], kept=event.kept))


def _with_promise(case: CaseState, promise: Promise) -> CaseState:
    return replace(case, promises={**case.promises, promise.document: promise})


@applied.register
def _moved(event: events.MovedToVersion, case: CaseState, recorded: Recorded) -> CaseState:
    terms = tuple(StageTerm(each.stage, case.stages[each.stage].term) for each in event.terms)
    total = None if case.total is None else case.total.term
    move = Move(event.before, event.after, terms, total)
    moved = _under_terms(case, event.terms, event.total, event.dropped)
    return replace(moved, moves=(*case.moves, move))


@applied.register
def _moved_back(event: events.MovedBack, case: CaseState, recorded: Recorded) -> CaseState:
    moved = _under_terms(case, event.terms, event.total, event.dropped)
    return replace(moved, moves=case.moves[:-1])


def _under_terms(
    case: CaseState, terms: Iterable[StageTerm], total: TermOnRecord | None, dropped: Iterable[str]
) -> CaseState:
    stages = {id: stage for id, stage in case.stages.items() if id not in set(dropped)}
    for each in terms:
        # The term is another one now, so whether it has run out is looked at anew.
        stages[each.stage] = replace(stages[each.stage], term=each.term, escalated=False)
    clock = case.total
    if clock is not None and total is not None:
        clock = replace(clock, term=total, escalated=False)
    return replace(case, stages=stages, total=clock)


@applied.register
def _approved(event: events.Approved, case: CaseState, recorded: Recorded) -> CaseState:
    return replace(settled(case, State.APPROVED, recorded), check=event.check)


@applied.register
def _refused(event: events.Refused, case: CaseState, recorded: Recorded) -> CaseState:
    after = settled(case, State.REFUSED, recorded)
    return replace(after, check=event.check, reasons=event.reasons, note=event.note)


@applied.register
def _issued(event: events.Issued, case: CaseState, recorded: Recorded) -> CaseState:
    granted = Granted(
        event.number, event.valid_from, event.valid_to, event.pdf_sha256, event.credential_sha256
    )
    return replace(case, state=State.ISSUED, granted=granted)


@applied.register
def _revoked(event: events.Revoked, case: CaseState, recorded: Recorded) -> CaseState:
    granted = case.granted and replace(case.granted, revoked_on=recorded.on)
    return replace(case, state=State.REVOKED, granted=granted, reasons=event.reasons, note=event.note)


@applied.register
def _expired(event: events.Expired, case: CaseState, recorded: Recorded) -> CaseState:
    return replace(case, state=State.EXPIRED)


@applied.register
def _appealed(event: events.Appealed, case: CaseState, recorded: Recorded) -> CaseState:
    return replace(case, appeal=AppealLink(event.case_id, event.reference, against=event.against))


@applied.register
def _appeal_upheld(event: events.AppealUpheld, case: CaseState, recorded: Recorded) -> CaseState:
    upheld = replace(_with_appeal(case, "upheld"), reasons=(), note=event.note, letter="")
    if event.against == "declined":
        return _reopened(upheld, event, recorded)
    if event.against == "revoked":
        return replace(upheld, state=State.APPROVED)
    return settled(upheld, State.APPROVED, recorded)


def _reopened(case: CaseState, event: events.AppealUpheld, recorded: Recorded) -> CaseState:
    """The case as if its file had been accepted today."""
    for stage in event.accepted:
        case = answered(case, stage, StageStatus.ACCEPTED, recorded, note=event.note)
    # The clock over the whole case begins anew with an event of its own.
    return as_accepted(replace(case, decided_at=None, decided_on=None, note="", total=None), recorded)


@applied.register
def _appeal_rejected(event: events.AppealRejected, case: CaseState, recorded: Recorded) -> CaseState:
    return _with_appeal(case, "rejected")


@applied.register
def _appeal_withdrawn(event: events.AppealWithdrawn, case: CaseState, recorded: Recorded) -> CaseState:
    return _with_appeal(case, "withdrawn")


def _with_appeal(case: CaseState, outcome: str) -> CaseState:
    return replace(case, appeal=case.appeal and replace(case.appeal, outcome=outcome))
