"""What the verbs of a joint application share: its lock, the key of each part, what was seen of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from haina.cases.joint.models import JointApplication
from haina.cases.joint.queries import JointView, joint_view
from haina.cases.perform import LONGEST_KEY, Receipt
from haina.cases.queries import CaseView
from haina.cases.refusals import CaseNotFound, KeyUsed
from haina.people.actors import Actor

#: Longest key of the whole act; the key of one part has the case's id behind it.
LONGEST_COMMON_KEY = LONGEST_KEY - 37

#: The sequence of the last event that the actor saw, by case.
Seen = Mapping[UUID, int]


@dataclass(frozen=True, slots=True)
class JointReceipt:
    """What was done to the parts."""

    joint_id: UUID
    parts: tuple[Receipt, ...]

    @property
    def replayed(self) -> bool:
        """Whether all of it had been done before with the same key."""
        return bool(self.parts) and all(part.replayed for part in self.parts)


def locked(actor: Actor, joint_id: UUID, now: datetime) -> JointView:
    """The joint application, which nobody else acts on until the transaction ends; raises CaseNotFound."""
    if not JointApplication.objects.select_for_update(of=("self",)).filter(pk=joint_id).exists():
        raise CaseNotFound(joint_id)
    return joint_view(actor, joint_id, now)


def key_of(key: str, case_id: UUID) -> str:
    """The idempotency key of one part of an act; raises KeyUsed for a key that no form of ours has."""
    if not 0 < len(key) <= LONGEST_COMMON_KEY:
        raise KeyUsed(key)
    return f"{key}-{case_id}"


def in_order_of_locks(parts: Iterable[CaseView]) -> list[CaseView]:
    """Parts in the order in which everybody locks them, so that two acts never wait for each other."""
    return sorted(parts, key=lambda part: part.row.pk)


def seen_of(view: JointView, seen: Seen) -> list[CaseView]:
    """The parts that the actor saw; raises KeyUsed where one of them is none of this application."""
    known = {part.row.pk: part for part in view.parts}
    if not seen or not set(seen) <= set(known):
        raise KeyUsed("seen")
    return [part for id, part in known.items() if id in seen]
