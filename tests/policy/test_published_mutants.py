"""The pack in use is tested like law should be: no small mistake in its rules would go unnoticed."""

from __future__ import annotations

import os

from haina.policy import default_directory, load
from haina.policy.coverage import coverage_of
from haina.policy.equivalent import read_equivalents
from haina.policy.mutation import Hunt
from haina.policy.mutation_report import report_of
from haina.policy.scope import Scope


def test_every_clause_of_the_pack_in_use_runs_and_every_mistake_is_noticed() -> None:
    """Both together, for loading the pack and reading its personas is most of what either costs."""
    policy = load(default_directory())
    rules = Scope(policy).rules
    hunt = Hunt(policy, rules)
    assert [f"{each.case.id} {each.expectation.rule}" for each in hunt.unmet()] == []
    report = report_of(hunt.run(os.cpu_count() or 1), read_equivalents(policy), rules, rules)
    assert [f"{each.mutant.place} {each.mutant.id}" for each in report.survivors] == []
    assert [each.id for each in report.unknown] == []
    assert [each.mutant.id for each, _ in report.noticed] == []
    covered = coverage_of(policy, report)
    assert {id: each.lacks for id, each in covered.clauses.items() if not each.executable} == {}
    assert [id for id, each in covered.systems.items() if not each.working] == []
    assert covered.is_complete
