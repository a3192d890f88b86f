"""No job is lost with the worker that was doing it, and none can end its workers for ever."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from asgiref.sync import async_to_sync
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from haina.server.tasks import forget_sessions, give_back
from haina.server.working import working_app


@pytest.fixture
def queue(transactional_db: None) -> Iterator[None]:
    """An empty queue before and after; what empties the other tables leaves this one alone."""

    def empty() -> None:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM procrastinate_periodic_defers; DELETE FROM procrastinate_jobs")

    empty()
    yield
    empty()


def job_of_a_worker(*, silent_for: timedelta, attempts: int) -> int:
    """A job that a worker took and is doing; `silent_for` is how long the worker has not been heard of."""
    job = app.configure_task("server.forget_sessions").defer(timestamp=0)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (%s) RETURNING id",
            [timezone.now() - silent_for],
        )
        worker = cursor.fetchone()[0]
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s, attempts = %s WHERE id = %s",
            [worker, attempts, job],
        )
    return job


def status(job: int) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT status::text FROM procrastinate_jobs WHERE id = %s", [job])
        return str(cursor.fetchone()[0])


@pytest.mark.usefixtures("queue")
@pytest.mark.parametrize(
    ("silent_for", "attempts", "then"),
    [
        (timedelta(minutes=5), 0, "todo"),
        (timedelta(minutes=5), 11, "todo"),
        (timedelta(minutes=5), 12, "failed"),
        (timedelta(seconds=5), 0, "doing"),
    ],
)
def test_a_job_goes_back_when_its_worker_has_fallen_silent(
    silent_for: timedelta, attempts: int, then: str
) -> None:
    job = job_of_a_worker(silent_for=silent_for, attempts=attempts)
    async_to_sync(give_back)(app.job_manager)
    assert status(job) == then


@pytest.mark.usefixtures("queue")
def test_a_worker_that_is_alone_takes_up_at_once_what_the_one_before_was_doing() -> None:
    job = job_of_a_worker(silent_for=timedelta(), attempts=0)
    async_to_sync(give_back)(app.job_manager, 0)
    assert status(job) == "todo"


@pytest.mark.usefixtures("queue")
def test_a_job_is_left_to_its_like_that_is_queued_already() -> None:
    left = job_of_a_worker(silent_for=timedelta(minutes=5), attempts=0)
    queued = app.configure_task("server.forget_sessions").defer(timestamp=1)
    async_to_sync(give_back)(app.job_manager)
    assert (status(left), status(queued)) == ("aborted", "todo")


@pytest.fixture
def half_done() -> Iterator[str]:
    """A job that defers another one and then fails, taking back what it has done."""

    @app.task(name="tests.half_done")
    def fail() -> None:
        with transaction.atomic():
            app.configure_task("server.forget_sessions").defer(timestamp=0)
            raise RuntimeError("the power went out")

    yield fail.name
    del app.tasks[fail.name]


@pytest.mark.usefixtures("queue")
def test_what_a_job_defers_is_there_only_if_the_jobs_transaction_is(
    half_done: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The worker's threads are gone afterwards, so their connections must not be kept for a next job.
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", 0)
    app.configure_task(half_done).defer()
    working_app().run_worker(wait=False, install_signal_handlers=False, listen_notify=False)
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name, status::text FROM procrastinate_jobs")
        found = dict(cursor.fetchall())
    assert found[half_done] == "failed"
    assert "server.forget_sessions" not in found


@pytest.mark.django_db
def test_expired_sessions_are_forgotten() -> None:
    now = timezone.now()
    for key, expires in (("over", now - timedelta(days=1)), ("open", now + timedelta(days=1))):
        Session.objects.create(session_key=key, session_data="", expire_date=expires)
    forget_sessions(timestamp=0)
    assert list(Session.objects.values_list("session_key", flat=True)) == ["open"]
