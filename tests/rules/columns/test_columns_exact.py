"""Columns never come out on the wrong side of a threshold, nor say unknown where the exact reading knows."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from haina.rules import (
    BOOL,
    DATE,
    INT,
    MONEY,
    NUMBER,
    Enum,
    EnumValue,
    FactDeclaration,
    List,
    Program,
    StandardDeclaration,
    Text,
)
from haina.rules.columns import ColumnPlan, FrameError, Frames

ON = date(2020, 6, 1)
KIND = Enum("kind", tuple(EnumValue(each, Text.both(each)) for each in ("none", "work", "study")), True)
FACTS = {
    **dict.fromkeys(("p", "q", "r"), BOOL),
    **dict.fromkeys(("x", "y"), INT),
    **dict.fromkeys(("pay", "tax"), MONEY),
    "share": NUMBER,
    "born": DATE,
    "kind": KIND,
    "kinds": List(KIND),
    "age_in_years": FactDeclaration("age_in_years", INT, Text.both("age"), minimum=Decimal(0)),
}
Answer = Callable[..., list[object]]


@pytest.fixture
def answer(compiled: Callable[..., Program]) -> Answer:
    """Give a function that answers one condition, or works out one formula, for given columns."""

    def answer_(text: str, **columns: pl.Series) -> list[object]:
        unset = (StandardDeclaration("bar", MONEY, Text.both("bar"), Text.both("yuan")),)
        program = compiled(FACTS, {}, definitions={"rule": text}, standards=unset)
        size = max(len(each) for each in columns.values())
        frame = pl.DataFrame({"subject": range(size), **columns})
        return ColumnPlan.compile(program, ["rule"], ON).run(Frames(frame)).get_column("rule").to_list()

    return answer_


def amounts(*values: str | None) -> pl.Series:
    return pl.Series([None if each is None else Decimal(each) for each in values], dtype=pl.Decimal(20, 2))


def test_a_fen_decides(answer: Answer) -> None:
    pay = amounts("499999.99", "500000.00", "500000.01", None)
    assert answer("pay >= money(500000)", pay=pay) == ["no", "yes", "yes", "unknown"]
    assert answer("pay > money(500000)", pay=pay) == ["no", "no", "yes", "unknown"]
    assert answer("pay == money(500000)", pay=pay) == ["no", "yes", "no", "unknown"]


def test_a_threshold_between_two_fen_is_met_by_the_next_one(answer: Answer) -> None:
    pay = amounts("0.33", "0.34")
    assert answer("pay >= money(0.3333)", pay=pay) == ["no", "yes"]
    assert answer("pay < money(0.3333)", pay=pay) == ["yes", "no"]
    assert answer("pay != money(0.3333)", pay=pay) == ["yes", "yes"]


def test_products_of_decimals_are_exact_where_floating_point_is_not(answer: Answer) -> None:
    share = pl.Series([Decimal("0.1"), Decimal("0.1")], dtype=pl.Decimal(10, 1))
    tax, pay = amounts("0.03", "0.02"), amounts("0.30", "0.30")
    assert answer("pay * share == tax", share=share, tax=tax, pay=pay) == ["yes", "no"]
    huge = amounts("9999999999999.99", "9999999999999.98")
    assert answer("pay * 3 > money(29999999999999.94)", pay=huge) == ["yes", "no"]


def test_quotients_are_compared_without_working_them_out(answer: Answer) -> None:
    x, y = pl.Series([1, 2, 1, -1]), pl.Series([3, 3, 0, -3])
    assert answer("x / y > 0.33333333333333333", x=x, y=y) == ["yes", "yes", "unknown", "yes"]
    assert answer("x / y < 0.33333333333333334", x=x, y=y) == ["yes", "no", "unknown", "yes"]
    # A third is kept to sixty digits, and three of it are less than one.
    assert answer("x / y * 3 >= 1", x=x, y=y) == ["no", "yes", "unknown", "no"]


def test_amounts_are_rounded_half_up_to_the_fen(answer: Answer) -> None:
    pay = amounts("0.05", "0.03", "1.00")
    assert answer("pay / 2", pay=pay) == [Decimal("0.03"), Decimal("0.02"), Decimal("0.50")]
    assert answer("pay * 0.3", pay=pay) == [Decimal("0.02"), Decimal("0.01"), Decimal("0.30")]
    assert answer("pay / 3 + pay / 6", pay=pay) == [Decimal("0.03"), Decimal("0.02"), Decimal("0.50")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("p and q or not p and r", "yes"),
        ("p or not p and q", "yes"),
        ("max(x, y) >= 120", "yes"),
        ("age_in_years + y >= 130", "yes"),
        ("x >= 3 or x < y", "yes"),
        ("(y if p else 140) >= 130", "yes"),
        ("x + y >= 130", "unknown"),
        ("pay >= bar and p", "unknown"),
        ("pay >= bar and not q", "no"),
        ("x >= 3", "unknown"),
        ("kind in kinds", "unknown"),
    ],
)
def test_what_kleenes_tables_leave_open_is_settled(text: str, expected: str, answer: Answer) -> None:
    columns = {
        "p": pl.Series([None], dtype=pl.Boolean),
        "q": pl.Series([True]),
        "r": pl.Series([True]),
        "x": pl.Series([None], dtype=pl.Int64),
        "y": pl.Series([130]),
    }
    assert answer(text, **columns) == [expected]


def test_unknown_words_are_unknown_in_every_list(answer: Answer) -> None:
    kind = pl.Series(["work", "none", None])
    kinds = pl.Series([["work"], [], ["work"]], dtype=pl.List(pl.String))
    assert answer("kind in ['work', 'study']", kind=kind) == ["yes", "no", "unknown"]
    assert answer("kind in kinds", kind=kind, kinds=kinds) == ["yes", "no", "unknown"]
    assert answer("kind not in kinds", kind=kind, kinds=kinds) == ["no", "yes", "unknown"]


def test_days_out_of_the_ordinary_are_answered_too(answer: Answer) -> None:
    born = pl.Series([date(1, 1, 1), date(2002, 6, 1), date(9000, 12, 31)])
    assert answer("age(born) >= 18", born=born) == ["yes", "yes", "no"]
    assert answer("born + years(18) <= today", born=born) == ["yes", "yes", "no"]


def test_amounts_in_floating_point_are_refused(answer: Answer) -> None:
    with pytest.raises(FrameError, match="pay: a column of type Float64"):
        answer("pay >= money(1)", pay=pl.Series([0.1]))


def test_rules_are_read_without_polars() -> None:
    code = "import haina.rules, haina.policy, haina.rules.explain, sys; sys.exit('polars' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("round(x * 1000000000000.5, 0) == x * 1000000000000.5 + 0.5", ["no", "yes"]),
        ("floor(x * 1000000000000.5) <= x * 1000000000000.5", ["yes", "yes"]),
        ("ceiling(-x * 1000000000000.5) >= abs(x) * 1000000000000.5", ["yes", "no"]),
        ("-x * 1000000000000.5 <= 0", ["no", "yes"]),
    ],
)
def test_numbers_beyond_sixty_four_bits_are_worked_out_exactly(
    text: str, expected: list[str], answer: Answer
) -> None:
    assert answer(text, x=pl.Series([-10_000_001, 10_000_001])) == expected
