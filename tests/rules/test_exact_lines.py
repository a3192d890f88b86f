"""Exact about missing numbers and dates: every cell between the thresholds is looked at.

Two missing numbers are compared with all points of a grid so fine that each cell between the lines of a rule
has one; a missing date with every day of thirty years.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import product

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from haina.rules import (
    BOOL,
    DATE,
    NUMBER,
    FactDeclaration,
    History,
    Program,
    RuleError,
    RuleSource,
    Text,
)
from haina.rules.decide import decide
from haina.rules.linear import Linear, at_least, at_most, linear, possible

ON = date(2016, 2, 29)
NAMES = ("x", "y", "birth", "p", "work")
KINDS = (NUMBER, NUMBER, DATE, BOOL, History())
FACTS = [FactDeclaration(name, kind, Text.both(name)) for name, kind in zip(NAMES, KINDS, strict=True)]
#: Thresholds are whole; lines of these slopes meet at halves and thirds, so tenths hit every cell.
GRID = [Decimal(step) / 10 for step in range(-60, 90, 1)]
#: With these two signs alone no cell is thinner than the plane.
sums = st.builds(
    "{} {} {}".format,
    st.sampled_from(("x", "y", "x + y", "x - y", "x + 2 * y", "min(x, y)", "max(x, 2)", "(x if p else y)")),
    st.sampled_from(("<", ">=")),
    st.integers(-2, 3),
)
ages = st.one_of(
    st.builds("age(birth) {} {}".format, st.sampled_from(("<", "<=", ">", ">=", "==")), st.integers(15, 40)),
    st.builds("today - birth {} months({})".format, st.sampled_from(("<", ">=", ">")), st.integers(180, 480)),
    st.builds("birth + years({}) {} today".format, st.integers(15, 40), st.sampled_from(("<", "<=", ">"))),
    st.builds("birth {} date('{}-02-28')".format, st.sampled_from(("<", ">=")), st.integers(1976, 2000)),
    st.builds("months_since(birth) >= {}".format, st.integers(180, 480)),
)


def joined(atoms: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Give conditions made of the atoms."""
    return st.recursive(
        st.one_of(atoms, st.just("p")),
        lambda inner: st.one_of(
            st.builds("({} and {})".format, inner, inner),
            st.builds("({} or {})".format, inner, inner),
            st.builds("(not {})".format, inner),
        ),
        max_leaves=6,
    )


def program_of(condition: str) -> Program:
    try:
        return Program.compile(FACTS, (), [RuleSource("rule", condition)])
    except RuleError:
        assume(False)
        raise


def only(answers: set[bool | None]) -> bool | None:
    return answers.pop() if len(answers) == 1 else None


@settings(max_examples=25, deadline=None)
@given(joined(sums), st.sampled_from((None, True, False)))
def test_two_missing_numbers(condition: str, p: bool | None) -> None:
    program = program_of(condition)
    answer = program.answerer(["rule"], ON)
    truths = (True, False) if p is None else (p,)
    found = {
        answer(program.nothing_known.replacing({"x": x, "y": y, "p": truth}))[0]
        for x, y, truth in product(GRID[::2], GRID[::2], truths)
    }
    if len(found) == 1:
        # Fifths can miss a cell; only then is the finer grid worth its time.
        found = {
            answer(program.nothing_known.replacing({"x": x, "y": y, "p": truth}))[0]
            for x, y, truth in product(GRID, GRID, truths)
        }
    assert decide(program, "rule", program.nothing_known.replacing({"p": p}), ON) is only(found)


@settings(max_examples=25, deadline=None)
@given(joined(ages), st.sampled_from((True, False)))
def test_a_missing_date(condition: str, p: bool) -> None:
    program = program_of(condition)
    answer = program.answerer(["rule"], ON)
    days = (date(1974, 1, 1) + timedelta(days=count) for count in range(30 * 366))
    found = {answer(program.nothing_known.replacing({"birth": day, "p": p}))[0] for day in days}
    assert decide(program, "rule", program.nothing_known.replacing({"p": p}), ON) is only(found)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from((">=", "<", ">")), st.integers(0, 5), st.sampled_from(("years", "months"))),
        min_size=2,
        max_size=4,
    )
)
def test_a_missing_history_by_its_run(parts: list[tuple[str, int, str]]) -> None:
    """The run that covers the day is long, short or missing: it begins on many days, or never."""
    atoms = [f"unbroken(work) {sign} {unit}({count})" for sign, count, unit in parts[:-1]]
    _, count, unit = parts[-1]
    condition = f"({' or '.join(atoms)}) != held(work, {unit}={count})"
    program = program_of(condition)
    answer = program.answerer(["rule"], ON)
    starts = [ON - timedelta(days=days) for days in range(12 * 366)]
    cases = [program.read_facts({"work": []})]
    cases += [program.read_facts({"work": [{"from": start}]}) for start in starts[:40] + starts[40::23]]
    cases += [program.read_facts({"work": [{"from": day}]}) for day in _corresponding_days()]
    found = {answer(case)[0] for case in cases}
    assert decide(program, "rule", program.nothing_known, ON) is only(found)


def _corresponding_days() -> list[date]:
    """Give the days around the beginnings of runs of whole months and years."""
    found = []
    for months in range(0, 6 * 12 + 1):
        year, month = divmod(12 * ON.year + ON.month - 1 - months, 12)
        for day in (27, 28, 29, 30, 31, 1, 2):
            try:
                found.append(date(year, month + 1, day))
            except ValueError:
                continue
    return [day for day in found if day <= ON]


# -- the arithmetic behind it

coefficients = st.dictionaries(st.integers(0, 2), st.integers(-2, 2).map(Fraction), max_size=3)
bounds = st.tuples(coefficients, st.integers(-3, 3), st.booleans(), st.booleans())


@settings(max_examples=60, deadline=None)
@given(st.lists(bounds, max_size=5))
def test_conditions_that_some_point_fulfils_are_possible(
    parts: list[tuple[dict[int, Fraction], int, bool, bool]],
) -> None:
    conditions = [
        (at_least if upwards else at_most)(linear(terms, Fraction(0)), bound, strict)
        for terms, bound, upwards, strict in parts
    ]

    def fulfils(point: tuple[Fraction, ...]) -> bool:
        values = [
            (sum(factor * point[variable] for variable, factor in each.form.terms) + each.form.constant, each)
            for each in conditions
        ]
        return all(value < 0 or (value == 0 and not each.strict) for value, each in values)

    steps = [Fraction(step, 2) for step in range(-6, 7)]
    if any(fulfils(point) for point in product(steps, repeat=3)):
        assert possible(conditions)


def test_conditions_that_contradict_each_other_are_not_possible() -> None:
    x, y = Linear(((0, Fraction(1)),), Fraction(0)), Linear(((1, Fraction(1)),), Fraction(0))
    total = x.plus(y)
    assert not possible([at_least(x, 2), at_least(y, 3), at_most(total, 5, strict=True)])
    assert possible([at_least(x, 2), at_least(y, 3), at_most(total, 5)])
    assert not possible([at_least(x, 1, strict=True), at_most(x, 1)])
    third = total.plus(x)
    assert not possible([at_least(total, 4), at_most(third, 4), at_least(x, 1)])
