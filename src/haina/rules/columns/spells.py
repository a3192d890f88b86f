"""History functions in a rule: their conditions on spells, and the stage that answers them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from haina.rules.columns.days import day_literal, number_of
from haina.rules.columns.given import dtype_of, fact_value
from haina.rules.columns.histories import END, Asked, Question, Stage, ask, latest_field
from haina.rules.columns.numbers import literal, whole_of
from haina.rules.columns.trees import touches_spell
from haina.rules.columns.values import (
    SMALL,
    Covered,
    Day,
    Fixed,
    Opaque,
    Scattered,
    Truth,
    Value,
    Whole,
    Word,
    Words,
    opaque,
    rough_of,
)
from haina.rules.tree import Call, Fact, Node, SpellField, Standard
from haina.rules.types import Bool, Date, Enum, History, Int, Money, Number

if TYPE_CHECKING:
    from haina.rules.columns.compiler import Compiler

_TRUTHS = ("holds", "held", "ever_held", "throughout", "consecutive")
_MOST_DAYS = 4_000_000


class SpellReader:
    """Compiles one history function."""

    def __init__(self, compiler: Compiler, call: Call) -> None:
        self.compiler = compiler
        self.call = call
        fact = call.arguments[0]
        if not isinstance(fact, Fact) or not isinstance(fact.type, History):
            raise TypeError("a history function reads a history")
        self.fact, self.kind = fact, fact.type
        self.captured: dict[str, Value] = {}
        self.names: list[str] = []

    def value(self) -> Value:
        """Give what the function is for all subjects."""
        fields = self.compiler.histories.get(self.fact.name)
        if fields is None:
            return Fixed(value=None)
        self.fields = fields
        options = {name: self.compiler.value(node) for name, node in self.call.options}
        arguments = [self.compiler.value(node) for node in self.call.arguments[1:]]
        where = Fixed(value=True) if self.call.where is None else self._inside(self.call.where)
        below = [*options.values(), *arguments]
        unset = self._with_unset(below, where)
        if unset is not None:
            return unset
        if isinstance(where, Opaque) or any(
            not isinstance(each, Fixed) or each.value is None for each in below
        ):
            return opaque(where, *below)
        held = {name: each.value for name, each in options.items() if isinstance(each, Fixed)}
        values = tuple(each.value for each in arguments if isinstance(each, Fixed))
        asked = (
            self._latest()
            if self.call.function == "latest"
            else ask(self.call.function, held, values, self.compiler.on)
        )
        return opaque(where) if asked is None else self._staged(asked, where)

    def _with_unset(self, options: list[Value], where: Value) -> Value | None:
        """Give a function whose length nobody has fixed: no where nothing can be long, else unknown."""
        length = self.call.options[0][0] if self.call.options else ""
        unknown = any(isinstance(each, Fixed) and each.value is None for each in options)
        if not unknown or len(options) != 1 or isinstance(where, Opaque):
            return None
        on = self.compiler.on
        if self.call.function in ("held", "ever_held") and length != "gap":
            holds = ask("holds" if self.call.function == "held" else "count", {}, (), on)
            some = None if holds is None else self._staged(holds, where)
            if isinstance(some, Truth | Whole) and self.names:
                covered = pl.col(self.names[0]).cast(pl.Boolean)
                return Truth(some.rough, None, covered & pl.lit(None, dtype=pl.Boolean))
        return None

    def _latest(self) -> list[Asked] | None:
        name = self.call.field or ""
        kind = self.kind.fields[self.kind.positions[name]].type
        if name not in self.fields:
            return None
        return latest_field(f"x.{name}", dtype_of(kind))

    # The condition on a spell

    def _inside(self, node: Node) -> Value:
        """Give the value of a part of the condition, for all spells."""
        from haina.rules.columns.compiler import combine

        if not touches_spell(node):
            return self._of_subject(node)
        if isinstance(node, SpellField):
            kind = self.kind.fields[self.kind.positions[node.name]].type
            return fact_value(kind, self.fields.get(node.name), pl.col(f"x.{node.name}"))
        if isinstance(node, Standard):
            return self._as_of_spell(node)
        return combine(self.compiler, node, self._inside)

    def _of_subject(self, node: Node) -> Value:
        """Give what is the same for all spells of a subject, to be read beside each of them."""
        value = self.compiler.value(node)
        if isinstance(value, Fixed | Opaque):
            return value
        if value.absent is not None or not isinstance(value, Truth | Whole | Day | Word):
            return opaque(value)
        from haina.rules.columns.compiler import with_expr

        staged = value.expr if value.expr.meta.is_column() else pl.col(self.compiler.stage(value.expr))
        name = staged.meta.output_name()
        self.captured[name] = value
        beside = with_expr(value, pl.col(f"@{name}"))
        if isinstance(beside, Whole):
            return Whole(beside.rough, None, beside.expr, beside.scale, beside.bound)
        if isinstance(beside, Day):
            return Day(beside.rough, None, beside.expr)
        return Word(beside.rough, None, beside.expr, beside.enum) if isinstance(beside, Word) else beside

    def _as_of_spell(self, node: Standard) -> Value:
        """Give a standard as it stood on each spell's last day, or on the date where it goes on."""
        on, program = self.compiler.on, self.compiler.program
        steps = [(day, value) for day, value in program.validity.steps[node.slot] if day <= on]
        if not steps:
            return Fixed(value=None)
        after = pl.when(pl.col(END) > day_literal(on)).then(number_of(on) + 1).otherwise(pl.col(END))
        return _stepwise(node, steps, after)

    # The stage

    def _staged(self, asked: list[Asked], where: Value) -> Value:
        """Put the questions to the stage of the history and give the answer's columns as a value."""
        compiler = self.compiler
        level = max((compiler.levels.get(name, 0) for name in self.captured), default=0)
        rough = rough_of(where)
        stage = compiler.history_stages.setdefault((self.fact.name, level), Stage(self.fact.name))
        stage.captured.update(self.captured)
        condition = None
        if not (isinstance(where, Fixed) and where.value is True):
            expr = where.expr if isinstance(where, Truth) else pl.lit(where.value, dtype=pl.Boolean)  # type: ignore[attr-defined]
            key = str(expr)
            condition = compiler.conditions.setdefault(
                (self.fact.name, level, key), f"w{len(compiler.conditions)}"
            )
            stage.wheres[condition] = expr
            if condition not in stage.doubts:
                stage.doubts[condition] = compiler.reserve(stage, level)
            rough = rough | {stage.doubts[condition]}
        names = self.names = []
        for each in asked:
            names.append(compiler.reserve(stage, level))
            stage.questions.append(
                Question(
                    names[-1],
                    each.over,
                    each.aggregate,
                    each.default,
                    each.dtype,
                    condition,
                    each.gap,
                    each.each,
                    each.some,
                )
            )
        return self._answer(names, rough)

    def _answer(self, names: list[str], rough: frozenset[str]) -> Value:
        column = pl.col(names[0])
        function = self.call.function
        if function in _TRUTHS:
            return Truth(rough, None, column)
        if function in ("total", "each_year"):
            return Scattered(rough, None, Whole(rough, None, column, 0, _MOST_DAYS))
        if function == "unbroken":
            return Covered(rough, None, column, pl.col(names[1]))
        if function in ("count", "months_covered"):
            return Whole(rough, None, column, 0, 20_000)
        return self._of_latest(column, names[1], rough)

    def _of_latest(self, column: pl.Expr, absent: str, rough: frozenset[str]) -> Value:
        name = self.call.field or ""
        kind = self.kind.fields[self.kind.positions[name]].type
        # Nobody's spell is absent where the history is unknown, or in doubt.
        gone = pl.col(absent).fill_null(False)
        value = fact_value(kind, self.fields[name], column)
        match value:
            case Truth():
                return Truth(rough, None, column & ~gone)
            case Whole():
                return Whole(rough, gone, column, value.scale, value.bound)
            case Day():
                return Day(rough, gone, column)
            case Word():
                return Word(rough, gone, column, value.enum)
            case Words():
                return Words(rough, gone, column)
        return opaque(value)


def _stepwise(node: Standard, steps: list[tuple[date, object]], after: pl.Expr) -> Value:
    """Give what was valid on the day before ``after``, from the days on which it changes."""
    kind = node.type
    scale = 0
    if isinstance(kind, Int | Number | Money):
        scale = max((whole_of(value)[1] for _, value in steps if value is not None), default=0)
    bound = 0
    column: pl.Expr | None = None
    for day, value in [(date.min, None), *steps]:
        if value is None:
            step = pl.lit(None, dtype=dtype_of(kind))
        elif isinstance(kind, Bool):
            step = pl.lit(bool(value))
        elif isinstance(kind, Date) and isinstance(value, date):
            step = day_literal(value)
        elif isinstance(kind, Enum):
            step = pl.lit(kind.order[str(value)], dtype=pl.Int16)
        elif isinstance(kind, Int | Number | Money):
            number, places = whole_of(value)
            number *= 10 ** (scale - places)
            bound = max(bound, abs(number))
            step = literal(number, bound)
        else:
            return opaque()
        begun = after > number_of(day)
        column = step if column is None else pl.when(begun).then(step).otherwise(column)
    if column is None or bound >= SMALL:
        return opaque()
    match kind:
        case Bool():
            return Truth(expr=column)
        case Date():
            return Day(expr=column)
        case Enum():
            return Word(expr=column, enum=kind)
    return Whole(expr=column, scale=scale, bound=bound)
