"""Pairs put together into people, so that no cluster ever holds two who must not be joined."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from haina.people.linking.numbers import Number, lasting

Id = TypeVar("Id", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Pair(Generic[Id]):
    """Two records and the bits that speak for their being one."""

    one: Id
    other: Id
    bits: float


@dataclass(frozen=True, slots=True)
class Clusters(Generic[Id]):
    """Who belongs together, and which pairs had to stay apart."""

    members: tuple[frozenset[Id], ...]
    refused: tuple[Pair[Id], ...]


def cluster(
    pairs: Iterable[Pair[Id]],
    numbers: Callable[[Id], Iterable[Number]],
    weight: Callable[[Id, Id], float],
    apart: Iterable[tuple[Id, Id]] = (),
) -> Clusters[Id]:
    """Join the pairs, the surest first, as long as what is joined may be and speaks for itself.

    `numbers` gives the lifelong numbers of a record; a cluster holds at most one of each kind and country.
    `weight` gives the bits of any two records: two clusters are joined only if, over all pairs across, the
    mean is for it. `apart` are pairs that an officer has judged to be two. The order of
    `pairs` does not matter.
    """
    held: dict[Id, set[Id]] = {}
    lifelong: dict[Id, Mapping[tuple[str, str], str]] = {}
    home: dict[Id, Id] = {}
    judged: dict[Id, set[Id]] = {}
    for one, other in apart:
        judged.setdefault(one, set()).add(other)
        judged.setdefault(other, set()).add(one)
    refused: list[Pair[Id]] = []
    for pair in sorted(pairs, key=lambda each: (-each.bits, str(each.one), str(each.other))):
        for each in (pair.one, pair.other):
            if each not in home:
                home[each] = each
                held[each] = {each}
                lifelong[each] = {
                    (number.kind, number.country): lasting(number)
                    for number in numbers(each)
                    if number.is_lifelong
                }
        first, second = home[pair.one], home[pair.other]
        if first == second:
            continue
        mine, theirs = lifelong[first], lifelong[second]
        differ = any(kind in theirs and theirs[kind] != text for kind, text in mine.items())
        if (
            differ
            or _kept_apart(held[first], held[second], judged)
            or not _agree(held[first], held[second], pair, weight)
        ):
            refused.append(pair)
            continue
        bigger, smaller = (first, second) if len(held[first]) >= len(held[second]) else (second, first)
        for each in held[smaller]:
            home[each] = bigger
        held[bigger] |= held.pop(smaller)
        lifelong[bigger] = {**mine, **theirs}
    return Clusters(tuple(frozenset(each) for each in held.values() if len(each) > 1), tuple(refused))


def _kept_apart(mine: set[Id], theirs: set[Id], judged: Mapping[Id, set[Id]]) -> bool:
    return any(judged.get(each, set()) & theirs for each in mine)


def _agree(mine: set[Id], theirs: set[Id], pair: Pair[Id], weight: Callable[[Id, Id], float]) -> bool:
    """Whether the pairs across two clusters speak for joining them, on the whole."""
    if len(mine) == len(theirs) == 1:
        return True
    if len(mine) * len(theirs) > 64:
        return False
    across = [
        pair.bits if {one, other} == {pair.one, pair.other} else weight(one, other)
        for one in mine
        for other in theirs
    ]
    return sum(across) / len(across) > 0
