"""From a no to a yes: changes that are enough, and no smaller ones."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from itertools import combinations, product

from hypothesis import assume, given, settings
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
    Facts,
    Field,
    History,
    ItemSource,
    Program,
    RowSource,
    RuleError,
    RuleSource,
    StandardDeclaration,
    Status,
    TableSource,
    Text,
)
from haina.rules.changes import ChangeSet
from haina.rules.explain import Explanation, explain

ON = date(2016, 9, 26)
DEGREES = Enum(
    "degree", tuple(EnumValue(each, Text.both(each)) for each in ("none", "bachelor", "master")), True
)
VALUES: dict[str, tuple[object, ...]] = {
    "p": (True, False),
    "q": (True, False),
    "fixed": (True, False),
    "degree": ("none", "bachelor", "master"),
    "x": tuple(range(4)),
}
FACTS = (
    *(FactDeclaration(name, BOOL, Text.both(name)) for name in "pq"),
    FactDeclaration("fixed", BOOL, Text.both("fixed"), changeable=False),
    FactDeclaration("degree", DEGREES, Text.both("degree")),
    FactDeclaration("x", INT, Text.both("x"), minimum=Decimal(0), maximum=Decimal(3)),
)
CHANGEABLE = tuple(name for name in VALUES if name != "fixed")
conditions = st.recursive(
    st.sampled_from(
        ("p", "q", "fixed", "degree >= 'bachelor'", "degree == 'none'", "x >= 2", "x == 1", "x < 3")
    ),
    lambda inner: st.one_of(
        st.builds("({} and {})".format, inner, inner),
        st.builds("({} or {})".format, inner, inner),
        st.builds("(not {})".format, inner),
    ),
    max_leaves=7,
)
whole_case = st.fixed_dictionaries({name: st.sampled_from(values) for name, values in VALUES.items()})


def enough(program: Program, facts: Facts, names: tuple[str, ...]) -> bool:
    """Say whether some new values of the named facts make it yes."""
    return any(
        program.truth("rule", facts.replacing(dict(zip(names, chosen, strict=True))), ON)
        for chosen in product(*(VALUES[name] for name in names))
    )


def by_hand(program: Program, facts: Facts) -> set[frozenset[str]]:
    """Give the minimal sets of changes by trying all."""
    found: set[frozenset[str]] = set()
    for size in range(1, len(CHANGEABLE) + 1):
        for names in combinations(CHANGEABLE, size):
            if not any(other <= set(names) for other in found) and enough(program, facts, names):
                found.add(frozenset(names))
    return found


def names(change_set: ChangeSet) -> frozenset[str]:
    return frozenset(change.fact for change in change_set.changes)


@settings(max_examples=60, deadline=None)
@given(conditions, whole_case)
def test_changes_that_are_named_are_enough_and_no_fewer_are(condition: str, case: dict[str, object]) -> None:
    try:
        program = Program.compile(FACTS, (), [RuleSource("rule", condition)])
    except RuleError:
        assume(False)
    facts = program.nothing_known.replacing(case)
    found = explain(program, "rule", facts, ON)
    assume(found.status is Status.NO)
    smallest = by_hand(program, facts)
    shown = [names(each) for each in found.to_change]
    assert set(shown) <= smallest
    assert len(shown) == min(len(smallest), 5)
    assert [len(each) for each in shown] == sorted(len(each) for each in smallest)[: len(shown)]
    for change_set in found.to_change:
        changed = facts.replacing({change.fact: change.example for change in change_set.changes})
        assert program.truth("rule", changed, ON) is True
        assert all(case[change.fact] != change.example for change in change_set.changes)


# -- as people would say it

STANDARD = StandardDeclaration(
    "least", MONEY, Text("薪酬标准", "Salary standard"), Text("元", "CNY"), (DatedValue(Decimal(600_000)),)
)
WORK = History((Field("kind", DEGREES, Text("类别", "Kind")),))
PEOPLE = (
    FactDeclaration("salary", MONEY, Text("年薪", "Salary"), unit=Text("元", "CNY")),
    FactDeclaration("bonus", MONEY, Text("奖金", "Bonus")),
    FactDeclaration("recommended", BOOL, Text("单位推荐", "Recommended")),
    FactDeclaration("birth", DATE, Text("出生日期", "Date of birth"), changeable=False),
    FactDeclaration("degree", DEGREES, Text("学位", "Degree")),
    FactDeclaration("work", WORK, Text("在沪工作", "Work")),
)
TABLE = TableSource(
    "score",
    Text.both("score"),
    (
        ItemSource(
            "degree", rows=(RowSource("degree == 'master'", "10"), RowSource("degree == 'bachelor'", "5"))
        ),
        ItemSource(
            "salary", rows=(RowSource("salary >= money(100)", "10"), RowSource("salary >= money(50)", "5"))
        ),
    ),
)


def explained(text: str, case: Mapping[str, object]) -> Explanation:
    program = Program.compile(PEOPLE, (STANDARD,), [RuleSource("rule", text)], (TABLE,))
    found = explain(program, "rule", program.read_facts(case), ON)
    assert found.status is Status.NO
    return found


def in_words(found: Explanation) -> list[list[tuple[str, str, str]]]:
    return [
        [(change.fact, change.present.zh, change.needed.zh) for change in each.changes]
        for each in found.to_change
    ]


def test_a_threshold_is_turned_round() -> None:
    found = explained("salary >= least and recommended", {"salary": 500000, "recommended": True})
    assert in_words(found) == [[("salary", "500,000元", "不低于600,000元")]]
    assert found.to_change[0].changes[0].needed.en == "at least 600,000 CNY"


def test_a_fact_that_stands_twice_gets_one_value_that_serves_both() -> None:
    found = explained(
        "salary >= money(50) and salary < money(80) and recommended", {"salary": 90, "recommended": True}
    )
    assert in_words(found) == [[("salary", "90元", "不低于50元且低于80元")]]


def test_points_are_made_up_where_it_takes_fewest_changes() -> None:
    found = explained("points(score) >= 15", {"degree": "bachelor", "salary": 60})
    assert in_words(found) == [[("degree", "bachelor", "master")], [("salary", "60元", "不低于100元")]]


def test_a_birth_date_does_not_change_but_time_passes() -> None:
    found = explained("age(birth) >= 60 and recommended", {"birth": "1957-03-01", "recommended": False})
    (only,) = found.to_change
    assert [change.fact for change in only.changes] == ["recommended"]
    assert only.from_ == date(2017, 3, 1)


def test_what_time_will_not_bring_is_no_way_to_yes() -> None:
    found = explained("age(birth) < 60 and recommended", {"birth": "1950-03-01", "recommended": False})
    assert found.to_change == ()
    assert found.from_ is None


def test_a_history_says_from_when_it_will_be_long_enough() -> None:
    case = {"work": [{"from": "2014-03-01"}], "recommended": False}
    found = explained("held(work, years=4) and recommended", case)
    (only,) = found.to_change
    assert [(change.fact, change.from_) for change in only.changes] == [
        ("recommended", None),
        ("work", date(2018, 3, 1)),
    ]
    assert only.from_ == date(2018, 3, 1)
    assert only.changes[1].present.zh == "2014年3月1日起至今"
    assert only.changes[1].needed.zh == "至当日连续满4年"


def test_nothing_is_to_be_changed_while_the_answer_is_open() -> None:
    program = Program.compile(PEOPLE, (STANDARD,), [RuleSource("rule", "recommended")])
    assert explain(program, "rule", program.nothing_known, ON).to_change == ()


def test_a_history_that_is_long_enough_already_stays_out_of_it() -> None:
    case = {"work": [{"from": "2010-03-01", "kind": "master"}], "recommended": False}
    text = "held(work, years=4) and latest(work).kind == 'master' and consecutive(work, 1, each=years(1))"
    text += " and recommended"
    assert [[change.fact for change in each.changes] for each in explained(text, case).to_change] == [
        ["recommended"]
    ]


def test_what_a_history_needs_does_not_say_its_name_again() -> None:
    found = explained("throughout(work, last=2, where=kind == 'master')", {"work": []})
    assert in_words(found) == [[("work", "无", "（限类别为master）：最近2年（完整的日历年）全程覆盖")]]
