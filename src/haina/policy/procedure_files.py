"""Procedures and their patterns, as they stand in procedures/*.yaml and procedures/patterns/*.yaml.

Procedures of one kind say the same about corrections, notices and reasons. That stands once, in a pattern,
and a procedure names it with `like`. What neither says is taken from the right that the procedure is for,
once all files have been read (`procedure_complete`).
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping as Map
from dataclasses import dataclass, field, replace
from typing import Any

from haina.rules.declarations import FactDeclaration, RuleSource
from haina.rules.text import Place, Problem, Text

from .kinds import (
    Broken,
    Key,
    Kind,
    Reading,
    list_of,
    name,
    naming,
    optional,
    read_keys,
    reference,
)
from .nodes import Mapping, Node, Scalar, Sequence
from .procedure_schema import Keys, case_prefix, grant_keys, procedure_keys, stage_keys
from .procedure_terms import Conditions
from .procedures import DocumentKind, Stage, Term

#: Lists to which a procedure adds; what has the id of something in the pattern takes its place.
_ADDED_TO = ("documents", "reasons", "notices", "pauses")


@dataclass(frozen=True, slots=True)
class Pattern:
    """What procedures of one kind have in common: values by key, those of the stages and of the grant."""

    id: str
    values: Map[str, Any]
    stages: tuple[Map[str, Any], ...]
    grant: Map[str, Any]
    conditions: tuple[RuleSource, ...]
    place: Place
    like: str | None = None
    #: Stages that procedures may have besides, of the pattern that it is like.
    others: tuple[Map[str, Any], ...] = ()

    def stage(self, id: str) -> Map[str, Any]:
        """What is given for a stage; nothing where the pattern has no such stage."""
        return next((stage for stage in (*self.stages, *self.others) if stage["id"] == id), {})


@dataclass(frozen=True, slots=True)
class Draft:
    """A procedure as written, before its right fills in what it does not say itself."""

    values: dict[str, Any]
    conditions: tuple[RuleSource, ...] = field(repr=False)
    place: Place

    @property
    def id(self) -> str:
        """The name of the procedure."""
        return str(self.values["id"])


@dataclass(frozen=True, slots=True)
class Told:
    """All that a pack says about procedures: as written, every condition in it, and the names it shares."""

    drafts: tuple[Draft, ...]
    conditions: tuple[RuleSource, ...]
    shared: frozenset[str]


_NOTHING: Map[str, Any] = {}
#: What a stage says that leaves something out.
_USUAL: Map[str, Any] = {
    "department": "",
    "after": (),
    "term": None,
    "silence": "escalate",
    "may_return": False,
    "verifies": (),
    "lookups": (),
    "sees": (),
}
_ABSENT = object()
_NO_PATTERN = Pattern("", _NOTHING, (), _NOTHING, (), Place("", 1))


def _given(keys: Keys, defaults: Map[str, Any]) -> Keys:
    """The same keys, of which those with a default may be left out."""
    return {
        name: replace(key, required=False, default=defaults[key.into or name])
        if (key.into or name) in defaults
        else key
        for name, key in keys.items()
    }


def _partly(keys: Keys, needed: tuple[str, ...] = ()) -> Kind[dict[str, Any]]:
    """Any of these keys, of which a few are needed: the values of those that are there."""
    loose = {
        name: key if name in needed else replace(key, required=False, default=_ABSENT)
        for name, key in keys.items()
    }

    def read(node: Node, reading: Reading) -> dict[str, Any] | Broken:
        values = read_keys(node, reading, loose)
        if isinstance(values, Broken):
            return values
        return {name: value for name, value in values.items() if value is not _ABSENT}

    return read


def pattern(facts: Map[str, FactDeclaration], documents: Map[str, DocumentKind]) -> Kind[Pattern]:
    """The kind of a pattern's file: any of the keys of a procedure."""

    def read(node: Node, reading: Reading) -> Pattern | Broken:
        conditions = Conditions(f"pattern_{_id_in(node)}")
        keys: Keys = {
            "id": Key(naming("pattern")),
            "like": optional(reference("pattern")),
            **procedure_keys(facts, conditions, documents),
            "stages": Key(list_of(_partly(stage_keys(conditions), needed=("id",)), at_least=1)),
            "grant": Key(_partly(grant_keys(conditions))),
        }
        found = _partly(keys, needed=("id",))(node, reading)
        if isinstance(found, Broken):
            return found
        return Pattern(
            id=found.pop("id"),
            like=found.pop("like", None),
            stages=found.pop("stages", ()),
            grant=found.pop("grant", _NOTHING),
            values=found,
            conditions=tuple(conditions.sources),
            place=reading.place(node),
        )

    return read


def inherited(patterns: Iterable[Pattern], problems: list[Problem]) -> dict[str, Pattern]:
    """The patterns by id, each with what the one that it is like gives; a circle of them is reported."""
    own = {each.id: each for each in patterns}
    whole: dict[str, Pattern] = {}

    def resolved(each: Pattern, above: tuple[str, ...]) -> Pattern:
        if each.id in whole or each.like not in own:
            return whole.setdefault(each.id, each)
        if each.like in above:
            problems.append(_circle(each))
            return each
        return whole.setdefault(each.id, _over(resolved(own[each.like], (*above, each.id)), each))

    for each in own.values():
        whole[each.id] = resolved(each, (each.id,))
    return whole


def _circle(pattern: Pattern) -> Problem:
    return Problem(
        pattern.place,
        "pattern_circle",
        Text(zh=f"模板 {pattern.id} 绕回了自己", en=f"the pattern {pattern.id} is like itself in the end"),
        Text(zh="请更正 like", en="Correct like."),
    )


def _over(base: Pattern, own: Pattern) -> Pattern:
    """A pattern over the one that it is like."""
    values = {**base.values, **own.values}
    for key in _ADDED_TO:
        if key in base.values and key in own.values:
            values[key] = _added(base.values[key], own.values[key])
    stages = own.stages or base.stages
    listed = {stage["id"] for stage in stages}
    others = (stage for stage in (*base.stages, *base.others) if stage["id"] not in listed)
    return replace(
        own,
        values=values,
        stages=tuple({**base.stage(stage["id"]), **stage} for stage in stages),
        others=tuple(others),
        grant={**base.grant, **own.grant},
    )


def _stage(conditions: Conditions, pattern: Pattern) -> Kind[dict[str, Any]]:
    """A stage; `as` names the pattern's stage that it is like, otherwise that of the same id."""
    keys = {**stage_keys(conditions), "as": optional(name, into="like")}

    def read(node: Node, reading: Reading) -> dict[str, Any] | Broken:
        named = node.get("as") or node.get("id") if isinstance(node, Mapping) else None
        id = named.text if isinstance(named, Scalar) else ""
        common = pattern.stage(id)
        if isinstance(node, Mapping) and node.get("as") is not None and not common:
            return reading.problem(
                named or node,
                "unknown_stage",
                Text(zh=f"模板里没有环节 {id}", en=f"the pattern has no stage named {id}"),
                Text(zh="请改用模板里的环节，或删去 as", en="Name a stage of the pattern, or leave out as."),
            )
        defaults = {key: value for key, value in common.items() if key != "id"}
        values = read_keys(node, reading, _given(keys, defaults))
        if isinstance(values, Broken):
            return values
        values.pop("like")
        if values["kind"] == "publication" and values["term"] is None:
            return reading.problem(
                node,
                "missing_key",
                Text(zh="公示缺少 term", en="the public notice has no term"),
                Text(zh="请写明公示期", en="Say for how long under term."),
            )
        return {**values, "place": reading.place(node)}

    return read


def procedures(
    facts: Map[str, FactDeclaration],
    patterns: Map[str, Pattern],
    documents: Map[str, DocumentKind],
) -> Kind[tuple[Draft, ...]]:
    """The kind of a file of procedures: one, or a list of them."""

    def read_one(node: Node, reading: Reading) -> Draft | Broken:
        like = node.get("like") if isinstance(node, Mapping) else None
        if like is None:
            return _draft(node, reading, facts, documents, _NO_PATTERN)
        named = reference("pattern")(like, reading)
        if isinstance(named, Broken) or named not in patterns:
            # What the pattern gives is not known, so that only the name can be read.
            read_keys(node, reading, _lost(node))
            return Broken()
        return _draft(node, reading, facts, documents, patterns[named])

    several = list_of(read_one)

    def read(node: Node, reading: Reading) -> tuple[Draft, ...] | Broken:
        if isinstance(node, Sequence):
            return several(node, reading)
        one = read_one(node, reading)
        return one if isinstance(one, Broken) else (one,)

    return read


def _id_in(node: Node) -> str:
    """The id that a mapping gives, for the names of what is compiled in it."""
    id = node.get("id") if isinstance(node, Mapping) else None
    return id.text if isinstance(id, Scalar) else "procedure"


def _lost(node: Node) -> Keys:
    """Any keys, of which only the id is looked at."""
    given = node.entries if isinstance(node, Mapping) else {}
    return {**{key: optional(_anything) for key in given}, "id": Key(naming("procedure"))}


def _anything(node: Node, reading: Reading) -> Node:
    return node


def _draft(
    node: Node,
    reading: Reading,
    facts: Map[str, FactDeclaration],
    documents: Map[str, DocumentKind],
    like: Pattern,
) -> Draft | Broken:
    """One procedure, with what its pattern gives it."""
    conditions = Conditions(_id_in(node))

    def grant(node: Node, reading: Reading) -> dict[str, Any] | Broken:
        keys = {name: replace(key, required=False) for name, key in grant_keys(conditions).items()}
        values = read_keys(node, reading, _given(keys, like.grant))
        return values if isinstance(values, Broken) else {**values, "place": reading.place(node)}

    keys: Keys = {
        "id": Key(naming("procedure")),
        "like": optional(reference("pattern")),
        "clauses": optional(list_of(reference("clause")), default=()),
        "rights": Key(list_of(reference("claim"))),
        "reference": Key(naming("case prefix", case_prefix)),
        **_given(procedure_keys(facts, conditions, documents), like.values),
        "stages": Key(list_of(_stage(conditions, like), at_least=1)),
        "grant": optional(grant),
    }
    place = reading.place(node)
    if like.stages:
        keys["stages"] = replace(keys["stages"], required=False)
    values = read_keys(node, reading, keys)
    if isinstance(values, Broken):
        return values
    if values["stages"] is None:
        values["stages"] = tuple({**_USUAL, **stage, "place": place} for stage in like.stages)
    values["stages"] = tuple(_staged(stage, values["total"]) for stage in values["stages"])
    for list_key in _ADDED_TO:
        values[list_key] = _added(like.values.get(list_key, ()), values[list_key])
    if values["grant"] is None and like.grant:
        values["grant"] = {**dict.fromkeys(grant_keys(conditions)), "shows": (), **like.grant, "place": place}
    return Draft(values, tuple(conditions.sources), place)


def _staged(values: Map[str, Any], total: Term) -> Stage:
    """A stage; without a term of its own, it has as long as the whole."""
    return Stage(**{**values, "term": values["term"] or total})


def _added(common: tuple[Any, ...], own: tuple[Any, ...]) -> tuple[Any, ...]:
    """What the pattern lists and what the procedure does; of one id, the procedure's."""
    if own is common:
        return common
    ids = {each.id for each in own}
    return (*(each for each in common if each.id not in ids), *own)
