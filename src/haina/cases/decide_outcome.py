"""Answers to what happens after the decision: issued, revoked, run out."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from haina.cases import commands, events
from haina.cases.commands import Act
from haina.cases.deciding import check_reasons, require, require_state
from haina.cases.events import Event
from haina.cases.refusals import Refusal
from haina.cases.state import CaseState
from haina.people.permissions import State
from haina.policy.procedures import Procedure

Events = tuple[Event, ...]


def issue(command: commands.Issue, case: CaseState, procedure: Procedure, act: Act) -> Events:
    """What was granted is issued once; asking again changes nothing."""
    if case.state in (State.ISSUED, State.REVOKED, State.EXPIRED) or case.granted is not None:
        return ()
    require_state(case, State.APPROVED)
    require(procedure.grant is not None, "nothing_to_issue", _("This procedure issues no document."))
    require(
        command.valid_to is None or command.valid_from <= command.valid_to,
        "no_validity",
        _("The document would have run out before it begins."),
    )
    return (
        events.Issued(
            command.number,
            command.valid_from,
            command.valid_to,
            command.pdf_sha256,
            command.credential_sha256,
        ),
    )


def revoke(command: commands.Revoke, case: CaseState, procedure: Procedure, act: Act) -> Events:
    """What was issued is taken back, with reasons."""
    require_state(case, State.ISSUED)
    if case.granted is None:
        raise Refusal("nothing_issued", _("Nothing has been issued."))
    check_reasons(procedure, command.reasons, "revoke")
    return (events.Revoked(case.granted.number, command.reasons, command.note.strip()),)


def expire(command: commands.Expire, case: CaseState, procedure: Procedure, act: Act) -> Events:
    """What was issued runs out on the day after its last day; asking again changes nothing."""
    last = None if case.granted is None else case.granted.valid_to
    if case.state is not State.ISSUED or case.granted is None or last is None:
        return ()
    require(last < act.on, "not_due", _("The term has not run out."))
    return (events.Expired(case.granted.number, last),)
