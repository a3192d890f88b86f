"""Answers about an appeal, on the case that it is against."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from haina.cases import commands, events
from haina.cases.commands import Act
from haina.cases.deciding import require, require_state
from haina.cases.events import Event
from haina.cases.refusals import Refusal
from haina.cases.state import CaseState
from haina.people.permissions import State
from haina.policy.procedures import Procedure

Events = tuple[Event, ...]


def appeal(command: commands.Appeal, case: CaseState, procedure: Procedure, act: Act) -> Events:
    """A refusal is appealed against once, within the time, with grounds."""
    require_state(case, State.REFUSED)
    if procedure.appeal is None:
        raise Refusal("no_appeal", _("This procedure has no appeal."))
    require(case.appeal_of is None, "no_appeal", _("This procedure has no appeal."))
    require(case.appeal is None, "appealed", _("An appeal has already been made."))
    require(
        act.on <= command.until,
        "too_late",
        _("The time for an appeal has run out."),
        until=command.until,
    )
    require(bool(command.grounds.strip()), "no_grounds", _("Say why you appeal."))
    return (
        events.Appealed(command.case_id, command.reference, procedure.appeal.to, command.grounds.strip()),
    )


def end_appeal(command: commands.EndAppeal, case: CaseState, procedure: Procedure, act: Act) -> Events:
    """The appeal's outcome comes onto the case that it was against; saying it again changes nothing."""
    if case.appeal is None or case.appeal.outcome:
        return ()
    match command.outcome:
        case "upheld":
            return (events.AppealUpheld(command.reference, command.note),)
        case "rejected":
            return (events.AppealRejected(command.reference, command.note),)
        case "withdrawn":
            return (events.AppealWithdrawn(command.reference),)
    raise ValueError(f"an appeal does not end as {command.outcome}")
