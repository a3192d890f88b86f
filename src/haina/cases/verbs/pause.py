"""Stop a department's clock."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from haina.cases.commands import Pause
from haina.cases.deadlines import deadlines
from haina.cases.perform import Matter, Order, Receipt, perform
from haina.cases.policies import working_calendar
from haina.people.actors import Actor
from haina.people.permissions import Verb


def pause(
    actor: Actor,
    now: datetime,
    case_id: UUID,
    stage: str,
    *,
    ground: str,
    note: str,
    key: str,
    seen: int | None,
) -> Receipt:
    """Stop the stage's clock, and the whole case's, on a ground of the procedure; `note` says what for.

    Other departments' clocks run on. It goes on by `resume`, or by itself after as long as the ground allows.
    """
    order = Order(actor, Verb.PAUSE, now, case_id, key, seen, stage)

    def prepare(matter: Matter) -> Pause:
        grounds = {each.id: each for each in matter.procedure.pauses}
        longest = grounds[ground].longest if ground in grounds else None
        term = None if longest is None else matter.readings().term(longest)
        clock = deadlines(matter.state, working_calendar()).stages.get(stage)
        return Pause(stage, ground, note, term, None if clock is None else clock.due)

    return perform(order, prepare)
