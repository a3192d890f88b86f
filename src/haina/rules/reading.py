"""Reading the facts of a case as people give them; everything that is wrong is collected, with its place."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from haina.rules import limits
from haina.rules.declarations import FactDeclaration
from haina.rules.facts import DatedFact, Facts
from haina.rules.periods import FOREVER, next_day
from haina.rules.problems import Problems, nearest, one_of, shown
from haina.rules.spells import Spell, SpellHistory
from haina.rules.text import FactError, Place, Text
from haina.rules.types import DATE, History, Type
from haina.rules.values import read_value

Path = tuple[str | int, ...]
PlaceOf = Callable[[Path], Place]
_DATED = frozenset({"from", "to", "value"})


def nowhere(path: Path) -> Place:
    """Give a place for facts that come from no file: the path within what was given."""
    return Place("/".join(str(part) for part in path) or "facts", 1)


def read_facts(
    declarations: Sequence[FactDeclaration],
    slots: Mapping[str, int],
    data: Mapping[str, object],
    place_of: PlaceOf | None = None,
) -> Facts:
    """Read facts by their names; raises :class:`FactError` with every problem."""
    reader = _Reader(place_of or nowhere)
    values: list[object] = [None] * len(slots)
    dated: list[int] = []
    for name, given in data.items():
        slot = slots.get(name)
        if slot is None:
            reader.unknown_fact(name, slots)
            continue
        value = values[slot] = reader.fact(declarations[slot], given)
        if isinstance(value, DatedFact):
            dated.append(slot)
    if reader.problems:
        raise FactError(reader.problems.as_tuple())
    return Facts(slots, tuple(values), frozenset(dated))


class _Reader:
    """Reads one set of facts, collecting problems."""

    def __init__(self, place_of: PlaceOf) -> None:
        self.place_of = place_of
        self.problems = Problems()

    def unknown_fact(self, name: object, names: Mapping[str, int]) -> None:
        written = str(name)
        place = self.place_of((written,))
        zh, en = f"没有名为 {shown(written)} 的事实", f"there is no fact called {shown(written)}"
        self.problems.add(place, "unknown_fact", zh, en, nearest(written, names))

    def fact(self, declared: FactDeclaration, given: object) -> object:
        """Read one fact: a history, a scalar, or a scalar with dates."""
        path: Path = (declared.name,)
        if given is None:
            return None
        if isinstance(declared.type, History):
            return self._history(declared, declared.type, given, path)
        if isinstance(given, Sequence) and given and all(_is_dated(each) for each in given):
            return self._dated(declared, given, path)
        return self._scalar(declared, given, path)

    def _scalar(self, declared: FactDeclaration, given: object, path: Path) -> object:
        place = self.place_of(path)
        value = read_value(declared.type, given, place, self.problems)
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            self._within(declared, Decimal(value), place)
        return value

    def _within(self, declared: FactDeclaration, value: Decimal, place: Place) -> None:
        if declared.minimum is not None and value < declared.minimum:
            least = declared.minimum
            zh, en = f"{declared.label.zh}不能小于{least}", f"{declared.name} cannot be less than {least}"
            self.problems.add(place, "minimum", zh, en)
        if declared.maximum is not None and value > declared.maximum:
            most = declared.maximum
            zh, en = f"{declared.label.zh}不能大于{most}", f"{declared.name} cannot be more than {most}"
            self.problems.add(place, "maximum", zh, en)

    # With dates

    def _dated(self, declared: FactDeclaration, given: Sequence[object], path: Path) -> object:
        """Read a scalar with dates; two values on one day are refused, days without one are unknown."""
        if self._is_too_long(given, path):
            return None
        periods: list[tuple[date, date, object]] = []
        for position, each in enumerate(given):
            if not isinstance(each, Mapping):
                continue
            own: Path = (*path, position)
            self._only(each, _DATED, own)
            bounds = self._bounds(each, own)
            value = self._scalar(declared, each.get("value"), (*own, "value"))
            if bounds is not None:
                periods.append((*bounds, value))
        periods.sort(key=lambda period: period[:2])
        steps: list[tuple[date, object]] = []
        reach = date.min
        for start, end, value in periods:
            if start < reach:
                self._overlap(path, start)
                return None
            if steps and steps[-1][0] == start:
                steps.pop()
            steps.append((start, value))
            if end < FOREVER:
                steps.append((end, None))
            reach = end
        return DatedFact(tuple(steps))

    def _overlap(self, path: Path, day: date) -> None:
        zh, en = f"{day} 有两段重叠", f"two of these overlap on {day}"
        self.problems.add(self.place_of(path), "overlap", zh, en)

    def _is_too_long(self, given: Sequence[object], path: Path) -> bool:
        if len(given) <= limits.SPELLS:
            return False
        most = limits.SPELLS
        zh, en = f"超过{most}段", f"there are more than {most} spells"
        self.problems.add(self.place_of(path), "too_large", zh, en)
        return True

    def _only(self, given: Mapping[object, object], names: frozenset[str], path: Path) -> None:
        for name in given:
            if name not in names:
                written = str(name)
                zh, en = f"没有字段 {shown(written)}", f"there is no field {shown(written)}"
                advice = nearest(written, names) or one_of(sorted(names))
                self.problems.add(self.place_of((*path, written)), "unknown_field", zh, en, advice)

    def _bounds(self, given: Mapping[object, object], path: Path) -> tuple[date, date] | None:
        """Read ``from`` and ``to`` as a half-open interval; ``None`` after a problem."""
        before = len(self.problems.found)
        start = read_value(DATE, given.get("from"), self.place_of((*path, "from")), self.problems)
        last = read_value(DATE, given.get("to"), self.place_of((*path, "to")), self.problems)
        if len(self.problems.found) > before:
            return None
        if not isinstance(start, date):
            zh, en = "缺少开始日期 from", "the first day, from, is missing"
            advice = Text("例如 from: 2016-09-26", "For example from: 2016-09-26.")
            self.problems.add(self.place_of(path), "missing_argument", zh, en, advice)
            return None
        if not isinstance(last, date):
            return start, FOREVER
        if last < start:
            zh, en = f"结束 {last} 早于开始 {start}", f"it ends on {last}, before it begins on {start}"
            self.problems.add(self.place_of((*path, "to")), "dates", zh, en)
            return None
        return start, next_day(last)

    # Histories

    def _history(self, declared: FactDeclaration, kind: History, given: object, path: Path) -> object:
        if not isinstance(given, Sequence) or isinstance(given, str | bytes):
            zh, en = "此处需要经历的列表", "a list of spells is needed here"
            advice = Text(
                "例如 [{from: 2016-09-26}]；没有写 []", "For example [{from: 2016-09-26}]; none is []."
            )
            self.problems.add(self.place_of(path), "wrong_type", zh, en, advice)
            return None
        if self._is_too_long(given, path):
            return None
        spells = [self._spell(kind, each, (*path, position)) for position, each in enumerate(given)]
        known = [spell for spell in spells if spell is not None]
        history = SpellHistory.of(known)
        if declared.disjoint:
            self._disjoint(history, path)
        return history

    def _disjoint(self, history: SpellHistory, path: Path) -> None:
        reach = date.min
        for spell in history.spells:
            if spell.start < reach:
                self._overlap(path, spell.start)
                return
            reach = spell.end

    def _spell(self, kind: History, given: object, path: Path) -> Spell | None:
        if not isinstance(given, Mapping):
            zh, en = "一段经历写成 {from: …, to: …}", "a spell is written {from: …, to: …}"
            self.problems.add(self.place_of(path), "wrong_type", zh, en)
            return None
        self._only(given, frozenset({"from", "to", *kind.positions}), path)
        bounds = self._bounds(given, path)
        fields = tuple(self._field(each.name, each.type, given, path) for each in kind.fields)
        for each in kind.fields:
            if each.required and given.get(each.name) is None:
                zh, en = f"缺少字段 {each.name}", f"the field {each.name} is missing"
                self.problems.add(self.place_of(path), "missing_field", zh, en)
        return None if bounds is None else Spell(*bounds, fields)

    def _field(self, name: str, kind: Type, given: Mapping[object, object], path: Path) -> object:
        return read_value(kind, given.get(name), self.place_of((*path, name)), self.problems)


def _is_dated(given: object) -> bool:
    return isinstance(given, Mapping) and ("value" in given or "from" in given)
