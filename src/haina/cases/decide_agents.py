"""Answers about who acts in a running case for its applicant."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from haina.cases import events
from haina.cases.commands import Act, Command
from haina.cases.deciding import require, require_state
from haina.cases.events import Event
from haina.cases.refusals import Refusal
from haina.cases.state import CaseState
from haina.people.permissions import State
from haina.policy.procedures import Procedure

Events = tuple[Event, ...]

_RUNNING = (State.SUBMITTED, State.RETURNED, State.IN_REVIEW)


@dataclass(frozen=True, slots=True)
class Entrust(Command):
    """Put the case into the hands of an agent; `fits`: the mandate is one to act in it."""

    mandate_id: int
    fits: bool
    #: The mandate of the agent from outside who acts in it now.
    before: int | None = None


@dataclass(frozen=True, slots=True)
class DismissAgent(Command):
    """End for this case the mandate of the agent from outside who acts in it; None where nobody does."""

    before: int | None


def entrust(command: Entrust, case: CaseState, procedure: Procedure, act: Act) -> Events:
    """The agent goes on with it, and whoever acted in it until now does not."""
    require_state(case, *_RUNNING)
    require(
        command.fits,
        "no_such_agent",
        _("Nobody holds such a mandate for this application today. Choose one of those that are offered."),
    )
    if command.mandate_id == case.mandate_id:
        return ()
    return (events.Entrusted(command.mandate_id, command.before),)


def dismiss_agent(command: DismissAgent, case: CaseState, procedure: Procedure, act: Act) -> Events:
    """The agent acts in it no more; whose application it is goes on alone."""
    require_state(case, *_RUNNING)
    if command.before is None:
        raise Refusal("no_agent", _("No agent acts in this case."))
    return (events.AgentDismissed(command.before),)
