"""The worked examples of a pack, run against its rules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from haina.rules.explain import Explanation, explain
from haina.rules.facts import Facts
from haina.rules.program import Program
from haina.rules.text import FactError, Problem, Text

from .calculate import given
from .duty import answer_duty, duty_state
from .personas import Case, Expectation
from .policy import Policy


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came out for one expectation; `because` says why where it is not what was expected."""

    case: Case
    expectation: Expectation
    got: object
    passed: bool
    because: tuple[Text, ...]


def all_cases(policy: Policy) -> Iterator[Case]:
    """Every persona as given, and each of its variants."""
    for persona in policy.personas:
        yield from persona.cases


def check_personas(policy: Policy) -> list[Problem]:
    """Every defect of the personas: of their files as well as of their facts."""
    problems: list[Problem] = []
    seen: set[str] = set()
    for case in all_cases(policy):
        try:
            _read(policy, case)
        except FactError as error:
            # A defect of the persona itself would come again with each of its variants.
            problems.extend(each for each in error.problems if str(each) not in seen)
            seen.update(str(each) for each in error.problems)
    return problems


def _read(policy: Policy, case: Case) -> Facts:
    """The facts of a case; places are looked up only where something is wrong. Raises FactError."""
    try:
        return policy.program.read_facts(case.facts, lambda _: case.place)
    except FactError:
        return policy.program.read_facts(case.facts, case.place_of)


def run_personas(policy: Policy) -> Iterator[Outcome]:
    """The outcome of every expectation; raises FactError where a case's facts cannot be read."""
    for case in all_cases(policy):
        facts = _read(policy, case)
        yield from (_outcome(policy, case, each, facts) for each in case.expectations)


def answer_to(policy: Policy, program: Program, expectation: Expectation, facts: Facts) -> object:
    """What comes out for an expectation under a program: a status, a duty's state, or a formula's value."""
    rule, on = expectation.rule, expectation.on
    if expectation.calculator:
        return given(policy, program, policy.calculators[expectation.calculator], facts, on).get(rule)
    if expectation.formula:
        return program.value(rule, facts, on)
    if expectation.duty:
        return duty_state(program, policy.duties[rule], facts, on).value
    return program.statuses(facts, on, [rule])[rule].value


def is_met(expectation: Expectation, got: object) -> bool:
    """Whether what came out is what was expected."""
    return _same(got, expectation.wanted) if expectation.formula else got == expectation.wanted


def _outcome(policy: Policy, case: Case, expectation: Expectation, facts: Facts) -> Outcome:
    got = answer_to(policy, policy.program, expectation, facts)
    passed = is_met(expectation, got)
    return Outcome(case, expectation, got, passed, () if passed else _reasons(policy, expectation, facts))


def _same(got: object, wanted: object) -> bool:
    """Whether a formula's value is the one written in a persona; ``unknown`` stands for no value."""
    if got is None or wanted is None or wanted == "unknown":
        return got is None and wanted in (None, "unknown")
    if isinstance(got, bool) or isinstance(wanted, bool):
        return got is wanted
    if isinstance(got, int | Decimal) and isinstance(wanted, int | Decimal):
        return Decimal(got) == Decimal(wanted)
    return got == wanted or str(got) == str(wanted)


def _reasons(policy: Policy, expectation: Expectation, facts: Facts) -> tuple[Text, ...]:
    """The decisive parts of a rule, with the value of each; of a duty also its last day."""
    if expectation.formula:
        return ()
    if not expectation.duty:
        return _leaves(explain(policy.program, expectation.rule, facts, expectation.on))
    answer = answer_duty(policy.program, policy.duties[expectation.rule], facts, expectation.on)
    due = () if answer.due is None else (Text(zh=f"最后期限：{answer.due}", en=f"last day: {answer.due}"),)
    return (*_leaves(answer.owed), *_leaves(answer.fulfilled), *due)


def _leaves(explanation: Explanation) -> tuple[Text, ...]:
    return tuple(
        Text(zh=f"{leaf.text.zh}：{leaf.value.value}", en=f"{leaf.text.en}: {leaf.value.value}")
        for leaf in explanation.because
    )
