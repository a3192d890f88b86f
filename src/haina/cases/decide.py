"""The decision function: state and command in, events or a refusal out; nothing is read or written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from haina.cases import (
    commands,
    decide_agents,
    decide_appeal,
    decide_clock,
    decide_extending,
    decide_filing,
    decide_meetings,
    decide_moving,
    decide_outcome,
    decide_papers,
    decide_promises,
    decide_publishing,
    decide_registers,
    decide_review,
)
from haina.cases.commands import Act, Command
from haina.cases.events import Event
from haina.cases.state import CaseState
from haina.policy.procedures import Procedure

Decider = Callable[[Any, CaseState, Procedure, Act], tuple[Event, ...]]

_DECIDERS: dict[type[Command], Decider] = {
    commands.StartDraft: decide_filing.start_draft,
    commands.SaveDraft: decide_filing.save_draft,
    commands.AttachDocument: decide_filing.attach_document,
    commands.RemoveDocument: decide_filing.remove_document,
    commands.Submit: decide_filing.submit,
    commands.Resubmit: decide_filing.resubmit,
    commands.Withdraw: decide_filing.withdraw,
    commands.Claim: decide_review.claim,
    commands.Release: decide_review.release,
    commands.Accept: decide_review.accept,
    commands.Decline: decide_review.decline,
    commands.ReturnForCorrection: decide_review.return_for_correction,
    commands.VerifyFact: decide_review.verify_fact,
    decide_registers.TakeAnswer: decide_registers.take_answer,
    decide_registers.DropAnswer: decide_registers.drop_answer,
    commands.Approve: decide_review.approve,
    commands.Refuse: decide_review.refuse,
    commands.AddNote: decide_review.add_note,
    commands.HandOver: decide_review.hand_over,
    commands.Pause: decide_clock.pause,
    commands.Resume: decide_clock.resume,
    commands.PauseRunOut: decide_clock.pause_run_out,
    commands.Extend: decide_extending.extend,
    decide_extending.AskExtension: decide_extending.ask_extension,
    decide_extending.DenyExtension: decide_extending.deny_extension,
    commands.RunOut: decide_clock.run_out,
    commands.AnswerRunOut: decide_clock.answer_run_out,
    commands.Recounted: decide_clock.recounted,
    commands.HandInLater: decide_promises.hand_in_later,
    commands.PromiseRunOut: decide_promises.promise_run_out,
    commands.CheckPromise: decide_promises.check_promise,
    commands.MakeObjection: decide_publishing.make_objection,
    commands.AnswerObjection: decide_publishing.answer_objection,
    commands.Appeal: decide_appeal.appeal,
    commands.EndAppeal: decide_appeal.end_appeal,
    decide_agents.Entrust: decide_agents.entrust,
    decide_agents.DismissAgent: decide_agents.dismiss_agent,
    commands.MoveToVersion: decide_moving.move_to_version,
    commands.MoveBack: decide_moving.move_back,
    commands.Issue: decide_outcome.issue,
    commands.Revoke: decide_outcome.revoke,
    commands.Expire: decide_outcome.expire,
    decide_meetings.RecordMissed: decide_meetings.record_missed,
    decide_papers.TellByLetter: decide_papers.tell_by_letter,
    decide_papers.Reissue: decide_papers.reissue,
    decide_papers.AnnounceExpiry: decide_papers.announce_expiry,
}


def decide(procedure: Procedure, case: CaseState, command: Command, act: Act) -> tuple[Event, ...]:
    """The events that follow from a command, in order; none if there is nothing to change.

    Raises Refusal if the case does not allow it.
    """
    return _DECIDERS[type(command)](command, case, procedure, act)
