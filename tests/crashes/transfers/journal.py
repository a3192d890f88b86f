"""What one client asked of the ledger and was told: a file of its own, written before and after each call.

A line is written by one system call, so that whoever is killed has either written it or not; a half line is
taken for none. What is asked stands in the file before it is sent: nothing can be in the ledger without it.
A command of several entries has a line for each, all with its number, and one for the answer.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple
from uuid import UUID

#: pay and undo write an entry, set aside a hold; pay set aside ends a hold with an entry, set free without.
Kind = Literal["pay", "undo", "set aside", "pay set aside", "set free"]
#: What writes an entry.
ENTRIES: tuple[Kind, ...] = ("pay", "undo", "pay set aside")
#: done and refused are answers; left: given up without one; fault: an error that nobody should ever get.
Outcome = Literal["done", "refused", "left", "fault"]


class Asked(NamedTuple):
    """One entry or hold of a command: the same at every try. A hold has one account and one amount."""

    number: int
    kind: Kind
    key: UUID
    accounts: tuple[int, ...]
    #: Fen.
    amounts: tuple[int, ...]
    #: The entry that is undone, or the hold that ends.
    reference: int | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What became of a part of a command, as its client knows it."""

    asked: Asked
    outcome: Outcome
    #: The entry or the hold that stands, the promise that was about to be broken, the error.
    answer: str = ""
    #: How often the command was sent by the process that got the answer.
    tries: int = 0
    #: What came back when it was sent once more after its answer; empty where it was not.
    again: str = ""
    #: How often the database said that its command waited in a circle; with its first part.
    circles: int = 0


class Journal:
    """The file of a client, open for writing at its end."""

    def __init__(self, file: Path) -> None:
        self.file = file
        _cut(file)
        self._open = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def ask(self, command: Sequence[Asked]) -> None:
        """Note a command before it is sent; of one whose writer is killed meanwhile, nothing was sent."""
        lines = [_line("ask", *_fields(asked)) for asked in command]
        os.write(self._open, "".join(lines).encode())

    def tell(self, outcome: Outcome, answer: object, tries: int) -> None:
        """Note what became of the last command."""
        self._write(outcome, " ".join(str(answer).split()), tries)

    def done(self, answers: Sequence[int], tries: int) -> None:
        """Note what stands of each part of the last command."""
        self.tell("done", " ".join(map(str, answers)), tries)

    def again(self, answers: Sequence[int]) -> None:
        """Note what came back when the last command was sent once more."""
        self._write("again", " ".join(map(str, answers)))

    def circle(self) -> None:
        """Note that the database undid the last command because it waited in a circle."""
        self._write("circle")

    def _write(self, *fields: object) -> None:
        os.write(self._open, _line(*fields).encode())


def told(file: Path) -> Iterator[Told]:
    """Every part of every command with what became of it; `left` where its client was killed over it."""
    command: list[Asked] = []
    outcome: tuple[Outcome, str, int] = ("left", "", 0)
    again, circles = "", 0
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            if not line.endswith("\n"):
                break  # its writer was killed
            word, *fields = line.rstrip("\n").split("\t")
            if word == "ask":
                asked = _asked(fields)
                if command and command[0].number != asked.number:
                    yield from _parts(command, outcome, again, circles)
                    command, outcome, again, circles = [], ("left", "", 0), "", 0
                command.append(asked)
            elif word == "again":
                again = fields[0]
            elif word == "circle":
                circles += 1
            else:
                outcome = _OUTCOMES[word], fields[0], int(fields[1])
    yield from _parts(command, outcome, again, circles)


def _parts(
    command: Sequence[Asked], outcome: tuple[Outcome, str, int], again: str, circles: int
) -> Iterator[Told]:
    """A command's answer names each part of it; a refusal or an error is that of all."""
    what, answer, tries = outcome
    answers = answer.split() if what == "done" else [answer] * len(command)
    agains = again.split() or [""] * len(command)
    for place, (asked, one, other) in enumerate(zip(command, answers, agains, strict=True)):
        yield Told(asked, what, one, tries, other, 0 if place else circles)


def _line(*fields: object) -> str:
    return "\t".join(map(str, fields)) + "\n"


_OUTCOMES: dict[str, Outcome] = {"done": "done", "refused": "refused", "left": "left", "fault": "fault"}
_KINDS: dict[str, Kind] = {kind: kind for kind in (*ENTRIES, "set aside", "set free")}


def _fields(asked: Asked) -> tuple[object, ...]:
    accounts, amounts = (",".join(map(str, each)) for each in (asked.accounts, asked.amounts))
    return asked.number, asked.kind, asked.key, accounts, amounts, asked.reference or ""


def _asked(fields: list[str]) -> Asked:
    number, kind, key, accounts, amounts, reference = fields
    numbers = (tuple(map(int, each.split(","))) for each in (accounts, amounts))
    return Asked(int(number), _KINDS[kind], UUID(key), *numbers, int(reference) if reference else None)


def _cut(file: Path) -> None:
    """Take away a half line at the end; whoever was writing it never sent what it says."""
    if file.exists():
        written = file.read_bytes()
        os.truncate(file, written.rfind(b"\n") + 1)
