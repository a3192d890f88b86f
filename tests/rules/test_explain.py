"""Why an answer is what it is: the conditions that decided, what they read, and when they turn."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from haina.rules import (
    BOOL,
    DATE,
    INT,
    MONEY,
    DatedValue,
    FactDeclaration,
    History,
    ItemSource,
    Program,
    RowSource,
    RuleSource,
    StandardDeclaration,
    Status,
    TableSource,
    Text,
)
from haina.rules.explain import ExplainedNode, Explanation, explain

ON = date(2016, 9, 26)


def fact(name: str, kind: object, zh: str, en: str, **more: object) -> FactDeclaration:
    return FactDeclaration(name, kind, Text(zh, en), **more)  # type: ignore[arg-type]


FACTS = (
    fact("foreign", BOOL, "外国籍", "Foreign national", changeable=False),
    fact("home", BOOL, "有稳定住所", "Has a stable home"),
    fact("recommended", BOOL, "有单位推荐", "Is recommended by the employer"),
    fact("salary", MONEY, "年薪", "Salary"),
    fact("birth", DATE, "出生日期", "Date of birth", changeable=False),
    fact("work", History(), "在沪工作", "Work in Shanghai"),
    fact("served", INT, "工作年限", "Years of experience"),
)
STANDARDS = (
    StandardDeclaration(
        "least",
        MONEY,
        Text("收入标准", "Salary standard"),
        Text("元", "CNY"),
        (
            DatedValue(Decimal(500_000), date(2015, 7, 1), date(2016, 12, 31), "S1", "A"),
            DatedValue(Decimal(600_000), date(2017, 1, 1), None, "S2", "B"),
        ),
    ),
    StandardDeclaration(
        "open_one", MONEY, Text("待定标准", "Open standard"), Text("元", "CNY"), unset=Text("未定", "open")
    ),
)
TABLE = TableSource(
    "score",
    Text("积分", "Points"),
    (
        ItemSource("salary", rows=(RowSource("salary >= money(100)", "10"),)),
        ItemSource("served", rows=(RowSource("served >= 2", "5 + served"),)),
    ),
)
NATIONAL = RuleSource(
    "national", "foreign", label=Text("外籍人员", "Foreigner"), kind="definition", clause="A01.1"
)


def explained(text: str, case: Mapping[str, object], on: date = ON, **more: object) -> Explanation:
    source = RuleSource("rule", text, label=Text("权利", "Right"), clause="A04.5", **more)  # type: ignore[arg-type]
    program = Program.compile(FACTS, STANDARDS, [NATIONAL, source], (TABLE,))
    return explain(program, "rule", program.read_facts(case), on)


def reasons(found: Explanation) -> list[tuple[str, str]]:
    return [(leaf.text.en, leaf.value.value) for leaf in found.because]


FULL = "national and home and (recommended or salary >= least) and held(work, years=2)"
CASE = {
    "foreign": True,
    "home": True,
    "recommended": False,
    "salary": 550000,
    "work": [{"from": "2013-01-01"}],
}


def test_a_yes_names_the_conditions_that_are_enough() -> None:
    found = explained(FULL, CASE)
    assert found.status is Status.YES
    assert reasons(found) == [
        ("Foreign national", "yes"),
        ("Has a stable home", "yes"),
        ("Salary: at least 500,000 CNY", "yes"),
        ("Work in Shanghai: at least 2 years without a break up to the day", "yes"),
    ]
    assert (found.missing, found.missing_facts, found.unset_standards, found.to_change) == ((), (), (), ())


def test_each_condition_names_its_clause_facts_and_standards() -> None:
    found = explained(FULL, CASE)
    national, _, salary, work = found.because
    assert (national.clause, salary.clause) == ("A01.1", "A04.5")
    (given,) = salary.facts
    assert (given.name, given.known, given.shown) == ("salary", True, Text("550,000元", "550,000 CNY"))
    (used,) = salary.standards
    assert (used.set, used.shown.en, used.source, used.grade) == (True, "500,000 CNY", "S1", "A")
    assert (used.valid_from, used.valid_to) == (date(2015, 7, 1), date(2016, 12, 31))
    assert salary.turns == date(2017, 1, 1)
    assert [text.en for text in work.assumptions] == [
        "the spell of “Work in Shanghai” that began on 1 January 2013 has no end and is taken to go on"
    ]


def test_since_and_until_come_from_the_timeline() -> None:
    found = explained(FULL, CASE)
    assert (found.since, found.until, found.from_) == (date(2015, 7, 1), date(2016, 12, 31), None)
    earlier = explained(FULL, CASE, on=date(2014, 5, 1))
    assert earlier.status is Status.NO
    assert earlier.from_ == date(2015, 7, 1)


def test_a_no_names_every_condition_that_bars() -> None:
    found = explained(FULL, {**CASE, "home": False, "salary": 1})
    assert found.status is Status.NO
    assert reasons(found) == [
        ("Has a stable home", "no"),
        ("Is recommended by the employer", "no"),
        ("Salary: at least 500,000 CNY", "no"),
    ]


def test_what_must_not_be_is_named_with_the_value_that_bars() -> None:
    assert reasons(explained("not (home or recommended)", {"home": True, "recommended": False})) == [
        ("Has a stable home", "yes")
    ]


def test_an_unknown_names_what_is_open_and_only_that() -> None:
    found = explained("national and home and salary >= open_one", {"foreign": True, "salary": 5})
    assert found.status is Status.UNKNOWN
    assert reasons(found) == [
        ("Has a stable home", "unknown"),
        ("Salary: at least “Open standard” (not set)", "unknown"),
    ]
    assert found.missing_facts == ("home",)
    assert [(each.name, each.set, each.shown.zh) for each in found.unset_standards] == [
        ("open_one", False, "未定")
    ]


def test_an_answer_that_only_the_diagram_knows_names_what_is_certain() -> None:
    found = explained("foreign and home or not foreign and recommended", {"home": True, "recommended": True})
    assert found.status is Status.YES
    assert ("Has a stable home", "yes") in reasons(found)
    assert ("Is recommended by the employer", "yes") in reasons(found)


def test_points_are_shown_as_they_add_up() -> None:
    found = explained("points(score) >= 20", {"salary": 100, "served": 4})
    (leaf,) = found.because
    assert found.status is Status.NO
    assert [(each.label.zh, each.shown.zh) for each in leaf.figures] == [("“积分”总分", "19分")]
    assert [fact.name for fact in leaf.facts] == ["salary", "served"]


def test_a_right_that_is_not_in_force_gives_no_reasons_and_its_first_day() -> None:
    found = explained("foreign", {"foreign": True}, in_force_from=date(2020, 1, 1))
    assert found.status is Status.NOT_IN_FORCE
    assert found.because == ()
    assert found.from_ == date(2020, 1, 1)


def test_the_whole_tree_has_every_value_and_marks_what_decided() -> None:
    tree = explained(FULL, CASE).tree

    def outline(node: ExplainedNode, depth: int = 0) -> list[str]:
        mark = "*" if node.decisive else ""
        own = f"{' ' * depth}{node.kind} {node.value.value}{mark}"
        return [own, *(line for child in node.children for line in outline(child, depth + 1))]

    assert outline(tree) == [
        "all yes*",
        " reference yes*",
        "  leaf yes*",
        " leaf yes*",
        " any yes*",
        "  leaf no",
        "  leaf yes*",
        " leaf yes*",
    ]
    assert tree.children[0].text == Text("外籍人员", "Foreigner")


def test_the_json_has_what_the_design_promises() -> None:
    found = explained(FULL, {**CASE, "home": None}).to_json()
    text = json.dumps(found, ensure_ascii=False)
    assert "有稳定住所" in text
    assert {"id", "clause", "status", "since", "until", "from", "because", "missing"} <= found.keys()
    assert {"unset_standards", "to_change", "title"} <= found.keys()
    assert found["missing"] == [
        {
            "facts": ["home"],
            "leads_to": "yes",
            "conditions": [{"zh": "有稳定住所", "en": "Has a stable home"}],
        },
        {
            "facts": ["home"],
            "leads_to": "no",
            "conditions": [{"zh": "有稳定住所：否", "en": "Has a stable home: no"}],
        },
    ]
