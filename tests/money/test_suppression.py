"""Feature: what is published about few people cannot be worked out, not even by who knows the rule."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haina.money.public.suppression import LEAST, Cell, kept_back, protected

counts = st.lists(st.integers(0, 40), min_size=2, max_size=9)


@given(counts)
def test_no_small_count_is_shown(table: list[int]) -> None:
    hidden = kept_back(table)
    assert all(place in hidden for place, count in enumerate(table) if 0 < count < LEAST)


@given(counts)
def test_the_total_does_not_give_away_what_is_kept_back(table: list[int]) -> None:
    """Given the total and the shown cells, then what is kept back is never one number, nor surely small."""
    hidden = kept_back(table)
    if not hidden:
        return
    rest = sum(table) - sum(count for place, count in enumerate(table) if place not in hidden)
    everything = len(hidden) == len(table) and 0 in table
    lowest = 0 if everything else 1
    highest = rest - lowest * (len(hidden) - 1)
    assert len(hidden) > 1
    assert highest > lowest
    if any(table[place] >= LEAST for place in hidden):
        assert highest >= LEAST


@given(counts)
def test_nothing_is_kept_back_without_need(table: list[int]) -> None:
    small = any(0 < count < LEAST for count in table)
    assert bool(kept_back(table)) == small


def tables(cells: int, total: int) -> Iterator[tuple[int, ...]]:
    """Every table of so many cells that adds up to the total."""
    for bars in combinations(range(total + cells - 1), cells - 1):
        ends = (-1, *bars, total + cells - 1)
        yield tuple(after - before - 1 for before, after in pairwise(ends))


@pytest.mark.parametrize(("cells", "highest"), [(2, 24), (3, 16), (4, 11)])
def test_who_knows_the_rule_and_tries_every_table_finds_no_number(cells: int, highest: int) -> None:
    """Given all tables that look the same when published, then each kept cell has at least two values."""
    for total in range(1, highest + 1):
        alike: dict[tuple[int | None, ...], list[tuple[int, ...]]] = defaultdict(list)
        for table in tables(cells, total):
            hidden = kept_back(table, least=3)
            seen = tuple(None if place in hidden else count for place, count in enumerate(table))
            alike[seen].append(table)
        for seen, behind in alike.items():
            for place, count in enumerate(seen):
                if count is None:
                    assert len({table[place] for table in behind}) > 1, (total, seen, behind)


def test_amounts_are_kept_back_with_their_count() -> None:
    """Given one award in a cell, then its amount is not shown, nor that of the cell that hides it."""
    shown = protected([Cell("a", 1, 900, 100), Cell("b", 7, 8_000), Cell("c", 30, 50_000), Cell("d", 0)])
    assert [cell.awards for cell in shown] == [None, None, 30, 0]
    assert [cell.committed for cell in shown] == [None, None, 50_000, 0]
    assert [cell.is_kept_back for cell in shown] == [True, True, False, False]


def test_a_count_below_zero_is_refused() -> None:
    with pytest.raises(ValueError, match="counts what there is"):
        kept_back([3, -1])
