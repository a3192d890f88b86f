"""What a rule asks for in several ways and is missing is settled by columns as by the exact reading."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from haina.rules import (
    BOOL,
    DATE,
    INT,
    MONEY,
    DatedValue,
    Enum,
    EnumValue,
    FactDeclaration,
    Program,
    RuleError,
    RuleSource,
    StandardDeclaration,
    Text,
)
from haina.rules.columns import ColumnPlan
from haina.rules.columns.cases import frames_of

ON = date(2020, 6, 1)
_CLASS = Enum("class", tuple(EnumValue(each, Text(each, each)) for each in ("low", "middle", "high")))
_TYPES = {"t": BOOL, "u": BOOL, "g": _CLASS, "i": INT, "j": INT, "m": MONEY, "d": DATE, "e": DATE}
FACTS = [FactDeclaration(name, kind, Text(name, name)) for name, kind in _TYPES.items()]
STANDARDS = [
    StandardDeclaration("k", INT, Text("k", "k"), Text("年", "years"), ()),
    StandardDeclaration("l", MONEY, Text("l", "l"), Text("元", "CNY"), ()),
    StandardDeclaration("n", INT, Text("n", "n"), Text("年", "years"), (DatedValue(3, None, None),)),
]

orders = st.sampled_from((">=", "<", ">", "<=", "=="))
small = st.integers(-1, 5)
days = st.sampled_from(("2017-06-01", "2019-02-28", "2020-06-01", "2020-06-02"))
points = st.builds(
    "min(4, max(0, i - 1)) + (2 if g == 'high' else 1 if g == 'middle' else 0) + (3 if m >= money({}) else 0)"
    " + (2 if j <= 2 else 0) {} {}".format,
    small,
    st.sampled_from((">=", ">", "<")),
    st.integers(1, 9),
)
leaves = st.one_of(
    st.sampled_from(("t", "not t", "u", "i + j >= 4", "i in [1, 3]", "m <= l", "i >= k", "d < e")),
    st.builds("i {} {}".format, orders, small),
    st.builds("m {} money({})".format, orders, st.sampled_from(("1", "1.5", "3"))),
    st.builds("g {} '{}'".format, st.sampled_from(("==", "!=", ">=")), st.sampled_from(("low", "middle"))),
    st.builds("d {} date('{}')".format, orders, days),
    st.builds("age(d) {} {}".format, orders, small),
    st.sampled_from(("d <= e + years(k)", "today >= d + years(k)", "d >= e - years(n)")),
    points,
)
rules = st.recursive(
    leaves,
    lambda below: st.one_of(
        st.builds("({} and {})".format, below, below),
        st.builds("({} or {})".format, below, below),
        st.builds("not ({})".format, below),
        st.builds("({} if {} else {})".format, below, below, below),
    ),
    max_leaves=6,
)
known = st.fixed_dictionaries(
    {
        "t": st.none() | st.booleans(),
        "u": st.none() | st.booleans(),
        "g": st.none() | st.sampled_from(("low", "middle", "high")),
        "i": st.none() | small,
        "j": st.none() | small,
        "m": st.none() | st.sampled_from((Decimal("0.99"), Decimal(1), Decimal("1.25"), Decimal(4))),
        "d": st.none() | st.dates(date(2014, 1, 1), date(2021, 1, 1)),
        "e": st.none() | st.dates(date(2014, 1, 1), date(2021, 1, 1)),
    }
)
NOBODY = dict.fromkeys(_TYPES)


def program_of(text: str) -> Program | None:
    """Compile a rule; None where the checker refuses it."""
    try:
        return Program.compile(
            FACTS, STANDARDS, [RuleSource("rule", text, label=Text("r", "r"), kind="right")]
        )
    except RuleError:
        return None


@settings(max_examples=150, deadline=None)
@given(rules, st.lists(known, min_size=1, max_size=10))
@example("i >= 2 and i < 4", [NOBODY])
@example("i >= 4 or i < 4", [NOBODY])
@example("m > money(1) and m < money(1.5)", [NOBODY])
@example("i >= 3 and min(4, max(0, i - 1)) >= 2", [NOBODY])
@example("i < 2 and min(4, max(0, i - 1)) + (2 if g == 'high' else 0) >= 4", [NOBODY])
@example("d <= e + years(k) and today >= d + years(k) or not t", [NOBODY])
def test_columns_say_what_the_exact_reading_says(text: str, drawn: list[Mapping[str, object]]) -> None:
    """Given any rule and people of whom much is missing, when asked by columns, then as one by one."""
    program = program_of(text)
    assume(program is not None)
    assert program is not None
    facts = [program.nothing_known.replacing(dict(each)) for each in drawn]
    answers = ColumnPlan.compile(program, ["rule"], ON).run(frames_of(program, facts, ON))["rule"].to_list()
    assert answers == [program.statuses(each, ON, ["rule"])["rule"].value for each in facts]
