"""Put a running case into the hands of an agent."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from haina.cases.decide_agents import Entrust
from haina.cases.entrusting import agent_of, agents_for
from haina.cases.perform import Matter, Order, Receipt, perform
from haina.people.actors import Actor
from haina.people.permissions import Verb


def entrust(
    actor: Actor, now: datetime, case_id: UUID, *, mandate_id: int, key: str, seen: int | None
) -> Receipt:
    """Let an agent who holds a mandate of the applicant go on with the case, instead of whoever did so.

    They see what is in it. Raises Refusal "no_such_agent" for a mandate that `agents_for` does not have.
    """
    order = Order(actor, Verb.ENTRUST, now, case_id, key, seen)

    def prepare(matter: Matter) -> Entrust:
        possible = agents_for(matter.row, matter.state.unwanted, matter.on)
        present = agent_of(matter.row)
        fits = mandate_id in {each.pk for each in possible}
        return Entrust(mandate_id, fits, None if present is None else present.pk)

    def change(matter: Matter) -> None:
        matter.row.mandate_id = mandate_id

    return perform(order, prepare, change=change)
