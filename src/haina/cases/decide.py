"""The decision function: state and command in, events or a refusal out; nothing is read or written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from haina.cases import commands, decide_filing, decide_outcome, decide_review
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
    commands.Approve: decide_review.approve,
    commands.Refuse: decide_review.refuse,
    commands.Extend: decide_review.extend,
    commands.AddNote: decide_review.add_note,
    commands.RunOut: decide_outcome.run_out,
    commands.AnswerRunOut: decide_outcome.answer_run_out,
    commands.Issue: decide_outcome.issue,
    commands.Revoke: decide_outcome.revoke,
}


def decide(procedure: Procedure, case: CaseState, command: Command, act: Act) -> tuple[Event, ...]:
    """The events that follow from a command, in order; none if there is nothing to change.

    Raises Refusal if the case does not allow it.
    """
    return _DECIDERS[type(command)](command, case, procedure, act)
