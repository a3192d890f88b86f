"""Answers about an appeal, on the case that it is against."""

from __future__ import annotations

from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from haina.cases import commands, events
from haina.cases.appeals import is_appealed
from haina.cases.commands import Act
from haina.cases.deciding import require, require_state
from haina.cases.events import Event
from haina.cases.events.base import shown_day
from haina.cases.joining import Settling, go_on
from haina.cases.refusals import Refusal
from haina.cases.state import AppealLink, CaseState, StageStatus
from haina.people.permissions import State
from haina.policy.procedures import Procedure

Events = tuple[Event, ...]

#: A day in the language of whoever reads the sentence.
_SHOWN = lazy(shown_day, str)


def appeal(command: commands.Appeal, case: CaseState, procedure: Procedure, act: Act) -> Events:
    """A decision is appealed against once, within the time, with grounds."""
    require_state(case, State.REFUSED, State.DECLINED, State.REVOKED)
    if procedure.appeal is None:
        raise Refusal("no_appeal", _("This procedure has no appeal."))
    require(case.appeal_of is None, "no_appeal", _("This procedure has no appeal."))
    require(not is_appealed(case), "appealed", _("An appeal has already been made."))
    require(
        act.on <= command.until,
        "too_late",
        format_lazy(
            _(
                "The time for an appeal ended on {day}. You can apply anew at any time, or ask the department"
                " that decided whether it looks at its decision again."
            ),
            day=_SHOWN(command.until),
        ),
        until=command.until,
    )
    require(bool(command.grounds.strip()), "no_grounds", _("Say why you appeal."))
    return (
        events.Appealed(
            command.case_id, command.reference, procedure.appeal.to, command.grounds.strip(), _against(case)
        ),
    )


def _against(case: CaseState) -> str:
    """What kind of decision it is that somebody appeals against."""
    if case.state is State.REVOKED:
        return "revoked"
    return "declined" if _declined(case) else "refused"


def _declined(case: CaseState) -> tuple[str, ...]:
    """The steps that did not accept the file, also where it was silence that did not."""
    return tuple(stage.id for stage in case.stages.values() if stage.status is StageStatus.DECLINED)


def end_appeal(command: commands.EndAppeal, case: CaseState, procedure: Procedure, act: Act) -> Events:
    """The appeal's outcome comes onto the case that it was against; saying it again changes nothing."""
    link = case.appeal
    if link is None or link.outcome:
        return ()
    match command.outcome:
        case "upheld":
            return _upheld(command, case, procedure, link)
        case "rejected":
            return (events.AppealRejected(command.reference, command.note),)
        case "withdrawn":
            return (events.AppealWithdrawn(command.reference),)
    raise ValueError(f"an appeal does not end as {command.outcome}")


def _upheld(command: commands.EndAppeal, case: CaseState, procedure: Procedure, link: AppealLink) -> Events:
    """What the decision becomes; a file that was not accepted goes on with the steps after its acceptance."""
    accepted = _declined(case) if link.against == "declined" else ()
    number = case.granted.number if link.against == "revoked" and case.granted is not None else ""
    upheld = events.AppealUpheld(command.reference, command.note, link.against, accepted, number)
    if not accepted:
        return (upheld,)
    if command.terms is None:
        raise ValueError("an application that goes on needs the terms of what follows")
    begins = go_on(case, procedure, accepted[-1], StageStatus.ACCEPTED, Settling(command.terms))
    return (upheld, events.TotalStarted(command.terms.total), *begins)
