"""The files of a pack's ``city/`` folder, read into `CityData` and checked against the facts of the pack."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from haina.policy import Policy
from haina.policy.kinds import (
    BROKEN,
    Broken,
    Key,
    Reading,
    boolean,
    both,
    day,
    list_of,
    name,
    naming,
    optional,
    read_keys,
    record,
    source_ids,
    word,
    wrong_kind,
)
from haina.policy.names import Names
from haina.policy.nodes import Mapping, Node, Scalar, Sequence
from haina.policy.problems import PolicyError, ReadError
from haina.policy.reader import read_document
from haina.policy.type_names import SIMPLE_FACTS, type_name
from haina.rules.problems import nearest
from haina.rules.text import Place, Problem, Text
from haina.rules.types import DATE, History, Type

from .conditions import Where
from .draw_schema import DrawReader, Scope, number, share, where
from .draws import Case, Cases, Constant, Draw
from .gap_schema import read_gap
from .records import ORGANISATION, PERSON, CityData, Column, Employment, Figures, Gap, Ground, Spells, Subject

#: Where a pack keeps its city data.
FOLDER = "city"
#: The link of a person to the organisation that employs them.
EMPLOYER = "employer"

_FIGURES = record(
    Figures,
    {
        "id": Key(naming("source", word)),
        "title": Key(both),
        "as_of": Key(day),
        "published": optional(day),
        "address": Key(word),
    },
)
_NOT_DRAWS = ("column", "fact", "facts", "type", "source", "assumed", "kept", "where", "otherwise", "note")
_PLAIN = Type()


@dataclass
class _Found:
    """What the files have said so far."""

    on: date | None = None
    organisations: float | None = None
    employment: Employment | None = None
    columns: dict[str, list[Column]] = field(default_factory=lambda: {PERSON: [], ORGANISATION: []})
    gaps: dict[str, list[Gap]] = field(default_factory=lambda: {PERSON: [], ORGANISATION: []})


def city_data(policy: Policy) -> CityData:
    """What a pack says about its city; raises `PolicyError` with every defect."""
    reader = _Reader(policy)
    for each in sorted(file for file in policy.files if file.startswith(f"{FOLDER}/")):
        try:
            document = read_document(policy.files[each], policy.shown(each))
        except ReadError as error:
            reader.names.problems.extend(error.problems)
            continue
        reader.file(document.root, Reading(document, reader.names))
    reader.names.resolve()
    return reader.whole()


class _Reader:
    """Reads the files in the order of their names; a column may read those that were declared before it."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.names = Names()
        self.found = _Found()
        self.figures: dict[str, Figures] = {}
        self.assumed: Text | None = None
        self.scopes = {ORGANISATION: Scope(), PERSON: Scope()}

    def whole(self) -> CityData:
        """All of it; raises `PolicyError`."""
        found = self.found
        complete = found.on is not None and found.organisations is not None and found.employment is not None
        if not complete and not self.names.problems:
            self.names.problems.append(
                Problem(
                    Place(self.policy.shown(f"{FOLDER}/"), 1),
                    "city_data_missing",
                    Text(
                        zh="政策包没有城市数据：缺 on、organisations_per_person 或 employment",
                        en="the pack has no city data: on, organisations_per_person or employment is missing",
                    ),
                )
            )
        if self.names.problems or found.on is None or found.organisations is None or found.employment is None:
            raise PolicyError(self.names.problems)
        return CityData(
            found.on,
            found.organisations,
            found.employment,
            self.figures,
            *(
                Subject(each, tuple(found.columns[each]), tuple(found.gaps[each]))
                for each in (PERSON, ORGANISATION)
            ),
        )

    def file(self, root: Node, reading: Reading) -> None:
        """One file; its keys are read in an order that lets later ones use what is declared."""
        if not isinstance(root, Mapping):
            wrong_kind(root, reading, Text(zh="若干个键", en="keys and values"))
            return
        keys: dict[str, Key[Any]] = {
            "assumed": optional(both),
            "sources": optional(list_of(_FIGURES), default=()),
            "on": optional(day),
            "organisations_per_person": optional(number),
            "organisations": optional(self._columns(ORGANISATION)),
            "persons": optional(self._columns(PERSON)),
            "employment": optional(self._employment),
            "missing": optional(self._missing),
        }
        head = read_keys(
            _only(root, ("assumed", "sources")), reading, {key: keys[key] for key in ("assumed", "sources")}
        )
        if isinstance(head, Broken):
            return
        self.assumed = head["assumed"]
        self.figures.update({each.id: each for each in head["sources"]})
        rest = {key: kind for key, kind in keys.items() if key not in ("assumed", "sources")}
        values = read_keys(_without(root, ("assumed", "sources")), reading, rest)
        if isinstance(values, Broken):
            return
        self.found.on = values["on"] or self.found.on
        if values["organisations_per_person"] is not None:
            self.found.organisations = values["organisations_per_person"]
        self.found.employment = values["employment"] or self.found.employment

    # Grounds

    def _ground(self, node: Mapping, reading: Reading) -> Ground | Broken:
        source, assumed = node.get("source"), node.get("assumed")
        told = None if source is None else source_ids(source, reading)
        reason = None if assumed is None else both(assumed, reading)
        if isinstance(told, Broken) or isinstance(reason, Broken):
            return BROKEN
        if told is None and reason is None and self.assumed is None:
            return reading.problem(
                node,
                "no_ground",
                Text(zh="缺来源", en="there is no ground for this"),
                Text(
                    zh="写 source: 来源，或 assumed: {zh, en} 说明为何作此假设",
                    en="Write source: ID, or assumed: {zh, en} with the reason for assuming it.",
                ),
            )
        return Ground(told, reason or (self.assumed if told is None else None))

    def _employment(self, node: Node, reading: Reading) -> Employment | Broken:
        if not isinstance(node, Mapping):
            return wrong_kind(node, reading, Text(zh="若干个键", en="keys and values"))
        ground = self._ground(node, reading)
        condition, weight = node.get("where"), node.get("weight")
        if condition is None or not isinstance(weight, Scalar):
            return wrong_kind(node, reading, Text(zh="键 where、weight", en="the keys where and weight"))
        holds = where(condition, reading, self.scopes[PERSON])
        if self.scopes[ORGANISATION].find(weight.text) is None:
            return reading.problem(
                weight,
                "unknown_column",
                Text(zh=f"单位没有列 {weight.text}", en=f"organisations have no column {weight.text}"),
                nearest(weight.text, self.scopes[ORGANISATION].names()),
            )
        if isinstance(ground, Broken) or isinstance(holds, Broken):
            return BROKEN
        # From here on a column of persons may read those of the employer.
        self.scopes[PERSON].links = {EMPLOYER: self.scopes[ORGANISATION]}
        return Employment(holds, weight.text, ground)

    # Columns

    def _columns(self, subject: str) -> Any:
        def read(node: Node, reading: Reading) -> Broken | None:
            if not isinstance(node, Sequence):
                return wrong_kind(node, reading, Text(zh="列表", en="a list"))
            for item in node.items:
                for column in self._declared(item, reading, subject):
                    if self.scopes[subject].columns.get(column.name) is not None:
                        reading.problem(
                            item,
                            "duplicate_id",
                            Text(
                                zh=f"列 {column.name} 重复", en=f"the column {column.name} is declared twice"
                            ),
                        )
                        continue
                    self.scopes[subject].columns[column.name] = column.type
                    self.found.columns[subject].append(column)
            return None

        return read

    def _declared(self, item: Node, reading: Reading, subject: str) -> Iterable[Column]:
        """The columns that one item declares: a helper, a fact, or several facts that are drawn alike."""
        if not isinstance(item, Mapping):
            wrong_kind(item, reading, Text(zh="若干个键", en="keys and values"))
            return
        ground = self._ground(item, reading)
        helper = item.get("column")
        if helper is not None:
            named, kind = name(helper, reading), self._type(item, reading)
            targets = [] if isinstance(named, Broken) or isinstance(kind, Broken) else [(named, kind, False)]
        else:
            targets = [(each, kind, True) for each, kind in self._facts(item, reading, subject)]
        kept = item.get("kept")
        keeps = True if kept is None else boolean(kept, reading)
        if isinstance(ground, Broken) or isinstance(keeps, Broken):
            return
        for named, kind, fact in targets:
            column = self._column(item, reading, subject, kind)
            if not isinstance(column, Broken):
                draw, spells = column
                yield Column(named, kind, fact, ground, reading.place(item), draw, spells, keeps)

    def _type(self, item: Mapping, reading: Reading) -> Type | Broken:
        node = item.get("type")
        if node is None:
            return wrong_kind(item, reading, Text(zh="键 type", en="the key type"))
        return type_name(self.policy.enums, SIMPLE_FACTS, history=False)(node, reading)

    def _facts(self, item: Mapping, reading: Reading, subject: str) -> Iterable[tuple[str, Type]]:
        node = item.get("facts") or item.get("fact")
        nodes = node.items if isinstance(node, Sequence) else [item if node is None else node]
        for each in nodes:
            named = each.text if isinstance(each, Scalar) else ""
            declared = self.policy.facts.get(named)
            if declared is None or declared.subject != subject:
                reading.problem(
                    each,
                    "unknown_fact",
                    Text(zh=f"{subject} 没有事实 {named}", en=f"there is no fact {named} of a {subject}"),
                    nearest(
                        named, (key for key, fact in self.policy.facts.items() if fact.subject == subject)
                    ),
                )
                continue
            yield named, declared.type

    def _column(
        self, item: Mapping, reading: Reading, subject: str, kind: Type
    ) -> tuple[Draw | None, Spells | None] | Broken:
        scope = self.scopes[subject]
        condition = item.get("where")
        holds = None if condition is None else where(condition, reading, scope)
        if isinstance(holds, Broken):
            return BROKEN
        if isinstance(kind, History):
            spells = self._spells(item, reading, scope, kind, holds)
            return BROKEN if isinstance(spells, Broken) else (None, spells)
        reader = DrawReader(reading, scope, kind)
        draw = reader.draw(item, ignored=_NOT_DRAWS)
        otherwise = item.get("otherwise")
        rest = None if otherwise is None else reader.draw(otherwise)
        if isinstance(draw, Broken) or isinstance(rest, Broken):
            return BROKEN
        if holds is None:
            return draw, None
        return Cases((Case(holds, draw), *([] if rest is None else [Case(None, rest)]))), None

    # Histories

    def _spells(
        self, item: Mapping, reading: Reading, scope: Scope, kind: History, holds: Where | None
    ) -> Spells | Broken:
        node = item.get("spells")
        if not isinstance(node, Mapping):
            return wrong_kind(item, reading, Text(zh="键 spells", en="the key spells"))
        plain = DrawReader(reading, scope, _PLAIN)
        draws: dict[str, Draw | None] = {}
        for key in ("count", "years", "length", "gap", "ended"):
            below = node.get(key)
            draw = None if below is None else plain.draw(below)
            if isinstance(draw, Broken):
                return BROKEN
            draws[key] = draw
        fields = self._fields(node, reading, scope, kind)
        given = node.get("open")
        going = 1.0 if given is None else share(given, reading)
        bound = node.get("not_before")
        if isinstance(fields, Broken) or isinstance(going, Broken):
            return BROKEN
        if (draws["years"] is None) == (draws["count"] is None or draws["length"] is None):
            return wrong_kind(
                node, reading, Text(zh="键 years，或 count 和 length", en="years, or count and length")
            )
        limit = bound.text if isinstance(bound, Scalar) else None
        if bound is not None and (limit is None or scope.find(limit) != DATE):
            return wrong_kind(bound, reading, Text(zh="日期列的名称", en="the name of a column of days"))
        if holds is not None:
            part = "count" if draws["count"] is not None else "years"
            some = draws[part]
            if some is not None:
                draws[part] = Cases((Case(holds, some), Case(None, Constant(0.0))))
        return Spells(fields, open=going, not_before=limit, **draws)

    def _fields(
        self, node: Mapping, reading: Reading, scope: Scope, kind: History
    ) -> tuple[tuple[str, Type, Draw], ...] | Broken:
        inner = Scope({"back": SIMPLE_FACTS["int"], "from": DATE}, scope.links, scope)
        given, other = node.get("fields"), node.get("other_fields")
        known = {each.name: each.type for each in kind.fields}
        if isinstance(given, Mapping):
            for key, _ in given.entries.values():
                if key.text not in known:
                    message = Text(zh=f"没有字段 {key.text}", en=f"there is no field {key.text}")
                    return reading.problem(key, "unknown_field", message, nearest(key.text, known))
        drawn: list[tuple[str, Type, Draw]] = []
        wanted = list(given.entries) if isinstance(given, Mapping) else []
        for each in [*wanted, *(one for one in known if one not in wanted)]:
            below = given.get(each) if isinstance(given, Mapping) else None
            if below is None and isinstance(other, Mapping):
                below = other.get(known[each].name.partition(":")[0])
            if below is None:
                continue
            draw = DrawReader(reading, inner, known[each]).draw(below)
            if isinstance(draw, Broken):
                return BROKEN
            inner.columns[each] = known[each]
            drawn.append((each, known[each], draw))
        return tuple(drawn)

    # What is missing

    def _missing(self, node: Node, reading: Reading) -> Broken | None:
        if not isinstance(node, Sequence):
            return wrong_kind(node, reading, Text(zh="列表", en="a list"))
        for item in node.items:
            ground = self._ground(item, reading) if isinstance(item, Mapping) else BROKEN
            found = read_gap(item, reading, self.policy, self.scopes)
            if not isinstance(found, Broken) and not isinstance(ground, Broken):
                subject, gap = found
                self.found.gaps[subject].append(replace(gap, ground=ground))
        return None


def _only(node: Mapping, keys: tuple[str, ...]) -> Mapping:
    return Mapping(node.line, node.column, {key: each for key, each in node.entries.items() if key in keys})


def _without(node: Mapping, keys: tuple[str, ...]) -> Mapping:
    return Mapping(
        node.line, node.column, {key: each for key, each in node.entries.items() if key not in keys}
    )
