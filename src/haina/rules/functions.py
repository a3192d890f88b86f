"""The functions of the language and what each of them takes (docs/rule-language.md, 6)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeGuard

from haina.rules.tree import Call, Node
from haina.rules.types import BOOL, DATE, DURATION, INT, MEASURE, Bool, Type


@dataclass(frozen=True, slots=True)
class HistoryFunction:
    """A function of a history; ``result`` ``None``: the type of the field that is asked for.

    ``arguments`` stand after the history. Of ``lengths`` exactly one is given where there are any.
    Every history function also takes ``where``.
    """

    result: Type | None
    arguments: tuple[Type, ...] = ()
    required: tuple[tuple[str, Type], ...] = ()
    optional: tuple[tuple[str, Type], ...] = ()
    lengths: tuple[str, ...] = ()

    @property
    def options(self) -> dict[str, Type]:
        """The type of each option by its name, without ``where``."""
        return dict(self.required) | dict(self.optional) | dict.fromkeys(self.lengths, INT)


_GAP = (("gap", DURATION),)
_LENGTHS = ("years", "months", "days")
HISTORY_FUNCTIONS: dict[str, HistoryFunction] = {
    "holds": HistoryFunction(BOOL),
    "held": HistoryFunction(BOOL, optional=_GAP, lengths=_LENGTHS),
    "ever_held": HistoryFunction(BOOL, optional=_GAP, lengths=_LENGTHS),
    "unbroken": HistoryFunction(MEASURE, optional=_GAP),
    "total": HistoryFunction(MEASURE, optional=(("last", DURATION),)),
    "each_year": HistoryFunction(MEASURE, required=(("last", INT),)),
    "count": HistoryFunction(INT, optional=(("last", DURATION),)),
    "consecutive": HistoryFunction(BOOL, arguments=(INT,), required=(("each", DURATION),), optional=_GAP),
    "throughout": HistoryFunction(BOOL, required=(("last", INT),)),
    "months_covered": HistoryFunction(INT, required=(("last", INT),)),
    "latest": HistoryFunction(None),
}
SIMPLE_FUNCTIONS: dict[str, tuple[Type, Type]] = {
    "age": (DATE, INT),
    "years_since": (DATE, INT),
    "months_since": (DATE, INT),
    "whole_years": (MEASURE, INT),
    "whole_months": (MEASURE, INT),
}
"""Functions of one argument: its type and the result's."""
TODAY_FUNCTIONS = ("age", "years_since", "months_since")
"""Functions that look at the date of evaluation without naming it."""
UNITS = ("years", "months", "days")
"""Functions that make a duration of an int."""
OTHER_FUNCTIONS = (
    "min",
    "max",
    "abs",
    "round",
    "floor",
    "ceiling",
    "size",
    "money",
    "date",
    "points",
    "progressive",
    "satisfies",
    "as_of_spell",
)
FUNCTIONS = (*SIMPLE_FUNCTIONS, *UNITS, *OTHER_FUNCTIONS, *HISTORY_FUNCTIONS)
RESERVED = frozenset({*FUNCTIONS, "today", "where", "from", "to", "true", "false", "none", "yes", "no"})
"""Names that no declaration may take."""
_VALUED = frozenset({"total", "each_year", "unbroken", "count", "months_covered", "latest"})


def is_doubtful(node: Node) -> TypeGuard[Call]:
    """Say whether this is a history function whose value, no truth, may be known only within bounds."""
    return isinstance(node, Call) and node.function in _VALUED and not isinstance(node.type, Bool)
