"""What somebody can get on a day, right by right, with the reasons: the answer behind every interface."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from haina.rules.explain import Explanation, explain, explain_all
from haina.rules.facts import Facts
from haina.rules.program import Program
from haina.rules.text import Status, Text

from .agreement import AgreementAnswer
from .duty import DutyAnswer
from .json_values import text_json, value_json
from .payment import ClawbackAnswer, InstalmentAnswer, clawbacks_of, instalments_of
from .records import Right
from .rule_sources import rules_of


@dataclass(frozen=True, slots=True)
class RightAnswer:
    """The answer to one right; `amount` and `term` where the right has such a formula and it is known.

    Of a programme also how it is paid out, what it cannot be combined with, and what is taken back.
    """

    right: Right
    explanation: Explanation
    amount: Decimal | None
    term: object | None
    instalments: tuple[InstalmentAnswer, ...] = ()
    not_with: tuple[str, ...] = ()
    clawback: tuple[ClawbackAnswer, ...] = ()

    @property
    def status(self) -> Status:
        """The answer itself."""
        return self.explanation.status

    def to_json(self, *, advice: bool = True) -> dict[str, Any]:
        """The answer as plain values for JSON; without `advice` not what would have to change for a yes."""
        found = self.explanation.to_json(advice=advice)
        if self.right.amount is not None:
            found["amount"] = value_json(self.amount)
        if self.right.grants.term is not None:
            found["term"] = value_json(self.term)
        if self.right.programme:
            found["eligible"] = [text_json(each) for each in self.right.eligible]
            found["instalments"] = [each.to_json() for each in self.instalments]
            found["budget"] = self.right.budget
            found["not_with"] = list(self.not_with)
            found["clawback"] = [each.to_json() for each in self.clawback]
        return found


@dataclass(frozen=True, slots=True)
class Answer:
    """The answers to all that was asked about, on one day, under one version of one policy.

    `agreements` and `duties` are None where nobody asked for them.
    """

    on: date
    policy: str
    version: str
    title: Text
    facts: Facts
    rights: tuple[RightAnswer, ...]
    agreements: tuple[AgreementAnswer, ...] | None = None
    duties: tuple[DutyAnswer, ...] | None = None

    def to_json(self, *, advice: bool = True) -> dict[str, Any]:
        """The answer as plain values for JSON; the shape is a contract (docs/facts-file.md).

        Without `advice` no right says what would have to change for a yes, which takes longest to find.
        """
        found: dict[str, Any] = {
            "on": self.on.isoformat(),
            "policy": {"id": self.policy, "version": self.version, "title": text_json(self.title)},
            "rights": [right.to_json(advice=advice) for right in self.rights],
        }
        if self.agreements is not None:
            found["agreements"] = [each.to_json() for each in self.agreements]
        if self.duties is not None:
            found["duties"] = [each.to_json() for each in self.duties]
        return found


def answer_right(
    program: Program, right: Right, facts: Facts, on: date, not_with: tuple[str, ...] = ()
) -> RightAnswer:
    """The answer to one right; `not_with` are the programmes that it may not be combined with."""
    return _answer(explain(program, right.id, facts, on), right, facts, on, not_with)


def _answer(
    explanation: Explanation, right: Right, facts: Facts, on: date, not_with: tuple[str, ...]
) -> RightAnswer:
    """The answer to a right that is explained; its amounts may rest on facts that its rule does not read."""
    program = explanation.program
    amount = None if right.amount_rule is None else program.value(right.amount_rule, facts, on)
    term = None if right.term_rule is None else program.value(right.term_rule, facts, on)
    if not right.programme:
        return RightAnswer(right, explanation, amount, term)
    instalments = instalments_of(program, right, amount, facts, on)
    clawback = clawbacks_of(program, right, amount, facts, on)
    return RightAnswer(right, explanation, amount, term, instalments, not_with, clawback)


def answer_rights(
    program: Program,
    rights: Iterable[Right],
    facts: Facts,
    on: date,
    not_with: Callable[[str], tuple[str, ...]],
) -> tuple[RightAnswer, ...]:
    """The answers to several rights, in their order; `not_with` tells what a programme may not go with."""
    wanted = tuple(rights)
    program.evaluate_all([name for right in wanted for name in rules_of(right)], facts, on)
    explained = explain_all(program, [right.id for right in wanted], facts, on)
    return tuple(
        _answer(explained[right.id], right, facts, on, not_with(right.id) if right.programme else ())
        for right in wanted
    )
