"""A small world for property tests: something of every kind declared; rules, facts, dates drawn from it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from haina.rules import (
    BOOL,
    DATE,
    INT,
    MONEY,
    NUMBER,
    DatedValue,
    Enum,
    EnumValue,
    FactDeclaration,
    Field,
    History,
    ItemSource,
    List,
    Program,
    RowSource,
    RuleError,
    RuleSource,
    StandardDeclaration,
    TableSource,
    Text,
)


def _text(name: str) -> Text:
    return Text.both(name)


def _enum(name: str, ordered: bool, *values: str) -> Enum:
    return Enum(name, tuple(EnumValue(value, _text(value)) for value in values), ordered)


DEGREE = _enum("degree", True, "none", "bachelor", "master", "doctor")
KIND = _enum("kind", False, "work", "study", "talent")
WORK = History(
    (
        Field("pay", MONEY, _text("pay")),
        Field("sort", KIND, _text("sort")),
        Field("level", DEGREE, _text("level")),
        Field("full_time", BOOL, _text("full_time")),
        Field("signed", DATE, _text("signed")),
    )
)
FACTS = {
    "foreign": BOOL,
    "married": BOOL,
    "children": INT,
    "papers": INT,
    "ratio": NUMBER,
    "salary": MONEY,
    "birth": DATE,
    "arrival": DATE,
    "degree": DEGREE,
    "sort_wanted": KIND,
    "sorts": List(KIND),
    "work": WORK,
    "stay": History(()),
}
HISTORIES = ("work", "stay")
ORDERS = {"degree": [each.name for each in DEGREE.values], "level": [each.name for each in DEGREE.values]}
STANDARDS: dict[str, list[tuple[date, Any]]] = {
    "years_needed": [(date.min, 2), (date(2012, 3, 1), 3), (date(2019, 2, 28), 1)],
    "pay_needed": [
        (date.min, Decimal(100)),
        (date(2008, 1, 1), Decimal(200)),
        (date(2016, 2, 29), Decimal(300)),
    ],
    "is_open": [(date.min, False), (date(2010, 7, 1), True), (date(2022, 1, 1), False)],
    "since_day": [(date.min, date(2004, 2, 29))],
}
STANDARD_TYPES = {"years_needed": INT, "pay_needed": MONEY, "is_open": BOOL, "since_day": DATE}
TABLE = {
    "cap": 100,
    "items": {
        "pay_item": {"rows": [("salary >= money(300)", "30"), ("salary >= money(200)", "children * 5")]},
        "years_item": {"rows": [("work_years >= 2", "min(20, 5 + (work_years - 2))")]},
        "degree_item": {
            "rows": [("degree == 'doctor'", "40"), ("degree >= 'bachelor'", "ratio * 10")],
            "cap": 35,
        },
        "best_item": {"best_of": ("years_item", "degree_item")},
    },
}
DEFINITIONS = {
    "work_years": "whole_years(unbroken(work))",
    "settled": "held(stay, years=years_needed) or holds(work, where=pay >= pay_needed)",
}


def _declared_standard(name: str, steps: list[tuple[date, Any]]) -> StandardDeclaration:
    values = []
    for place, (start, value) in enumerate(steps):
        end = steps[place + 1][0] - timedelta(days=1) if place + 1 < len(steps) else None
        values.append(DatedValue(value, start, end))
    return StandardDeclaration(name, STANDARD_TYPES[name], _text(name), _text("unit"), tuple(values))


def _table() -> TableSource:
    items = []
    for name, item in TABLE["items"].items():  # type: ignore[attr-defined]
        rows = tuple(RowSource(when, points) for when, points in item.get("rows", ()))
        cap = Decimal(item["cap"]) if "cap" in item else None
        items.append(ItemSource(name, _text(name), rows, tuple(item.get("best_of", ())), cap))
    return TableSource("score", _text("score"), tuple(items), Decimal(100))


def compiled(text: str, standards: dict[str, list[tuple[date, Any]]] | None = None) -> Program:
    """Compile one rule in this world, with its definitions and its table."""
    given = STANDARDS if standards is None else standards
    return Program.compile(
        [FactDeclaration(name, kind, _text(name)) for name, kind in FACTS.items()],
        [_declared_standard(name, given[name]) for name in STANDARDS],
        [RuleSource(name, each, kind="definition") for name, each in DEFINITIONS.items()]
        + [RuleSource("rule", text, kind="definition")],
        [_table()],
    )


LINT = {"constant", "duplicate", "unreachable"}
"""What the checker says of rules that can be evaluated but make no sense; drawn rules are often like that."""


def compiled_or_none(text: str) -> Program | None:
    """Compile a drawn rule; `None` where it is refused for making no sense, never for another reason."""
    try:
        return compiled(text)
    except RuleError as error:
        if {problem.code for problem in error.problems} <= LINT:
            return None
        raise


# Dates and facts

_EDGES = [date(2000, 2, 29), date(2004, 2, 28), date(2008, 2, 29), date(2012, 3, 1), date(2011, 8, 31)]


def days(first: int = 1998, last: int = 2026) -> st.SearchStrategy[date]:
    """Draw a day, more often one at the end of a month or about a 29 February."""
    any_day = st.dates(date(first, 1, 1), date(last, 12, 31))
    ends = any_day.map(lambda day: day.replace(day=1) - timedelta(days=1))
    return st.one_of(
        any_day, any_day, ends, ends.map(lambda day: day + timedelta(days=1)), st.sampled_from(_EDGES)
    )


@st.composite
def _spell(draw: st.DrawFn, fields: dict[str, st.SearchStrategy[Any]], missing: bool) -> dict[str, Any]:
    start = draw(days(1999, 2020))
    spell: dict[str, Any] = {"from": start}
    if draw(st.integers(0, 3)):
        spell["to"] = start + timedelta(days=draw(st.one_of(st.integers(0, 40), st.integers(200, 2500))))
    for name, values in fields.items():
        if not (missing and draw(st.integers(0, 3)) == 0):
            spell[name] = draw(values)
    return spell


_PAY = st.sampled_from([50, 100, 199, 200, 250, 300, 400])
_FIELDS = {
    "pay": _PAY,
    "sort": st.sampled_from([each.name for each in KIND.values]),
    "level": st.sampled_from([each.name for each in DEGREE.values]),
    "full_time": st.booleans(),
    "signed": days(),
}


def _history(fields: dict[str, st.SearchStrategy[Any]], missing: bool) -> st.SearchStrategy[list[Any]]:
    return st.lists(_spell(fields, missing), max_size=4)


def _dated(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Draw a scalar, now and then one that changes on a day (and is known before and after)."""

    def changing(parts: tuple[Any, Any, date]) -> list[dict[str, Any]]:
        before, after, day = parts
        return [
            {"from": date.min, "to": day - timedelta(days=1), "value": before},
            {"from": day, "value": after},
        ]

    return st.one_of(values, values, values, st.tuples(values, values, days()).map(changing))


_SCALARS: dict[str, st.SearchStrategy[Any]] = {
    "foreign": _dated(st.booleans()),
    "married": st.booleans(),
    "children": _dated(st.integers(0, 6)),
    "papers": st.integers(0, 40),
    "ratio": st.sampled_from([Decimal("0.25"), Decimal("1.5"), Decimal("3")]),
    "salary": _dated(_PAY),
    "birth": days(1960, 2005),
    "arrival": days(),
    "degree": _dated(st.sampled_from([each.name for each in DEGREE.values])),
    "sort_wanted": st.sampled_from([each.name for each in KIND.values]),
    "sorts": st.lists(st.sampled_from([each.name for each in KIND.values]), unique=True, max_size=3),
}


def complete_facts() -> st.SearchStrategy[dict[str, Any]]:
    """Draw a case of which everything is known."""
    return st.fixed_dictionaries({**_SCALARS, "work": _history(_FIELDS, False), "stay": _history({}, False)})


@st.composite
def open_facts(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a case of which some facts, and some fields of spells, are unknown."""
    facts: dict[str, Any] = {}
    for name, values in _SCALARS.items():
        if draw(st.integers(0, 2)):
            facts[name] = draw(values)
    facts["work"] = draw(_history(_FIELDS, True))
    facts["stay"] = draw(_history({}, False))
    return facts


@st.composite
def filled(draw: st.DrawFn, facts: dict[str, Any]) -> dict[str, Any]:
    """Draw one way of filling every gap of a case."""
    complete = {name: facts[name] if name in facts else draw(values) for name, values in _SCALARS.items()}
    complete["stay"] = facts["stay"]
    complete["work"] = [
        {**{name: draw(values) for name, values in _FIELDS.items() if name not in spell}, **spell}
        for spell in facts["work"]
    ]
    return complete


# Rules

_number = st.integers(0, 12)


def _joined(template: str, *parts: st.SearchStrategy[Any]) -> st.SearchStrategy[str]:
    return st.tuples(*parts).map(lambda values: template.format(*values))


_durations = st.one_of(
    _joined("years({})", st.integers(0, 5)),
    _joined("months({})", st.integers(0, 30)),
    _joined("days({})", st.sampled_from([0, 1, 29, 30, 31, 90, 182, 183, 365, 366, 1000])),
    st.sampled_from(["years(years_needed)", "years(age(arrival))", "months(months_since(birth))"]),
)
_where = st.one_of(
    st.just(""),
    st.just(""),
    st.sampled_from(
        [
            ", where=sort == 'work'",
            ", where=pay >= pay_needed",
            ", where=as_of_spell(pay >= pay_needed)",
            ", where=full_time and level >= 'master'",
            ", where=sort == sort_wanted or pay > salary",
            ", where=signed <= today - years(1)",
            ", where=as_of_spell(is_open) or age(signed) < 3",
            ", where=level in ['none', 'doctor']",
        ]
    ),
)
_gap = st.sampled_from(["", "", ", gap=days(30)", ", gap=months(2)", ", gap=days(1)"])
_history_name = st.sampled_from(["work, stay", "stay, work"]).map(lambda pair: pair.split(", ")[0])


def _of_history(template: str, *parts: st.SearchStrategy[Any]) -> st.SearchStrategy[str]:
    """Draw a call: `{h}` is the history (with its `where`, if it has fields)."""
    histories = st.one_of(st.just(("stay", "")), _where.map(lambda where: ("work", where)))
    return st.tuples(histories, *parts).map(
        lambda values: template.format(*values[1:], h=values[0][0], where=values[0][1])
    )


_lengths = st.one_of(
    _joined("years={}", st.integers(0, 4)),
    _joined("months={}", st.integers(0, 40)),
    _joined("days={}", st.integers(0, 500)),
    st.just("years=years_needed"),
    st.sampled_from(["years=children", "years=whole_years(unbroken(stay))", "months=age(birth)"]),
)
_measures = st.one_of(
    _of_history("unbroken({h}{where}{})", _gap),
    _of_history("total({h}{where})"),
    _of_history("total({h}, last={}{where})", _durations),
    _of_history("each_year({h}, last={}{where})", st.sampled_from(["1", "2", "3", "years_needed"])),
    st.sampled_from(["today - birth", "today - arrival", "arrival - birth", "arrival - today"]),
)
_dates = st.sampled_from(
    [
        "birth",
        "arrival",
        "since_day",
        "today",
        "date('2010-02-28')",
        "latest(work).signed",
        "arrival + months(6)",
        "today - years(30)",
        "birth + years(18)",
    ]
)
_amounts = st.sampled_from(
    [
        "salary",
        "pay_needed",
        "money(200)",
        "latest(work).pay",
        "salary * ratio",
        "salary / 3",
        "latest(work, where=sort == 'work').pay",
        "max(salary, money(150))",
    ]
)


def _ints(conditions: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    plain = st.sampled_from(
        ["children", "papers", "age(birth)", "months_since(arrival)", "size(sorts)", "work_years"]
    )
    histories = st.one_of(
        _of_history("count({h}{where})"),
        _of_history("count({h}, last={}{where})", _durations),
        _of_history("months_covered({h}, last={}{where})", st.integers(0, 30)),
        _joined("whole_years({})", _measures),
        _joined("whole_months({})", _measures),
    )
    base = st.one_of(plain, plain, histories)
    return st.one_of(
        base,
        base,
        base,
        _joined("{} + {}", base, base),
        _joined("{} - {}", base, base),
        _joined("min({}, {})", base, base),
        _joined("{} * 2", base),
        _joined("({} if {} else {})", base, conditions, base),
        st.sampled_from(["floor(ratio * children)", "points(score)", "points(score, 'best_item')"]),
    )


_order = st.sampled_from(["<", "<=", ">", ">=", ">=", "==", "!="])


def _leaves(conditions: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.sampled_from(
            ["foreign", "married", "is_open", "settled", "degree >= 'master'", "degree == 'bachelor'"]
        ),
        st.sampled_from(
            ["sort_wanted in sorts", "sort_wanted in ['work', 'study']", "latest(work).full_time"]
        ),
        st.sampled_from(
            ["latest(work).level > 'bachelor'", "2 <= age(arrival) < 5", "latest(work).sort != 'work'"]
        ),
        _joined("{} {} {}", _measures, _order, _durations),
        _joined("{} {} {}", _ints(conditions), _order, st.integers(0, 40)),
        _joined("{} {} {}", _ints(conditions), _order, _ints(conditions)),
        _joined("{} {} {}", _dates, _order, _dates),
        _joined("{} {} {}", _amounts, _order, _amounts),
        _of_history("holds({h}{where})"),
        _of_history("held({h}, {}{where}{})", _lengths, _gap),
        _of_history("held({h}, {}{where}{})", _lengths, _gap),
        _of_history("ever_held({h}, {}{where}{})", _lengths, _gap),
        _of_history("consecutive({h}, {}, each={}{where}{})", st.integers(0, 3), _durations, _gap),
        _of_history("throughout({h}, last={}{where})", st.integers(0, 4)),
    )


def rules(depth: int = 2) -> st.SearchStrategy[str]:
    """Draw the text of a condition."""
    conditions: st.SearchStrategy[str] = st.sampled_from(
        ["foreign", "married", "holds(stay)", "age(birth) >= 30"]
    )
    for _ in range(depth):
        leaves = _leaves(conditions)
        conditions = st.one_of(
            leaves,
            leaves,
            _joined("not ({})", conditions),
            _joined("({} and {})", conditions, leaves),
            _joined("({} or {})", conditions, leaves),
            _joined("({} and {} or {})", leaves, conditions, leaves),
        )
    return conditions
