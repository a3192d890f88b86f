"""What the compiler gets of calculators, and what must hold of them beyond their shape."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from haina.rules.declarations import RuleSource
from haina.rules.problems import nearest
from haina.rules.program import Program
from haina.rules.text import Problem, Text
from haina.rules.types import BOOL, MONEY, NUMBER, History

from .calculators import Calculator
from .kinds import Expression


def calculator_sources(calculators: Iterable[Calculator]) -> Iterator[RuleSource]:
    """The rules and formulas that calculators add to those of the articles."""
    for calculator in calculators:
        clause = calculator.clauses[0] if calculator.clauses else ""

        def source(
            id: str, written: Expression, label: Text, kind: str, result: Any, clause: str = clause
        ) -> RuleSource:
            return RuleSource(id, written.text, written.place, label, clause, kind, result=result)

        for option in calculator.options:
            yield source(calculator.value_rule(option), option.value, option.title, "formula", None)
            open_ = calculator.open_rule(option)
            if open_ is not None and option.when is not None:
                yield source(open_, option.when, option.title, "definition", BOOL)
        if calculator.split is not None and calculator.total_rule is not None:
            division = calculator.split
            yield source(calculator.total_rule, division.of, calculator.title, "formula", MONEY)
            for part in division.parts:
                share = calculator.share_rule(part)
                if share is not None and part.share is not None:
                    yield source(share, part.share, part.title, "formula", NUMBER)


def check_calculators(calculators: Iterable[Calculator], program: Program) -> Iterator[Problem]:
    """What the shape alone cannot say: outputs exist, options have a best, a split has one way to divide."""
    names = program.rules.keys() | program.tables.keys()
    for calculator in calculators:
        for output in calculator.outputs:
            if output.id not in names:
                yield Problem(
                    output.place,
                    "unknown_output",
                    Text(
                        zh=f"没有名为 {output.id} 的规则或公式",
                        en=f"there is no rule or formula named {output.id}",
                    ),
                    nearest(output.id, names) or Text(zh="请先定义它", en="Define it first."),
                )
        yield from _examples(calculator, names)
        yield from _shape(calculator)
        yield from _weighed(calculator, program)


def _examples(calculator: Calculator, names: Collection[str]) -> Iterator[Problem]:
    """Examples expect values of rules and formulas, of a part of the split, or the best option."""
    own = {"best": {option.id for option in calculator.options}} if calculator.options else {}
    parts = {part.id for part in calculator.split.parts} if calculator.split is not None else set()
    numbered = calculator.split is not None and calculator.split.over is not None
    for example in calculator.examples:
        for key, (wanted, place) in example.gives.items():
            if key in names or key in parts or (numbered and key.isdecimal()):
                continue
            if key in own and (wanted in own[key] or wanted in (None, "unknown")):
                continue
            known = [*parts, *own, *(output.id for output in calculator.outputs)]
            yield Problem(
                place,
                "unknown_result",
                Text(
                    zh=f"计算器 {calculator.id} 没有结果 {key}: {wanted}",
                    en=f"the calculator {calculator.id} gives no {key}: {wanted}",
                ),
                nearest(str(wanted), own[key])
                if key in own
                else nearest(key, known)
                or Text(zh=f"可用：{'、'.join(known)}", en=f"It gives {', '.join(known)}."),
            )


def _weighed(calculator: Calculator, program: Program) -> Iterator[Problem]:
    """A split over a history weighs by a field that is a number or an amount."""
    division = calculator.split
    if division is None or division.over is None:
        return
    declared = program.facts[division.over].type if division.over in program.facts else None
    if not isinstance(declared, History):
        yield Problem(
            division.place,
            "not_a_history",
            Text(zh=f"{division.over} 不是历史", en=f"{division.over} is no history"),
            Text(zh="请改用历史类型的事实", en="Use a fact of type history."),
        )
        return
    known = [field.name for field in declared.fields]
    for name in filter(None, (division.weight, division.label)):
        if name not in known:
            yield Problem(
                division.place,
                "unknown_field",
                Text(zh=f"{division.over} 没有字段 {name}", en=f"{division.over} has no field {name}"),
                nearest(name, known) or Text(zh="请核对字段名", en="Check the name of the field."),
            )


def _shape(calculator: Calculator) -> Iterator[Problem]:
    if not (calculator.outputs or calculator.options or calculator.split):
        yield Problem(
            calculator.place,
            "calculates_nothing",
            Text(zh=f"计算器 {calculator.id} 没有结果", en=f"the calculator {calculator.id} gives nothing"),
            Text(zh="请补上 outputs、options 或 split", en="Add outputs, options or a split."),
        )
    if bool(calculator.options) != (calculator.best is not None):
        yield Problem(
            calculator.place,
            "best_missing",
            Text(zh="options 和 best 要一起写", en="options and best belong together"),
            Text(zh="写明 best: lowest 或 highest", en="Say best: lowest or best: highest."),
        )
    division = calculator.split
    if division is None:
        return
    if bool(division.parts) == (division.over is not None) or (division.over is None) != (
        division.weight is None
    ):
        yield Problem(
            division.place,
            "split_shape",
            Text(
                zh="分配写明 parts，或写明 over 和 weight",
                en="a split has parts, or a history to go over and the field that weighs",
            ),
            Text(zh="请二选一", en="Write one of the two."),
        )
    rest = [part for part in division.parts if part.share is None]
    if len(rest) > 1:
        yield Problem(
            rest[1].place,
            "two_rests",
            Text(zh="只能有一个部分不写份额", en="only one part may be without a share"),
            Text(zh="请写明它的 share", en="Give it a share."),
        )
