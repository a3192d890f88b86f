"""The types of the rule language (docs/rule-language.md, 1)."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from haina.rules.text import Text


@dataclass(frozen=True)
class Type:
    """What a value is; two types are equal when they say the same."""

    @property
    def name(self) -> str:
        """The name that a pack writes for the type."""
        return _NAMES[type(self)]

    def __str__(self) -> str:
        return self.name


class Bool(Type):
    """Yes or no; held as ``True`` and ``False``."""


class Int(Type):
    """A whole number; held as ``int``."""


class Number(Type):
    """An exact decimal; held as ``Decimal``, or as ``int`` where an int stands for a number."""


class Money(Type):
    """An amount in the pack's currency; held as ``Decimal``."""


class Date(Type):
    """A calendar day; held as ``datetime.date``."""


class DurationType(Type):
    """Years, months and days as a calendar counts them; held as :class:`haina.rules.periods.Duration`."""


class TextType(Type):
    """Free text; held as ``str``."""


class Measure(Type):
    """A length that grows day by day; held as a measure of :mod:`haina.rules.periods`."""


class Rule(Type):
    """Only for standards: a rule that somebody judges by; what counts is whether it is set."""


@dataclass(frozen=True)
class EnumValue:
    """One value of an enum: its name in files and its label for people."""

    name: str
    label: Text


@dataclass(frozen=True)
class Enum(Type):
    """One of a few named values, lowest first when ``ordered``; held as the value's name."""

    enum_name: str
    values: tuple[EnumValue, ...]
    ordered: bool = False

    @property
    def name(self) -> str:
        """The name that a pack writes: ``enum:NAME``."""
        return f"enum:{self.enum_name}"

    @cached_property
    def order(self) -> dict[str, int]:
        """The position of each value by its name, from 0."""
        return {value.name: position for position, value in enumerate(self.values)}

    @cached_property
    def labels(self) -> dict[str, Text]:
        """The label of each value by its name."""
        return {value.name: value.label for value in self.values}

    def __hash__(self) -> int:
        return hash(self.enum_name)


@dataclass(frozen=True)
class List(Type):
    """A list of enum values or texts; held as a tuple of ``str``."""

    of: Type

    @property
    def name(self) -> str:
        """The name that a pack writes: ``list:NAME`` for an enum, ``list:text`` for texts."""
        return f"list:{self.of.enum_name if isinstance(self.of, Enum) else self.of.name}"


@dataclass(frozen=True)
class Field:
    """A field of the spells of a history; a spell without it is refused only if it is ``required``."""

    name: str
    type: Type
    label: Text
    required: bool = False


@dataclass(frozen=True)
class History(Type):
    """Dated spells with fields; held as :class:`haina.rules.spells.SpellHistory`."""

    fields: tuple[Field, ...] = field(default=())

    @cached_property
    def positions(self) -> dict[str, int]:
        """The position of each field by its name, from 0."""
        return {each.name: position for position, each in enumerate(self.fields)}

    def __hash__(self) -> int:
        return hash(self.fields)


BOOL = Bool()
INT = Int()
NUMBER = Number()
MONEY = Money()
DATE = Date()
DURATION = DurationType()
TEXT = TextType()
MEASURE = Measure()
RULE = Rule()

_NAMES: dict[type[Type], str] = {
    Bool: "bool",
    Int: "int",
    Number: "number",
    Money: "money",
    Date: "date",
    DurationType: "duration",
    TextType: "text",
    Measure: "measure",
    Rule: "rule",
    History: "history",
}
SIMPLE: dict[str, Type] = {each.name: each for each in (BOOL, INT, NUMBER, MONEY, DATE, DURATION, TEXT, RULE)}
"""The types that a pack names by one word; enum, list and history are built by the loader."""
