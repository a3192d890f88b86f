"""Which stages of a case the picture of its procedure marks as done or as where it is now."""

from __future__ import annotations

from haina.cases.state import CaseState, StageStatus


def stage_marks(state: CaseState) -> dict[str, str]:
    """Return 'done' or 'now' by stage id; stages that have not begun are left out."""
    return {
        stage.id: "now" if stage.is_open and not state.is_paused else "done"
        for stage in state.stages.values()
        if stage.status is not StageStatus.MOOT and not (stage.is_open and state.is_paused)
    }
