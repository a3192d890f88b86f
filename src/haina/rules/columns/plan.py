"""A program's rules and formulas at a date as one staged plan over the columns of a population."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date

import polars as pl

from haina.rules.columns.bounded import Bounded
from haina.rules.columns.compiler import Compiler
from haina.rules.columns.exact import Answer, Exact
from haina.rules.columns.frames import Frames, Prepared, described, prepare
from haina.rules.columns.histories import ROW, Stage
from haina.rules.columns.judged import Judged
from haina.rules.columns.numbers import rounded
from haina.rules.columns.patterns import facts_below
from haina.rules.columns.planes import Planes, series_of
from haina.rules.columns.settling import Settler
from haina.rules.columns.shown import PLACES, as_shown, column_shown, in_units, worked_out
from haina.rules.columns.splitting import settle
from haina.rules.columns.trees import Graph
from haina.rules.columns.truths import Truths
from haina.rules.columns.values import ALWAYS, Fixed, Ratio, Real, Truth, Value, Whole
from haina.rules.facts import Facts
from haina.rules.operators import LINEAR
from haina.rules.printer import source_of
from haina.rules.program import Program
from haina.rules.text import Status
from haina.rules.tree import Node, Reference, TablePoints
from haina.rules.types import Bool, Money, Number

STATUS = pl.Enum([each.value for each in Status])
#: Rows that are answered at a time where there are no histories. What is worked out on the way stays small,
#: and columns of numbers stay below the 8 MiB from which the engine's allocator gives memory back at once, to
#: be fetched again page by page. A multiple of eight, so that slices begin with a byte.
SLICE = 1_000_000
_FIRST, _LAST = date(1800, 1, 1), date(2300, 12, 31)
_TRUTHS = {Status.YES: True, Status.NO: False, Status.UNKNOWN: None}


@dataclass(frozen=True, slots=True)
class Report:
    """What a plan does: its size, which rules columns settle alone, and what columns cannot say.

    ``row_by_row`` names for each output the parts that are left to the exact reading for every open row.
    """

    columns: int
    levels: int
    settled: tuple[str, ...]
    weak: tuple[str, ...]
    row_by_row: dict[str, tuple[str, ...]]


class ColumnPlan:
    """Answers rules and formulas for a population on one date; build it with :meth:`compile`."""

    def __init__(self, program: Program, outputs: Sequence[str], on: date, also: Sequence[Node] = ()) -> None:
        """Plan outputs, and beside them single parts of their rules, for :meth:`parts`."""
        if not _FIRST <= on <= _LAST:
            raise ValueError(f"a population is answered from {_FIRST} to {_LAST}")
        self.program, self.on = program, on
        self.outputs = tuple(dict.fromkeys(outputs))
        closed = program.validity.not_in_force(on)
        self.rules = tuple(name for name in self.outputs if isinstance(program.tree(name).type, Bool))
        self.formulas = tuple(name for name in self.outputs if name not in self.rules)
        self.not_in_force = frozenset(name for name in self.rules if name in closed)
        self.graph = Graph(program)
        self.also = tuple(also)
        for node in (*map(program.tree, self.outputs), *self.also):
            self.graph.uses[self.graph.number(node)] += 1
        self.facts = tuple(
            dict.fromkeys(
                fact
                for name in self.outputs
                if name not in self.not_in_force
                for fact in facts_below_of(self, name)
            )
        )
        self._compiled: dict[object, Staged] = {}

    @classmethod
    def compile(cls, program: Program, outputs: Sequence[str], on: date) -> ColumnPlan:
        """Plan rules and formulas of a program on a date."""
        return cls(program, outputs, on)

    def staged(self, frames: Frames) -> Staged:
        """Give the staged columns for frames of a certain form (which facts, of which size)."""
        given, histories = described(self.program, frames, self.facts)
        key = (tuple(given.items()), tuple((name, tuple(each.items())) for name, each in histories.items()))
        found = self._compiled.get(key)
        if found is None:
            compiler = Compiler(self.program, self.graph, self.on, given, histories)
            found = self._compiled[key] = Staged(self, compiler)
        return found

    def truths(self, frames: Frames, exact: bool = True) -> pl.DataFrame:
        """Give a nullable Boolean column for every rule in force; not ``exact``: by Kleene's tables alone."""
        staged = self.staged(frames)
        frame = staged.work_out(frames)
        return pl.DataFrame(list(staged.truths(frames, frame, exact)), height=frames.subjects.height)

    def answers(self, frames: Frames, exact: bool = True) -> pl.DataFrame:
        """Give the truths of :meth:`truths` and beside them the value of each formula, null where unknown.

        Amounts are whole fen and numbers whole millionths here, as far as 64 bits go; :meth:`run` shows both
        as decimals.
        """
        staged = self.staged(frames)
        parts = [frames] if staged.compiler.histories else frames.slices(SLICE)
        if len(parts) == 1:
            return staged.answers(frames, exact)
        with ThreadPoolExecutor(min(len(parts), pl.thread_pool_size())) as pool:
            found = list(pool.map(lambda part: staged.answers(part, exact), parts))
        return pl.concat(found, rechunk=False)

    def parts(self, frames: Frames) -> dict[int, pl.Series]:
        """Give the value of each part asked for beside the outputs, by its node's id, by columns alone."""
        staged = self.staged(frames)
        frame = staged.work_out(frames)
        return {node.id: staged.part(node, frame) for node in self.also}

    def run(self, frames: Frames) -> pl.DataFrame:
        """Give one row a subject: its key, a status for each rule, and for each formula three columns.

        A formula gives its value (null: unknown, or none) and what it can at least and at most be
        (``_low`` and ``_high``; null: no bound), amounts to the fen, numbers to six places, half up.
        """
        staged = self.staged(frames)
        frame = staged.work_out(frames)
        found = [frames.subjects.get_column(frames.key)]
        truths = {each.name: each for each in staged.truths(frames, frame, exact=True)}
        height = frames.subjects.height
        for name in self.outputs:
            if name in self.not_in_force:
                found.append(
                    pl.repeat(Status.NOT_IN_FORCE.value, height, dtype=STATUS, eager=True).alias(name)
                )
            elif name in truths:
                found.append(as_status(truths[name]))
            else:
                found += staged.formula(name, frames, frame)
        return pl.DataFrame(found)

    def report(self, frames: Frames) -> Report:
        """Say what the plan does for frames of this form."""
        return self.staged(frames).report()


def facts_below_of(plan: ColumnPlan, name: str) -> list[str]:
    """Give the facts that a rule or formula reads."""
    return facts_below(plan.graph, plan.program.tree(name))


def as_status(truth: pl.Series) -> pl.Series:
    """Give the status column of a settled truth."""
    frame = truth.to_frame("t")
    codes = (
        pl.when(pl.col("t"))
        .then(pl.lit(Status.YES.value, dtype=STATUS))
        .when(~pl.col("t"))
        .then(pl.lit(Status.NO.value, dtype=STATUS))
        .otherwise(pl.lit(Status.UNKNOWN.value, dtype=STATUS))
    )
    return frame.select(codes.alias(truth.name)).to_series()


class Staged:
    """A plan for frames of one form: its columns by level, and what settles what they leave open."""

    def __init__(self, plan: ColumnPlan, compiler: Compiler) -> None:
        self.plan, self.compiler = plan, compiler
        program = plan.program
        bounded = Bounded(compiler)
        self.asked = [name for name in plan.rules if name not in plan.not_in_force]
        self.judged = Judged(bounded, map(program.tree, self.asked))
        self.values = {name: compiler.value(program.tree(name)) for name in plan.formulas}
        self.shown = {name: self._shown(name) for name in plan.formulas}
        self.also = {node.id: compiler.value(node) for node in plan.also}
        self.exact = Exact(compiler)
        self.settler = Settler(bounded)
        self.levels = self._by_level()

    def _shown(self, name: str) -> Value:
        """Give the value of a formula as its column shows it: an amount to the fen."""
        kind = self.plan.program.tree(name).type
        value = self.values[name]
        if isinstance(kind, Money | Number) and isinstance(value, Whole | Ratio | Real):
            return rounded(value, PLACES[type(kind)], "half", self.compiler.stage)
        return value

    def _by_level(self) -> list[tuple[list[Stage], list[pl.Expr]]]:
        compiler = self.compiler
        count = max(compiler.levels.values(), default=0)
        found: list[tuple[list[Stage], list[pl.Expr]]] = [([], []) for _ in range(count)]
        for (_, level), stage in compiler.history_stages.items():
            found[level][0].append(stage)
        for name, expr in compiler.columns.items():
            found[compiler.levels[name] - 1][1].append(expr.alias(name))
        return found

    def work_out(self, frames: Frames) -> pl.DataFrame:
        """Give a frame with every column of the plan."""
        prepared = prepare(
            self.plan.program, frames, list(self.compiler.given), list(self.compiler.histories), self.plan.on
        )
        frame = prepared.subjects
        for stages, exprs in self.levels:
            for stage in stages:
                spells = prepared.spells[stage.history]
                frame = frame.hstack(stage.run(spells, frame, prepared.known[stage.history]))
            if exprs:
                frame = frame.with_columns(exprs)
        return frame.hstack(_known(prepared, frame.height))

    def answers(self, frames: Frames, exact: bool) -> pl.DataFrame:
        """Give the truths and the values of formulas of a population, or of a slice of one."""
        frame = self.work_out(frames)
        with ThreadPoolExecutor(1) as beside:
            # Truths are settled by Python, numbers by the engine, each on a core of its own.
            formulas = beside.submit(self.formulas, frame)
            found = list(self.truths(frames, frame, exact))
            return pl.DataFrame([*found, *formulas.result()], height=frame.height)

    # Truths

    def truths(self, frames: Frames, frame: pl.DataFrame, exact: bool) -> Iterator[pl.Series]:
        """Give the truth of every rule in force, settled if ``exact``."""
        program, on = self.plan.program, self.plan.on
        truths = Truths(self.judged, frame, exact)
        settled = settle(truths, map(program.tree, self.asked)) if exact else None
        for place, name in enumerate(self.asked):
            truth, left = (truths.of(program.tree(name)), None) if settled is None else settled[place]
            column = series_of(name, truth, frame.height)
            if left is None:
                yield column
                continue

            def read(facts: Facts, name: str = name) -> Answer:
                return (_TRUTHS[program.statuses(facts, on, [name])[name]],)

            asked = series_of("left", Planes(left, ~left), frame.height)
            yield self.exact.settle(name, frame, frames, [column], read, asked)[0]

    # Formulas

    def value(self, name: str, frame: pl.DataFrame) -> pl.Series:
        """Give the value of a formula by columns alone; null where they leave it unknown."""
        program = self.plan.program
        return column_shown(self.shown[name], program.tree(name).type, frame)

    def formulas(self, frame: pl.DataFrame) -> list[pl.Series]:
        """Give the values of all formulas by columns alone, numbers in whole units, worked out together."""
        units = {
            name: in_units(value, self.plan.program.tree(name).type) for name, value in self.shown.items()
        }
        whole = {name: expr.alias(name) for name, expr in units.items() if expr is not None}
        columns = frame.select(ROW, *whole.values())
        return [
            columns.get_column(name) if name in whole else self.value(name, frame).alias(name)
            for name in self.plan.formulas
        ]

    def part(self, node: Node, frame: pl.DataFrame) -> pl.Series:
        """Give the value of a part of a rule by columns alone; null where they leave it unknown."""
        value = self.also[node.id]
        if isinstance(value, Truth):
            return worked_out(value.expr, frame)
        if isinstance(node.type, Bool):
            same = value.value if isinstance(value, Fixed) and isinstance(value.value, bool) else None
            return pl.repeat(same, frame.height, dtype=pl.Boolean, eager=True)
        return column_shown(value, node.type, frame)

    def formula(self, name: str, frames: Frames, frame: pl.DataFrame) -> list[pl.Series]:
        """Give the value of a formula, and the least and the most that it can be."""
        program, on = self.plan.program, self.plan.on
        kind = program.tree(name).type
        columns = [self.value(name, frame)] * 3
        left = columns[0].is_null()
        if left.any():
            columns, left = self._within(name, frame, columns, left)
        if left.any():

            def read(facts: Facts) -> Answer:
                found = as_shown(kind, program.value(name, facts, on))
                if found is not None or kind not in LINEAR:
                    return found, found, found
                low, high = program.value_range(name, facts, on)
                return None, as_shown(kind, low), as_shown(kind, high)

            columns = self.exact.settle(name, frame, frames, columns, read, left)
        return [each.alias(name + end) for each, end in zip(columns, ("", "_low", "_high"), strict=True)]

    def _within(
        self, name: str, frame: pl.DataFrame, columns: list[pl.Series], asked: pl.Series
    ) -> tuple[list[pl.Series], pl.Series]:
        """Give a formula's columns with the ends of its range, and who is left to the exact reading."""
        root = self.plan.program.tree(name)
        found = self.settler.ends(root, frame, asked, PLACES.get(type(root.type)))
        if found is None:
            return columns, asked
        low, high = (column_shown(end, root.type, found.frame) for end in (found.low, found.high))
        known = low.zip_with(found.frame.get_column("same"), low.clear().extend_constant(None, len(low)))
        columns = [
            # A series is changed where it stands, hence the copies.
            column.clone().scatter(found.rows, given)
            for column, given in zip(columns, (known, low, high), strict=True)
        ]
        return columns, found.left

    def report(self) -> Report:
        """Say what the plan does."""
        graph, program = self.plan.graph, self.plan.program
        plain = {number: source_of(node) for number, node in self.compiler.not_columnar.items()}
        left: dict[str, tuple[str, ...]] = {}
        opaque = [name for name, value in self.values.items() if ALWAYS in value.rough]
        opaque += [name for name in self.asked if self.judged.row_by_row(program.tree(name))]
        for name in opaque:
            below = {plain[number] for number in _numbers_below(graph, program.tree(name)) if number in plain}
            left[name] = tuple(sorted(below))
        sure = {name: self.judged.verdict(program.tree(name)).sure for name in self.asked}
        settled = tuple(name for name, is_sure in sure.items() if is_sure)
        weak = tuple(name for name, is_sure in sure.items() if not is_sure)
        return Report(len(self.compiler.levels), len(self.levels), settled, weak, left)


def _numbers_below(graph: Graph, root: Node) -> set[int]:
    """Give the numbers of all parts that a rule rests on."""
    found: set[int] = set()
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Reference | TablePoints):
            node = graph.target(node)
        if graph.number(node) not in found:
            found.add(graph.number(node))
            waiting.extend(node.children)
    return found


def _known(prepared: Prepared, height: int) -> list[pl.Series]:
    return [
        (pl.repeat(True, height, eager=True) if known is None else known).alias(f"known {name}")
        for name, known in prepared.known.items()
    ]
