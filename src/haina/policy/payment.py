"""How a programme pays: its instalments in money, and what is taken back of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from haina.rules.facts import Facts
from haina.rules.program import Program
from haina.rules.text import Status

from .json_values import text_json, value_json
from .records import Clawback, Instalment, Right

_FEN = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class InstalmentAnswer:
    """One instalment with its share and its amount in money; None where they are unknown."""

    instalment: Instalment
    share: Decimal | None
    amount: Decimal | None

    def to_json(self) -> dict[str, Any]:
        """The instalment as plain values for JSON."""
        return {
            "when": text_json(self.instalment.when),
            "share": value_json(self.share),
            "amount": value_json(self.amount),
        }


@dataclass(frozen=True, slots=True)
class ClawbackAnswer:
    """Whether money is taken back for one reason, and how much; None where the amount is unknown."""

    clawback: Clawback
    status: Status
    share: Decimal | None
    amount: Decimal | None

    def to_json(self) -> dict[str, Any]:
        """The clawback as plain values for JSON."""
        return {
            "id": self.clawback.id,
            "title": text_json(self.clawback.title),
            "status": self.status.value,
            "share": value_json(self.share),
            "amount": value_json(self.amount),
        }


def instalments_of(
    program: Program, right: Right, amount: Decimal | None, facts: Facts, on: date
) -> tuple[InstalmentAnswer, ...]:
    """The instalments of a programme; to two places, the last one taking what rounding left over."""
    shares = [program.value(part.rule, facts, on) for part in right.instalments]
    amounts = [part_of(amount, share) for share in shares]
    if amount is not None and None not in shares and sum(shares) == 1:
        amounts[-1] = amount - sum((each for each in amounts[:-1] if each is not None), Decimal(0))
    answers = zip(right.instalments, shares, amounts, strict=True)
    return tuple(InstalmentAnswer(part, share, money) for part, share, money in answers)


def clawbacks_of(
    program: Program, right: Right, amount: Decimal | None, facts: Facts, on: date
) -> tuple[ClawbackAnswer, ...]:
    """Every clawback of a programme with its answer on the day."""
    if not right.clawback:
        return ()
    statuses = program.statuses(facts, on, [taking.rule for taking in right.clawback])
    found = []
    for taking in right.clawback:
        rule = taking.share_rule
        share = Decimal(1) if rule is None else program.value(rule, facts, on)
        found.append(ClawbackAnswer(taking, statuses[taking.rule], share, part_of(amount, share)))
    return tuple(found)


def part_of(amount: Decimal | None, share: Decimal | None) -> Decimal | None:
    """A share of an amount, rounded half up to two places; None where either is unknown."""
    if amount is None or share is None:
        return None
    return (amount * share).quantize(_FEN, ROUND_HALF_UP)
