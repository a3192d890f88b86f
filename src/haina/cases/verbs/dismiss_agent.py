"""End a mandate for one case alone."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from haina.cases.decide_agents import DismissAgent
from haina.cases.entrusting import agent_of
from haina.cases.perform import Matter, Order, Receipt, perform
from haina.people.actors import Actor
from haina.people.permissions import Verb


def dismiss_agent(actor: Actor, now: datetime, case_id: UUID, *, key: str, seen: int | None) -> Receipt:
    """The agent from outside acts in the case no more; the mandate holds on for everything else.

    Whose application it is does so, and the person concerned: whom that person does not want in the case,
    nobody puts it into the hands of again.
    """
    order = Order(actor, Verb.DISMISS_AGENT, now, case_id, key, seen)

    def prepare(matter: Matter) -> DismissAgent:
        present = agent_of(matter.row)
        return DismissAgent(None if present is None else present.pk)

    return perform(order, prepare, change=_leave)


def _leave(matter: Matter) -> None:
    matter.row.mandate_id = None
