"""Mutation test: for every small mistake that a rule could have, does some persona's answer change?

A mutant is killed when an expectation of some persona comes out differently with it. Only the mutated rule
and what the expectation needs is compiled again, and only cases in which the rule itself has another value
(or none) are asked at all; the first that tells ends the search.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from haina.rules.facts import Facts
from haina.rules.program import Program
from haina.rules.validity import Validity

from .closeness import Closest, closest, closest_day
from .mutants import Mutant, mutants_of
from .policy import Policy
from .reach import Reach, Trial
from .variants import Workshop

Heard = Callable[["Verdict"], None]


class Fate(StrEnum):
    """What became of a mutant."""

    KILLED = "killed"
    SURVIVED = "survived"
    #: It is no rule: the types do not fit, or a part can never matter.
    NOT_VIABLE = "not_viable"
    #: It is in force on the same days as the true rule.
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A mutant (without its tree) and what became of it; `by` is the id of the case that noticed it."""

    mutant: Mutant
    fate: Fate
    by: str | None = None
    closest: Closest | None = None


class Hunt:
    """Tries the mutants of one pack; raises FactError where the facts of a persona cannot be read."""

    def __init__(self, policy: Policy, rules: Iterable[str]) -> None:
        self.rules = tuple(rules)
        self.policy = policy
        self.workshop = Workshop(policy.program)
        self.reach = Reach(policy, self.rules)
        self._outcomes: dict[Trial, object] = {}

    def unmet(self) -> list[Trial]:
        """Give the trials that do not come out as their persona says even with the true rules."""
        return [each for each in self.reach.trials if not each.is_met(self.expected(each))]

    def run(self, jobs: int = 1) -> Iterator[Verdict]:
        """Try every mutant, in the order of the rules; with more `jobs` in processes of their own."""
        if jobs > 1 and len(self.rules) > 1 and "fork" in multiprocessing.get_all_start_methods():
            yield from self._in_processes(jobs)
            return
        for rule in self.rules:
            yield from self.verdicts(rule)

    def _in_processes(self, jobs: int) -> Iterator[Verdict]:
        # A forked process has the pack and the facts already; nothing but names and verdicts is sent.
        context = multiprocessing.get_context("fork")
        with context.Pool(jobs, _begin, (self,)) as pool:
            for verdicts in pool.imap(_verdicts, self.rules):
                yield from verdicts

    def verdicts(self, rule: str) -> Iterator[Verdict]:
        """Try the mutants of one rule."""
        trials = self.reach.of(rule)
        values = _Values(self.workshop, rule, trials)
        for mutant in mutants_of(self.workshop, rule):
            yield self._verdict(mutant, trials, values)

    def _verdict(self, mutant: Mutant, trials: Sequence[Trial], values: _Values) -> Verdict:
        light = replace(mutant, tree=None, source=None)
        if mutant.source is not None:
            return self._in_force(mutant, light, trials)
        if mutant.tree is None:
            return Verdict(light, Fate.NOT_VIABLE)
        by = self._killer(mutant, trials, values)
        if by is not None:
            return Verdict(light, Fate.KILLED, by.case.id)
        return Verdict(light, Fate.SURVIVED, None, closest(self.workshop, mutant, trials))

    def _killer(self, mutant: Mutant, trials: Sequence[Trial], values: _Values) -> Trial | None:
        """Give the first trial that comes out differently."""
        if mutant.tree is None or not trials:
            return None
        changed = {mutant.rule: mutant.tree}
        own = self.workshop.variant(changed, (mutant.rule,))
        differing, open_ = values.changed_by(own, trials)
        programs: dict[tuple[str, ...], Program] = {(mutant.rule,): own}
        for trial in (*differing, *open_):
            program = programs.get(trial.rules)
            if program is None:
                program = programs[trial.rules] = self.workshop.variant(changed, trial.rules)
            if trial.outcome(program) != self.expected(trial):
                return trial
        return None

    def expected(self, trial: Trial) -> object:
        """Give what comes out of a trial with the true rules."""
        if trial not in self._outcomes:
            self._outcomes[trial] = trial.outcome(self.policy.program)
        return self._outcomes[trial]

    def _in_force(self, mutant: Mutant, light: Mutant, trials: Sequence[Trial]) -> Verdict:
        """Ask for the days on which the rule is in force with one reading and not with the other."""
        if mutant.source is None:
            raise ValueError("this mutant has the dates of the rule")
        program = self.policy.program
        switch = program.rules[mutant.rule].switch
        standards = () if switch is None else (program.standards[switch],)
        true = Validity(standards, (program.rules[mutant.rule],))
        other = Validity(standards, (mutant.source,))
        lines = [each.force_line(mutant.rule) for each in (true, other)]
        if lines[0] == lines[1]:
            return Verdict(light, Fate.SAME)

        def differs(day: date) -> bool:
            before, after = (mutant.rule in each.not_in_force(day) for each in (true, other))
            return before != after

        asking = [trial for trial in trials if mutant.rule in trial.in_force_of]
        for trial in asking:
            if differs(trial.on):
                return Verdict(light, Fate.KILLED, trial.case.id)
        day = min(day for line in lines for day, _ in line if differs(day))
        return Verdict(light, Fate.SURVIVED, None, closest_day(day, asking))


class _Values:
    """The values of one rule for the facts and days of its trials, by the true rules."""

    def __init__(self, workshop: Workshop, rule: str, trials: Sequence[Trial]) -> None:
        self._rule = rule
        self._true = self._answers(workshop.variant({}, (rule,)), trials)

    def changed_by(self, program: Program, trials: Sequence[Trial]) -> tuple[list[Trial], list[Trial]]:
        """Give the trials in which the rule has another value, and those that may tell all the same."""
        differing: list[Trial] = []
        open_: list[Trial] = []
        values = self._answers(program, trials)
        for trial in trials:
            before, after = self._true[_pair(trial)], values[_pair(trial)]
            if (before is None) != (after is None) or before != after:
                differing.append(trial)
            elif before is None or trial.looks_at_other_days:
                open_.append(trial)
        return differing, open_

    def _answers(self, program: Program, trials: Sequence[Trial]) -> dict[tuple[int, date], Any]:
        answer = program.generator.answers((self._rule,))
        found: dict[tuple[int, date], Any] = {}
        for trial in trials:
            key = _pair(trial)
            if key not in found:
                facts: Facts = trial.facts
                found[key] = answer(facts.at(trial.on), program.standards_on(trial.on), trial.on)[0]
        return found


def _pair(trial: Trial) -> tuple[int, date]:
    return id(trial.facts), trial.on


_hunt: Hunt | None = None


def _begin(hunt: Hunt) -> None:
    """Remember, in a new process, what it is there for."""
    global _hunt
    _hunt = hunt


def _verdicts(rule: str) -> list[Verdict]:
    if _hunt is None:
        raise RuntimeError("the process was not told what to try")
    return list(_hunt.verdicts(rule))
