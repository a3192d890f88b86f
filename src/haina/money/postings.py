"""What is asked of the ledger: a posting with its legs, checked for what needs no database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from haina.money.events import Event
from haina.money.models.ledger import LARGEST
from haina.money.refusals import WORDS, MoneyRefusal


@dataclass(frozen=True, slots=True)
class Movement:
    """What one account gets (above zero) or gives (below zero), in fen."""

    account: int
    fen: int

    def __post_init__(self) -> None:
        """Refuse what is not a whole number of fen; a float never comes near the ledger."""
        if type(self.fen) is not int:
            raise TypeError(f"an amount is a whole number of fen, not {self.fen!r}")


@dataclass(frozen=True, slots=True)
class Posting:
    """One entry as it is asked for."""

    #: Asking twice with the same key moves the money once.
    key: UUID
    event: Event
    #: Number of the stored ground: the decision on which it rests.
    ground: int
    happened_on: date
    recorded_at: datetime
    movements: tuple[Movement, ...]
    #: The entry that this one takes back.
    reverses: int | None = None
    #: The hold that this entry pays.
    hold: int | None = None
    note: str = ""

    def __post_init__(self) -> None:
        """Refuse at once what the database would refuse too: too few legs, nothing moved, an unequal sum."""
        if self.recorded_at.tzinfo is None:
            raise ValueError("recorded_at needs a time zone")
        if len(self.movements) < 2:
            _refuse("entry_has_two_legs_or_more")
        if any(each.fen == 0 or abs(each.fen) > LARGEST for each in self.movements):
            _refuse("leg_moves_something")
        if sum(each.fen for each in self.movements) != 0:
            _refuse("entry_adds_up")


def transfer(giver: int, taker: int, fen: int) -> tuple[Movement, Movement]:
    """Return the two legs that bring `fen` from one account to another; refuse nothing and less."""
    if fen <= 0:
        _refuse("leg_moves_something")
    return Movement(giver, -fen), Movement(taker, fen)


def spread(giver: int, parts: Iterable[tuple[int, int]]) -> tuple[Movement, ...]:
    """Return the legs that bring from one account its part, in fen, to each of many: a whole award day."""
    taken = tuple(Movement(account, fen) for account, fen in parts)
    if any(each.fen <= 0 for each in taken):
        _refuse("leg_moves_something")
    return (Movement(giver, -sum(each.fen for each in taken)), *taken)


def _refuse(code: str) -> None:
    raise MoneyRefusal(code, WORDS[code])
