"""Mutation test of a pack: a small mistake in a rule is noticed by a persona, or told as a survivor."""

from __future__ import annotations

import pytest

from haina.policy import Policy, PolicyError, ReadError, default_directory, load, load_files
from haina.policy.equivalent import read_equivalents
from haina.policy.mutants import mutants_of
from haina.policy.mutation import Fate, Hunt, Verdict
from haina.policy.mutation_report import Report, report_of
from haina.policy.scope import Scope
from haina.policy.variants import Workshop
from haina.rules.printer import source_of

from .villages import asking, persona, village, village_files


def verdicts(policy: Policy, *only: str, jobs: int = 1) -> list[Verdict]:
    return list(Hunt(policy, Scope(policy).chosen(only)).run(jobs))


def survivors(policy: Policy, *only: str) -> set[str]:
    return {each.mutant.id for each in verdicts(policy, *only) if each.fate is Fate.SURVIVED}


def report(policy: Policy, *only: str) -> Report:
    scope = Scope(policy)
    rules = scope.chosen(only)
    return report_of(Hunt(policy, rules).run(), read_equivalents(policy), rules, scope.rules)


# Thresholds


def test_a_persona_far_from_the_limit_does_not_notice_a_wrong_limit() -> None:
    policy = village("served >= least_years", asking({"{served: 9}": "yes", "{served: 0}": "no"}))
    assert survivors(policy, "passage") == {
        "passage:compare:-:gt",
        "passage:standard:1:least_years+1",
        "passage:standard:1:least_years-1",
        "passage:in_force:-:from-1d",
        "passage:in_force:-:from+1d",
    }


def test_personas_on_both_sides_of_the_limit_notice_every_wrong_limit() -> None:
    policy = village("served >= least_years", asking({"{served: 3}": "yes", "{served: 2}": "no"}))
    assert survivors(policy, "passage") == {"passage:in_force:-:from-1d", "passage:in_force:-:from+1d"}


def test_the_closest_persona_is_the_one_nearest_to_the_limit() -> None:
    policy = village("served >= least_years", asking({"{served: 9}": "yes", "{served: 5}": "yes"}))
    (turned,) = [each for each in verdicts(policy) if each.mutant.id == "passage:compare:-:gt"]
    assert turned.closest is not None
    assert (turned.closest.case, turned.closest.how.en) == ("p1", "5 >= 3")


@pytest.mark.parametrize(
    ("when", "facts", "unit"),
    [
        ("served >= 3", "{served: 3}", "constant:1:3"),
        ("pay >= money(1000)", "{pay: 1000}", "constant:1:1000"),
        ("pay * 0.70 >= money(700)", "{pay: 1000}", "constant:0.1:0.70"),
        ("born <= date('2000-01-31')", "{born: 2000-01-31}", "constant:1:2000-01-31"),
        ("held(work, months=6)", "{work: [{from: 2021-07-01}]}", "constant:1:6"),
        ("total(work) >= days(30)", "{work: [{from: 2021-12-03}]}", "constant:1:30d"),
        ("grade >= 'middle'", "{grade: middle}", "value:1:middle"),
    ],
)
def test_a_limit_moves_by_one_unit_of_its_kind(when: str, facts: str, unit: str) -> None:
    policy = village(when, asking({facts: "yes"}))
    moved = [each.mutant for each in verdicts(policy) if each.mutant.id.startswith(f"passage:{unit}")]
    assert len(moved) == 2, "one up, one down"
    killed = [each for each in verdicts(policy) if each.mutant in moved and each.fate is Fate.KILLED]
    assert len(killed) == 1, "whoever stands on the limit notices that it moves away"


def test_a_share_moves_by_one_in_its_last_digit() -> None:
    policy = village("pay * share >= money(50)", asking({"{pay: 100}": "yes"}))
    assert {"passage:standard:0.1:share+0.01", "passage:standard:0.1:share-0.01"} <= {
        each.mutant.id for each in verdicts(policy)
    }


# And, or, not


def test_each_condition_needs_somebody_who_lacks_only_that() -> None:
    both = {"{resident: true, guest: true}": "yes", "{resident: false, guest: true}": "no"}
    policy = village("resident and guest", asking(both))
    assert "passage:drop:-:and.1" in survivors(policy)
    assert "passage:drop:-:and.0" not in survivors(policy)
    policy = village("resident and guest", asking({**both, "{resident: true, guest: false}": "no"}))
    assert not {id for id in survivors(policy) if ":in_force:" not in id}


def test_each_alternative_needs_somebody_who_has_only_that() -> None:
    neither = {"{resident: false, guest: false}": "no", "{resident: true, guest: false}": "yes"}
    policy = village("resident or guest", asking(neither))
    assert "passage:drop:-:or.1" in survivors(policy)
    policy = village("resident or guest", asking({**neither, "{resident: false, guest: true}": "yes"}))
    assert not {id for id in survivors(policy) if ":in_force:" not in id}


def test_not_is_dropped_and_a_single_condition_is_denied() -> None:
    policy = village("not guest", asking({"{guest: false}": "yes"}))
    assert {each.mutant.id: each.fate for each in verdicts(policy)}["passage:not:-:not"] is Fate.KILLED
    policy = village("guest", asking({"{guest: true}": "yes"}))
    assert {each.mutant.id: each.fate for each in verdicts(policy)}["passage:not:-:denied"] is Fate.KILLED


def test_the_condition_on_a_spell_is_dropped_and_changed_too() -> None:
    here = {"{work: [{from: 2021-01-01, local: true}]}": "yes"}
    policy = village("holds(work, where=local)", asking(here))
    assert "passage:drop:-:where" in survivors(policy)
    away = {"{work: [{from: 2021-01-01, local: false}]}": "no"}
    policy = village("holds(work, where=local)", asking({**here, **away}))
    assert not {id for id in survivors(policy) if ":in_force:" not in id}


def test_an_answer_that_is_open_because_nobody_has_laid_down_a_rule_is_watched() -> None:
    policy = village("satisfies(guest, habit)", asking({"{guest: true}": "unknown", "{guest: false}": "no"}))
    assert not {id for id in survivors(policy) if ":in_force:" not in id}


# Formulas, tables, definitions


def test_a_formula_is_changed_in_its_numbers_and_operations() -> None:
    values = persona("{served: 4}", "passage: yes", "passage_term: 8 months")
    policy = village("served >= 0", values, term="months(served * 2)")
    assert not {id for id in survivors(policy, "passage") if id.startswith("passage_term")}
    fates = {each.mutant.id: each.fate for each in verdicts(policy)}
    assert fates["passage_term:constant:0.1:2+1"] is Fate.KILLED
    assert fates["passage_term:arithmetic:0:over"] is Fate.NOT_VIABLE, "a number of months is whole"


def test_rows_of_a_points_table_are_dropped_and_changed() -> None:
    table = """
tables:
  - id: score
    title: {zh: 计分, en: Score}
    cap: 9
    items:
      - id: age
        title: {zh: 年数, en: Years}
        rows:
          - {when: "served >= 5", points: 5}
          - {when: "served >= 1", points: 2}
"""
    policy = village(
        "points(score) >= 5",
        asking({"{served: 5}": "yes", "{served: 4}": "no"}),
        extra=table,
    )
    found = survivors(policy, "score")
    assert "score.age:row:-:branch.1" in found, "nobody asks for the two points"
    assert "score.age:row:-:branch.0" not in found
    assert "score.age:constant:0.1:5-1" not in found
    assert "score:constant:1:9-1" in found, "nobody reaches the cap"


def test_bounds_and_rates_of_a_table_of_brackets_are_moved_and_the_amount_too() -> None:
    table = """
tables:
  - id: levy
    title: {zh: 分级, en: Levy}
    brackets:
      - {up_to: money(100), rate: 0.1}
      - {rate: 0.2}
"""
    policy = village("progressive(pay * 2, levy) > money(20)", asking({"{pay: 76}": "yes"}), extra=table)
    fates = {each.mutant.id: each.fate for each in verdicts(policy, "levy")}
    assert fates["levy.up_to_1:constant:-:100-1"] is Fate.SURVIVED
    assert fates["levy.rate_1:constant:-:0.1-0.1"] is Fate.KILLED
    assert fates["levy.rate_2:constant:-:0.2-0.1"] is Fate.KILLED
    assert fates["levy.use_1.of:arithmetic:-:over"] is Fate.KILLED


def test_a_definition_is_killed_through_the_right_that_rests_on_it() -> None:
    define = "define: [{id: settled, title: {zh: 定居, en: is settled}, is: served > 5}]"
    policy = village("settled or guest", asking({"{served: 6, guest: false}": "yes"}), extra=define)
    by = {each.mutant.id: each.by for each in verdicts(policy, "settled")}
    assert by["settled:constant:1:5+1"] == "p0"
    assert by["settled:compare:-:ge"] is None


# In force


def test_the_first_day_in_force_needs_a_persona_on_the_day_before_and_on_the_day() -> None:
    days = persona("{guest: true}", "passage: yes", on="2020-01-01")
    policy = village("guest", days, in_force="{from: 2020-01-01, to: 2020-12-31}")
    assert {id for id in survivors(policy) if ":in_force:" in id} == {
        "passage:in_force:-:from-1d",
        "passage:in_force:-:to-1d",
        "passage:in_force:-:to+1d",
    }


def test_a_survivor_in_force_names_the_day_that_nobody_asks_about() -> None:
    policy = village("guest", persona("{guest: true}", "passage: yes", on="2020-01-01"))
    (early,) = [each for each in verdicts(policy) if each.mutant.id == "passage:in_force:-:from-1d"]
    assert early.closest is not None
    assert (early.closest.case, early.closest.how.en) == ("ana", "no persona asks on 2019-12-31")


def test_dates_that_a_switch_overrules_are_no_mutants() -> None:
    policy = village(
        "guest",
        persona("{guest: true}", "passage: yes"),
        in_force="{from: 2020-01-01, switch: trial_on}",
    )
    fates = {each.mutant.id: each.fate for each in verdicts(policy)}
    assert fates["passage:in_force:-:from+1d"] is Fate.SAME
    assert fates["passage:in_force:-:switch"] is Fate.SURVIVED


# What cannot be told apart


LISTED = """
- id: "passage:compare:-:gt"
  reason: {zh: 试验, en: for the test}
- id: "passage:constant:1:3+1"
  reason: {zh: 试验, en: for the test}
- id: "passage:constant:1:4+1"
  reason: {zh: 试验, en: for the test}
- id: "nothing:constant:1:4+1"
  reason: {zh: 试验, en: for the test}
"""


LISTED_RIGHTLY = {"passage:compare:-:gt", "passage:constant:1:3+1"}


@pytest.fixture
def listed() -> Policy:
    """A village that lists two mutants of its rule, one of them wrongly, and two that do not exist."""
    files = village_files(
        "served >= 3",
        asking({"{served: 9}": "yes", "{served: 2}": "no"}),
        more={"equivalent_mutants.yaml": LISTED},
    )
    return load_files(files)


def test_listed_mutants_are_no_survivors(listed: Policy) -> None:
    found = report(listed, "passage")
    assert {each.mutant.id for each, _ in found.equivalent} == {
        "passage:compare:-:gt",
        "passage:constant:1:3+1",
    }
    assert {each.mutant.id for each in found.survivors} == {
        "passage:in_force:-:from-1d",
        "passage:in_force:-:from+1d",
    }
    assert found.counts() == {"mutants": 6, "killed": 2, "equivalent": 2, "survivors": 2, "not_viable": 0}


def test_entries_that_are_no_mutants_are_told(listed: Policy) -> None:
    assert [each.id for each in report(listed).unknown] == [
        "passage:constant:1:4+1",
        "nothing:constant:1:4+1",
    ]


def test_an_entry_that_a_persona_notices_is_told() -> None:
    files = village_files(
        "served >= 3",
        asking({"{served: 3}": "yes"}),
        more={"equivalent_mutants.yaml": LISTED},
    )
    found = report(load_files(files))
    assert {each.mutant.id for each, _ in found.noticed} == LISTED_RIGHTLY


def test_a_list_without_a_reason_is_refused() -> None:
    files = village_files(
        "served >= 3", asking({"{served: 3}": "yes"}), more={"equivalent_mutants.yaml": "- id: x\n"}
    )
    with pytest.raises(PolicyError) as refused:
        read_equivalents(load_files(files))
    assert [each.code for each in refused.value.problems] == ["missing_key"]


# As a whole


def test_several_processes_come_to_the_same_verdicts(aurel: Policy) -> None:
    alone, together = verdicts(aurel), verdicts(aurel, jobs=2)
    assert [(each.mutant.id, each.fate, each.by) for each in alone] == [
        (each.mutant.id, each.fate, each.by) for each in together
    ]
    assert len(alone) > 30


def test_the_report_says_where_a_survivor_stands_and_what_it_changes() -> None:
    policy = village("served >= least_years", asking({"{served: 5}": "yes"}))
    found = report(policy, "passage").to_json()
    (entry,) = [each for each in found["survivors"] if each["id"] == "passage:standard:1:least_years-1"]
    assert entry == {
        "id": "passage:standard:1:least_years-1",
        "rule": "passage",
        "kind": "standard",
        "title": {"zh": "标准加减一个单位", "en": "standard one unit more or less"},
        "file": "articles/1.yaml",
        "line": 17,
        "column": 21,
        "before": "served >= least_years",
        "after": "served >= (least_years-1)",
        "closest": {
            "case": "p0",
            "on": "2022-01-01",
            "asks": "passage",
            "how": {"zh": "5 >= 3", "en": "5 >= 3"},
        },
    }


@pytest.fixture(scope="module")
def in_use() -> Policy:
    """The policy in ``policies/``."""
    return load(default_directory())


def test_every_rule_of_the_pack_in_use_reads_back_as_it_is(in_use: Policy) -> None:
    workshop = Workshop(in_use.program)
    for rule in Scope(in_use).rules:
        text = source_of(in_use.program.tree(rule))
        tree, problems = workshop.read(rule, text)
        assert not problems, f"{rule}: {problems}"
        assert tree is not None
        assert source_of(tree) == text


def test_no_two_mutants_of_the_pack_in_use_have_one_id(in_use: Policy) -> None:
    workshop = Workshop(in_use.program)
    ids = [each.id for rule in Scope(in_use).rules for each in mutants_of(workshop, rule)]
    assert len(ids) == len(set(ids))


def test_a_variant_without_changes_answers_as_the_program_does(aurel: Policy) -> None:
    hunt = Hunt(aurel, Scope(aurel).rules)
    for trial in hunt.reach.trials:
        assert trial.outcome(hunt.workshop.variant({}, trial.rules)) == trial.outcome(aurel.program)


def test_an_unknown_name_is_refused_with_the_nearest(aurel: Policy) -> None:
    with pytest.raises(ReadError, match="Did you mean “harbour_pass”"):
        Scope(aurel).chosen(("harbor_pass",))


def test_a_clause_stands_for_its_elements_and_definitions(aurel: Policy) -> None:
    chosen = Scope(aurel).chosen(("C1",))
    assert {"seasoned", "harbour_pass", "harbour_pass_term"} <= set(chosen)
    assert "stall" not in chosen
