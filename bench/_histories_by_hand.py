"""Three rules over histories as someone would write them who knows them: in Polars and in DuckDB.

Both keep yes, no and unknown apart, read the same Parquet files part by part, count in the engine, and leave
spells that ended before the years asked for unread: what is left has to cover those years without a gap.
Polars streams; DuckDB has two threads. Part 1 of each has runs of work, part 2 a condition on spells, part 3
an age and a spell that goes on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

RULES = ("pr_after_talent_permit", "graduate_startup_permit", "young_talent_support")
Counts = dict[str, Counter[str]]


def parts(city: Path) -> list[str]:
    """Return the names of the files of a city's parts."""
    return sorted(path.name for path in (city / "people.parquet").glob("part-*.parquet"))


def _add(found: Counts, counts: Sequence[int]) -> None:
    """Add up yes, no and unknown of each rule, in this order."""
    for place, name in enumerate(RULES):
        found[name].update(
            dict(zip(("yes", "no", "unknown"), counts[3 * place : 3 * place + 3], strict=True))
        )


# Polars


def by_polars(city: Path, standards: dict[str, Any], on: date) -> Counts:
    """Count the answers of the three rules in Polars."""
    found: Counts = {name: Counter() for name in RULES}
    for part in parts(city):
        truths = _Part(city, part, on).truths(standards)
        counted = truths.select(
            expr.alias(f"{name} {what}")
            for name in RULES
            for what, expr in (
                ("yes", pl.col(name).sum()),
                ("no", (~pl.col(name)).sum()),
                ("unknown", pl.col(name).null_count()),
            )
        )
        _add(found, counted.collect(engine="streaming").row(0))
    return found


class _Part:
    """One part of a city on a day."""

    def __init__(self, city: Path, part: str, on: date) -> None:
        self.city, self.part, self.on = city, part, on

    def spells(self, name: str) -> pl.LazyFrame:
        """Return the spells of a history that have begun."""
        return (
            pl.scan_parquet(self.city / "histories" / f"{name}.parquet" / self.part)
            .filter(pl.col("from") <= self.on)
            .with_columns(end=pl.col("to").fill_null(date(9999, 12, 30)) + pl.duration(days=1))
        )

    def long(self, spells: pl.LazyFrame, since: date, name: str) -> pl.LazyFrame:
        """Say whose unbroken run goes on from `since`, or earlier, to the day."""
        reach = pl.col("end").cum_max().shift(1).over("subject")
        covers = (pl.col("from").min() <= since) & (pl.col("end").max() > self.on) & ~pl.col("gap").any()
        return (
            spells.filter(pl.col("end") > since)
            .sort("subject", "from", "end")
            .with_columns(gap=(pl.col("from") > reach).fill_null(False))
            .group_by("subject")
            .agg(covers.alias(name))
        )

    def joined(self, since: date) -> pl.LazyFrame:
        """Return the people with what their histories say."""
        talent = (pl.col("kind").cast(pl.String) == "work") & (
            pl.col("endorsement").cast(pl.String) == "talent"
        )
        level, place = pl.col("level").cast(pl.String), pl.col("place").cast(pl.String)
        studied = level.is_in(["bachelor", "master", "doctor"]) & place.is_in(["shanghai", "other_china"])
        permits, work = self.spells("residence_permits"), self.spells("shanghai_work")
        degrees = self.spells("degrees").filter(pl.col("end") > self.on).group_by("subject")
        works = work.group_by("subject").agg((pl.col("end") > self.on).any().alias("works"))
        beside = (
            self.long(work, since, "worked"),
            works,
            self.long(permits.filter(talent), since, "sure"),
            self.long(permits.filter(talent.fill_null(True)), since, "perhaps"),
            degrees.agg(studied.any().alias("studied"), studied.is_null().any().alias("doubt")),
        )
        people = pl.scan_parquet(self.city / "people.parquet" / self.part)
        for frame in beside:
            people = people.join(frame, on="subject", how="left")
        return people

    def truths(self, standards: dict[str, Any]) -> pl.LazyFrame:
        """Return a truth a rule, null where it is unknown."""
        since = self.on.replace(year=self.on.year - standards["pr_talent_work_years"])
        # Young until the day before the birthday after the limit's.
        young = pl.col("birth_date") > self.on.replace(year=self.on.year - standards["youth_age_limit"] - 1)
        foreign = pl.col("nationality").cast(pl.String) == "foreign"

        def known(name: str, answer: str) -> pl.Expr:
            return pl.when(pl.col(name)).then(pl.col(answer).fill_null(False))

        return self.joined(since).select(
            pr_after_talent_permit=foreign
            & pl.when(known("residence_permits", "sure"))
            .then(True)
            .when(~known("residence_permits", "perhaps"))
            .then(False)
            & known("shanghai_work", "worked")
            & pl.col("employer_recommendation"),
            graduate_startup_permit=foreign
            & pl.when(pl.col("degrees") & pl.col("studied").fill_null(False))
            .then(True)
            .when(pl.col("degrees") & ~pl.col("doubt").fill_null(False))
            .then(False)
            & pl.col("startup_in_shanghai")
            & (pl.col("business_plan") | pl.col("business_registered")),
            young_talent_support=young & known("shanghai_work", "works"),
        )


# DuckDB

_RUNS = """
SELECT subject, min("from") <= $since AND max(after) > $on AND NOT bool_or("from" > reach) AS {name}
FROM (
    SELECT *, coalesce(max(after) OVER (
        PARTITION BY subject ORDER BY "from", after ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ), "from") AS reach
    FROM {spells} WHERE after > $since {where}
) GROUP BY subject
"""
_SQL = f"""
WITH work AS (
    SELECT subject, "from", coalesce("to", DATE '9999-12-30') + 1 AS after
    FROM read_parquet($work) WHERE "from" <= $on
), permits AS (
    SELECT subject, "from", coalesce("to", DATE '9999-12-30') + 1 AS after,
        kind = 'work' AND endorsement = 'talent' AS talent
    FROM read_parquet($permits) WHERE "from" <= $on
), long_work AS ({_RUNS.format(name="worked", spells="work", where="")}),
works AS (SELECT DISTINCT subject, true AS works FROM work WHERE after > $on),
surely AS ({_RUNS.format(name="sure", spells="permits", where="AND talent")}),
maybe AS ({_RUNS.format(name="perhaps", spells="permits", where="AND talent IS NOT FALSE")}),
studies AS (
    SELECT subject, coalesce(bool_or(fits), false) AS studied, bool_or(fits IS NULL) AS doubt
    FROM (
        SELECT subject, level IN ('bachelor', 'master', 'doctor')
            AND place IN ('shanghai', 'other_china') AS fits
        FROM read_parquet($degrees) WHERE "from" <= $on AND ("to" IS NULL OR "to" >= $on)
    ) GROUP BY subject
), answers AS (
    SELECT
        nationality = 'foreign'
            AND CASE
                WHEN residence_permits AND coalesce(sure, false) THEN true
                WHEN residence_permits AND NOT coalesce(perhaps, false) THEN false
            END
            AND CASE WHEN shanghai_work THEN coalesce(worked, false) END
            AND employer_recommendation AS first,
        nationality = 'foreign'
            AND CASE
                WHEN degrees AND coalesce(studied, false) THEN true
                WHEN degrees AND NOT coalesce(doubt, false) THEN false
            END
            AND startup_in_shanghai AND (business_plan OR business_registered) AS second,
        birth_date > $young AND CASE WHEN shanghai_work THEN coalesce(works, false) END AS third
    FROM read_parquet($people)
        LEFT JOIN long_work USING (subject) LEFT JOIN works USING (subject)
        LEFT JOIN surely USING (subject) LEFT JOIN maybe USING (subject)
        LEFT JOIN studies USING (subject)
)
SELECT count(*) FILTER (first), count(*) FILTER (NOT first), count(*) FILTER (first IS NULL),
    count(*) FILTER (second), count(*) FILTER (NOT second), count(*) FILTER (second IS NULL),
    count(*) FILTER (third), count(*) FILTER (NOT third), count(*) FILTER (third IS NULL)
FROM answers
"""  # noqa: S608 - put together of its own text


def by_duckdb(city: Path, standards: dict[str, Any], on: date) -> Counts:
    """Count the answers of the three rules in DuckDB."""
    found: Counts = {name: Counter() for name in RULES}
    fixed = {
        "on": on,
        "since": on.replace(year=on.year - standards["pr_talent_work_years"]),
        "young": on.replace(year=on.year - standards["youth_age_limit"] - 1),
    }
    tables = {
        "people": "people",
        "work": "histories/shanghai_work",
        "permits": "histories/residence_permits",
        "degrees": "histories/degrees",
    }
    with duckdb.connect(config={"threads": 2, "preserve_insertion_order": False}) as connection:
        for part in parts(city):
            files = {name: str(city / f"{inside}.parquet" / part) for name, inside in tables.items()}
            counts = connection.execute(_SQL, {**files, **fixed}).fetchone()
            assert counts is not None
            _add(found, counts)
    return found
