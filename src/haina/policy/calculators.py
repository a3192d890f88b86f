"""Calculators of a pack: formulas and tables that people look for, with what is shown of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from haina.rules.declarations import FactDeclaration
from haina.rules.text import Place, Text

from .facts_file import fact_place
from .kinds import (
    Broken,
    Expression,
    Key,
    Kind,
    Reading,
    boolean,
    both,
    day,
    expression,
    list_of,
    name,
    naming,
    one_of,
    optional,
    read_keys,
    record,
    reference,
    word,
    wrong_kind,
)
from .nodes import Document, Node
from .nodes import Mapping as MappingNode
from .personas import Case, Expectation, Persona, PlaceOf
from .plain import plain
from .records import Definition
from .schema import DEFINITION
from .tables_schema import TABLE, Table


@dataclass(frozen=True, slots=True)
class Output:
    """A rule or formula whose value a calculator shows, under its own title where one is written."""

    id: str
    title: Text | None
    unit: Text | None
    place: Place


@dataclass(frozen=True, slots=True)
class Option:
    """One of several ways to choose between: open while `when` holds, worth `value`."""

    id: str
    title: Text
    when: Expression | None
    value: Expression
    place: Place


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a split; without `share` it is the rest. A `protected` part never falls below its share."""

    id: str
    title: Text
    share: Expression | None
    protected: bool
    place: Place


@dataclass(frozen=True, slots=True)
class Division:
    """How an amount is divided: into named parts, or over the spells of a history by a field of theirs."""

    of: Expression
    parts: tuple[Part, ...]
    over: str | None
    weight: str | None
    label: str | None
    place: Place


@dataclass(frozen=True, slots=True)
class Example:
    """Facts with what the calculator must give for them on a day."""

    title: Text
    on: date
    facts: Mapping[str, object]
    place_of: PlaceOf
    gives: Mapping[str, tuple[object, Place]]
    place: Place


@dataclass(frozen=True, slots=True)
class Calculator:
    """A calculator as the pack declares it."""

    id: str
    title: Text
    description: Text
    clauses: tuple[str, ...]
    define: tuple[Definition, ...]
    tables: tuple[Table, ...]
    outputs: tuple[Output, ...]
    breakdown: tuple[str, ...]
    options: tuple[Option, ...]
    best: str | None
    split: Division | None
    examples: tuple[Example, ...]
    place: Place

    def value_rule(self, option: Option) -> str:
        """The name of the formula that says what an option is worth."""
        return f"{self.id}_{option.id}"

    def open_rule(self, option: Option) -> str | None:
        """The name of the rule that says whether an option is open; None where it always is."""
        return None if option.when is None else f"{self.id}_{option.id}_open"

    def share_rule(self, part: Part) -> str | None:
        """The name of the formula of a part's share; None for the rest."""
        return None if part.share is None else f"{self.id}_{part.id}_share"

    @property
    def total_rule(self) -> str | None:
        """The name of the formula of the amount that is divided."""
        return None if self.split is None else f"{self.id}_total"

    @property
    def rules(self) -> tuple[str, ...]:
        """The names of everything that the calculator evaluates."""
        found = [output.id for output in self.outputs]
        for option in self.options:
            found.append(self.value_rule(option))
            found.extend(filter(None, [self.open_rule(option)]))
        if self.split is not None:
            found.extend(filter(None, [self.total_rule, *(map(self.share_rule, self.split.parts))]))
        return tuple(dict.fromkeys(found))


def _names_with_values(node: Node, reading: Reading) -> MappingNode | Broken:
    """Names with plain values."""
    if isinstance(node, MappingNode):
        return node
    return wrong_kind(node, reading, Text(zh="名称和值", en="names with values"))


_OUTPUT = record(Output, {"id": Key(word), "title": optional(both), "unit": optional(both)})
_OPTION = record(
    Option,
    {"id": Key(name), "title": Key(both), "when": optional(expression), "value": Key(expression)},
)
_PART = record(
    Part,
    {
        "id": Key(name),
        "title": Key(both),
        "share": optional(expression),
        "protected": optional(boolean, default=False),
    },
)
_DIVISION = record(
    Division,
    {
        "of": Key(expression),
        "parts": optional(list_of(_PART, at_least=2), default=()),
        "over": optional(reference("fact")),
        "weight": optional(name),
        "label": optional(name),
    },
)
_EXAMPLE: dict[str, Key[Any]] = {
    "title": Key(both),
    "on": Key(day),
    "facts": Key(_names_with_values),
    "gives": Key(_names_with_values),
}


def _example(known: Mapping[str, FactDeclaration]) -> Kind[Example]:
    """The kind of an example whose facts are among those `known`."""

    def read(node: Node, reading: Reading) -> Example | Broken:
        values = read_keys(node, reading, _EXAMPLE)
        if isinstance(values, Broken):
            return values
        given, gives = values["facts"], values["gives"]

        def place_of(path: tuple[str | int, ...]) -> Place:
            return fact_place(Document(reading.document.file, reading.document.text, given), path, known)

        return Example(
            title=values["title"],
            on=values["on"],
            facts={key: plain(value) for key, (_, value) in given.entries.items()},
            place_of=place_of,
            gives={key: (plain(value), reading.place(at)) for key, (at, value) in gives.entries.items()},
            place=reading.place(node),
        )

    return read


_KEYS: dict[str, Key[Any]] = {
    "id": Key(naming("calculator")),
    "title": Key(both),
    "description": Key(both),
    "clauses": Key(list_of(reference("clause"), at_least=1)),
    "define": optional(list_of(DEFINITION), default=()),
    "tables": optional(list_of(TABLE), default=()),
    "outputs": optional(list_of(_OUTPUT), default=()),
    "breakdown": optional(list_of(reference("table")), default=()),
    "options": optional(list_of(_OPTION, at_least=2), default=()),
    "best": optional(one_of("lowest", "highest")),
    "split": optional(_DIVISION),
}


def calculators(known: Mapping[str, FactDeclaration]) -> Kind[tuple[Calculator, ...]]:
    """The kind of one file of calculators/, whose examples have facts among those `known`."""
    examples = Key(list_of(_example(known), at_least=1))
    return list_of(record(Calculator, {**_KEYS, "examples": examples}), at_least=1)


def example_persona(calculator: Calculator, rules: Collection[str]) -> Persona:
    """The examples of a calculator as a persona, one case each; `rules` are the names that have a value."""
    cases = tuple(
        Case(
            id=f"{calculator.id}/{number}",
            title=example.title,
            facts=example.facts,
            place_of=example.place_of,
            expectations=tuple(
                Expectation(
                    example.on,
                    key,
                    wanted,
                    formula=True,
                    place=place,
                    calculator="" if key in rules else calculator.id,
                )
                for key, (wanted, place) in example.gives.items()
            ),
            place=example.place,
        )
        for number, example in enumerate(calculator.examples, 1)
    )
    return Persona(calculator.id, calculator.title, cases, calculator.place)
