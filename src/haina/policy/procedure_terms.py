"""Terms, and the conditions inside a procedure, as they stand in procedures/*.yaml."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from haina.rules.declarations import RuleSource
from haina.rules.text import Text

from .kinds import (
    Broken,
    Expression,
    Key,
    Kind,
    Reading,
    expression,
    integer,
    list_of,
    one_of,
    optional,
    read_keys,
    record,
    reference,
    wrong_kind,
)
from .nodes import Node
from .procedures import Term, TermOption

#: The units of a term, and the events from which one may count.
UNITS = ("working_days", "calendar_days")
COUNTED_FROM = ("submitted", "accepted", "opened", "returned", "decided", "paused")


@dataclass(slots=True)
class Conditions:
    """The ``when`` expressions of one procedure; each becomes a definition, the same words the same one."""

    procedure: str
    sources: list[RuleSource] = field(default_factory=list)

    def add(self, when: Expression | None) -> str | None:
        """The id under which a condition is compiled; None where there is none."""
        if when is None:
            return None
        said = next((source for source in self.sources if source.text.split() == when.text.split()), None)
        if said is not None:
            return said.id
        id = f"{self.procedure}_when_{len(self.sources) + 1}"
        label = Text(zh="办事程序中的条件", en="condition in a procedure")
        self.sources.append(RuleSource(id, when.text, when.place, label, "", "definition"))
        return id


def number_of_days(node: Node, reading: Reading) -> int | Broken:
    """A number of days, up to ten years."""
    number = integer(node, reading)
    if isinstance(number, Broken) or 1 <= number <= 3660:
        return number
    return wrong_kind(node, reading, Text(zh="1 至 3660 的天数", en="a number of days from 1 to 3660"))


def positive(node: Node, reading: Reading) -> int | Broken:
    """A whole number from 1 to 100."""
    number = integer(node, reading)
    if isinstance(number, Broken) or 1 <= number <= 100:
        return number
    return wrong_kind(node, reading, Text(zh="1 至 100 的整数", en="a whole number from 1 to 100"))


def term_option(conditions: Conditions, in_days: bool = True) -> Kind[TermOption]:
    """One length of a term: a standard or, where it is counted in days, a number."""
    keys: dict[str, Key[Any]] = {"standard": optional(reference("standard")), "when": optional(expression)}
    if in_days:
        keys["days"] = optional(number_of_days)

    def read(node: Node, reading: Reading) -> TermOption | Broken:
        values = read_keys(node, reading, keys)
        if isinstance(values, Broken):
            return values
        given = values.get("days")
        if (given is None) is (values["standard"] is None):
            return reading.problem(
                node,
                "term_option",
                Text(zh="天数和标准只能写其一", en="either days or a standard is needed, not both"),
                Text(zh="写 standard: 名称，或 days: 天数", en="Write standard: NAME or days: NUMBER."),
            )
        place = reading.place(node)
        return TermOption(given, values["standard"], conditions.add(values["when"]), place)

    return read


def term(conditions: Conditions) -> Kind[Term]:
    """How long something may take, and from which event that counts."""
    return record(
        Term,
        {
            "unit": Key(one_of(*UNITS)),
            "counts_from": Key(one_of(*COUNTED_FROM)),
            "options": Key(list_of(term_option(conditions), at_least=1)),
            "clause": optional(reference("clause")),
        },
    )
