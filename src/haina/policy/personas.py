"""Worked examples of a pack: people with their facts and the answers that the policy must give them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from collections.abc import Mapping as Map
from dataclasses import dataclass
from datetime import date
from typing import Any

from haina.rules.declarations import FactDeclaration
from haina.rules.text import Place, Status, Text

from .duty import DutyState
from .facts_file import fact_place
from .kinds import (
    BROKEN,
    Broken,
    Key,
    Kind,
    Reading,
    both,
    day,
    list_of,
    naming,
    one_of,
    optional,
    read_keys,
    word,
    wrong_kind,
)
from .names import Names
from .nodes import Document, Mapping, Node
from .plain import plain
from .problems import PolicyError, ReadError
from .reader import read_document

PlaceOf = Callable[[tuple[str | int, ...]], Place]


@dataclass(frozen=True, slots=True)
class Expectation:
    """What must come out on a day: the status of a rule, the value of a formula, or the state of a duty.

    With `calculator`, `rule` is what that calculator says itself: its best option, a part of its split.
    """

    on: date
    rule: str
    wanted: object
    formula: bool
    place: Place
    duty: bool = False
    calculator: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """One set of facts with what is expected of it: a persona as given, or one of its variants."""

    id: str
    title: Text
    facts: Map[str, object]
    place_of: PlaceOf
    expectations: tuple[Expectation, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Persona:
    """An invented person or organisation: the case as given first, then each variant as a case of its own."""

    id: str
    title: Text
    cases: tuple[Case, ...]
    place: Place


def read_personas(
    files: Map[str, str],
    shown: Callable[[str], str],
    facts: Map[str, FactDeclaration],
    expected: Map[str, bool],
    formulas: Iterable[str],
) -> tuple[Persona, ...]:
    """All personas of a pack; they have `facts`, and may expect answers and values of `formulas`.

    `expected` has the names of all that can be answered, and whether the answer is the state of a duty.
    Raises `PolicyError` with every defect.
    """
    names = Names()
    names.defined["expected"] = {name: Place("", 1) for name in expected}
    names.defined["formula"] = {name: Place("", 1) for name in formulas}
    found: list[Persona] = []
    for name in sorted(files):
        if not name.startswith("personas/"):
            continue
        try:
            document = read_document(files[name], shown(name))
        except ReadError as error:
            names.problems.extend(error.problems)
            continue
        personas = list_of(_persona(facts, expected))(document.root, Reading(document, names))
        if not isinstance(personas, Broken):
            found.extend(personas)
    names.resolve()
    if names.problems:
        raise PolicyError(names.problems)
    return tuple(found)


_STATUS = one_of(*(status.value for status in Status))
_STATE = one_of(*(state.value for state in DutyState))


def _expected(known: Map[str, bool]) -> Kind[tuple[Expectation, ...]]:
    """``{on: DATE, NAME: ANSWER, …}`` as one expectation for each; of the names `known` some are duties."""

    def read(node: Node, reading: Reading) -> tuple[Expectation, ...] | Broken:
        return _on_a_day(node, reading, known)

    return read


def _valued(node: Node, reading: Reading) -> tuple[Expectation, ...] | Broken:
    """``{on: DATE, FORMULA: VALUE, …}`` as one expectation for each formula."""
    return _on_a_day(node, reading, None)


def _on_a_day(node: Node, reading: Reading, known: Map[str, bool] | None) -> tuple[Expectation, ...] | Broken:
    """What is expected on a day: answers of what is `known`, or (None) values of formulas."""
    if not isinstance(node, Mapping):
        return wrong_kind(node, reading, Text(zh="on 和各项预期", en="on, and what is expected"))
    on = node.get("on")
    if on is None:
        return reading.problem(
            node,
            "missing_key",
            Text(zh="缺少 on", en="on is missing"),
            Text(zh="请补上 on: 日期", en="Add on: DATE."),
        )
    when = day(on, reading)
    if isinstance(when, Broken):
        return when
    found: list[Expectation] = []
    for rule, (key, value) in node.entries.items():
        if rule == "on":
            continue
        place = reading.place(key)
        reading.names.refer("formula" if known is None else "expected", rule, place)
        duty = known is not None and known.get(rule, False)
        wanted = _wanted(value, reading, rule, known)
        if not isinstance(wanted, Broken):
            found.append(Expectation(when, rule, wanted, known is None, place, duty))
    return tuple(found)


def _wanted(node: Node, reading: Reading, rule: str, known: Map[str, bool] | None) -> object:
    """A value, a status or a state; of a name that is not known, only that is said."""
    if known is None:
        return plain(node)
    if rule not in known:
        return BROKEN
    return (_STATE if known[rule] else _STATUS)(node, reading)


def _flat(kind: Kind[tuple[Expectation, ...]]) -> Kind[tuple[Expectation, ...]]:
    many = list_of(kind)

    def read(node: Node, reading: Reading) -> tuple[Expectation, ...] | Broken:
        found = many(node, reading)
        return found if isinstance(found, Broken) else tuple(each for some in found for each in some)

    return read


def _facts(node: Node, reading: Reading) -> Mapping | Broken:
    if isinstance(node, Mapping):
        return node
    return wrong_kind(node, reading, Text(zh="以名称写明的事实", en="facts by their names"))


def _case_keys(expected: Map[str, bool]) -> dict[str, Key[Any]]:
    return {
        "note": optional(both),
        "expect": optional(_flat(_expected(expected)), default=()),
        "values": optional(_flat(_valued), default=()),
    }


def _variant(expected: Map[str, bool]) -> Kind[tuple[dict[str, Any], Place]]:
    keys: dict[str, Key[Any]] = {
        "id": Key(word),
        "title": optional(both),
        "change": Key(_facts),
        **_case_keys(expected),
    }

    def read(node: Node, reading: Reading) -> tuple[dict[str, Any], Place] | Broken:
        values = read_keys(node, reading, keys)
        return values if isinstance(values, Broken) else (values, reading.place(node))

    return read


def _persona(known: Map[str, FactDeclaration], expected: Map[str, bool]) -> Kind[Persona]:
    """The kind of a persona whose facts are among those `known`."""
    keys: dict[str, Key[Any]] = {
        "id": Key(naming("persona")),
        "title": Key(both),
        "facts": Key(_facts),
        **_case_keys(expected),
        "variants": optional(list_of(_variant(expected)), default=()),
    }

    def read(node: Node, reading: Reading) -> Persona | Broken:
        values = read_keys(node, reading, keys)
        if isinstance(values, Broken):
            return values
        return _with_cases(values, reading, reading.place(node), known)

    return read


def _with_cases(
    values: dict[str, Any], reading: Reading, place: Place, known: Map[str, FactDeclaration]
) -> Persona:
    """The persona with itself as the first case, and a case for each variant."""
    given: Mapping = values["facts"]
    own = {name: plain(value) for name, (_, value) in given.entries.items()}
    cases = [
        Case(
            id=values["id"],
            title=values["title"],
            facts=own,
            place_of=_places(reading.document, given, None, known),
            expectations=(*values["expect"], *values["values"]),
            place=place,
        )
    ]
    for variant, where in values["variants"]:
        changed: Mapping = variant["change"]
        facts = {**own, **{name: plain(value) for name, (_, value) in changed.entries.items()}}
        cases.append(
            Case(
                id=f"{values['id']}/{variant['id']}",
                title=variant["title"] or values["title"],
                facts={name: value for name, value in facts.items() if value is not None},
                place_of=_places(reading.document, given, changed, known),
                expectations=(*variant["expect"], *variant["values"]),
                place=where,
            )
        )
    return Persona(values["id"], values["title"], tuple(cases), place)


def _places(
    document: Document, given: Mapping, changed: Mapping | None, known: Map[str, FactDeclaration]
) -> PlaceOf:
    """Where a fact of a case stands: in the change of the variant if it is changed there."""

    def place_of(path: tuple[str | int, ...]) -> Place:
        inside = changed if changed is not None and path and str(path[0]) in changed.entries else given
        return fact_place(Document(document.file, document.text, inside), path, known)

    return place_of
