"""What is drawn keeps to what the pack says: shares, bands, conditions, spells and what is missing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from haina.city.chance import chance
from haina.city.draws import Bands, Choice, Constant, Scene
from haina.city.frame import Frame
from haina.city.records import Spells
from haina.city.spells import spells_of

from .conftest import Make

_ON = 19_000.0


def scene(size: int, seed: int = 1) -> Scene:
    return Scene(chance(seed, "test"), Frame(size), np.arange(size), _ON)


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=8).filter(any), st.integers(0, 9))
def test_a_choice_keeps_its_weights(weights: list[int], seed: int) -> None:
    """Given weights, when many are drawn, then each share lies within five standard errors of its own."""
    size = 4000
    drawn = Choice(tuple(map(float, range(len(weights)))), tuple(map(float, weights))).values(
        scene(size, seed)
    )
    for option, weight in enumerate(weights):
        share = weight / sum(weights)
        error = np.sqrt(share * (1 - share) / size)
        assert abs((drawn.data == option).mean() - share) <= 5 * error


@given(
    st.lists(st.tuples(st.integers(-50, 50), st.integers(0, 30), st.integers(1, 9)), min_size=1, max_size=5)
)
def test_bands_of_whole_numbers_include_both_ends_and_nothing_else(bands: list[tuple[int, int, int]]) -> None:
    """Given bands, when whole numbers are drawn, then each lies in a band."""
    lows, widths, weights = zip(*bands, strict=True)
    highs = [low + width for low, width in zip(lows, widths, strict=True)]
    drawn = Bands(lows, tuple(highs), weights, True).values(scene(500)).data
    inside = [(drawn >= low) & (drawn <= high) for low, high in zip(lows, highs, strict=True)]
    assert np.any(inside, axis=0).all()
    assert (drawn == np.floor(drawn)).all()


@given(
    st.integers(0, 5),
    st.integers(1, 900),
    st.integers(0, 60),
    st.integers(1, 90),
    st.sampled_from([0.0, 0.5, 1.0]),
)
def test_spells_follow_each_other_and_end_before_the_day(
    count: int, length: int, gap: int, ended: int, open_share: float
) -> None:
    """Given how spells come about, when drawn, then they stand in order and only the last goes on."""
    spells = Spells(
        (), Constant(count), None, Constant(length), Constant(gap), Constant(ended), open_share, None
    )
    table = spells_of(spells, scene(40))
    assert (np.bincount(table.rows, minlength=40) == count).all()
    assert (table.end - table.start == length - 1).all()
    same = table.rows[1:] == table.rows[:-1]
    assert (table.start[1:][same] - table.end[:-1][same] - 1 == gap).all()
    last = np.append(~same, True) if count else np.zeros(0, bool)
    assert (table.end[last] == np.where(table.goes_on[last], _ON, _ON - ended)).all()
    assert not table.goes_on[~last].any()


@pytest.fixture
def people(make: Make, tmp_path: Path) -> pl.DataFrame:
    """Twenty thousand people of Aurel, of whom everything is known."""
    make(people=20_000, missing=0.0, part=20_000, block=7_000)
    return pl.read_parquet(tmp_path / "city/people.parquet/*.parquet")


def test_conditions_decide_what_somebody_is(people: pl.DataFrame, tmp_path: Path) -> None:
    """Given conditions between columns, when a city is made, then nobody breaks one."""
    assert people["age"].is_between(0, 80).all()
    assert (people["rank"].is_null() == (people["age"] < 20)).all()
    assert people.filter(pl.col("rank") == "master")["sponsor"].all()
    assert (people["employer"].is_not_null() == people["works"]).all()
    assert ((people["rent"] > 0) == people["works"]).all()
    assert (people["berth_rent"].cast(float) - people["rent"].cast(float) / 2 - 1).abs().max() <= 0.01
    assert set(people["ships_built"].unique()) == {2, 3}
    units = pl.read_parquet(tmp_path / "city/organisations.parquet/*.parquet")
    assert people["employer"].drop_nulls().is_in(units["subject"].implode()).all()


def test_larger_organisations_employ_more(people: pl.DataFrame, tmp_path: Path) -> None:
    """Given employers chosen by size, when a city is made, then staff goes with size."""
    units = pl.read_parquet(tmp_path / "city/organisations.parquet/*.parquet")
    staff = people.group_by("employer").len().join(units, left_on="employer", right_on="subject")
    assert staff.select(pl.corr("len", "size")).item() > 0.9


def test_spells_begin_no_earlier_than_they_may(people: pl.DataFrame, tmp_path: Path) -> None:
    """Given a day before which no spell begins, when a city is made, then none does."""
    work = pl.read_parquet(tmp_path / "city/histories/yard_work.parquet/*.parquet").join(people, on="subject")
    assert (work["from"] >= work["birth_date"]).all()
    assert (work["to"].fill_null(work["from"]) >= work["from"]).all()
    assert work["works"].all()
    assert set(work["yard"]) == {"north", "south"}


def test_what_is_missing_follows_the_mechanism(make: Make, tmp_path: Path) -> None:
    """Given rates by group, by condition and by register, when a city is made, then they are kept."""
    manifest = make(people=20_000, truth=True, part=20_000)
    city = tmp_path / "city"
    seen = pl.read_parquet(city / "people.parquet/*.parquet")
    truth = pl.read_parquet(city / "truth/people.parquet/*.parquet")
    masters = truth["rank"] == "master"
    grown = truth["rank"].is_not_null()
    assert seen.filter(masters.fill_null(False))["sponsor"].is_null().mean() == pytest.approx(0.3, abs=0.03)
    assert seen.filter(~masters.fill_null(False))["sponsor"].is_null().mean() == pytest.approx(0.1, abs=0.01)
    assert seen.filter(grown)["rank"].is_null().mean() == pytest.approx(0.2, abs=0.02)
    assert seen["rent"].null_count() == 0
    known = manifest["columns"]["person"]["rank"]["known"]
    assert known == len(seen) - seen["rank"].null_count()
    for name in ("birth_date", "sponsor", "rank"):
        same = seen[name].is_null() | (seen[name] == truth[name])
        assert same.all(), f"what is known of {name} is true"
    filings, all_filings = (
        pl.read_parquet(city / folder / "plan_filings.parquet/*.parquet")
        for folder in ("histories", "truth/histories")
    )
    units = pl.read_parquet(city / "organisations.parquet/*.parquet")
    assert units["plan_filings"].mean() == pytest.approx(0.5, abs=0.06)
    assert filings.equals(
        all_filings.filter(pl.col("subject").is_in(units.filter("plan_filings")["subject"].implode()))
    )


def test_a_share_makes_every_fact_missing_alike(make: Make, tmp_path: Path) -> None:
    """Given a share for all, when a city is made, then it replaces the pack's mechanism."""
    make(people=20_000, missing=0.3, part=20_000)
    seen = pl.read_parquet(tmp_path / "city/people.parquet/*.parquet")
    for name in ("birth_date", "sponsor", "rent", "ships_built"):
        assert seen[name].is_null().mean() == pytest.approx(0.3, abs=0.02)
    assert seen["yard_work"].mean() == pytest.approx(0.7, abs=0.02)
