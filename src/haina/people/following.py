"""What follows elsewhere when identities are joined or parted: rooms above register themselves here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from haina.people.models import Identity, IdentityEvent
from haina.rules.text import Text


@dataclass(frozen=True, slots=True)
class Followed:
    """One thing that followed from a decision on who is who."""

    text: Text
    #: Whether somebody has to look at it: two things met that should not.
    conflict: bool = False


class Follower(Protocol):
    """Takes what is kept about identities with them."""

    def follow(self, event: IdentityEvent, identities: frozenset[UUID]) -> Sequence[Followed]:
        """Bring what is kept about these identities in order, in the event's transaction; say what moved.

        Who stands for each of them now is in the table of identities already.
        """

    def told(self, event: IdentityEvent) -> Sequence[Followed]:
        """What followed from an event of the past."""


class Parter(Protocol):
    """Knows things elsewhere that may be the other one's where one entry holds two people."""

    #: The name under which an event keeps what went over; as none of the register's own.
    name: str

    def offered(self, person: UUID) -> Sequence[tuple[str, Text]]:
        """Everything of a person that could go over: its key, and what it is."""

    def part(self, event: IdentityEvent, keys: Sequence[str], giver: UUID, taker: UUID) -> None:
        """Let what has these keys go from one to the other, in the event's transaction.

        Raises LookupError where one of them is not the giver's.
        """


_FOLLOWERS: list[Follower] = []
_PARTERS: dict[str, Parter] = {}


def register(follower: Follower) -> None:
    """Let a room follow; called once, when its app is ready."""
    if follower not in _FOLLOWERS:
        _FOLLOWERS.append(follower)


def register_parter(parter: Parter) -> None:
    """Let what a room keeps go over in a split; called once, when its app is ready."""
    _PARTERS[parter.name] = parter


def parters() -> tuple[Parter, ...]:
    """Every room whose things can go over in a split."""
    return tuple(_PARTERS.values())


def parter_of(name: str) -> Parter | None:
    """The room that keeps things under a name."""
    return _PARTERS.get(name)


def follow(event: IdentityEvent) -> tuple[Followed, ...]:
    """Let all rooms follow an event that has just been stored, and return what did."""
    survivors = Identity.objects.filter(stands_for__in=(event.one_id, event.other_id)).values("pk")
    joined = Identity.objects.filter(survivor__in=survivors).values_list("pk", flat=True)
    identities = frozenset(joined)
    return tuple(each for follower in _FOLLOWERS for each in follower.follow(event, identities))


def told(event: IdentityEvent) -> tuple[Followed, ...]:
    """What followed from an event of the past, in all rooms."""
    return tuple(each for follower in _FOLLOWERS for each in follower.told(event))


__all__ = [
    "Followed",
    "Follower",
    "Parter",
    "follow",
    "parter_of",
    "parters",
    "register",
    "register_parter",
    "told",
]
