"""Feature: the sweep works through many cases at once, and one bad case never stops the others."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from itertools import count
from threading import Barrier
from uuid import UUID

import pytest
from django.db import connections
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.cases.procedures import with_stage

from haina.cases import batches, verbs
from haina.cases.chain import verify_all, verify_case
from haina.cases.deadlines import deadlines, first_unwatched
from haina.cases.models import Case, CaseEvent, CaseStage, Notice, SweepFailure
from haina.cases.perform import Order
from haina.cases.policies import working_calendar
from haina.cases.store import load_state

#: The day after the last one of a pre-check that began on the Monday on which everybody files.
LATE = date(2026, 11, 10)


@pytest.fixture
def waiting(city) -> list:
    """Five applications that nobody has looked at in time."""
    made = [city.begin().submitted() for _ in range(5)]
    city.go_to(LATE)
    return made


def whole(case_id) -> None:
    """The rows of a case say what its events say, and its chain holds."""
    state, row = load_state(case_id), Case.objects.get(pk=case_id)
    clocks = deadlines(state, working_calendar())
    assert (row.state, row.sequence) == (state.state.value, state.sequence)
    assert (row.due, row.watch) == (clocks.next, first_unwatched(state, clocks))
    stages = CaseStage.objects.filter(case_id=case_id)
    assert {each.stage: each.escalated for each in stages} == {
        id: each.escalated for id, each in state.stages.items()
    }
    assert verify_case(case_id) == []


def escalations(case_id) -> int:
    return CaseEvent.objects.filter(case_id=case_id, kind="escalated").count()


def test_a_batch_leaves_the_same_events_rows_notices_and_jobs_as_one_case_does(waiting, monkeypatch) -> None:
    """Given five late cases, when one is swept alone and four together, then nothing tells them apart."""
    first, *others = sorted(waiting, key=lambda case: case.row.watch)
    Case.objects.filter(pk__in=[case.id for case in others]).update(watch=None)
    monkeypatch.setattr(batches, "BATCH", 1)
    verbs.escalate_overdue(first.city.now)
    monkeypatch.undo()
    Case.objects.filter(pk__in=[case.id for case in others]).update(watch=date(2026, 11, 9))
    jobs = ProcrastinateJob.objects.count()
    assert set(verbs.escalate_overdue(first.city.now).done) == {case.id for case in others}
    assert ProcrastinateJob.objects.count() - jobs == len(others)
    for case in waiting:
        whole(case.id)
        told = Notice.objects.filter(case_id=case.id, notice="escalated")
        assert [notice.account.name for notice in told] == ["head"]
        assert escalations(case.id) == 1


def test_a_case_that_cannot_be_read_leaves_the_others_of_its_batch_alone(waiting) -> None:
    """Given a case in the middle whose record does not hold, when swept, then it alone is left and told."""
    bad = waiting[2]
    Case.objects.filter(pk=bad.id).update(sequence=99)
    swept = verbs.escalate_overdue(bad.city.now)
    assert swept.failed == (bad.id,)
    assert set(swept.done) == {case.id for case in waiting} - {bad.id}
    assert SweepFailure.objects.get().case_id == bad.id
    assert [escalations(case.id) for case in waiting] == [1, 1, 0, 1, 1]


def test_a_case_that_cannot_be_stored_leaves_the_others_of_its_batch_alone(waiting) -> None:
    """Given a case whose chain the database refuses, when swept, then the others are stored one by one."""
    bad = waiting[2]
    Case.objects.filter(pk=bad.id).update(head_hash="f" * 64)
    swept = verbs.escalate_overdue(bad.city.now)
    assert swept.failed == (bad.id,)
    assert set(swept.done) == {case.id for case in waiting} - {bad.id}
    for case in waiting:
        if case is not bad:
            whole(case.id)
    assert verbs.escalate_overdue(bad.city.now).done == ()


def test_silence_that_grants_has_the_paper_made_from_a_batch_too(waiting, procedure_is) -> None:
    """Given silence that settles cases, when they are swept together, then each goes on as it would alone."""
    for stage in ("pre_check", "employment_review", "residence_review"):
        procedure_is(lambda known, stage=stage: with_stage(known, stage, silence="approve"))
    city = waiting[0].city
    verbs.escalate_overdue(city.now)
    city.go_to(date(2026, 12, 20))
    verbs.escalate_overdue(city.now)
    for case in waiting:
        whole(case.id)
        assert case.row.state == "approved"
    jobs = ProcrastinateJob.objects.filter(task_name="cases.issue_document")
    assert sorted(job.args["case_id"] for job in jobs) == sorted(str(case.id) for case in waiting)


def test_a_sweep_that_is_ended_in_the_middle_is_finished_by_the_next_one(waiting, monkeypatch) -> None:
    """Given a process that ends while a batch is being stored, then nothing is lost or done twice."""
    monkeypatch.setattr(batches, "BATCH", 2)
    batch, store = count(), batches._store

    def ends(order: Order, ahead: list) -> None:
        store(order, ahead)
        if next(batch) == 1:
            raise SystemExit

    monkeypatch.setattr(batches, "_store", ends)
    with pytest.raises(SystemExit):
        verbs.escalate_overdue(waiting[0].city.now)
    assert sum(escalations(case.id) for case in waiting) == 2
    verbs.escalate_overdue(waiting[0].city.now)
    assert [escalations(case.id) for case in waiting] == [1] * 5
    assert Notice.objects.filter(notice="escalated").count() == 5


def test_those_who_sweep_at_once_do_nothing_twice(committed_city, monkeypatch) -> None:
    """Given twelve late cases, when three sweep at the same moment, then each case is escalated once."""
    monkeypatch.setattr(batches, "BATCH", 3)
    waiting = [committed_city.begin().submitted().id for _ in range(12)]
    committed_city.go_to(LATE)
    together = Barrier(3)

    def sweep(_: int) -> tuple[UUID, ...]:
        try:
            together.wait(timeout=20)
            return verbs.escalate_overdue(committed_city.now).done
        finally:
            connections.close_all()

    with ThreadPoolExecutor(3) as pool:
        done = [case_id for each in pool.map(sweep, range(3)) for case_id in each]
    assert sorted(done) == sorted(waiting)
    assert {escalations(case_id) for case_id in waiting} == {1}
    assert Notice.objects.filter(notice="escalated").count() == len(waiting)
    assert list(verify_all()) == []
