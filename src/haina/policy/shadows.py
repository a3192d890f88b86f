"""Standards one unit beside the true ones, so that a rule can be tried with them at one place of use."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from haina.rules.declarations import StandardDeclaration
from haina.rules.types import Enum

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Shadow:
    """A standard with the values beside those of another: its `name` in rules, and `what` it is: ``x+1``."""

    name: str
    what: str
    declaration: StandardDeclaration


class Shadows:
    """The shadows of a pack's standards: the neighbours of each that is a number, a date or of an enum."""

    def __init__(self, standards: Mapping[str, StandardDeclaration]) -> None:
        self._standards = standards
        self._found = {name: tuple(_shadows(each)) for name, each in standards.items()}
        self.what = {each.name: each.what for found in self._found.values() for each in found}
        """What each shadow is, by its name in rules."""

    def of(self, standard: str) -> tuple[Shadow, ...]:
        """Give the shadows of one standard; a shadow has none itself."""
        return self._found.get(standard, ())

    def is_never_set(self, standard: str) -> bool:
        """Say whether nobody has fixed the standard for any day."""
        return not self._standards[standard].values

    @property
    def declarations(self) -> tuple[StandardDeclaration, ...]:
        """All shadows as standards, in a fixed order."""
        return tuple(each.declaration for found in self._found.values() for each in found)


def _shadows(standard: StandardDeclaration) -> Iterator[Shadow]:
    for suffix, word, step in _steps(standard):
        values = tuple(replace(dated, value=step(dated.value)) for dated in standard.values)
        if values != standard.values:
            # Two underscores stand in no name of a pack.
            name = f"{standard.name}__{suffix}"
            declaration = replace(standard, name=name, values=values)
            yield Shadow(name, f"{standard.name}{word}", declaration)


Step = Callable[[object], object]


def _steps(standard: StandardDeclaration) -> Iterable[tuple[str, str, Step]]:
    """Give for each direction the suffix of the name, the word for people, and the change of a value."""
    values = [dated.value for dated in standard.values]
    numbers = [value for value in values if isinstance(value, int | Decimal) and not isinstance(value, bool)]
    if numbers and len(numbers) == len(values):
        unit = _unit(numbers)
        return (("up", f"+{unit:f}", _added(unit)), ("down", f"-{unit:f}", _added(-unit)))
    if values and all(isinstance(value, date) for value in values):
        return (("up", "+1d", _moved(_ONE_DAY)), ("down", "-1d", _moved(-_ONE_DAY)))
    if isinstance(standard.type, Enum) and len(standard.type.values) > 1:
        if standard.type.ordered:
            return (
                ("up", ".next", _beside(standard.type, 1)),
                ("down", ".previous", _beside(standard.type, -1)),
            )
        return (("up", ".next", _around(standard.type)),)
    return ()


def _unit(numbers: Iterable[int | Decimal]) -> Decimal:
    """Give one in the last digit that any value of the standard is written with, at most a whole one."""
    places = 0
    for value in numbers:
        exponent = value.as_tuple().exponent if isinstance(value, Decimal) else 0
        places = max(places, -exponent if isinstance(exponent, int) else 0)
    return Decimal(1).scaleb(-places)


def _added(unit: Decimal) -> Step:
    def step(value: object) -> object:
        if isinstance(value, int) and unit == unit.to_integral_value():
            return value + int(unit)
        return value + unit if isinstance(value, int | Decimal) else value

    return step


def _moved(by: timedelta) -> Step:
    return lambda value: value + by if isinstance(value, date) else value


def _beside(enum: Enum, by: int) -> Step:
    names = tuple(enum.order)

    def step(value: object) -> object:
        return names[min(max(enum.order[str(value)] + by, 0), len(names) - 1)]

    return step


def _around(enum: Enum) -> Step:
    names = tuple(enum.order)
    return lambda value: names[(enum.order[str(value)] + 1) % len(names)]
