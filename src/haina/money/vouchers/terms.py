"""What the pack says of how a programme runs after it was granted: the figures of `runs_as`."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_FLOOR, Decimal

from haina.policy import Policy
from haina.policy.records import Right
from haina.rules.facts import Facts

_WHOLE = Decimal(1)


def figure(policy: Policy, right: Right, name: str, facts: Facts, on: date) -> object | None:
    """The value of a figure of `runs_as` on a day; None where it is not named or not known."""
    rule = None if right.runs_as is None else right.runs_as.rules.get(name)
    return None if rule is None else policy.program.value(rule, facts, on)


def share_of(policy: Policy, right: Right, facts: Facts, on: date) -> Decimal | None:
    """The share that a voucher or a guarantee bears; None where no standard sets it."""
    value = figure(policy, right, "share", facts, on)
    return None if value is None else Decimal(str(value))


def last_day_of(policy: Policy, right: Right, facts: Facts, on: date) -> date | None:
    """The last day of what is granted; None where no standard sets it."""
    value = figure(policy, right, "last_day", facts, on)
    return value if isinstance(value, date) else None


def part_of(fen: int, share: Decimal) -> int:
    """A share of an amount in whole fen, never above it."""
    return int((fen * share).quantize(_WHOLE, ROUND_FLOOR))
