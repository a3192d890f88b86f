"""A client that moves money until it is over: notes what it asks, asks, notes the answer.

After an error it asks again with the same key. Whoever takes the place of a killed one reads its file and
does the same, or gives the last command up, so that some stand without anybody having been told.
"""

from __future__ import annotations

import os
import random
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone
from psycopg.errors import DeadlockDetected

from haina.money.events import Event
from haina.money.postings import Movement, Posting
from haina.money.refusals import MoneyRefusal
from haina.money.verbs.hold import hold
from haina.money.verbs.post import post
from haina.money.verbs.post_all import post_all
from haina.money.verbs.post_hold import HoldPayment, post_hold
from haina.money.verbs.release_hold import release_hold
from haina.money.verbs.reverse import reverse

from .journal import ENTRIES, Asked, Journal, Kind, Told, told

#: The days to which the entries belong.
FIRST_DAY, DAYS = date(2026, 3, 2), 28
#: What is drawn, and how often of a hundred times.
WEIGHTS = {
    "between purses": 36,
    "from the budget": 17,
    "to the budget": 8,
    "an award day": 2,
    "a day's entries": 15,
    "undo": 6,
    "set aside": 8,
    "pay set aside": 6,
    "set free": 2,
}
#: Fen: the most that one transfer moves, and that one person gets on an award day.
MOST, AWARD = 2_000, 100
#: How many get something on an award day.
AWARDED = 20
#: The entries of a day, which are written in one statement, in their order: an empty budget is filled first.
OF_A_DAY = {"to the budget": 12, "between purses": 20, "from the budget": 8}
#: How often a command is sent once more after its answer, and the last one of a killed client given up.
AGAIN, GIVEN_UP = 0.03, 0.5
#: Seconds between two tries while the database is away.
PAUSE = 0.02
#: How many entries back one may be undone.
RECENT = 200


@dataclass(frozen=True, slots=True)
class World:
    """The accounts that are moved between, and the decision on which every entry rests."""

    ground: int
    treasury: int
    budget: int
    purses: Sequence[int]
    #: Keys of the entries that brought the money.
    first_keys: Sequence[str]


@dataclass
class Client:
    """One client; its number, its file and the seed of the run are all that a successor has."""

    folder: Path
    number: int
    seed: int
    world: World
    #: Entries that were acknowledged.
    count: int = 0
    _asked: int = 0
    _recent: deque[tuple[int, Asked]] = field(default_factory=lambda: deque(maxlen=RECENT))
    #: Pending holds of ours: their account and fen.
    _held: dict[int, tuple[int, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.file = self.folder / f"client-{self.number}"
        self.over = self.folder / "over"
        self.journal = Journal(self.file)
        self._progress = os.open(self.folder / "progress", os.O_WRONLY | os.O_CREAT, 0o600)

    def work(self) -> None:
        """Take up what was left and go on, command by command."""
        if (last := self._remember()) is not None:
            if random.Random(f"{self.seed}/{self.number}/left/{self._asked}").random() < GIVEN_UP:
                self.journal.tell("left", "", 0)
            else:
                self._settle(last)
        while not self.over.exists():
            command = self._draw()
            self.journal.ask(command)
            self._settle(command)

    def _remember(self) -> list[Asked] | None:
        """Read what was done; the last command if nobody knows what became of it."""
        last: list[Told] = []
        for each in told(self.file):
            last = [*last, each] if each.asked.number == self._asked else [each]
            self._asked = each.asked.number
            if each.outcome == "done":
                self._keep(each.asked, int(each.answer))
            if each.asked.kind in ("pay set aside", "set free"):
                self._held.pop(each.asked.reference or 0, None)
        return [each.asked for each in last] if last and last[0].outcome == "left" else None

    def _settle(self, command: Sequence[Asked]) -> None:
        """Send a command until there is an answer, and note it."""
        tries = 0
        while not (self.over.exists() and tries):
            tries += 1
            try:
                answers = carry_out(command, self.world.ground)
            except MoneyRefusal as refusal:
                return self.journal.tell("refused", refusal.code, tries)
            except (OperationalError, InterfaceError) as error:
                if isinstance(error.__cause__, DeadlockDetected):
                    self.journal.circle()
                connection.close()
                # Only an answer says whether the database is back; asking without a pause would be a load.
                time.sleep(PAUSE)
            except Exception as error:  # whatever else comes is a fault, which the trial reports
                return self.journal.tell("fault", f"{type(error).__name__}: {error}", tries)
            else:
                return self._done(command, answers, tries)
        return None

    def _done(self, command: Sequence[Asked], answers: Sequence[int], tries: int) -> None:
        self.journal.done(answers, tries)
        for asked, answer in zip(command, answers, strict=True):
            self._keep(asked, answer)
        os.pwrite(self._progress, self.count.to_bytes(8, "little"), 8 * self.number)
        if random.Random(f"{command[0].key}").random() < AGAIN:
            try:
                self.journal.again(carry_out(command, self.world.ground))
            except (OperationalError, InterfaceError):
                connection.close()  # it was only asked to see that nothing happens

    def _keep(self, asked: Asked, answer: int) -> None:
        if asked.kind in ENTRIES:
            self.count += 1
        if asked.kind == "pay":
            self._recent.append((answer, asked))
        if asked.kind == "set aside":
            self._held[answer] = asked.accounts[0], asked.amounts[0]

    def _draw(self) -> list[Asked]:
        """The next command; the same one for the same seed, client, number and past."""
        self._asked += 1
        chance = random.Random(f"{self.seed}/{self.number}/{self._asked}")
        what = chance.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
        if what != "a day's entries":
            return [self._one(chance, what)]
        return [
            Asked(self._asked, "pay", _key(chance), *self._payment(chance, part, AWARD))
            for part, times in OF_A_DAY.items()
            for _ in range(times)
        ]

    def _one(self, chance: random.Random, what: str) -> Asked:
        key = _key(chance)
        if what == "undo" and self._recent:
            entry, before = chance.choice(self._recent)
            back = tuple(-fen for fen in before.amounts)
            return Asked(self._asked, "undo", key, before.accounts, back, entry)
        if what in ("pay set aside", "set free") and self._held:
            return self._end_of_a_hold(chance, key, "set free" if what == "set free" else "pay set aside")
        if what == "set aside":
            account = chance.choice((self.world.budget, chance.choice(self.world.purses)))
            return Asked(self._asked, "set aside", key, (account,), (chance.randint(1, MOST),))
        return Asked(self._asked, "pay", key, *self._payment(chance, what))

    def _payment(
        self, chance: random.Random, what: str, most: int = MOST
    ) -> tuple[tuple[int, ...], tuple[int, ...]]:
        budget, purses = self.world.budget, self.world.purses
        if what == "an award day":
            parts = tuple(chance.randint(1, AWARD) for _ in range(AWARDED))
            return (budget, *chance.sample(purses, AWARDED)), (-sum(parts), *parts)
        giver, taker = chance.sample(purses, 2)
        if what == "from the budget":
            giver = budget
        elif what == "to the budget":
            taker = budget
        fen = chance.randint(1, most)
        return (giver, taker), (-fen, fen)

    def _end_of_a_hold(self, chance: random.Random, key: UUID, kind: Kind) -> Asked:
        number = chance.choice(list(self._held))
        account, held = self._held.pop(number)
        if kind == "set free":
            return Asked(self._asked, kind, key, (account,), (held,), number)
        taker = chance.choice([purse for purse in chance.sample(self.world.purses, 2) if purse != account])
        fen = chance.randint(1, held)
        return Asked(self._asked, kind, key, (account, taker), (-fen, fen), number)


def carry_out(command: Sequence[Asked], ground: int) -> list[int]:
    """Ask the ledger; the numbers of the entries or the hold that stand."""
    if len(command) == 1:
        return [_carried_out(command[0], ground)]
    now = timezone.now()
    return [posted.entry for posted in post_all([_posting(asked, ground, now) for asked in command])]


def _carried_out(asked: Asked, ground: int) -> int:
    day, now = _day(asked), timezone.now()
    if asked.kind == "set aside":
        return hold(asked.accounts[0], asked.amounts[0], key=asked.key, ground=ground, now=now).pk
    if asked.kind == "pay":
        return post(_posting(asked, ground, now)).entry
    assert asked.reference is not None
    if asked.kind == "undo":
        undone = reverse(asked.reference, key=asked.key, ground=ground, happened_on=day, now=now, note="")
        return undone.entry
    if asked.kind == "set free":
        return release_hold(asked.reference, now).pk
    payment = HoldPayment(asked.accounts[1], Event.PAY, day, asked.amounts[1])
    return post_hold(asked.reference, payment, key=asked.key, now=now).entry


def _posting(asked: Asked, ground: int, now: datetime) -> Posting:
    movements = tuple(map(Movement, asked.accounts, asked.amounts))
    return Posting(asked.key, Event.PAY, ground, _day(asked), now, movements)


def _day(asked: Asked) -> date:
    return FIRST_DAY + timedelta(asked.number % DAYS)


def _key(chance: random.Random) -> UUID:
    return UUID(int=chance.getrandbits(128), version=4)
