"""The quick mutation test against the slow one: the pack compiled anew for a mutant, everything asked."""

from __future__ import annotations

from dataclasses import replace

import pytest

from haina.policy import Policy
from haina.policy.mutants import Mutant, mutants_of
from haina.policy.mutation import Fate, Hunt
from haina.policy.scope import Scope
from haina.policy.trial import answer_to
from haina.rules.declarations import RuleSource
from haina.rules.printer import source_of
from haina.rules.program import Program

#: Of so many mutants one is tried slowly.
STRIDE = 2


@pytest.fixture(scope="module")
def hunt(aurel: Policy) -> Hunt:
    """All rules of the invented city."""
    return Hunt(aurel, Scope(aurel).rules)


def recompiled(hunt: Hunt, mutant: Mutant) -> Program:
    """The program of the pack with the mutant in the place of its rule, made from the declarations alone."""
    program = hunt.policy.program

    def mutated(source: RuleSource) -> RuleSource:
        if source.id != mutant.rule:
            return source
        return mutant.source or replace(source, text=named(source_of(mutant.tree)) if mutant.tree else "")

    shadows = [replace(each, name=named(each.name)) for each in hunt.workshop.shadows.declarations]
    return Program.compile(
        program.facts.values(),
        (*program.standards.values(), *shadows),
        [mutated(source) for source in program.rules.values()],
        program.tables.values(),
        program.currency,
        program.currency_label,
    )


def named(text: str) -> str:
    """Shadows under names that a pack may give."""
    return text.replace("__up", "_one_up").replace("__down", "_one_down")


def is_noticed(hunt: Hunt, program: Program) -> bool:
    """Whether any expectation of any case comes out differently, with facts read anew."""
    for trial in hunt.reach.trials:
        facts = program.read_facts(trial.case.facts)
        if answer_to(hunt.policy, program, trial.expectation, facts) != hunt.expected(trial):
            return True
    return False


def test_the_quick_verdict_is_the_slow_one(hunt: Hunt) -> None:
    rules = [rule for rule in hunt.rules if rule in hunt.policy.program.rules]
    quick = {each.mutant.id: each.fate for rule in rules for each in hunt.verdicts(rule)}
    tried = [each for rule in rules for each in mutants_of(hunt.workshop, rule) if each.viable][::STRIDE]
    assert len(tried) > 50
    differing = [
        mutant.id
        for mutant in tried
        if is_noticed(hunt, recompiled(hunt, mutant)) is not (quick[mutant.id] is Fate.KILLED)
    ]
    assert differing == []
