"""The figures of a trial, added up from the tables of its runs: the same that the command line reports."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from haina.drafts.models import Trial
from haina.drafts.trying import DRAFT, IN_FORCE, result_of
from haina.policy import Policy
from haina.rules.text import Text

if TYPE_CHECKING:
    import polars as pl

#: Rows of a long table that a page shows; the files have all.
SHOWN = 30
_STATUSES = ("yes", "no", "unknown", "not_in_force")
#: How a group is called whose column is not known, as the runs write it.
_NOT_KNOWN = "?"


@dataclass(frozen=True, slots=True)
class Answers:
    """How many people or organisations have which answer, and what it costs in the pack's currency."""

    yes: int = 0
    no: int = 0
    unknown: int = 0
    not_in_force: int = 0
    #: What is certainly due; the most that it can be, where everybody's has an upper bound.
    known: Decimal = Decimal(0)
    most: Decimal = Decimal(0)
    without_bound: int = 0


@dataclass(frozen=True, slots=True)
class Effect:
    """What the draft does to one right or programme."""

    element: str
    title: Text
    is_programme: bool
    gain: int
    lose: int
    #: All whose answer is another one, gains and losses too.
    changed: int
    before: Answers
    after: Answers

    @property
    def otherwise(self) -> int:
        """Changes that are neither a gain nor a loss."""
        return self.changed - self.gain - self.lose


@dataclass(frozen=True, slots=True)
class GroupEffect:
    """Who gains and who loses in one group, over all that was asked."""

    group: str
    is_known: bool
    gain: int
    lose: int


@dataclass(frozen=True, slots=True)
class NearMiss:
    """How many fail one condition of the draft alone, and how far they are from it."""

    subjects: int
    condition: Text
    distance: str
    title: Text


@dataclass(frozen=True, slots=True)
class Gap:
    """A fact that keeps answers open: those that lack it, and those that it alone would settle."""

    label: Text
    alone: int
    missing: int


@dataclass(frozen=True, slots=True)
class Figures:
    """All that a trial found."""

    effects: tuple[Effect, ...]
    groups: tuple[tuple[str, tuple[GroupEffect, ...]], ...]
    near: tuple[NearMiss, ...]
    near_left: int
    gaps: tuple[Gap, ...]

    @property
    def costs(self) -> tuple[Effect, ...]:
        """The programmes, which pay."""
        return tuple(each for each in self.effects if each.is_programme)

    @property
    def gain(self) -> int:
        """All gains together; who gains two rights counts twice."""
        return sum(each.gain for each in self.effects)

    @property
    def lose(self) -> int:
        """All losses together."""
        return sum(each.lose for each in self.effects)


def figures_of(trial: Trial, policy: Policy) -> Figures:
    """Read the tables of a trial that is done; `policy` is the one in force, for its words."""
    import polars as pl

    from haina.city.runs.comparing import CHANGES
    from haina.city.runs.directory import whole_manifest
    from haina.city.runs.running import MISSING, NEAR, read_run
    from haina.city.runs.sides import ANSWERS

    compared = result_of(trial) / "compared"
    manifest = whole_manifest(compared)
    answers = pl.read_parquet(compared / f"{ANSWERS}.parquet")
    changes = pl.read_parquet(compared / f"{CHANGES}.parquet")
    _, tables = read_run(result_of(trial) / "run")
    near = _near(tables[NEAR], policy)
    columns = [each.rpartition(".")[2].partition(":")[0] for each in manifest["by"]]
    return Figures(
        effects=_effects(answers, changes, trial.asked, policy),
        groups=tuple((column, _by_group(changes, column)) for column in columns),
        near=near[:SHOWN],
        near_left=max(0, len(near) - SHOWN),
        gaps=_gaps(tables[MISSING], policy),
    )


def _effects(
    answers: pl.DataFrame, changes: pl.DataFrame, asked: Iterable[str], policy: Policy
) -> tuple[Effect, ...]:
    import polars as pl

    summed = answers.group_by("variant", "element").agg(
        pl.col(*_STATUSES, "known", "most", "without_bound").sum()
    )
    found = {(row["variant"], row["element"]): _answers(row) for row in summed.iter_rows(named=True)}
    moved = {row["element"]: row for row in _moves(changes, ["element"])}
    effects = [
        Effect(
            id,
            policy.rights[id].title,
            policy.rights[id].programme,
            int(moved[id]["gain"]) if id in moved else 0,
            int(moved[id]["lose"]) if id in moved else 0,
            int(moved[id]["changed"]) if id in moved else 0,
            found.get((IN_FORCE, id), Answers()),
            found.get((DRAFT, id), Answers()),
        )
        for id in asked
    ]
    return tuple(sorted(effects, key=lambda each: (-each.gain - each.lose, -each.changed, each.element)))


def _answers(row: dict[str, Any]) -> Answers:
    counted = {name: int(row[name]) for name in (*_STATUSES, "without_bound")}
    return Answers(**counted, known=row["known"], most=row["most"])


def _moves(changes: pl.DataFrame, keys: Sequence[str]) -> list[dict[str, Any]]:
    """By these columns: how many gain a yes, lose it, and have another answer at all."""
    import polars as pl

    gain = (pl.col("subjects") * (pl.col("after") == "yes")).sum().alias("gain")
    lose = (pl.col("subjects") * (pl.col("before") == "yes")).sum().alias("lose")
    moved = changes.group_by(*keys).agg(gain, lose, pl.col("subjects").sum().alias("changed"))
    return moved.sort(*keys).to_dicts()


def _by_group(changes: pl.DataFrame, column: str) -> tuple[GroupEffect, ...]:
    if column not in changes.columns:
        return ()
    rows = _moves(changes.drop_nulls(column), [column])
    return tuple(
        GroupEffect(row[column], row[column] != _NOT_KNOWN, int(row["gain"]), int(row["lose"]))
        for row in rows
        if row["gain"] or row["lose"]
    )


def _near(near: pl.DataFrame, policy: Policy) -> tuple[NearMiss, ...]:
    rows = near.sort(["subjects", "element"], descending=[True, False]).iter_rows(named=True)
    return tuple(
        NearMiss(row["subjects"], Text(row["zh"], row["en"]), row["distance"], _title(policy, row["element"]))
        for row in rows
    )


def _gaps(missing: pl.DataFrame, policy: Policy) -> tuple[Gap, ...]:
    import polars as pl

    by_fact = missing.group_by("fact").agg(pl.col("missing", "alone").sum())
    rows = by_fact.sort(["alone", "missing", "fact"], descending=[True, True, False]).head(SHOWN)
    return tuple(
        Gap(policy.facts[row["fact"]].label, row["alone"], row["missing"])
        for row in rows.iter_rows(named=True)
    )


def _title(policy: Policy, element: str) -> Text:
    right = policy.rights.get(element)
    return Text.both(element) if right is None else right.title
