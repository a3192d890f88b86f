"""The facts of a case are read as people write them; all that is wrong is said at once, with its place."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from tests.rules import world

from haina.rules import (
    BOOL,
    FactDeclaration,
    FactError,
    History,
    Place,
    Problem,
    Program,
    RuleSource,
    SpellHistory,
    Text,
)
from haina.rules.types import DURATION

WORLD = world.compiled("foreign")
PERMITS = FactDeclaration("permits", History(()), Text.both("permits"), disjoint=True)
MARKS = FactDeclaration("marks", world.MONEY, Text("分数", "marks"), minimum=Decimal(0), maximum=Decimal(100))
TERM = FactDeclaration("term", DURATION, Text.both("term"))
PROGRAM = Program.compile([*WORLD.facts.values(), PERMITS, MARKS, TERM], [], [RuleSource("rule", "foreign")])
ON = date(2016, 9, 26)


def problems_of(data: dict[str, Any]) -> list[Problem]:
    lines = iter(range(1, 1000))
    places: dict[tuple[str | int, ...], Place] = {}
    with pytest.raises(FactError) as caught:
        PROGRAM.read_facts(data, lambda path: places.setdefault(path, Place("me.yaml", next(lines))))
    return list(caught.value.problems)


@pytest.mark.parametrize(
    ("name", "given", "held"),
    [
        ("foreign", True, True),
        ("foreign", "yes", True),
        ("foreign", "否", False),
        ("children", 3, 3),
        ("children", "3", 3),
        ("children", Decimal("3.0"), 3),
        ("ratio", 1.5, Decimal("1.5")),
        ("ratio", "0.70", Decimal("0.70")),
        ("salary", "500000.50", Decimal("500000.50")),
        ("salary", -3, Decimal(-3)),
        ("birth", "1980-02-29", date(1980, 2, 29)),
        ("birth", date(1980, 2, 29), date(1980, 2, 29)),
        ("degree", "master", "master"),
        ("sorts", ["work", "study", "work"], ("work", "study")),
        ("sorts", [], ()),
        ("work", [], SpellHistory()),
    ],
)
def test_a_value_may_be_written_in_several_ways(name: str, given: object, held: object) -> None:
    assert PROGRAM.read_facts({name: given}).value(name, ON) == held


def test_what_is_not_given_is_unknown() -> None:
    facts = PROGRAM.read_facts({"foreign": None, "work": []})
    assert facts.value("foreign", ON) is None
    assert facts.value("stay", ON) is None
    assert facts.names_known() == ("work",)


def test_a_scalar_may_change_on_its_dates() -> None:
    facts = PROGRAM.read_facts(
        {
            "salary": [
                {"from": "2015-01-01", "to": "2015-12-31", "value": 1},
                {"from": "2016-01-02", "value": 2},
            ]
        }
    )
    days = [date(2014, 12, 31), date(2015, 1, 1), date(2015, 12, 31), date(2016, 1, 1), date(2016, 1, 2)]
    assert [facts.value("salary", day) for day in days] == [None, 1, 1, None, 2]
    assert facts.at(days[1])[PROGRAM.slots["salary"]] == 1


def test_spells_are_kept_in_order_and_missing_fields_are_unknown() -> None:
    given = [{"from": "2016-01-01", "pay": 3}, {"from": "2014-01-01", "to": "2014-12-31", "sort": "work"}]
    history = PROGRAM.read_facts({"work": given}).value("work", ON)
    assert isinstance(history, SpellHistory)
    first, second = history.spells
    assert (first.start, first.last_day, first.fields[1]) == (date(2014, 1, 1), date(2014, 12, 31), "work")
    assert (second.start, second.last_day, second.fields[0]) == (date(2016, 1, 1), None, 3)
    assert second.fields[1] is None


@pytest.mark.parametrize(
    ("data", "code", "suggestion"),
    [
        ({"forein": True}, "unknown_fact", "foreign"),
        ({"foreign": "maybe"}, "wrong_type", "true"),
        ({"foreign": 1}, "wrong_type", "true"),
        ({"children": 1.5}, "wrong_type", "3"),
        ({"children": True}, "wrong_type", "3"),
        ({"children": "三"}, "wrong_type", "3"),
        ({"children": [1]}, "wrong_type", "3"),
        ({"ratio": float("nan")}, "wrong_type", None),
        ({"ratio": "1e9"}, "wrong_type", None),
        ({"salary": 10**18}, "too_large", None),
        ({"salary": Decimal("1E+400")}, "too_large", None),
        ({"ratio": Decimal("1E-400")}, "too_large", None),
        ({"salary": {"amount": 3}}, "wrong_type", "500000"),
        ({"birth": "1981-02-29"}, "date", "2016-09-26"),
        ({"birth": "26/09/2016"}, "date", "2016-09-26"),
        ({"birth": 1981}, "wrong_type", "2016-09-26"),
        ({"degree": "bachelr"}, "unknown_enum_value", "bachelor"),
        ({"degree": 3}, "unknown_enum_value", "doctor"),
        ({"sorts": "work"}, "wrong_type", None),
        ({"sorts": ["wrk"]}, "unknown_enum_value", "work"),
        ({"sorts": ["work", None]}, "wrong_type", None),
        ({"marks": -1}, "minimum", None),
        ({"marks": "100.01"}, "maximum", None),
        ({"work": "since 2014"}, "wrong_type", "from"),
        ({"work": {"from": "2014-01-01"}}, "wrong_type", "from"),
        ({"work": ["2014"]}, "wrong_type", None),
        ({"work": [{"to": "2014-01-01"}]}, "missing_argument", "from"),
        ({"work": [{"from": "2014-01-02", "to": "2014-01-01"}]}, "dates", None),
        ({"work": [{"from": "2014-13-01"}]}, "date", None),
        ({"work": [{"from": "2014-01-01", "pey": 3}]}, "unknown_field", "pay"),
        ({"work": [{"from": "2014-01-01", "pay": "much"}]}, "wrong_type", None),
        ({"permits": [{"from": "2014-01-01"}, {"from": "2015-01-01"}]}, "overlap", None),
        ({"permits": [{"from": "2014-01-01", "to": "2014-06-01"}, {"from": "2014-06-01"}]}, "overlap", None),
        (
            {"salary": [{"from": "2014-01-01", "value": 1}, {"from": "2015-01-01", "value": 2}]},
            "overlap",
            None,
        ),
        ({"work": [{"from": "2014-01-01"}] * 2001}, "too_large", None),
        ({"sorts": ["work"] * 2001}, "too_large", None),
    ],
)
def test_a_wrong_fact_is_refused_with_its_place(
    data: dict[str, Any], code: str, suggestion: str | None
) -> None:
    (problem,) = problems_of(data)
    assert problem.code == code
    assert problem.place.file == "me.yaml"
    assert problem.message.zh != problem.message.en
    if suggestion is not None:
        assert problem.suggestion is not None
        assert suggestion in problem.suggestion.en


def test_touching_permits_do_not_overlap() -> None:
    given = [{"from": "2014-01-01", "to": "2014-12-31"}, {"from": "2015-01-01"}]
    assert PROGRAM.read_facts({"permits": given}).is_known("permits", ON)


def test_every_wrong_fact_is_listed() -> None:
    found = problems_of(
        {
            "forein": True,
            "birth": "1981-02-29",
            "work": [{"from": "2014-01-02", "to": "2014-01-01", "pey": 1}, {"from": 3}],
        }
    )
    assert [problem.code for problem in found] == [
        "unknown_fact",
        "date",
        "unknown_field",
        "dates",
        "wrong_type",
    ]


def test_a_duration_is_written_in_words_or_as_in_iso_8601() -> None:
    four, half = (PROGRAM.read_facts({"term": given}).value("term", ON) for given in ("4 years", "P6M"))
    assert str(four) == "4 years"
    assert str(half) == "6 months"


def test_a_truth_is_not_a_number() -> None:
    assert PROGRAM.facts["foreign"].type == BOOL
    assert [problem.code for problem in problems_of({"marks": True})] == ["wrong_type"]
