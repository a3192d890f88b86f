"""Feature: the real worker asks the real registers, waits while they are away, and loses nothing."""

from __future__ import annotations

import pytest
from django.db import OperationalError
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.jobs import Job

from haina.cases.store import load_state
from haina.exchange import outbox
from haina.exchange.models import RegisterRequest
from haina.exchange.protocol import NoAnswer, Trouble
from haina.exchange.state import Status, state_of
from haina.exchange.tasks import Patience

from ..cases.conftest import City
from ..cases.test_outbox import work
from .conftest import RunningRegisters
from .test_questions import asked, connected

__all__ = ["connected"]


def make_due() -> int:
    """Let every job that waits for its next try be due now; how many there were."""
    return ProcrastinateJob.objects.filter(task_name=outbox.SEND_REQUEST, status="todo").update(
        scheduled_at=timezone.now()
    )


def test_the_worker_asks_waits_for_a_killed_register_and_verifies_at_last(
    committed_city: City, connected: RunningRegisters, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given the registers are killed before they are asked, then the case waits until they are back."""
    committed_city.now = timezone.now()  # the worker's own clock
    connected.kill()
    case = committed_city.begin().accepted()
    work(monkeypatch)
    statuses = {one.register: state_of(one).status for one in RegisterRequest.objects.all()}
    assert statuses["exit_entry"] is Status.WAITING
    assert state_of(asked(case, "exit_entry")).trouble == Trouble.UNREACHABLE
    assert load_state(case.id).stages["employment_review"].held == "degree_check"
    connected.start()
    assert make_due() == 4
    work(monkeypatch)
    state = load_state(case.id)
    assert {name: found.value for name, found in state.verified.items()} == {
        "job_contract": True,
        "highest_degree": "master",
        "nationality": "foreign",
        "birth_date": "1990-05-01",
        "passport_expiry": "2034-05-01",
    }
    assert not state.stages["employment_review"].is_held
    assert state_of(asked(case, "market_entities")).status is Status.NOT_FOUND
    assert not ProcrastinateJob.objects.exclude(status="succeeded").exists()


def test_patience_doubles_up_to_ten_minutes_and_is_for_what_is_away_only() -> None:
    def wait(attempts: int, error: Exception) -> float | None:
        job = Job(id=1, queue="default", lock=None, queueing_lock=None, task_name="x", attempts=attempts)
        decision = Patience().get_retry_decision(exception=error, job=job)
        if decision is None or decision.retry_at is None:
            return None
        return round((decision.retry_at - timezone.now()).total_seconds())

    down = NoAnswer(Trouble.UNREACHABLE)
    assert [wait(attempts, down) for attempts in (0, 1, 2, 6, 7, 500)] == [5, 10, 20, 320, 600, 600]
    assert wait(0, OperationalError("the database is away")) == 5
    assert wait(0, ValueError("a mistake of ours")) is None
