"""What the deciders share: asking for conditions, finding stages, opening and ending them."""

from __future__ import annotations

from collections.abc import Iterable, Set
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from haina.cases.commands import Act, Terms
from haina.cases.events import Event, Published, StageEnded, StageOpened
from haina.cases.refusals import Refusal
from haina.cases.state import CaseState, StageState
from haina.people.permissions import State
from haina.policy.procedures import Procedure, Stage


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
        not found.is_held,
        "held",
        _("The clock of this step stands still. Let it go on first."),
    )
    barred(case, act)
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


def barred(case: CaseState, act: Act) -> None:
    """Raise Refusal for an officer who had a hand in the decision that this case reviews."""
    require(
        act.account_id is None or act.account_id not in case.barred,
        "same_officer",
        _("You had a hand in the decision under appeal. Another officer has to decide."),
    )


def opened(stages: Iterable[Stage], terms: Terms, since: date | None = None) -> tuple[Event, ...]:
    """The events that begin stages; a public notice says at once until when it lasts.

    `since` is the day from which their clocks count, where that is not today; a public notice, which people
    can only see from today on, counts from today.
    """
    begun: list[Event] = []
    for stage in stages:
        shown = stage.kind == "publication"
        from_day = None if shown else since
        begun.append(StageOpened(stage.id, stage.department, terms.stages[stage.id], stage.kind, from_day))
        if shown:
            begun.append(Published(stage.id, stage.department, terms.until[stage.id]))
    return tuple(begun)


def ended(case: CaseState, *, but: str = "", only: Set[str] | None = None) -> tuple[Event, ...]:
    """The events that end the open stages without an answer; of `only` these, if that is given."""
    return tuple(
        StageEnded(stage.id, stage.department)
        for stage in case.open_stages
        if stage.id != but and (only is None or stage.id in only)
    )
