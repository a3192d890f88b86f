"""Procedures are run on paper: which stages open, how joins come out, and what silence does."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest

from haina.policy import Policy, default_directory, load
from haina.policy.procedure_lengths import longest
from haina.policy.procedure_simulation import (
    APPROVE,
    GRANTED,
    REFUSE,
    REFUSED,
    SILENT,
    WAITING,
    check_simulation,
    runs,
    simulate,
)

SHANGHAI = load(default_directory())


def test_the_pack_in_use_runs_to_an_end() -> None:
    assert check_simulation(SHANGHAI) == []


@pytest.mark.parametrize("answers", list(product([APPROVE, REFUSE], repeat=3)))
def test_a_quorum_of_two_grants_with_two_and_refuses_without(aurel: Policy, answers: tuple[str, ...]) -> None:
    stall = aurel.procedures["stall_procedure"]
    run = simulate(stall, dict(zip(("review", "fee", "watch"), answers, strict=True)))
    assert run.outcome == (GRANTED if answers.count(APPROVE) >= 2 else REFUSED)


def test_a_public_notice_stands_before_the_yes(aurel: Policy) -> None:
    stall = aurel.procedures["stall_procedure"]
    assert "notice" in simulate(stall, {}).opened
    assert "notice" not in simulate(stall, {"review": REFUSE, "fee": REFUSE}).opened


def test_a_veto_refuses_at_once_and_its_silence_too(aurel: Policy) -> None:
    studio = aurel.procedures["studio_procedure"]
    assert simulate(studio, {"review": REFUSE}).outcome == REFUSED
    assert simulate(studio, {"review": SILENT}).outcome == REFUSED
    assert simulate(studio, {"craft": REFUSE}).outcome == REFUSED


def test_silence_that_only_escalates_leaves_the_case_open_and_is_told(aurel: Policy) -> None:
    run = simulate(aurel.procedures["pass_procedure"], {"review": SILENT})
    assert (run.outcome, run.escalated) == (WAITING, {"review"})


def test_silence_that_agrees_grants(aurel: Policy) -> None:
    run = simulate(aurel.procedures["pass_procedure"], {"fee": SILENT})
    assert (run.outcome, run.escalated) == (GRANTED, frozenset())


def test_every_escalation_fires_in_some_run() -> None:
    for procedure in SHANGHAI.procedures.values():
        told = frozenset[str]().union(*(run.escalated for run in runs(procedure)))
        silent = {s.id for s in procedure.stages if s.kind != "publication" and s.silence == "escalate"}
        assert told == silent, procedure.id


def test_no_clock_is_without_a_length_on_any_day_of_ten_years() -> None:
    """The work permit's own terms begin with its first rule, in 2017; all others hold from the first day."""
    days = [date(year, month, 1) for year in range(2017, 2027) for month in (1, 4, 7, 10)]
    for procedure in SHANGHAI.procedures.values():
        for term in {*(stage.term for stage in procedure.stages), procedure.total}:
            for day in days if procedure.like else days[8:]:
                assert longest(term, SHANGHAI.standards, day) is not None, (procedure.id, day)
