"""The city of the pack that Haina brings: its marginals are the published ones, its people fit the rules."""

from __future__ import annotations

from collections import Counter
from datetime import date
from math import sqrt
from pathlib import Path

import polars as pl
import pytest

from haina.city import Plan, city_data, make_city
from haina.city.rows import facts_of_subjects
from haina.policy import Policy
from haina.rules.columns import ColumnPlan, Frames
from haina.rules.types import History

_PEOPLE = 40_000


@pytest.fixture(scope="module")
def city(shanghai: Policy, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Forty thousand people, of whom everything is known."""
    directory = tmp_path_factory.mktemp("city")
    manifest = make_city(Plan(city_data(shanghai), directory, _PEOPLE, 3, missing=0.0), shanghai)
    assert manifest["not_drawn"] == {"organisation": ["public_tasks"], "person": []}
    return directory


@pytest.fixture(scope="module")
def people(city: Path) -> pl.DataFrame:
    return pl.read_parquet(city / "people.parquet/*.parquet")


def near(share: float, size: int) -> object:
    """A share as a sample of this size may show it: within four standard errors."""
    return pytest.approx(share, abs=4 * sqrt(share * (1 - share) / size))


def test_people_are_as_the_census_counted_them(people: pl.DataFrame) -> None:
    """Given the figures of the census, when a city is made, then its shares are those."""
    residents = people.filter(pl.col("nationality") == "china_mainland")
    count = len(residents)
    assert (people["sex"] == "male").mean() == near(0.51768, _PEOPLE)
    assert (residents["hukou_location"] == "elsewhere").mean() == near(10479652 / 24870895, count)
    assert (residents["age"] < 15).mean() == near(2436296 / 24870895, count)
    assert (residents["age"] >= 60).mean() == near(5815462 / 24870895, count)
    graduates = residents["highest_degree"].cast(pl.String) != "none"
    assert graduates.mean() == pytest.approx(8424214 / 24870895, abs=0.015)


def test_people_from_abroad_are_as_many_as_were_counted(people: pl.DataFrame) -> None:
    """Given the figures of people from abroad, when a city is made, then there are so many."""
    assert (people["nationality"] == "foreign").mean() == near(215000 / 25151005, _PEOPLE)
    abroad = people.filter(people["nationality"].cast(pl.String).is_in(["china_hong_kong", "china_taiwan"]))
    assert len(abroad) / _PEOPLE == near(64200 / 25151005, _PEOPLE)


def test_work_and_pay_are_as_published(people: pl.DataFrame) -> None:
    """Given the economic census and the average wage, when a city is made, then work and pay agree."""
    assert people["employed"].mean() == pytest.approx(12246000 / 24870895, abs=0.01)
    pay = people.filter("employed")["annual_salary"].cast(float)
    assert pay.mean() == pytest.approx(71268, rel=0.06)


def test_firms_are_as_the_economic_census_counted_them(city: Path) -> None:
    """Given the figures of enterprises, when a city is made, then their kinds and sizes agree."""
    units = pl.read_parquet(city / "organisations.parquet/*.parquet")
    firms = units.filter("is_enterprise")
    assert len(firms) / len(units) == near(0.939, len(units))
    assert firms["micro_or_small"].mean() == near(0.952, len(firms))
    assert firms.filter("micro_or_small")["firm_staff"].mean() == pytest.approx(14.6, rel=0.3)


@pytest.mark.parametrize("subject", ["person", "organisation"])
def test_every_subject_is_fit_for_the_rules(city: Path, shanghai: Policy, subject: str) -> None:
    """Given a city, when its subjects are read as facts, then the rules accept each of them."""
    read = 0
    for _, facts in facts_of_subjects(city, subject, shanghai.facts, 0, 400):
        shanghai.program.read_facts(facts)
        read += 1
    assert read == 400


def test_every_value_keeps_the_bounds_of_its_fact(city: Path, shanghai: Policy) -> None:
    """Given facts with a least and a greatest value, when a city is made, then nobody passes them."""
    units = pl.read_parquet(city / "organisations.parquet/*.parquet")
    for table in (pl.read_parquet(city / "people.parquet/*.parquet"), units):
        bounded = [shanghai.facts[name] for name in table.columns if name in shanghai.facts]
        for fact in bounded:
            if fact.minimum is not None:
                assert table[fact.name].drop_nulls().is_empty() or table[fact.name].min() >= fact.minimum, (
                    fact
                )
            if fact.maximum is not None:
                assert table[fact.name].drop_nulls().is_empty() or table[fact.name].max() <= fact.maximum, (
                    fact
                )


def test_spells_that_may_not_overlap_do_not(city: Path, shanghai: Policy) -> None:
    """Given histories, when a city is made, then spells keep apart where they must."""
    for fact in shanghai.facts.values():
        folder = city / "histories" / f"{fact.name}.parquet"
        if not isinstance(fact.type, History) or not folder.is_dir():
            continue
        spells = pl.read_parquet(folder / "*.parquet").sort("subject", "from")
        assert (spells["to"].is_null() | (spells["to"] >= spells["from"])).all(), fact.name
        for field in fact.type.fields:
            assert not field.required or spells[field.name].null_count() == 0, (fact.name, field.name)
        if fact.disjoint:
            after = spells.select(pl.col("from").shift(-1).over("subject")).to_series()
            assert (after.is_null() | (spells["to"] < after)).all(), fact.name


def test_the_rules_find_people_on_both_sides(city: Path, shanghai: Policy) -> None:
    """Given all facts of some foreigners, when asked for their rights, then some have one and some do not."""
    answers: Counter[str] = Counter()
    data = city_data(shanghai)
    for _, facts in facts_of_subjects(city, "person", shanghai.facts, 0, 2_000):
        if facts["nationality"] == "foreign":
            answer = shanghai.check(
                facts, data.on.replace(month=10), rights=["pr_market", "unified_work_permit"]
            )
            answers.update(each.status.value for each in answer.rights)
    assert answers["no"] > 0
    assert answers["yes"] > 0


def test_every_right_can_be_asked_of_who_is_not_known(shanghai: Policy) -> None:
    """Given a subject of whom no column says anything, when asked, then columns say what one case does."""
    rights, on = list(shanghai.rights), date(2016, 9, 26)
    nobody = Frames(pl.DataFrame({"subject": [1]}), {}, "subject")
    found = ColumnPlan.compile(shanghai.program, rights, on).run(nobody).row(0, named=True)
    alone = shanghai.program.statuses(shanghai.program.nothing_known, on, rights)
    assert {name: found[name] for name in rights} == {name: alone[name].value for name in rights}
