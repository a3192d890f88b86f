"""The typed interface of registers: what is asked, what is answered, and every way in which it can go wrong.

Nothing here knows HTTP; `client.HttpRegisters` is one implementation of `Registers`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Question:
    """One question to one register about one person or organisation."""

    id: UUID
    register: str
    #: The department that asks; it signs with its own key.
    department: str
    #: person or organisation.
    subject: str
    #: Numbers by which the register can find the subject: {"passport": "N1234567"}.
    identifiers: Mapping[str, str]
    #: Whom the numbers should belong to, ``{names: [...], birth_date?}``, where they were only stated; the
    #: register compares and gives away nothing about anybody else. Empty for papers on record.
    bearer: Mapping[str, object]
    #: Names of the register's fields; nothing else may come back.
    fields: tuple[str, ...]
    #: {zh, en}, for the register's own record of who asked why.
    purpose: Mapping[str, str]
    #: Id of the clause, or "consent".
    ground: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Answer:
    """What a register has on record; `found` False where it does not know the subject."""

    found: bool
    #: JSON values by field; a field that the register has nothing on is left out.
    values: Mapping[str, object]
    #: The moment for which the values stand.
    as_of: datetime
    #: Whether the number belongs to the bearer that was named; None where the register did not compare.
    matched: bool | None = None


class Trouble(StrEnum):
    """Why there is no answer yet; each is tried again later."""

    UNREACHABLE = "unreachable"
    SLOW = "slow"
    #: The register itself reports an error.
    FAILED = "failed"
    #: What came back is no answer to the question.
    UNREADABLE = "unreadable"
    #: What came back was not signed by the register.
    UNSIGNED = "unsigned"
    #: No register is connected, or no key for it is there.
    NOT_CONNECTED = "not_connected"


class NoAnswer(Exception):
    """There is no answer this time; asking again is worth while."""

    def __init__(self, trouble: Trouble, detail: str = "") -> None:
        super().__init__(f"{trouble.value}: {detail}" if detail else trouble.value)
        self.trouble = trouble


class RegisterRefuses(Exception):
    """The register will not answer this question; `words` {zh, en} say why."""

    def __init__(self, words: Mapping[str, str]) -> None:
        super().__init__(words.get("en", ""))
        self.words = dict(words)


class Registers(Protocol):
    """Whoever can put a question to a register."""

    def ask(self, question: Question) -> Answer:
        """The answer; raises NoAnswer or RegisterRefuses."""
