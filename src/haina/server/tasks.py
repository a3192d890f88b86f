"""The platform's own jobs: give back what a killed worker left undone, and throw away what has expired."""

from __future__ import annotations

from datetime import timedelta

from django.core.management import call_command
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import UniqueViolation
from procrastinate.job_context import JobContext
from procrastinate.jobs import Status
from procrastinate.manager import JobManager

from haina.cases import files

#: Seconds without a sign of life after which a worker counts as gone.
SILENT_SECONDS = 30.0
_MOST_ATTEMPTS = 12
_HOURS_KEPT = 30 * 24


async def give_back(manager: JobManager, silent_for: float = SILENT_SECONDS) -> None:
    """Queue again every job whose worker has given no sign of life for so many seconds.

    Jobs may run twice and do their work once, so this is safe. One that has ended its worker twelve
    times has failed and stays to be looked at; one whose like is queued already is left to that.
    """
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=silent_for):
        if job.attempts >= _MOST_ATTEMPTS:
            await manager.finish_job(job, status=Status.FAILED, delete_job=False)
            continue
        try:
            await manager.retry_job(job)
        except UniqueViolation:
            await manager.finish_job(job, status=Status.ABORTED, delete_job=False)


@app.periodic(cron="* * * * *")
@app.task(name="server.retry_stalled", queueing_lock="server.retry_stalled", pass_context=True)
async def retry_stalled(context: JobContext, timestamp: int) -> None:
    """Every minute: no job is lost with the worker that was doing it."""
    await give_back(context.app.job_manager)


@app.periodic(cron="30 19 * * *")
@app.task(name="server.forget_jobs", queueing_lock="server.forget_jobs", pass_context=True)
async def forget_jobs(context: JobContext, timestamp: int) -> None:
    """Once a day: jobs that succeeded a month ago."""
    await context.app.job_manager.delete_old_jobs(nb_hours=_HOURS_KEPT)


@app.periodic(cron="35 19 * * *")
@app.task(name="server.forget_sessions", queueing_lock="server.forget_sessions")
def forget_sessions(timestamp: int) -> None:
    """Once a day: sessions that have expired."""
    call_command("clearsessions")


@app.periodic(cron="40 19 * * *")
@app.task(name="server.forget_halves", queueing_lock="server.forget_halves")
def forget_halves(timestamp: int) -> None:
    """Once a day: files that were still arriving a day ago, when their process was killed."""
    files.forget_halves(timezone.now() - timedelta(days=1))
