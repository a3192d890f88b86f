"""Tables of brackets: an amount charged band by band, over dates, with gaps, in words, and refused."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rules.conftest import Compiled

from haina.rules import (
    MONEY,
    NUMBER,
    BandSource,
    DatedValue,
    Enum,
    EnumValue,
    FactDeclaration,
    Field,
    History,
    Program,
    RuleError,
    RuleSource,
    StandardDeclaration,
    Status,
    TableSource,
    Text,
)
from haina.rules.printer import source_of
from haina.rules.wording import rule_text

ON = date(2016, 9, 26)
CHANGED = date(2018, 10, 1)
INCOME = FactDeclaration("income", MONEY, Text("应纳税所得额", "taxable income"), minimum=Decimal(0))
KIND = Enum("kind", (EnumValue("one", Text.both("one")),))
FACTS = [
    INCOME,
    FactDeclaration("spent", MONEY, Text.both("spent"), minimum=Decimal(0)),
    FactDeclaration("jobs", History((Field("pay", MONEY, Text.both("pay")),)), Text.both("jobs")),
]


def standard(name: str, *values: tuple[str, date | None, date | None]) -> StandardDeclaration:
    dated = tuple(DatedValue(Decimal(value), first, last) for value, first, last in values)
    kind = NUMBER if name.endswith("rate") else MONEY
    return StandardDeclaration(name, kind, Text.both(name), Text("元", "CNY"), dated)


LOW = standard("low_bound", ("1500", None, date(2018, 9, 30)), ("3000", CHANGED, None))
TOP = standard("top_rate")


def bands(*pairs: tuple[str | None, str]) -> tuple[BandSource, ...]:
    return tuple(BandSource(rate, up_to) for up_to, rate in pairs)


WAGES = TableSource(
    "wage_tax",
    Text("工资税率表", "Wage tax"),
    brackets=bands(("low_bound", "0.03"), ("money(4500)", "0.10"), ("money(9000)", "0.20"), (None, "0.25")),
)
OPEN = TableSource("open_tax", brackets=bands(("money(1000)", "0.5"), (None, "top_rate")))


def program(formula: str, *tables: TableSource, rule: str = "tax >= money(100)") -> Program:
    rules = [
        RuleSource("tax", formula, label=Text("税额", "the tax"), kind="formula", result=MONEY),
        RuleSource("right", rule, label=Text("权利", "the right"), clause="A00.1"),
    ]
    return Program.compile(FACTS, [LOW, TOP], rules, tables or (WAGES, OPEN))


@pytest.mark.parametrize(
    ("income", "before", "after"),
    [
        ("0", "0", "0"),
        ("1500", "45", "45"),
        ("1500.01", "45.001", "45.0003"),
        ("4500", "345", "240"),
        ("9000", "1245", "1140"),
        ("10000", "1495", "1390"),
    ],
)
def test_each_part_of_an_amount_counts_at_the_rate_of_its_band(income: str, before: str, after: str) -> None:
    tax = program("progressive(income, wage_tax)")
    facts = tax.read_facts({"income": income})
    assert tax.value("tax", facts, ON) == Decimal(before)
    assert tax.value("tax", facts, CHANGED) == Decimal(after)


amounts = st.decimals(min_value=-1000, max_value=100_000, places=2)


@st.composite
def ladders(draw: st.DrawFn) -> list[tuple[Decimal | None, Decimal]]:
    steps = draw(st.lists(st.integers(1, 20_000), min_size=0, max_size=6))
    bounds = [Decimal(sum(steps[: count + 1])) for count in range(len(steps))]
    rates = draw(st.lists(st.integers(0, 90), min_size=len(bounds) + 1, max_size=len(bounds) + 1))
    return list(zip([*bounds, None], [Decimal(rate) / 100 for rate in rates], strict=True))


def plain_sum(ladder: list[tuple[Decimal | None, Decimal]], amount: Decimal) -> Decimal:
    """Charge every part of an amount for itself, as one would on paper."""
    total = low = Decimal(0)
    for bound, rate in ladder:
        high = amount if bound is None else min(amount, bound)
        if high > low:
            total += (high - low) * rate
        low = low if bound is None else bound
    return total


def built(ladder: list[tuple[Decimal | None, Decimal]], rule: str = "tax >= money(100)") -> Program:
    rows = [(None if bound is None else f"money({bound})", str(rate)) for bound, rate in ladder]
    return program("progressive(income - spent, made)", TableSource("made", brackets=bands(*rows)), rule=rule)


@given(ladder=ladders(), amount=amounts)
def test_it_is_the_plain_sum_over_the_bands(
    ladder: list[tuple[Decimal | None, Decimal]], amount: Decimal
) -> None:
    tax = built(ladder)
    facts = tax.read_facts({"income": str(amount + 1000), "spent": 1000})
    assert tax.value("tax", facts, ON) == plain_sum(ladder, amount)


@given(ladder=ladders(), amount=amounts, more=st.decimals(min_value="0.01", max_value=5000, places=2))
def test_more_is_never_charged_less_and_never_jumps(
    ladder: list[tuple[Decimal | None, Decimal]], amount: Decimal, more: Decimal
) -> None:
    tax = built(ladder)
    one, other = (
        tax.value("tax", tax.read_facts({"income": str(each + 1000), "spent": 1000}), ON)
        for each in (amount, amount + more)
    )
    assert one <= other <= one + more * max(rate for _, rate in ladder)


@given(ladder=ladders(), low=st.integers(0, 40_000), more=st.integers(0, 40_000), least=st.integers(0, 9000))
def test_what_is_missing_leaves_the_exact_range_and_answers_only_what_is_certain(
    ladder: list[tuple[Decimal | None, Decimal]], low: int, more: int, least: int
) -> None:
    fact = FactDeclaration(
        "income", MONEY, Text.both("income"), minimum=Decimal(low), maximum=Decimal(low + more)
    )
    rows = [(None if bound is None else f"money({bound})", str(rate)) for bound, rate in ladder]
    table = TableSource("made", brackets=bands(*rows))
    rules = [
        RuleSource("tax", "progressive(income, made)", kind="formula", result=MONEY),
        RuleSource("right", f"tax >= money({least})"),
    ]
    tax = Program.compile([fact], [], rules, [table])
    ends = plain_sum(ladder, Decimal(low)), plain_sum(ladder, Decimal(low + more))
    assert tax.value_range("tax", tax.nothing_known, ON) == ends
    expected = Status.YES if ends[0] >= least else Status.NO if ends[1] < least else Status.UNKNOWN
    assert tax.statuses(tax.nothing_known, ON) == {"right": expected}


def test_a_rate_that_nobody_has_set_matters_only_above_its_bound() -> None:
    tax = program("progressive(income, open_tax)", rule="tax >= money(600)")
    below, above = (tax.read_facts({"income": each}) for each in (1000, 1001))
    assert tax.value("tax", below, ON) == 500
    assert tax.value("tax", above, ON) is None
    assert tax.statuses(below, ON) == {"right": Status.NO}
    assert tax.statuses(above, ON) == {"right": Status.UNKNOWN}
    assert [each.name for each in tax.explain("right", above, ON).unset_standards] == ["top_rate"]


def test_the_answer_turns_when_a_bound_changes() -> None:
    tax = program("progressive(income, wage_tax)", rule="tax >= money(300)")
    timeline = tax.timeline("right", tax.read_facts({"income": 4500}))
    assert timeline.steps == ((date.min, Status.YES), (CHANGED, Status.NO))


def test_what_would_settle_and_change_it_is_an_amount() -> None:
    tax = program("progressive(income, wage_tax)", rule="tax >= money(345)")
    missing = tax.explain("right", tax.nothing_known, ON).missing
    assert [(each.facts, each.leads_to) for each in missing][:1] == [(("income",), Status.YES)]
    assert missing[0].conditions[0].en == "Taxable income: at least 4,500 CNY"
    change = tax.explain("right", tax.read_facts({"income": 4499}), ON).to_change[0].changes[0]
    assert (change.fact, change.needed.en) == ("income", "at least 4,500 CNY")


def test_it_reads_back_to_the_same_and_is_made_once() -> None:
    tax = program("progressive(income - spent, wage_tax) + progressive(income-spent, wage_tax)")
    assert source_of(tax.tree("tax")) == (
        "progressive(income - spent, wage_tax) + progressive(income - spent, wage_tax)"
    )
    assert [name for name in tax.references("tax") if ".use_" in name] == [
        "wage_tax.use_1.of",
        "wage_tax.use_1",
    ]


def test_it_is_worded_with_its_bands() -> None:
    tax = program("progressive(income, wage_tax)")
    outline = rule_text(tax, "tax", ON)
    assert outline.in_("zh").splitlines() == [
        "应纳税所得额按“工资税率表”分级计算的金额：",
        "  不超过1,500元的部分：3%",
        "  不超过4,500元的部分：10%",
        "  不超过9,000元的部分：20%",
        "  超过以上各级的部分：25%",
    ]
    assert "  Above these: 25%" in outline.in_("en")
    explained = tax.explain("right", tax.read_facts({"income": 4500}), ON)
    assert explained.because[0].text.en == "The tax: at least 100 CNY"
    assert explained.because[0].figures[0].shown.en == "345 CNY"
    assert explained.because[0].facts[0].name == "income"
    assert [each.name for each in explained.because[0].standards] == ["low_bound"]


def test_the_value_of_a_band_can_be_asked_for() -> None:
    tax = program("progressive(income, wage_tax)")
    assert tax.value("wage_tax.up_to_1", tax.nothing_known, CHANGED) == 3000
    assert tax.value("wage_tax.rate_4", tax.nothing_known, ON) == Decimal("0.25")


@pytest.mark.parametrize(
    ("rows", "code", "message"),
    [
        ([("money(5)", "0.1"), ("money(5)", "0.2"), (None, "0.3")], "order", "5 is not above 5"),
        ([("low_bound", "0.1"), ("money(2000)", "0.2"), (None, "0.3")], "order", "on 2018-10-01"),
        ([("money(0)", "0.1"), (None, "0.3")], "order", "rise from 0"),
        ([("money(5)", "-0.1"), (None, "0.3")], "negative", "cannot be negative"),
        ([(None, "0.1"), (None, "0.3")], "missing_key", "only the last band"),
        ([("money(5)", "0.1")], "unknown_key", "has no up_to"),
        ([("5", "0.1"), (None, "0.3")], "wrong_type", "of type money"),
        ([(None, "money(3)")], "wrong_type", "of type number"),
        ([("money(5)", "top_rat"), (None, "0.3")], "unknown_name", "top_rat"),
    ],
)
def test_a_bad_table_of_brackets_is_refused(
    rows: list[tuple[str | None, str]], code: str, message: str
) -> None:
    with pytest.raises(RuleError) as refused:
        program("progressive(income, made)", TableSource("made", brackets=bands(*rows)))
    (problem,) = refused.value.problems
    assert problem.code == code
    assert message in problem.message.en


@pytest.mark.parametrize(
    ("text", "code", "advice"),
    [
        ("progressive(income, wage_tx)", "unknown_name", "Did you mean “wage_tax”?"),
        ("progressive(income)", "arguments", None),
        ("progressive(income / money(1), wage_tax)", "wrong_type", "Write for example money(500000)."),
        ("money(1) * points(wage_tax)", "wrong_type", "Write progressive(…, wage_tax)."),
        ("wage_tax", "wrong_type", "Write progressive(…, wage_tax)."),
        (
            "income if holds(jobs, where=progressive(pay, wage_tax) > money(1)) else money(0)",
            "where",
            None,
        ),
    ],
)
def test_a_wrong_use_is_refused_with_advice(text: str, code: str, advice: str | None) -> None:
    with pytest.raises(RuleError) as refused:
        program(text)
    (problem,) = refused.value.problems
    assert problem.code == code
    assert (problem.suggestion.en if problem.suggestion else None) == advice


def test_a_table_of_brackets_has_neither_items_nor_cap(compiled: Compiled) -> None:
    table = TableSource("made", brackets=bands((None, "0.1")), cap=Decimal(3))
    with pytest.raises(RuleError, match="neither items nor a cap"):
        compiled({"income": MONEY}, {"right": "progressive(income, made) > money(1)"}, tables=(table,))


def test_a_circle_through_a_band_is_found() -> None:
    table = TableSource("made", brackets=bands(("tax", "0.1"), (None, "0.2")))
    with pytest.raises(RuleError, match="circle"):
        program("progressive(income, made)", table)


@given(low=st.integers(0, 9000), high=st.integers(0, 9000))
def test_the_timeline_says_what_every_day_says(low: int, high: int) -> None:
    tax = program("progressive(income, wage_tax)", rule=f"tax >= money({low})")
    facts = tax.read_facts({"income": [{"from": "2015-01-01", "to": "2017-03-31", "value": high}]})
    timeline = tax.timeline("right", facts)
    for first, last in pairwise([*(day for day, _ in timeline.steps), date.max]):
        for day in (first, date.fromordinal(last.toordinal() - 1)):
            assert tax.statuses(facts, day)["right"] == timeline.at(day)
