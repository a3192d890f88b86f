"""Answer an objection to what is on public notice."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from haina.cases.commands import AnswerObjection
from haina.cases.deadlines import deadlines
from haina.cases.facts import check_rules
from haina.cases.perform import Matter, Order, Receipt, perform
from haina.cases.policies import working_calendar
from haina.people.actors import Actor
from haina.people.permissions import Verb


def answer_objection(
    actor: Actor,
    now: datetime,
    case_id: UUID,
    stage: str,
    *,
    number: int,
    text: str,
    upheld: bool,
    key: str,
    seen: int,
) -> Receipt:
    """Answer objection `number`; where the notice's time is over and it was the last, the notice ends.

    An upheld objection refuses what enough departments had already agreed to; before that they decide with
    it before them.
    """
    order = Order(actor, Verb.ANSWER_OBJECTION, now, case_id, key, seen, stage)

    def prepare(matter: Matter) -> AnswerObjection:
        clock = deadlines(matter.state, working_calendar()).stages.get(stage)
        check = check_rules(matter.policy, matter.procedure, matter.state, matter.on)
        return AnswerObjection(
            stage,
            number,
            text,
            upheld,
            None if clock is None else clock.due,
            matter.readings().terms(),
            check.answer,
        )

    return perform(order, prepare)
