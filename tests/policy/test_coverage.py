"""Coverage of a pack: a clause counts once an element of its kind gives personas every sort of answer."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from haina.policy import Policy, load_files
from haina.policy.coverage import Coverage, coverage_of
from haina.policy.equivalent import read_equivalents
from haina.policy.mutation import Hunt
from haina.policy.mutation_report import report_of
from haina.policy.scope import Scope

from .villages import asking, persona, village, village_files

THREE = {"{guest: true}": "yes", "{guest: false}": "no", "{}": "unknown"}


def lacks(policy: Policy, clause: str = "V1") -> tuple[str, ...]:
    return coverage_of(policy).clauses[clause].lacks


def test_a_right_with_personas_for_yes_no_and_unknown_is_executable() -> None:
    found = coverage_of(village("guest", asking(THREE)))
    assert found.clauses["V1"].executable
    assert found.executable == 1
    assert found.is_complete


@pytest.mark.parametrize("answer", ["yes", "no", "unknown"])
def test_a_right_lacks_the_sort_of_answer_that_no_persona_gets(answer: str) -> None:
    others = {facts: got for facts, got in THREE.items() if got != answer}
    assert lacks(village("guest", asking(others))) == (answer,)


def test_an_expectation_that_is_not_met_does_not_count() -> None:
    assert lacks(village("guest", asking({**THREE, "{guest: true}": "no"}))) == ("yes",)


def test_a_right_for_everybody_needs_only_a_yes() -> None:
    assert lacks(village('"True"', asking({"{}": "yes"}))) == ()


def test_a_right_whose_switch_was_never_turned_needs_only_to_say_so() -> None:
    off = {"standards.yaml": village_files("guest", "[]")["standards.yaml"] + UNSET_SWITCH}
    files = village_files(
        "guest",
        persona("{guest: true}", "passage: not_in_force"),
        in_force="{from: 2020-01-01, switch: never_on}",
        more=off,
    )
    assert coverage_of(load_files(files)).clauses["V1"].lacks == ()


UNSET_SWITCH = """
  - name: never_on
    type: bool
    label: {zh: 从未启用, en: Never turned on}
    unset: {zh: 尚未启用, en: Not turned on yet}
"""

ARTICLE = """
article: "2"
title: {zh: 其他, en: Other things}
clauses:
  - id: V2
    kind: money
    modality: must
    title: {zh: 补贴, en: Grant}
    summary: {zh: 发补贴。, en: A grant is paid.}
  - id: V3
    kind: deal
    modality: may
    title: {zh: 租约, en: Lease}
    summary: {zh: 可订租约。, en: A lease may be agreed.}
  - id: V4
    kind: duty
    modality: must
    title: {zh: 报告, en: Report}
    summary: {zh: 须报告。, en: A report is owed.}
  - id: V5
    kind: duty
    modality: must
    title: {zh: 留空, en: Left open}
    summary: {zh: 尚无规则。, en: Nothing carries it out yet.}
programmes:
  - id: grant
    clause: V2
    title: {zh: 补贴, en: Grant}
    for: person
    when: guest
    grants: {type: amount, title: {zh: 补贴, en: Grant}}
    amount: pay * share
    eligible: [{zh: 生活费, en: Living}]
    budget: chest
    in_force: {from: 2020-01-01}
    no_procedure: {zh: 直接发放。, en: It is paid without asking.}
agreements:
  - id: lease
    clause: V3
    title: {zh: 租约, en: Lease}
    for: person
    parties: [{role: tenant, when: resident}]
    terms: [{id: rent, title: {zh: 租金, en: Rent}, when: pay > money(0)}]
    found_by: negotiation
    in_force: {from: 2020-01-01}
duties:
  - id: file_report
    clause: V4
    title: {zh: 报告, en: Report}
    for: person
    owed_by: [tenant]
    owed: resident
    due: {by: "date('2021-06-30')"}
    evidence: {type: report, fact: work, title: {zh: 报告, en: Report}}
    checked_by: [hall]
    in_force: {from: 2020-01-01}
"""
PACK = """
roles: [{id: tenant, title: {zh: 承租人, en: Tenant}}]
budgets: [{id: chest, title: {zh: 村库, en: The chest}, department: hall}]
evidence_types: [{id: report, title: {zh: 报告, en: Report}}]
"""
PERSONAS = """
- id: all
  title: {zh: 某人, en: Somebody}
  facts: {guest: true, resident: true, pay: 10, work: [{from: 2021-06-30}]}
  expect: [{on: 2021-07-01, grant: yes, lease: yes, file_report: fulfilled, passage: yes}]
  values: [{on: 2021-07-01, grant_amount: 5}]
  variants:
    - id: none
      change: {guest: false, pay: 0, work: []}
      expect: [{on: 2021-07-01, grant: no, lease: no, file_report: late, passage: no}]
    - id: open
      change: {guest: null, resident: false}
      expect: [{on: 2021-07-01, grant: unknown, file_report: not_owed, passage: unknown}]
"""
SYSTEMS = """
- {id: purse, number: 1, type: fund, basis: named, title: {zh: 钱袋, en: Purse}, clauses: [V1, V2]}
- {id: archive, number: 2, type: register, basis: implied, title: {zh: 档案, en: Archive}, clauses: [V4, V5]}
"""


@pytest.fixture(scope="module")
def four_kinds() -> Policy:
    """A village with a clause of every kind, and one of which nothing is carried out."""
    files = village_files("guest", PERSONAS)
    return load_files(
        {
            **files,
            "pack.yaml": files["pack.yaml"] + PACK,
            "articles/2.yaml": ARTICLE,
            "systems.yaml": SYSTEMS,
        },
        unfinished=True,
    )


@pytest.fixture(scope="module")
def covered(four_kinds: Policy) -> Coverage:
    """What of that village is covered."""
    return coverage_of(four_kinds)


def test_each_kind_has_its_own_sorts_of_answers(covered: Coverage) -> None:
    assert {id: each.lacks for id, each in covered.clauses.items()} == {
        "V1": (),
        "V2": (),
        "V3": (),
        "V4": (),
        "V5": ("element",),
    }


@pytest.mark.parametrize(
    ("left_out", "clause", "sort"),
    [
        ("values: [{on: 2021-07-01, grant_amount: 5}]", "V2", "amount"),
        ("lease: no, ", "V3", "no"),
        ("file_report: late, ", "V4", "late"),
        ("file_report: not_owed, ", "V4", "not_owed"),
        ("file_report: fulfilled, ", "V4", "fulfilled"),
    ],
)
def test_what_no_persona_gets_is_lacking(four_kinds: Policy, left_out: str, clause: str, sort: str) -> None:
    assert PERSONAS.count(left_out) == 1
    files = {**four_kinds.files, "personas/all.yaml": PERSONAS.replace(left_out, "")}
    assert lacks(load_files(files, unfinished=True), clause) == (sort,)


@pytest.mark.parametrize(
    "due", ["{unstated: {zh: 逐步, en: gradually}}", "{by: day_to_come}"], ids=["no date", "unset date"]
)
def test_a_duty_without_a_date_is_due_instead_of_late(four_kinds: Policy, due: str) -> None:
    day = """
  - name: day_to_come
    type: date
    label: {zh: 期限, en: The day}
    unset: {zh: 未定, en: Not fixed}
"""
    files = {
        **four_kinds.files,
        "articles/2.yaml": ARTICLE.replace("""{by: "date('2021-06-30')"}""", due),
        "standards.yaml": four_kinds.files["standards.yaml"] + day,
        "personas/all.yaml": PERSONAS.replace("file_report: late", "file_report: due"),
    }
    assert lacks(load_files(files, unfinished=True), "V4") == ()


def test_a_system_works_when_all_its_clauses_do(covered: Coverage) -> None:
    assert {id: each.working for id, each in covered.systems.items()} == {"purse": True, "archive": False}


def test_the_json_has_exactly_the_promised_shape(four_kinds: Policy, covered: Coverage) -> None:
    found = covered.to_json()
    assert list(found) == ["clauses", "executable", "by_kind", "systems"]
    assert (found["clauses"], found["executable"]) == (5, 4)
    assert {kind: (each["clauses"], each["executable"]) for kind, each in found["by_kind"].items()} == {
        "right": (1, 1),
        "money": (1, 1),
        "deal": (1, 1),
        "duty": (2, 1),
    }
    assert found["by_kind"]["money"]["by_clause"]["V2"] == {
        "executable": True,
        "lacks": [],
        "elements": [
            {
                "id": "grant",
                "personas": 1,
                "answers": {"yes": 1, "no": 1, "unknown": 1, "amount": 1},
                "lacks": [],
            }
        ],
        "pages": ["/zh-hans/clauses/V2/", "/zh-hans/rights/grant/"],
    }
    assert found["systems"]["systems"] == 2
    assert found["systems"]["working"] == 1
    assert found["systems"]["by_id"]["archive"] == {
        "number": "2",
        "title": {"zh": "档案", "en": "Archive"},
        "working": False,
        "clauses": ["V4", "V5"],
        "unknown_clauses": [],
        "elements": ["file_report"],
        "pages": [
            "/zh-hans/systems/archive/",
            "/zh-hans/clauses/V4/",
            "/zh-hans/duties/file_report/",
            "/zh-hans/clauses/V5/",
        ],
    }


def test_mutants_are_counted_as_a_whole_and_by_clause(four_kinds: Policy) -> None:
    rules = Scope(four_kinds).rules
    report = report_of(Hunt(four_kinds, rules).run(), read_equivalents(four_kinds), rules, rules)
    found = coverage_of(four_kinds, report).to_json()
    assert list(found) == ["clauses", "executable", "by_kind", "systems", "mutants"]
    assert set(found["mutants"]) == {"mutants", "killed", "equivalent", "survivors", "not_viable"}
    by_clause: Mapping[str, Mapping[str, int]] = {
        id: each["mutants"] for kind in found["by_kind"].values() for id, each in kind["by_clause"].items()
    }
    assert sum(each.get("killed", 0) for each in by_clause.values()) == found["mutants"]["killed"] > 10
    assert by_clause["V5"] == {}


def test_the_leaves_of_agreements_and_duties_are_mutated_too(four_kinds: Policy) -> None:
    rules = Scope(four_kinds).chosen(("lease", "file_report"))
    fates = {each.mutant.id: each.fate.value for each in Hunt(four_kinds, rules).run()}
    assert fates["lease_term_rent:constant:1:0+1"] == "survived", "nobody pays one crown"
    assert fates["lease:drop:-:and.1"] == "killed"
    assert fates["file_report_due:constant:-:2021-06-30-1d"] == "killed"
    assert fates["file_report_due:constant:-:2021-06-30+1d"] == "killed"
    assert fates["file_report_owed:not:-:denied"] == "killed"
    assert fates["file_report_fulfilled:compare:-:lt"] == "killed"
