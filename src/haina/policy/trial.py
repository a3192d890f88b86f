"""The worked examples of a pack, run against its rules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from haina.rules.explain import explain
from haina.rules.facts import Facts
from haina.rules.text import FactError, Problem, Status, Text

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
            policy.program.read_facts(case.facts, case.place_of)
        except FactError as error:
            # A defect of the persona itself would come again with each of its variants.
            problems.extend(each for each in error.problems if str(each) not in seen)
            seen.update(str(each) for each in error.problems)
    return problems


def run_personas(policy: Policy) -> Iterator[Outcome]:
    """The outcome of every expectation; raises FactError where a case's facts cannot be read."""
    for case in all_cases(policy):
        facts = policy.program.read_facts(case.facts, case.place_of)
        statuses: dict[date, dict[str, Status]] = {}
        for expectation in case.expectations:
            if expectation.formula:
                yield _value(policy, case, expectation, facts)
                continue
            if expectation.on not in statuses:
                wanted = [
                    each.rule for each in case.expectations if each.on == expectation.on and not each.formula
                ]
                statuses[expectation.on] = policy.program.statuses(facts, expectation.on, wanted)
            got = statuses[expectation.on][expectation.rule]
            passed = got.value == expectation.wanted
            because = () if passed else _reasons(policy, expectation, facts)
            yield Outcome(case, expectation, got.value, passed, because)


def _value(policy: Policy, case: Case, expectation: Expectation, facts: Facts) -> Outcome:
    got = policy.program.value(expectation.rule, facts, expectation.on)
    return Outcome(case, expectation, got, _same(got, expectation.wanted), ())


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
    """The decisive parts of a rule, with the value of each."""
    explanation = explain(policy.program, expectation.rule, facts, expectation.on)
    return tuple(
        Text(zh=f"{leaf.text.zh}：{leaf.value.value}", en=f"{leaf.text.en}: {leaf.value.value}")
        for leaf in explanation.because
    )
