"""What is missing: the smallest sets of facts that settle an answer, with values that do.

Every set is tried: with values that fulfil its conditions all completions agree, and no part of it will do.
"""

from __future__ import annotations

from collections.abc import Iterator
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
    Enum,
    EnumValue,
    FactDeclaration,
    History,
    Program,
    RuleError,
    RuleSource,
    StandardDeclaration,
    Status,
    Text,
)
from haina.rules.decide import Decision, decision
from haina.rules.diagram import NO, YES
from haina.rules.explain import explain
from haina.rules.residual import Residual
from haina.rules.settle import Settler

ON = date(2016, 9, 26)
DEGREES = Enum(
    "degree", tuple(EnumValue(each, Text.both(each)) for each in ("none", "bachelor", "master")), True
)
VALUES: dict[str, tuple[object, ...]] = {
    "p": (True, False),
    "q": (True, False),
    "r": (True, False),
    "degree": ("none", "bachelor", "master"),
    "x": tuple(range(4)),
}
FACTS = (
    *(FactDeclaration(name, BOOL, Text.both(name)) for name in "pqr"),
    FactDeclaration("degree", DEGREES, Text.both("degree")),
    FactDeclaration("x", INT, Text.both("x"), minimum=Decimal(0), maximum=Decimal(3)),
)
conditions = st.recursive(
    st.sampled_from(("p", "q", "r", "degree >= 'bachelor'", "degree == 'none'", "x >= 2", "x == 1", "x < 3")),
    lambda inner: st.one_of(
        st.builds("({} and {})".format, inner, inner),
        st.builds("({} or {})".format, inner, inner),
        st.builds("(not {})".format, inner),
        st.builds("({} == {})".format, inner, inner),
    ),
    max_leaves=6,
)


def completions(values: dict[str, object]) -> Iterator[dict[str, object]]:
    choices = [VALUES[name] if values.get(name) is None else (values[name],) for name in VALUES]
    for chosen in product(*choices):
        yield dict(zip(VALUES, chosen, strict=True))


def answer(program: Program, values: dict[str, object]) -> bool | None:
    """Answer by filling in every gap."""
    facts = program.nothing_known.replacing
    found = {program.truth("rule", facts(filled), ON) for filled in completions(values)}
    return found.pop() if len(found) == 1 else None


def settling(program: Program, names: tuple[str, ...], wanted: bool) -> bool:
    """Say whether some values of the named facts settle the answer."""
    return any(
        answer(program, dict(zip(names, chosen, strict=True))) is wanted
        for chosen in product(*(VALUES[name] for name in names))
    )


def by_hand(program: Program, wanted: bool) -> set[frozenset[str]]:
    """Give the minimal settling sets by trying all sets of facts."""
    found: set[frozenset[str]] = set()
    for size in range(len(VALUES) + 1):
        for names in combinations(VALUES, size):
            chosen = frozenset(names)
            if not any(other <= chosen for other in found) and settling(program, names, wanted):
                found.add(chosen)
    return found


def open_decision(condition: str) -> tuple[Program, Decision]:
    try:
        program = Program.compile(FACTS, (), [RuleSource("rule", condition)])
    except RuleError:
        assume(False)
    found = decision(Residual(program, program.nothing_known, ON), "rule")
    assume(found.truth is None)
    return program, found


@settings(max_examples=40, deadline=None)
@given(conditions)
def test_the_sets_are_all_the_smallest_that_settle(condition: str) -> None:
    program, found = open_decision(condition)
    for target, wanted in ((YES, True), (NO, False)):
        settler = Settler(found.diagrams, target)
        assert set(settler.sets(found.answers())) == by_hand(program, wanted)


@settings(max_examples=40, deadline=None)
@given(conditions)
def test_the_values_that_are_named_settle_it(condition: str) -> None:
    program, found = open_decision(condition)
    for target, wanted in ((YES, True), (NO, False)):
        settler = Settler(found.diagrams, target)
        for facts in settler.sets(found.answers()):
            given_values: dict[str, object] = {}
            for each in settler.values(found.answers(), facts):
                (name,) = found.diagrams.variables[each.level].facts
                position = int(each.regions[-1].sample())
                given_values[name] = VALUES[name][position if name in ("degree", "x") else 1 - position]
            assert set(given_values) <= facts
            assert answer(program, given_values) is wanted


# -- in words

SALARY = StandardDeclaration(
    "wanted", MONEY, Text("薪酬标准", "Wanted salary"), Text("元", "CNY"), unset=Text("未定", "open")
)


def test_a_missing_amount_is_named_with_its_threshold() -> None:
    facts = [
        FactDeclaration("salary", MONEY, Text("年薪", "Salary")),
        FactDeclaration("p", BOOL, Text("推荐", "Recommended")),
        FactDeclaration("birth", DATE, Text("出生日期", "Date of birth")),
        FactDeclaration("work", History(), Text("工作", "Work")),
    ]
    text = "salary >= money(600000) and p and age(birth) < 60 and held(work, years=4)"
    program = Program.compile(facts, (), [RuleSource("rule", text)])
    found = explain(program, "rule", program.nothing_known, ON)
    assert found.status is Status.UNKNOWN
    assert found.missing_facts == ("salary", "p", "birth", "work")
    yes = found.missing[0]
    assert yes.leads_to is Status.YES
    assert yes.facts == ("salary", "p", "birth", "work")
    assert [each.zh for each in yes.conditions] == [
        "年薪：不低于600,000元",
        "推荐",
        "出生日期：不早于1956年9月27日",
        "工作：至当日连续满4年",
    ]
    assert [(each.facts, each.conditions[0].en) for each in found.missing[1:]] == [
        (("birth",), "Date of birth: on or before 26 September 1956"),
        (("p",), "Recommended: no"),
        (("salary",), "Salary: less than 600,000 CNY"),
        (("work",), "Work: less than 4 years without a break up to the day"),
    ]


def test_what_rests_on_a_standard_that_is_not_set_cannot_be_settled_to_yes() -> None:
    facts = [
        FactDeclaration("salary", MONEY, Text("年薪", "Salary")),
        FactDeclaration("p", BOOL, Text("推荐", "p")),
    ]
    program = Program.compile(facts, (SALARY,), [RuleSource("rule", "p and salary >= wanted")])
    found = explain(program, "rule", program.read_facts({"salary": 5}), ON)
    assert [(each.facts, each.leads_to) for each in found.missing] == [(("p",), Status.NO)]
    assert [each.name for each in found.unset_standards] == ["wanted"]
    assert found.missing_facts == ("p",)


def test_two_numbers_in_one_sum_are_missing_together() -> None:
    facts = [FactDeclaration(name, MONEY, Text.both(name)) for name in ("salary", "bonus")]
    program = Program.compile(
        facts, (), [RuleSource("rule", "salary + bonus >= money(100) and salary > money(0)")]
    )
    found = explain(program, "rule", program.nothing_known, ON)
    assert [(each.facts, each.leads_to.value) for each in found.missing] == [
        (("salary", "bonus"), "yes"),
        (("salary",), "no"),
    ]
    assert found.missing[0].conditions[-1].en == "Salary + bonus: at least 100 CNY"
