"""Which types an operator takes and what it gives (docs/rule-language.md, 3)."""

from __future__ import annotations

from haina.rules.types import (
    DATE,
    DURATION,
    INT,
    MEASURE,
    MONEY,
    NUMBER,
    Bool,
    Enum,
    List,
    TextType,
    Type,
)

EQUALITY = ("==", "!=")
ORDER = ("<", "<=", ">", ">=")
MEMBERSHIP = ("in", "not in")
NUMERIC = (INT, NUMBER)
LINEAR = (INT, NUMBER, MONEY, DATE, DURATION)
"""Types with an order that ``min`` and ``max`` take."""
MIRRORED = {"==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
"""The comparison that says the same with its sides exchanged."""
OPPOSITE = {
    "==": "!=",
    "!=": "==",
    "<": ">=",
    ">=": "<",
    ">": "<=",
    "<=": ">",
    "in": "not in",
    "not in": "in",
}
"""The comparison that is yes where the other is no."""


def unified(first: Type, second: Type) -> Type | None:
    """Give the type that both can be read as: the same one, or number for an int and a number."""
    if first == second:
        return first
    if first in NUMERIC and second in NUMERIC:
        return NUMBER
    return None


def fits(given: Type, asked: Type) -> bool:
    """Say whether a value of one type may stand where another is asked."""
    return given == asked or (given == INT and asked == NUMBER)


def can_compare(operator: str, left: Type, right: Type) -> bool:
    """Say whether the comparison is defined between the two types."""
    if operator in MEMBERSHIP:
        return isinstance(right, List) and right.of == left
    if {left, right} == {MEASURE, DURATION}:
        return True
    common = unified(left, right)
    if common is None:
        return False
    if operator in EQUALITY:
        return common in LINEAR or isinstance(common, Bool | TextType | Enum)
    return common in LINEAR or (isinstance(common, Enum) and common.ordered)


def arithmetic_type(operator: str, left: Type, right: Type) -> Type | None:
    """Give the type of ``left operator right``, or ``None`` where it is not defined."""
    if left in NUMERIC and right in NUMERIC:
        return NUMBER if operator == "/" or NUMBER in (left, right) else INT
    if operator in "+-":
        return _sum_type(operator, left, right)
    if operator == "*" and {left, right} in ({MONEY, NUMBER}, {MONEY, INT}):
        return MONEY
    if operator == "/" and left == MONEY:
        return NUMBER if right == MONEY else MONEY if right in NUMERIC else None
    return None


def _sum_type(operator: str, left: Type, right: Type) -> Type | None:
    """Give the type of a sum or difference of other things than numbers."""
    if left == right == MONEY or (operator == "+" and left == right == DURATION):
        return left
    if left == DATE and right == DURATION:
        return DATE
    if operator == "+" and left == DURATION and right == DATE:
        return DATE
    if operator == "-" and left == right == DATE:
        return MEASURE
    return None
