"""Dates that other rooms know of: each registers where they come from, and they stand among one's own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from haina.cases.dates.items import Item
from haina.people.actors import Actor

#: Gives what runs for somebody on a day, in the words of the active language.
Source = Callable[[Actor, date], Iterable[Item]]

_SOURCES: list[Source] = []


def register_source(source: Source) -> None:
    """Ask a source too from now on; once, however often it is registered."""
    if source not in _SOURCES:
        _SOURCES.append(source)


def dates_from_sources(actor: Actor, on: date) -> Iterator[Item]:
    """What the registered sources know for somebody, in no order."""
    for source in _SOURCES:
        yield from source(actor, on)
