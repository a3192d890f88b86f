"""Which expectations of the personas can notice a change of a rule, and what comes out for each of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from haina.rules.facts import Facts
from haina.rules.program import Program

from .personas import Case, Expectation
from .policy import Policy
from .trial import all_cases, answer_to, is_met


@dataclass(frozen=True, slots=True, eq=False)
class Trial:
    """One expectation of one case with its facts, read once; `rules` are those that it asks."""

    policy: Policy
    case: Case
    expectation: Expectation
    facts: Facts
    rules: tuple[str, ...]

    @property
    def on(self) -> date:
        """The day that is asked about."""
        return self.expectation.on

    @property
    def in_force_of(self) -> tuple[str, ...]:
        """The rules whose being in force shows in what comes out."""
        return () if self.expectation.formula else self.rules[:1]

    @property
    def looks_at_other_days(self) -> bool:
        """Whether what comes out rests on other days too: a duty that is done is judged on its last day."""
        return self.expectation.duty

    def is_met(self, outcome: object) -> bool:
        """Whether something that came out is what the persona says."""
        return is_met(self.expectation, outcome)

    def outcome(self, program: Program) -> object:
        """What comes out with a program: a status, the state of a duty, or the value of a formula."""
        return answer_to(self.policy, program, self.expectation, self.facts)


class Reach:
    """All trials of a pack, by the rules that they rest on; raises FactError where facts cannot be read."""

    def __init__(self, policy: Policy, rules: Iterable[str] | None = None) -> None:
        self._below: Mapping[str, tuple[str, ...]] = policy.program.generator.below
        self._depths: dict[str, dict[str, int]] = {}
        wanted = None if rules is None else frozenset(rules)
        self.trials: list[Trial] = []
        for case in all_cases(policy):
            self._take(policy, case, wanted)
        self._by_rule: dict[str, list[tuple[int, Trial]]] = {}
        for trial in self.trials:
            for name, depth in self._reached(trial.rules).items():
                self._by_rule.setdefault(name, []).append((depth, trial))

    def _take(self, policy: Policy, case: Case, wanted: frozenset[str] | None) -> None:
        facts: Facts | None = None
        for expectation in case.expectations:
            rules = asked_of(policy, expectation)
            if wanted is not None and wanted.isdisjoint(self._reached(rules)):
                continue
            if facts is None:
                facts = policy.program.read_facts(case.facts, case.place_of)
            self.trials.append(Trial(policy, case, expectation, facts, rules))

    def of(self, rule: str) -> list[Trial]:
        """Give the trials that rest on a rule, those first that ask for it most directly."""
        found = self._by_rule.get(rule, [])
        return [trial for _, trial in sorted(found, key=lambda each: each[0])]

    def _reached(self, rules: tuple[str, ...]) -> Mapping[str, int]:
        """Give every rule below some rules with the least number of steps to it."""
        if len(rules) == 1:
            return self._depths_of(rules[0])
        found: dict[str, int] = {}
        for rule in rules:
            for name, depth in self._depths_of(rule).items():
                found[name] = min(depth, found.get(name, depth))
        return found

    def _depths_of(self, rule: str) -> dict[str, int]:
        found = self._depths.get(rule)
        if found is None:
            found = self._depths[rule] = {rule: 0}
            waiting = [rule]
            for name in waiting:
                for below in self._below[name]:
                    if below not in found:
                        found[below] = found[name] + 1
                        waiting.append(below)
        return found


def asked_of(policy: Policy, expectation: Expectation) -> tuple[str, ...]:
    """Give the rules of the program that an expectation asks, that which is in force or not first."""
    if expectation.calculator:
        calculator = policy.calculators[expectation.calculator]
        return tuple(dict.fromkeys((*calculator.rules, *calculator.breakdown)))
    if not expectation.duty:
        return (expectation.rule,)
    duty = policy.duties[expectation.rule]
    found = (duty.owed_rule, duty.fulfilled_rule, duty.due_rule, duty.every_rule)
    return tuple(rule for rule in found if rule is not None)
