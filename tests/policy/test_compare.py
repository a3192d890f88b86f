"""Comparing two packs, or one on two days: what is answered differently, and what turns each answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from haina.policy import Policy, load_files
from haina.policy.compare import Comparison, Subject, compare, people_of
from haina.policy.differences import Side, patched
from haina.policy.facts_file import FactsFile
from haina.rules.declarations import DatedValue, StandardDeclaration
from haina.rules.text import FactError, Text
from haina.rules.types import INT

from .villages import asking, persona, village

DAY = date(2022, 1, 1)


def told(a: Policy, b: Policy, on: date | None = None, on_b: date | None = None) -> Comparison:
    return compare(Side.of(a, on), Side.of(b, on_b or on))


def answers(found: Comparison) -> dict[tuple[str, str], tuple[object, object]]:
    return {(each.subject.id, each.asks): (each.before, each.after) for each in found.answers}


def causes(found: Comparison) -> dict[str, tuple[list[tuple[str, str]], bool]]:
    return {
        each.subject.id: ([(cause.kind, cause.id) for cause in each.causes.found], each.causes.jointly)
        for each in found.answers
    }


def changed(policy: Policy, **texts: tuple[str, str]) -> Policy:
    """The same village with one text put in the place of another, by file: `standards`, `article`."""
    names = {"standards": "standards.yaml", "article": "articles/1.yaml", "personas": "personas/all.yaml"}
    files: dict[str, str] = dict(policy.files)
    for name, (find, put) in texts.items():
        assert files[names[name]].count(find) == 1
        files[names[name]] = files[names[name]].replace(find, put)
    return load_files(files)


@pytest.fixture(scope="module")
def base() -> Policy:
    """A village where three years make one free to pass."""
    people = asking(
        {"{served: 3, guest: false}": "yes", "{served: 2, guest: false}": "no", "{guest: true}": "yes"}
    )
    return village("served >= least_years or guest", people)


def test_a_pack_does_not_differ_from_itself(base: Policy) -> None:
    found = told(base, base)
    assert found.is_same
    assert (len(found.answers), found.same) == (0, 3)


def test_a_standard_that_turns_an_answer_is_its_cause(base: Policy) -> None:
    found = told(base, changed(base, standards=("value: 3", "value: 4")))
    assert answers(found) == {("p0", "passage"): ("yes", "no")}
    assert causes(found) == {"p0": ([("standard", "least_years")], False)}
    (change,) = found.differences.standards.values()
    assert [each.value for each in change.before] == [3]
    assert [each.value for each in change.after] == [4]


def test_a_rule_that_turns_an_answer_is_its_cause(base: Policy) -> None:
    found = told(base, changed(base, article=("least_years or guest", "least_years")))
    assert answers(found) == {("p2", "passage"): ("yes", "unknown")}
    assert causes(found) == {"p2": ([("rule", "passage")], False)}
    assert found.to_json()["elements"]["changed"] == [
        {
            "id": "passage",
            "changes": [
                {
                    "rule": "passage",
                    "before": "served >= least_years or guest",
                    "after": "served >= least_years",
                }
            ],
        }
    ]


def test_a_rule_written_otherwise_that_says_the_same_is_no_change(base: Policy) -> None:
    assert told(base, changed(base, article=("least_years or guest", "(least_years)   or (guest)"))).is_same


def test_two_changes_each_enough_are_both_named(base: Policy) -> None:
    both = changed(
        base,
        standards=("value: 3", "value: 4"),
        article=("served >= least", "served > 5 and served >= least"),
    )
    found = told(base, both)
    assert causes(found)["p0"] == ([("rule", "passage"), ("standard", "least_years")], False)


def test_changes_that_turn_the_answer_only_together_are_named_as_such() -> None:
    a = village("served >= least_years or pay * share > money(50)", asking({"{served: 3, pay: 102}": "yes"}))
    b = changed(a, standards=("value: 3", "value: 4"))
    b = changed(b, standards=("value: 0.50", "value: 0.10"))
    found = told(a, b)
    assert causes(found) == {"p0": ([("standard", "least_years"), ("standard", "share")], True)}


def test_days_in_force_are_a_cause(base: Policy) -> None:
    found = told(
        base, changed(base, article=("in_force: {from: 2020-01-01}", "in_force: {from: 2023-01-01}"))
    )
    assert answers(found)["p0", "passage"] == ("yes", "not_in_force")
    assert causes(found)["p0"] == ([("in_force", "passage")], False)


def test_a_definition_below_a_right_is_the_cause_not_the_right() -> None:
    define = "define: [{id: settled, title: {zh: 定居, en: is settled}, is: served > 5}]"
    a = village("settled", asking({"{served: 6}": "yes"}), extra=define)
    found = told(a, changed(a, article=("served > 5", "served > 6")))
    assert causes(found) == {"p0": ([("rule", "settled")], False)}


def test_a_table_is_taken_over_as_a_whole() -> None:
    table = """
tables:
  - id: levy
    title: {zh: 分级, en: Levy}
    brackets:
      - {up_to: money(100), rate: 0.1}
      - {rate: 0.2}
"""
    a = village("progressive(pay, levy) > money(20)", asking({"{pay: 152}": "yes"}), extra=table)
    found = told(a, changed(a, article=("rate: 0.2", "rate: 0.15")))
    assert causes(found) == {"p0": ([("rule", "levy")], False)}


def test_what_only_one_pack_has_is_listed(base: Policy) -> None:
    more = village(
        "served >= least_years or guest",
        "[]",
        extra="define: [{id: settled, title: {zh: 定居, en: is settled}, is: served > 5}]",
    )
    found = told(base, more)
    assert (found.differences.added, found.differences.removed) == (("settled",), ())
    assert told(more, base).differences.removed == ("settled",)


def test_a_new_fact_of_the_second_pack_is_open_in_the_first(base: Policy) -> None:
    found = told(base, changed(base, article=("or guest", "or resident")))
    assert answers(found) == {("p1", "passage"): ("no", "unknown"), ("p2", "passage"): ("yes", "unknown")}


def test_a_formula_is_compared_by_its_value() -> None:
    people = persona("{served: 4}", "passage: yes", "passage_term: 8 months")
    a = village("served >= 0", people, term="months(served * 2)")
    found = told(a, changed(a, article=("served * 2", "served * 3")))
    assert [(each.asks, str(each.before), str(each.after)) for each in found.answers] == [
        ("passage_term", "8 months", "12 months")
    ]
    assert causes(found) == {"ana": ([("rule", "passage_term")], False)}


# Two days


def test_two_days_of_one_pack_differ_by_the_standard_of_each() -> None:
    first = "{value: 3, from: 2020-01-01, to: 2021-12-31, source: L1, grade: A}"
    second = "{value: 5, from: 2022-01-01, source: L1, grade: A}"
    dated = f"values: [{first}, {second}]"
    a = village("served >= least_years", asking({"{served: 4}": "no"}))
    a = changed(a, standards=("values: [{value: 3, from: 2020-01-01, source: L1, grade: A}]", dated))
    found = told(a, a, date(2021, 12, 31), DAY)
    assert answers(found) == {("p0", "passage"): ("yes", "no")}
    assert causes(found) == {"p0": ([("standard", "least_years")], False)}


def test_two_days_of_one_pack_differ_by_the_passing_of_time() -> None:
    a = village("age(born) >= 18", asking({"{born: 2004-01-01}": "yes"}))
    found = told(a, a, date(2021, 12, 31), DAY)
    assert answers(found) == {("p0", "passage"): ("no", "yes")}
    assert causes(found) == {"p0": ([("time", "")], False)}


def test_two_days_of_one_pack_differ_by_what_is_in_force() -> None:
    a = village("guest", asking({"{guest: true}": "yes"}))
    found = told(a, a, date(2019, 12, 31), DAY)
    assert answers(found) == {("p0", "passage"): ("not_in_force", "yes")}
    assert causes(found) == {"p0": ([("in_force", "passage")], False)}


def test_a_value_of_one_day_leaves_the_others_as_they_are() -> None:
    declared = StandardDeclaration(
        "x", INT, Text.both("x"), Text.both("x"), (DatedValue(1, date(2020, 1, 1), date(2020, 12, 31)),)
    )
    made = patched(declared, date(2020, 6, 1), 2)
    assert [(each.value, each.valid_from, each.valid_to) for each in made.values] == [
        (1, date(2020, 1, 1), date(2020, 5, 31)),
        (1, date(2020, 6, 2), date(2020, 12, 31)),
        (2, date(2020, 6, 1), date(2020, 6, 1)),
    ]
    assert made.on(date(2020, 6, 1)) == DatedValue(2, date(2020, 6, 1), date(2020, 6, 1))


# People in files


def in_file(text: str, policies: list[Policy]) -> list[Subject]:
    return people_of([FactsFile.of_text(text, "people.yaml")], policies, DAY)


def test_people_in_files_are_asked_everything(base: Policy) -> None:
    other = changed(base, standards=("value: 3", "value: 4"))
    people = in_file("served: 3\nguest: false\n", [base, other])
    found = compare(Side.of(base, DAY), Side.of(other, DAY), people)
    assert answers(found)["people.yaml", "passage"] == ("yes", "no")


def test_a_fact_that_no_pack_knows_is_refused(base: Policy) -> None:
    with pytest.raises(FactError, match="servde"):
        in_file("servde: 3\n", [base, base])


def test_duties_are_compared_by_their_state(aurel: Policy, aurel_files: Mapping[str, str]) -> None:
    name, find = "standards/yards.yaml", "value: 30, from: 2020-01-01"
    yards = aurel_files[name]
    assert yards.count(find) == 1
    longer = load_files({**aurel_files, name: yards.replace(find, "value: 40, from: 2020-01-01")})
    found = told(aurel, longer)
    assert answers(found)["north_yard", "file_plans"] == ("late", "due")
    assert causes(found)["north_yard"] == ([("standard", "filing_days")], False)


def test_the_json_has_the_promised_shape(base: Policy) -> None:
    found = told(base, changed(base, standards=("value: 3", "value: 4"))).to_json()
    assert list(found) == ["a", "b", "elements", "standards", "answers", "same"]
    assert found["a"] == {"id": "village", "version": base.version, "on": None}
    assert found["elements"] == {"added": [], "removed": [], "changed": []}
    assert found["standards"]["changed"] == [
        {
            "name": "least_years",
            "before": [{"value": "3", "from": "2020-01-01", "to": None}],
            "after": [{"value": "4", "from": "2020-01-01", "to": None}],
        }
    ]
    assert found["answers"] == [
        {
            "case": "p0",
            "title": {"zh": "某人", "en": "Somebody"},
            "on": "2022-01-01",
            "on_b": "2022-01-01",
            "asks": "passage",
            "a": "yes",
            "b": "no",
            "causes": [{"kind": "standard", "id": "least_years"}],
            "jointly": False,
        }
    ]
    assert found["same"] == 2
