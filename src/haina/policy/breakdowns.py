"""`breakdowns:` in pack.yaml: by what traits the public sees to whom money went.

A trait is a fact of the application (`fact`), how old somebody was when it was granted (`age`), or what a
credit code says of an organisation: its region by the six digits, its kind by the first two characters.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from haina.rules.declarations import FactDeclaration
from haina.rules.text import Place, Problem, Text
from haina.rules.types import DATE, Enum

from .kinds import Key, both, integer, list_of, naming, one_of, optional, record, reference, word


class TraitSource(StrEnum):
    """Where a trait is read."""

    FACT = "fact"
    AGE = "age"
    UNIT_REGION = "unit_region"
    UNIT_KIND = "unit_kind"


@dataclass(frozen=True, slots=True)
class TraitValue:
    """One value of a trait that a credit code names, and what people call it."""

    code: str
    title: Text


@dataclass(frozen=True, slots=True)
class Breakdown:
    """One way to group awards."""

    id: str
    title: Text
    of: str
    #: The facts that say it; the first that is known counts. For an age: the day of birth.
    facts: tuple[str, ...]
    #: For an age: the years at which a band begins, from young to old.
    bands: tuple[int, ...]
    values: tuple[TraitValue, ...]
    place: Place

    def values_of(self, facts: Mapping[str, FactDeclaration]) -> dict[str, Text]:
        """Every value that it can have, with its title, in the order in which they are shown."""
        if self.of == TraitSource.AGE:
            return {str(start): title for start, title in zip(self._starts, self._bands(), strict=True)}
        if self.of == TraitSource.FACT:
            found: dict[str, Text] = {}
            for name in self.facts:
                kind = facts[name].type
                if isinstance(kind, Enum):
                    found |= {f"{name}.{value.name}": value.label for value in kind.values}
            return found
        return {value.code: value.title for value in self.values}

    def band_of(self, born: date, on: date) -> str:
        """The band of an age on a day."""
        age = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
        return str(max((start for start in self._starts if start <= age), default=0))

    @property
    def _starts(self) -> tuple[int, ...]:
        return (0, *self.bands)

    def _bands(self) -> Sequence[Text]:
        first, last = self.bands[0], self.bands[-1]
        between = [
            Text(zh=f"{start}至{end - 1}岁", en=f"{start} to {end - 1}")
            for start, end in zip(self.bands, self.bands[1:], strict=False)
        ]
        under = Text(zh=f"{first}岁以下", en=f"under {first}")
        return (under, *between, Text(zh=f"{last}岁及以上", en=f"{last} or older"))


_VALUE = record(TraitValue, {"code": Key(word), "title": Key(both)}, placed=False)

BREAKDOWN = record(
    Breakdown,
    {
        "id": Key(naming("breakdown")),
        "title": Key(both),
        "of": Key(one_of(*TraitSource)),
        "facts": optional(list_of(reference("fact")), default=()),
        "bands": optional(list_of(integer), default=()),
        "values": optional(list_of(_VALUE), default=()),
    },
)


def check_breakdowns(
    breakdowns: Iterable[Breakdown], facts: Mapping[str, FactDeclaration]
) -> Iterable[Problem]:
    """Each has what its source needs: choices, a day of birth with bands, or titles for codes."""
    for each in breakdowns:
        known = [facts[name].type for name in each.facts if name in facts]
        if each.of == TraitSource.FACT and not (known and all(isinstance(kind, Enum) for kind in known)):
            yield _problem(each, Text(zh="需要枚举类型的事实", en="it needs facts with a choice of values"))
        if each.of == TraitSource.AGE and not (known and all(kind == DATE for kind in known)):
            yield _problem(each, Text(zh="需要出生日期", en="it needs the day of birth"))
        if each.of == TraitSource.AGE and (not each.bands or list(each.bands) != sorted(set(each.bands))):
            yield _problem(each, Text(zh="年龄段须从小到大", en="it needs bands, from young to old"))
        if each.of in (TraitSource.UNIT_REGION, TraitSource.UNIT_KIND) and not each.values:
            yield _problem(each, Text(zh="需要代码及名称", en="it needs codes with their titles"))


def _problem(breakdown: Breakdown, lacks: Text) -> Problem:
    title = f"breakdown {breakdown.id}: "
    return Problem(breakdown.place, "breakdown", Text(zh=title + lacks.zh, en=title + lacks.en))
