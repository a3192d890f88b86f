"""What the clients sent and what became of it: the account that the record is compared with afterwards."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

#: done: carried out, as the platform says; refused: not carried out, with a page that says why;
#: broken: an answer that nobody should ever get; unanswered: none, however often it was asked.
Outcome = Literal["done", "refused", "broken", "unanswered"]


@dataclass(slots=True)
class Sent:
    """One command: the same key at every try."""

    key: str
    verb: str
    account: str
    case: str
    outcome: Outcome = "unanswered"
    status: int = 0
    #: How often it was sent until there was an answer.
    tries: int = 0
    #: What an answer that should not be said.
    words: str = ""


@dataclass(slots=True)
class Ledger:
    """All commands of a run, and the pages that clients met on their way; any thread may write."""

    sent: list[Sent] = field(default_factory=list)
    #: Answers to everything that was asked, by status; 0 where nobody answered.
    answers: Counter[int] = field(default_factory=Counter)
    #: Pages that no visitor should meet: an error of ours, a traceback, a page in one language only.
    faults: list[str] = field(default_factory=list)
    #: Commands that a story did not get through with, in words.
    strange: list[str] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def met(self, status: int, fault: str = "") -> None:
        """Count an answer, and keep what was wrong with it."""
        with self._lock:
            self.answers[status] += 1
            if fault:
                self.faults.append(fault)

    def keep(self, sent: Sent) -> None:
        """Keep a command with its outcome."""
        with self._lock:
            self.sent.append(sent)

    def of(self, *outcomes: Outcome) -> list[Sent]:
        """The commands with these outcomes."""
        return [each for each in self.sent if each.outcome in outcomes]

    def as_json(self) -> list[dict[str, Any]]:
        """The commands for another program."""
        return [asdict(each) for each in self.sent]


def counted(values: Iterable[str]) -> str:
    """How often each value comes, the most frequent first, in words."""
    return ", ".join(f"{value} {count}" for value, count in Counter(values).most_common())
