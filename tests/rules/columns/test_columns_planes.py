"""Planes of bits hold what columns of truths do."""

from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from haina.rules.columns.planes import Some, of_series, open_in, rows_in, series_of

truths = st.lists(st.none() | st.booleans(), min_size=64, max_size=200)


@given(truths)
def test_a_column_cut_out_of_another_is_read_where_it_begins(drawn: list[bool | None]) -> None:
    """Given a column cut out of another, when made planes and a column again, then it is the same."""
    for first in range(34):
        cut = pl.Series(drawn, dtype=pl.Boolean).slice(first)
        assert series_of("again", of_series(cut), len(cut)).to_list() == drawn[first:]


@given(truths, st.lists(st.none() | st.booleans(), min_size=200, max_size=200), st.data())
def test_what_some_rows_say_is_put_beside_what_all_say(
    drawn: list[bool | None], told: list[bool | None], data: st.DataObject
) -> None:
    """Given some of the open rows, many or few, when they are told, then those and no others have changed."""
    truth = of_series(pl.Series(drawn, dtype=pl.Boolean))
    rows = rows_in(open_in(truth, len(drawn)))
    kept = data.draw(st.integers(0, len(rows)))
    some = Some(rows[:kept])
    more = of_series(pl.Series(told[:kept], dtype=pl.Boolean))
    expected = list(drawn)
    for row, value in zip(rows[:kept], told, strict=False):
        expected[row] = value
    found = type(truth)(some.back(truth.yes, more.yes), some.back(truth.no, more.no))
    assert series_of("told", found, len(drawn)).to_list() == expected
