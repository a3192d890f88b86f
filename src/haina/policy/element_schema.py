"""The shape of rights and programmes in articles/*.yaml, and the parts that every element has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from collections.abc import Mapping as Map
from dataclasses import replace
from typing import Any, TypeVar

from haina.rules.text import Text

from .kinds import (
    Broken,
    Key,
    Kind,
    Reading,
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
)
from .nodes import Node
from .records import Clawback, Grants, InForce, Instalment, Right, RunsAs, Step

T = TypeVar("T")

SUBJECTS = ("person", "organisation", "project", "contract")


def worded(build: Callable[..., T], keys: Map[str, Key[Any]]) -> Kind[T]:
    """A record whose words stand beside its other keys: ``{…, zh, en}`` becomes `build(…, text=…)`."""

    def read(node: Node, reading: Reading) -> T | Broken:
        values = read_keys(node, reading, {**keys, "zh": Key(word), "en": Key(word)})
        if isinstance(values, Broken):
            return values
        text = Text(zh=values.pop("zh"), en=values.pop("en"))
        return build(**values, text=text, place=reading.place(node))

    return read


def numbered(names: Iterable[str]) -> Iterator[str]:
    """Names of compiled parts, told apart: the second of a name gets ``_2``."""
    seen: Counter[str] = Counter()
    for each in names:
        seen[each] += 1
        yield each if seen[each] == 1 else f"{each}_{seen[each]}"


_GRANTS = record(
    Grants,
    {
        "type": Key(name),
        "title": Key(both),
        "document": optional(name),
        "term": optional(expression),
        "apply_to": optional(reference("department")),
    },
)

_IN_FORCE = record(
    InForce,
    {
        "from": optional(day, into="valid_from"),
        "to": optional(day, into="valid_to"),
        "switch": optional(reference("standard")),
    },
)


def element_keys(sort: str) -> dict[str, Key[Any]]:
    """The keys that begin every element: its id, its clause, what it is called, and whose facts it asks."""
    return {
        "id": Key(naming(sort)),
        "clause": Key(reference("clause")),
        "title": Key(both),
        "note": optional(both),
        "for": Key(one_of(*SUBJECTS), into="subject"),
    }


#: The keys that end every element: since when, and how it is done.
CLOSING_KEYS: dict[str, Key[Any]] = {
    "in_force": Key(_IN_FORCE),
    "steps": optional(list_of(worded(Step, {"actor": Key(name), "action": Key(name)})), default=()),
    "steps_basis": optional(one_of("text", "inferred")),
}


def _right_keys(sort: str) -> dict[str, Key[Any]]:
    return {
        **element_keys(sort),
        "through": optional(name),
        "when": Key(expression),
        "grants": Key(_GRANTS),
        "procedure": optional(reference("procedure")),
        "no_procedure": optional(both),
        "days": optional(reference("standard")),
        **CLOSING_KEYS,
    }


def _right(**values: Any) -> Right:
    return Right(programme=False, amount=None, **values)


def _instalment(**values: Any) -> Instalment:
    return Instalment(rule="", **values)


def _clawback(**values: Any) -> Clawback:
    return Clawback(rule="", **values)


def _programme(**values: Any) -> Right:
    """A programme; its instalments, clawbacks and figures get the names under which they are compiled."""
    id, parts, takings = values["id"], values.pop("instalments"), values.pop("clawback")
    runs = values.pop("runs_as")
    if runs is not None:
        runs = replace(runs, programme=id)
    return Right(
        programme=True,
        runs_as=runs,
        instalments=tuple(
            replace(part, rule=f"{id}_instalment_{number}") for number, part in enumerate(parts, 1)
        ),
        clawback=tuple(
            replace(taking, rule=rule)
            for taking, rule in zip(
                takings, numbered(f"{id}_clawback_{each.id}" for each in takings), strict=True
            )
        ),
        **values,
    )


RIGHT = record(_right, _right_keys("right"))

_INSTALMENT = record(_instalment, {"share": Key(expression), "when": Key(both)})
_CLAWBACK = record(
    _clawback,
    {"id": Key(name), "title": Key(both), "when": Key(expression), "share": optional(expression)},
)

#: What each kind of running programme must say.
RUNS = {"voucher": "share", "guarantee": "share", "compensation": "loss"}
#: What is said together of a stake whose loss is compensated.
STAKE = ("bought_on", "sold_on", "paid_in", "proceeds")


def _runs_as(node: Node, reading: Reading) -> RunsAs | Broken:
    """How a programme goes on; each kind has a figure that it cannot do without."""
    read = _RUNS_AS(node, reading)
    if isinstance(read, Broken):
        return read
    needed = (RUNS[read.kind], *(STAKE if read.figures.keys() & STAKE else ()))
    missing = next((name for name in needed if name not in read.figures), None)
    if missing is None:
        return read
    return reading.problem(
        node,
        "missing_key",
        Text(zh=f"{read.kind} 缺少 {missing}", en=f"{missing} is missing for a {read.kind}"),
        Text(zh=f"请补上 {missing}: …", en=f"Add {missing}: …"),
    )


_RUNS_AS = record(
    RunsAs,
    {
        "kind": Key(one_of(*RUNS)),
        "share": optional(expression),
        "last_day": optional(expression),
        "loss": optional(expression),
        "bought_on": optional(expression),
        "sold_on": optional(expression),
        "paid_in": optional(expression),
        "proceeds": optional(expression),
        "shown": optional(list_of(reference("definition")), default=()),
    },
)

#: Money that is paid, guaranteed, split or not taxed: a right with an amount and a budget.
PROGRAMME = record(
    _programme,
    {
        **_right_keys("programme"),
        "amount": Key(expression),
        "eligible": Key(list_of(both, at_least=1)),
        "instalments": optional(list_of(_INSTALMENT, at_least=1), default=()),
        "budget": Key(reference("budget")),
        "not_with": optional(list_of(reference("programme")), default=()),
        "clawback": optional(list_of(_CLAWBACK, at_least=1), default=()),
        "runs_as": optional(_runs_as),
    },
)
