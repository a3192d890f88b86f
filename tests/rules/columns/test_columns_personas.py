"""The worked examples of the published pack come out of columns as they are written."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from haina import policy
from haina.policy.personas import Case, Expectation
from haina.policy.trial import all_cases, is_met
from haina.rules import Program, Status
from haina.rules.columns import ColumnPlan
from haina.rules.columns.cases import empty_frames, frames_of

PACK = Path(__file__).parents[3] / "policies" / "shanghai-2016"
DATES = 6


@pytest.fixture(scope="module")
def pack() -> policy.Policy:
    return policy.load(PACK)


def expected(pack: policy.Policy) -> dict[date, list[tuple[Case, Expectation]]]:
    """Give what is expected of rules and formulas, on the days on which most is."""
    found: dict[date, list[tuple[Case, Expectation]]] = {}
    for case in all_cases(pack):
        for each in case.expectations:
            if not each.duty and not each.calculator:
                found.setdefault(each.on, []).append((case, each))
    days = Counter({on: len(each) for on, each in found.items()}).most_common(DATES)
    return {on: found[on] for on, _ in days}


def test_every_worked_example_has_the_answer_that_it_says(pack: policy.Policy) -> None:
    for on, wanted in expected(pack).items():
        names = sorted({each.rule for _, each in wanted})
        cases = {id(case): case for case, _ in wanted}
        facts = [pack.program.read_facts(case.facts) for case in cases.values()]
        answers = ColumnPlan.compile(pack.program, names, on).run(frames_of(pack.program, facts, on))
        rows = {key: row for row, key in enumerate(cases)}
        for case, each in wanted:
            assert met(pack.program, each, answers[each.rule][rows[id(case)]]), (on, case.id, each.rule)


def met(program: Program, wanted: Expectation, got: object) -> bool:
    """Say whether an answer of columns is the one that is expected."""
    if wanted.formula and str(program.tree(wanted.rule).type) == "bool":
        truth = {Status.YES.value: True, Status.NO.value: False}.get(str(got))
        return truth is None if wanted.wanted == "unknown" else truth is wanted.wanted
    return is_met(wanted, got)


def test_no_right_of_the_pack_is_read_row_by_row_for_want_of_columns(pack: policy.Policy) -> None:
    program = pack.program
    plan = ColumnPlan.compile(program, program.rights, date(2024, 6, 1))
    assert plan.report(empty_frames(program)).row_by_row == {}
