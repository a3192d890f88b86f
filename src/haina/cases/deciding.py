"""What the deciders share: asking for conditions, finding stages, opening and ending them."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from haina.cases.commands import Act, Terms
from haina.cases.events import Event, StageEnded, StageOpened
from haina.cases.refusals import Refusal
from haina.cases.state import CaseState, StageState, StageStatus
from haina.people.permissions import State
from haina.policy.procedures import Procedure, Stage

#: Stages that have said yes, so that what comes after them may begin.
_DONE = (StageStatus.ACCEPTED, StageStatus.APPROVED)


def require(condition: bool, code: str, message: str | Promise, **facts: object) -> None:
    """Raise Refusal unless the condition holds."""
    if not condition:
        raise Refusal(code, message, **facts)


def require_state(case: CaseState, *states: State) -> None:
    """Raise Refusal unless the case exists and is in one of the states."""
    require(
        case.exists and case.state in states,
        "wrong_state",
        _("The case is no longer where this could be done."),
        state=case.state.value,
    )


def open_stage(case: CaseState, procedure: Procedure, stage: str, kind: str, act: Act) -> StageState:
    """The stage on which the officer acts; raises Refusal unless it waits for exactly this kind of answer."""
    found = case.stages.get(stage)
    if found is None or not found.is_open:
        raise Refusal("stage_closed", _("This step has already been answered or has not begun."), stage=stage)
    require(
        kind in ("any", procedure.stage(stage).kind),
        "wrong_stage",
        _("This step is answered in another way."),
    )
    require(
        not case.is_paused,
        "paused",
        _("The case waits for the applicant's correction; nothing is decided now."),
    )
    require(
        found.officer_id in (None, act.account_id),
        "claimed",
        _("A colleague is on this step. Take it over first."),
        officer=found.officer_id,
    )
    return found


def check_reasons(procedure: Procedure, reasons: tuple[str, ...], outcome: str, at_least: int = 1) -> None:
    """Raise Refusal unless the reasons are ones that the procedure has for this outcome."""
    known = {reason.id for reason in procedure.reasons if outcome in reason.outcomes}
    require(set(reasons) <= known, "unknown_reason", _("A reason is not one that this outcome can have."))
    require(len(reasons) >= at_least, "no_reason", _("Give at least one reason."))


def opened(stages: Iterable[Stage], terms: Terms) -> tuple[StageOpened, ...]:
    """The events that begin stages."""
    return tuple(StageOpened(stage.id, stage.department, terms.stages[stage.id]) for stage in stages)


def ready_after(case: CaseState, procedure: Procedure, stage: str) -> tuple[Stage, ...]:
    """The stages that may begin once `stage` has said yes too."""
    done = {name for name, state in case.stages.items() if state.status in _DONE} | {stage}
    return tuple(
        following
        for following in procedure.following(stage)
        if following.id not in case.stages and set(following.after) <= done
    )


def ended(case: CaseState, *, but: str = "") -> tuple[Event, ...]:
    """The events that end the open stages without an answer."""
    return tuple(StageEnded(stage.id, stage.department) for stage in case.open_stages if stage.id != but)
