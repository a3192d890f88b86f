"""Histories with something missing: what a rule asks of them, as lengths, counts and truths.

A history that is not given, one whose spells match only perhaps, and a condition with a missing fact are
treated alike: the quantity that the rule looks at becomes a variable, and the same quantity of the same
spells is the same variable. The run that covers the day is measured by its first day, which puts years,
months and days on one line.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING

from haina.rules.diagram import NO, OPEN, Node
from haina.rules.linear import variable_form
from haina.rules.periods import Duration, shift_within
from haina.rules.printer import source_of
from haina.rules.regions import Domain
from haina.rules.residual_compare import cut_at, latest_start_of
from haina.rules.spells import ABSENT, SpellHistory
from haina.rules.terms import FIRST_DAY, Choice, DaysAdded, RunSince, domain_of
from haina.rules.tree import Call, Fact, SpellField, walk
from haina.rules.types import Bool, DurationType, Enum, List, TextType

if TYPE_CHECKING:
    from haina.rules.residual import Residual

#: Functions that give something else than a truth.
TERMS = frozenset(("unbroken", "total", "each_year", "count", "months_covered", "latest"))
#: Functions of a history.
FUNCTIONS = TERMS | frozenset(("holds", "held", "ever_held", "consecutive", "throughout"))
DAYS_A_YEAR = 366


def history_name(call: Call) -> str:
    """Return the name of the history that a call looks at."""
    history = call.arguments[0]
    if not isinstance(history, Fact):
        raise TypeError(f"{call.function} looks at a history")
    return history.name


def is_partly_known(residual: Residual, call: Call) -> bool:
    """Say whether a history is given, but spells lack a field that the condition or the call reads."""
    if call.function not in FUNCTIONS:
        return False
    history = residual.facts.value(history_name(call), residual.on)
    if not isinstance(history, SpellHistory):
        return False
    slots = {node.slot for node in walk(call.where) if isinstance(node, SpellField)} if call.where else set()
    if call.function == "latest":
        slots.add(_field_slot(call))
    return any(spell.fields[slot] is None for spell in history.begun(residual.on) for slot in slots)


def _field_slot(call: Call) -> int:
    """Return the position of the field that  latest(h).field  asks for."""
    kind = call.arguments[0].type
    return kind.positions[call.field]  # type: ignore[attr-defined,no-any-return]


def _key(residual: Residual, call: Call, *options: str) -> tuple[Hashable, ...] | None:
    """Return what identifies the spells that a call looks at; None where an option is missing itself."""
    parts: list[Hashable] = [history_name(call), source_of(call.where) if call.where else ""]
    for name in options:
        node = call.option(name)
        value = None if node is None else residual.known(node)
        if node is not None and value is None:
            return None
        parts.append((value.years, value.months, value.days) if isinstance(value, Duration) else value)
    return tuple(parts)


def truth(residual: Residual, call: Call) -> Node:
    """Return the diagram of a history function that says yes or no."""
    build = _TRUTHS.get(call.function)
    found = build(residual, call) if build is not None else None
    return residual.atom(call) if found is None else found


def term(residual: Residual, call: Call) -> Node:
    """Return the diagram of a history function that gives a length, a count or a field."""
    found = _TERM_BUILDERS[call.function](residual, call)
    if found is not None:
        return found
    return residual.opaque(call)


# -- the run that covers the day


def _run(residual: Residual, call: Call) -> int | None:
    """Return the variable of the run that covers the day: its first day, or the day after where there is
    none.
    """
    key = _key(residual, call, "gap")
    if key is None:
        return None
    today = residual.on.toordinal()
    return residual.own_level(("run", key), Domain("run", True, FIRST_DAY, today + 1), call, "run")


def _holds(residual: Residual, call: Call) -> Node | None:
    """Return  holds(h): some run covers the day."""
    level = _run(residual, call)
    return None if level is None else _run_until(residual, call, level, residual.on.toordinal())


def _held(residual: Residual, call: Call) -> Node | None:
    """Return  held(h, years=n): the run that covers the day is long enough."""
    level, length = _run(residual, call), _length(residual, call)
    if level is None or length is None:
        return None
    latest_start = latest_start_of(residual, length, strictly=False)
    if latest_start is None:
        return NO
    latest_start = min(latest_start, residual.on.toordinal())
    residual.durations.setdefault((level, residual.diagrams.domain(level).above(latest_start)), length)
    return _run_until(residual, call, level, latest_start)


def _run_until(residual: Residual, call: Call, level: int, latest_start: int) -> Node:
    """Return that the run began on a day or before, and note the call as its witness."""
    cut = residual.diagrams.domain(level).above(latest_start)
    residual.witness(level, call, cut, yes_on_right=False)
    return cut_at(residual, level, "<=", latest_start)


def _unbroken(residual: Residual, call: Call) -> Node | None:
    """Return the length of the run that covers the day."""
    level = _run(residual, call)
    return None if level is None else residual.diagrams.leaf(RunSince(level))


# -- days, counts, months


def _total(residual: Residual, call: Call) -> Node | None:
    """Return the days covered, within the last … where that is given."""
    key, last = _key(residual, call, "last"), call.option("last")
    if key is None:
        return None
    window = residual.known(last) if last is not None else None
    most = residual.on.toordinal()
    if isinstance(window, Duration):
        most -= shift_within(residual.on, window, -1).toordinal()
    level = residual.own_level(("total", key), Domain("days", True, 0, max(most, 0)), call, "total")
    return residual.diagrams.leaf(DaysAdded(level))


def _each_year(residual: Residual, call: Call) -> Node | None:
    """Return the least yearly total."""
    key, last = _key(residual, call, "last"), call.option("last")
    years = None if last is None else residual.known(last)
    if key is None or not isinstance(years, int):
        return None
    if years < 1:
        return OPEN
    level = residual.own_level(("each_year", key), Domain("days", True, 0, DAYS_A_YEAR), call, "each_year")
    return residual.diagrams.leaf(DaysAdded(level))


def _count(residual: Residual, call: Call) -> Node | None:
    """Return the number of spells."""
    key = _key(residual, call, "last")
    if key is None:
        return None
    level = residual.own_level(("count", key), Domain("int", True, 0, None), call, "count")
    return residual.diagrams.leaf(variable_form(level))


def _months_covered(residual: Residual, call: Call) -> Node | None:
    """Return the number of calendar months covered whole."""
    key, last = _key(residual, call, "last"), call.option("last")
    most = None if last is None else residual.known(last)
    if key is None or not isinstance(most, int):
        return None
    level = residual.own_level(("months", key), Domain("int", True, 0, max(most, 0)), call, "months_covered")
    return residual.diagrams.leaf(variable_form(level))


# -- truths with a number that makes them stricter


def _ever_held(residual: Residual, call: Call) -> Node | None:
    """Return  ever_held: months and days are different lines, since neither implies the other."""
    key, length = _key(residual, call, "gap"), _length(residual, call)
    if key is None or length is None:
        return None
    in_days = bool(length.days)
    return _at_least(residual, call, ("ever", in_days, key), length.days if in_days else length.whole_months)


def _consecutive(residual: Residual, call: Call) -> Node | None:
    """Return  consecutive(h, n): n spells in a row are also n − 1."""
    key, number = _key(residual, call, "each", "gap"), residual.known(call.arguments[1])
    return None if key is None else _at_least(residual, call, ("consecutive", key), number)


def _throughout(residual: Residual, call: Call) -> Node | None:
    """Return  throughout(h, last=n): n years are also n − 1."""
    last = call.option("last")
    number = None if last is None else residual.known(last)
    return _at_least(residual, call, ("throughout", _key(residual, call)), number)


def _at_least(residual: Residual, call: Call, key: Hashable, number: object) -> Node | None:
    """Return that a quantity that only this function measures is at least a number."""
    if not isinstance(number, int) or number <= 0:
        return None
    level = residual.own_level(key, Domain("steps", True, 0, None), call, "steps")
    residual.witness(level, call, (number, 0))
    return cut_at(residual, level, ">=", number)


def _length(residual: Residual, call: Call) -> Duration | None:
    """Return the duration that held and ever_held ask for; None where it is missing."""
    for unit in ("years", "months", "days"):
        node = call.option(unit)
        if node is not None:
            count = residual.known(node)
            return Duration(**{unit: count}) if isinstance(count, int) else None
    return None


# -- the latest spell


def _exists(residual: Residual, call: Call) -> Node | None:
    """Return the diagram of: there is a latest spell at all."""
    key = _key(residual, call)
    if key is None:
        return None
    level = residual.own_level(("exists", key), Domain("bool", True, 0, 1), call, "exists")
    return residual.diagrams.test(level, (1, 0))


def _latest_level(residual: Residual, call: Call) -> int:
    """Return the variable of the field of the latest spell."""
    key = ("latest", _key(residual, call), call.field)
    return residual.own_level(key, domain_of(call.type), call, "latest")


def _latest(residual: Residual, call: Call) -> Node | None:
    """Return the field of the latest spell, or no spell."""
    if isinstance(call.type, DurationType | List | Bool):
        return None
    exists = _exists(residual, call)
    if exists is None:
        return None
    level = _latest_level(residual, call)
    leaf: Hashable = Choice(level) if isinstance(call.type, Enum | TextType) else variable_form(level)
    return residual.diagrams.if_else(exists, residual.diagrams.leaf(leaf), residual.diagrams.leaf(ABSENT))


def _latest_truth(residual: Residual, call: Call) -> Node | None:
    """Return a bool field of the latest spell; no spell is no."""
    exists = _exists(residual, call)
    if exists is None:
        return None
    level = _latest_level(residual, call)
    return residual.diagrams.both(exists, residual.diagrams.test(level, (1, 0)))


_Builder = Callable[["Residual", Call], Node | None]
_TRUTHS: dict[str, _Builder] = {
    "holds": _holds,
    "held": _held,
    "ever_held": _ever_held,
    "consecutive": _consecutive,
    "throughout": _throughout,
    "latest": _latest_truth,
}
_TERM_BUILDERS: dict[str, _Builder] = {
    "unbroken": _unbroken,
    "total": _total,
    "each_year": _each_year,
    "count": _count,
    "months_covered": _months_covered,
    "latest": _latest,
}
