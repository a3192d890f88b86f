"""A whole city is answered as each of its people would be alone; gaps and near misses are counted."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import polars as pl
import pytest

from haina.city import CityError
from haina.city.making import MANIFEST
from haina.city.runs import Run, run_city
from haina.city.runs.asked import ORGANISATION, PERSON, asked_of
from haina.city.runs.blocks import CityReader
from haina.city.runs.comparing import CHANGES, Comparison, Variant, compare_city
from haina.city.runs.running import MISSING, NEAR, read_run
from haina.city.runs.sides import ANSWERS, SUBJECT_COLUMN
from haina.city.runs.sweeping import variants_of
from haina.city.runs.tally import ELEMENT, FACT, STATUSES
from haina.policy import Policy
from haina.policy.with_values import ValueRefused, with_values
from haina.rules.columns.frames import facts_of

from .conftest import Make, digests

ON = date(2022, 3, 1)
_PEOPLE = 3000
_FEN = Decimal("0.01")


@pytest.fixture
def city(make: Make, tmp_path: Path) -> Path:
    """A small city of Aurel, in two parts."""
    make(people=_PEOPLE)
    return tmp_path / "city"


def run_of(city: Path, policy: Policy, name: str = "run", **wanted: object) -> dict[str, pl.DataFrame]:
    """The tables of a run beside the city."""
    run_city(Run(city, city.parent / name, **wanted), policy)  # type: ignore[arg-type] # as Run names them
    return read_run(city.parent / name)[1]


def test_a_city_is_answered_as_each_of_its_people_alone(city: Path, aurel: Policy) -> None:
    """Given a city with gaps, when it is run, then its counts and sums are those of asking one by one."""
    answers = run_of(city, aurel)[ANSWERS]
    counted: Counter[tuple[str, str, str]] = Counter()
    paid: dict[str, Decimal] = {}
    for subject in (PERSON, ORGANISATION):
        asked = asked_of(aurel, ON, subject)
        if not asked.elements:
            continue
        reader = CityReader(city, subject, aurel.facts, asked.read)
        for block in (block for part in reader.parts for block in reader.blocks(part)):
            for facts in facts_of(
                aurel.program, block.frames, range(block.frames.subjects.height), asked.read
            ):
                statuses = aurel.program.statuses(facts, ON, asked.elements)
                counted.update((subject, name, status.value) for name, status in statuses.items())
                for name, rule in asked.amounts.items():
                    value = aurel.program.value(rule, facts, ON)
                    if statuses[name].value == "yes" and value is not None:
                        paid[name] = paid.get(name, Decimal(0)) + Decimal(str(value)).quantize(
                            _FEN, ROUND_HALF_UP
                        )
    found = {
        (row[SUBJECT_COLUMN], row[ELEMENT], status): row[status]
        for row in answers.iter_rows(named=True)
        for status in STATUSES
        if row[status]
    }
    assert found == dict(counted)
    assert {row[ELEMENT]: row["known"] for row in answers.iter_rows(named=True) if row["known"]} == dict(paid)
    assert {status for _, _, status in found} >= {"yes", "no", "unknown"}


def test_groups_add_up_to_the_whole(city: Path, aurel: Policy) -> None:
    """Given bands of age, when a city is run with them, then each element adds up to the run without."""
    whole = run_of(city, aurel)[ANSWERS]
    grouped = run_of(city, aurel, "grouped", by=("age:20", "rank"))[ANSWERS]
    of_persons = [frame.filter(pl.col(SUBJECT_COLUMN) == PERSON) for frame in (whole, grouped)]
    sums = [
        frame.group_by(ELEMENT).agg(pl.col(*STATUSES, "known", "most").sum()).sort(ELEMENT)
        for frame in of_persons
    ]
    assert sums[0].equals(sums[1])
    assert {"20–39", "40–59"} <= set(grouped["age"])
    assert "?" in set(grouped["rank"])


def test_knowing_a_fact_that_alone_is_missing_settles_the_answer(
    make: Make, aurel: Policy, tmp_path: Path
) -> None:
    """Given gaps, when one fact alone is missing, then it is counted as settling the answer."""
    make(people=_PEOPLE, truth=True)
    missing = run_of(tmp_path / "city", aurel)[MISSING]
    assert (missing["alone"] <= missing["missing"]).all()
    assert missing["alone"].sum() > 0
    assert set(missing[FACT]) <= set(aurel.facts)


def test_a_run_that_was_stopped_ends_in_the_same_bytes(city: Path, aurel: Policy) -> None:
    """Given a run stopped amid its parts, when run again, then the bytes are those of a whole one."""

    class Stopped(Exception):
        """The run is stopped here."""

    def stop(done: int, total: int) -> None:
        if done < total:
            raise Stopped

    whole, broken = city.parent / "whole", city.parent / "broken"
    run_city(Run(city, whole), aurel)
    with pytest.raises(Stopped):
        run_city(Run(city, broken), aurel, stop)
    assert (broken / "progress").is_dir()
    run_city(Run(city, broken), aurel)
    assert digests(whole) == digests(broken)


def test_a_directory_with_something_else_is_left_alone(city: Path, aurel: Policy) -> None:
    """Given the result of another question, when a run is to write there, then it refuses."""
    run_of(city, aurel)
    with pytest.raises(CityError, match="something else"):
        run_city(Run(city, city.parent / "run", by=("rank",)), aurel)
    with pytest.raises(CityError, match="no column"):
        run_city(Run(city, city.parent / "other", by=("hat",)), aurel)


def test_a_city_of_no_named_day_is_asked_for_one(city: Path, aurel: Policy) -> None:
    """Given data that do not say of which day they are, when run without a day, then one is asked for."""
    path = city / MANIFEST
    manifest = json.loads(path.read_text(encoding="utf-8"))
    del manifest["on"]
    path.write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(CityError, match="--on"):
        run_of(city, aurel)
    assert run_of(city, aurel, "dated", on=ON)[ANSWERS].height


def test_who_just_misses_is_counted_with_the_condition(city: Path, aurel: Policy) -> None:
    """Given people who fail one condition of a right, when a city is run, then they are counted under it."""
    near = run_of(city, aurel)[NEAR]
    assert near["subjects"].sum() > 0
    refused = run_of(city, aurel, "again")[ANSWERS].group_by(ELEMENT).agg(pl.col("no").sum())
    both = near.group_by(ELEMENT).agg(pl.col("subjects").sum()).join(refused, on=ELEMENT)
    assert (both["subjects"] <= both["no"]).all()


def test_another_value_of_a_standard_moves_people_and_money(city: Path, aurel: Policy) -> None:
    """Given a standard, when a city is asked with other values in turn, then changes and answers agree."""
    name, values = "pass_years", ["1", "2", "5"]
    out = city.parent / "compared"
    compare_city(Comparison(city, out, variants_of(aurel, ON, {name: values})))
    answers, changes = (pl.read_parquet(out / f"{table}.parquet") for table in (ANSWERS, CHANGES))
    yes = {
        (row["variant"], row[ELEMENT], row[SUBJECT_COLUMN]): row["yes"]
        for row in answers.iter_rows(named=True)
    }
    moved: Counter[tuple[str, str, str]] = Counter()
    for row in changes.iter_rows(named=True):
        key = (row["variant"], row[ELEMENT], row[SUBJECT_COLUMN])
        moved[key] += row["subjects"] * ((row["after"] == "yes") - (row["before"] == "yes"))
    for (variant, element, subject), count in yes.items():
        assert count == yes["as it is", element, subject] + moved[variant, element, subject]
    assert moved.total() != 0


def test_a_variant_that_is_the_same_changes_nothing(city: Path, aurel: Policy) -> None:
    """Given one policy twice, when compared, then nothing has changed."""
    out = city.parent / "compared"
    compare_city(Comparison(city, out, (Variant("A", aurel, ON), Variant("B", aurel, ON))))
    assert pl.read_parquet(out / f"{CHANGES}.parquet").is_empty()


def test_a_value_that_cannot_be_tried_is_refused_with_the_reason(aurel: Policy) -> None:
    """Given names and values that do not fit, when put in, then each is named with what would fit."""
    name = "pass_years"
    with pytest.raises(ValueRefused, match="no standard"):
        with_values(aurel, {name[:-1] + "zz": "1"}, ON)
    for value in ("much", "NaN", ""):
        with pytest.raises(ValueRefused, match="of type"):
            with_values(aurel, {name: value}, ON)


def test_what_was_before_stays(aurel: Policy) -> None:
    """Given a value from a day on, when asked of the day before, then the old one holds."""
    name, values = "pass_years", ["1"]
    tried = with_values(aurel, {name: values[0]}, ON).program
    values_on = [tried.standard_value(name, day) for day in (date(2022, 2, 28), ON)]
    assert [each.value for each in values_on if each is not None] == [3, 1]
