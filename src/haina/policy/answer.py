"""What somebody can get on a day, right by right, with the reasons: the answer behind every interface."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from haina.rules.explain import Explanation, explain
from haina.rules.facts import Facts
from haina.rules.periods import Duration
from haina.rules.program import Program
from haina.rules.text import Status, Text

from .records import Right


@dataclass(frozen=True, slots=True)
class RightAnswer:
    """The answer to one right; `amount` and `term` where the right has such a formula and it is known."""

    right: Right
    explanation: Explanation
    amount: object | None
    term: object | None

    @property
    def status(self) -> Status:
        """The answer itself."""
        return self.explanation.status

    def to_json(self) -> dict[str, Any]:
        """The answer as plain values for JSON."""
        found = self.explanation.to_json()
        if self.right.amount is not None:
            found["amount"] = _shown(self.amount)
        if self.right.grants.term is not None:
            found["term"] = _shown(self.term)
        return found


@dataclass(frozen=True, slots=True)
class Answer:
    """The answers to all rights asked about, on one day, under one version of one policy."""

    on: date
    policy: str
    version: str
    title: Text
    facts: Facts
    rights: tuple[RightAnswer, ...]

    def to_json(self) -> dict[str, Any]:
        """The answer as plain values for JSON; the shape is a contract (docs/facts-file.md)."""
        return {
            "on": self.on.isoformat(),
            "policy": {"id": self.policy, "version": self.version, "title": _text(self.title)},
            "rights": [right.to_json() for right in self.rights],
        }


def answer_right(program: Program, right: Right, facts: Facts, on: date) -> RightAnswer:
    """The answer to one right."""
    explanation = explain(program, right.id, facts, on)
    amount = None if right.amount_rule is None else program.value(right.amount_rule, facts, on)
    term = None if right.term_rule is None else program.value(right.term_rule, facts, on)
    return RightAnswer(right, explanation, amount, term)


def answer_rights(
    program: Program, rights: Iterable[Right], facts: Facts, on: date
) -> tuple[RightAnswer, ...]:
    """The answers to several rights, in their order."""
    return tuple(answer_right(program, right, facts, on) for right in rights)


def _text(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


def _shown(value: object | None) -> str | None:
    """A formula's value as JSON holds it: numbers as text, which nobody rounds; ISO 8601 for time."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, Duration):
        parts = ((value.years, "Y"), (value.months, "M"), (value.days, "D"))
        return "P" + ("".join(f"{count}{unit}" for count, unit in parts if count) or "0D")
    return value.isoformat() if isinstance(value, date) else str(value)
