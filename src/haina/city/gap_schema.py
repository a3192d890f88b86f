"""How a pack says which facts of its city are missing, and how often."""

from __future__ import annotations

from collections.abc import Mapping as Map
from typing import Any

from haina.policy import Policy
from haina.policy.kinds import (
    BROKEN,
    Broken,
    Key,
    Reading,
    both,
    list_of,
    one_of,
    optional,
    read_keys,
    word,
    wrong_kind,
)
from haina.policy.nodes import Mapping, Node, Sequence
from haina.rules.problems import nearest
from haina.rules.text import Text

from .conditions import Where
from .draw_schema import Scope, number, share, where
from .records import SUBJECTS, Gap, Ground

#: Until the reader of the file says on what a gap rests.
_NO_GROUND = Ground(None, None)


def _node(node: Node, _: Reading) -> Node | Broken:
    """A node that is read later, in its scope."""
    return node


_KEYS: dict[str, Key[Any]] = {
    "subject": Key(one_of(*SUBJECTS)),
    "groups": optional(list_of(word), default=()),
    "facts": optional(list_of(word), default=()),
    "department": optional(word),
    "rate": Key(share),
    "times": optional(_node),
    "source": optional(word),
    "assumed": optional(both),
}


def read_gap(
    item: Node, reading: Reading, policy: Policy, scopes: Map[str, Scope]
) -> tuple[str, Gap] | Broken:
    """One entry of ``missing:`` and its subject.

    With ``groups`` or ``facts`` each fact is missing on its own; with ``department`` all facts that it
    attests are missing together, as of somebody whom its register does not have.
    """
    values = read_keys(item, reading, _KEYS)
    if isinstance(values, Broken):
        return BROKEN
    subject: str = values["subject"]
    times = _times(values["times"], reading, scopes[subject])
    facts = _facts(item, reading, policy, values)
    if isinstance(times, Broken) or isinstance(facts, Broken):
        return BROKEN
    together = values["department"] is not None
    label = values["department"] or ", ".join((*values["groups"], *values["facts"]))
    return subject, Gap(facts, values["rate"], together, times, _NO_GROUND, label, reading.place(item))


def _times(node: Node | None, reading: Reading, scope: Scope) -> tuple[tuple[Where, float], ...] | Broken:
    found: list[tuple[Where, float]] = []
    for item in node.items if isinstance(node, Sequence) else []:
        condition = item.get("where") if isinstance(item, Mapping) else None
        factor = item.get("factor") if isinstance(item, Mapping) else None
        if condition is None or factor is None:
            return wrong_kind(item, reading, Text(zh="键 where、factor", en="the keys where and factor"))
        holds, by = where(condition, reading, scope), number(factor, reading)
        if isinstance(holds, Broken) or isinstance(by, Broken):
            return BROKEN
        found.append((holds, by))
    return tuple(found)


def _facts(item: Node, reading: Reading, policy: Policy, values: Map[str, Any]) -> tuple[str, ...] | Broken:
    """The facts of some groups, or named, or attested by a department."""
    department = values["department"]
    wanted = {
        "group": (values["groups"], policy.groups),
        "fact": (values["facts"], policy.facts),
        "department": ((department,) if department else (), policy.departments),
    }
    for sort, (names, known) in wanted.items():
        for each in names:
            if each not in known:
                message = Text(zh=f"没有名为 {each} 的 {sort}", en=f"there is no {sort} named {each}")
                return reading.problem(item, f"unknown_{sort}", message, nearest(each, known))
    return tuple(
        each
        for each, fact in policy.facts.items()
        if fact.subject == values["subject"]
        and (fact.group in values["groups"] or each in values["facts"] or department in fact.attested_by)
    )
