"""Ask the supervisor for more time to decide."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from haina.cases.decide_extending import AskExtension
from haina.cases.perform import Matter, Order, Receipt, perform
from haina.cases.verbs.extend import extension_of
from haina.people.actors import Actor
from haina.people.permissions import Verb


def ask_extension(
    actor: Actor,
    now: datetime,
    case_id: UUID,
    *,
    reasons: Sequence[str],
    note: str = "",
    key: str,
    seen: int,
) -> Receipt:
    """Ask for what the procedure allows, where only a supervisor gives it.

    The supervisor answers with `extend` or `deny_extension`; until then it stands in the queue.
    """
    order = Order(actor, Verb.ASK_EXTENSION, now, case_id, key, seen)

    def prepare(matter: Matter) -> AskExtension:
        open_to = (stage.department for stage in matter.state.open_stages)
        department = next((each for each in open_to if each in actor.departments), "")
        return AskExtension(extension_of(matter), department, tuple(reasons), note)

    return perform(order, prepare)
