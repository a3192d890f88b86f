"""`manage.py work`: do the jobs of the outbox until stopped, first those that a killed worker left."""

from __future__ import annotations

import asyncio
from typing import Any

from django.core.management import BaseCommand, CommandParser

from haina.server.tasks import SILENT_SECONDS, give_back
from haina.server.working import working_app

_JOBS_AT_ONCE = 2
#: Seconds that running jobs have to end when the worker is asked to stop.
_GRACE = 2.0


class Command(BaseCommand):
    """Work until stopped."""

    help = "Do the jobs of the outbox until stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take --alone."""
        parser.add_argument(
            "--alone",
            action="store_true",
            help="no other worker has this database: whatever is being done now was left by a killed one",
        )

    def handle(self, *, alone: bool, **options: Any) -> None:
        """Give back what was left, then work."""
        asyncio.run(_work(0 if alone else SILENT_SECONDS))


async def _work(silent_for: float) -> None:
    async with working_app().open_async() as app:
        await give_back(app.job_manager, silent_for)
        await app.run_worker_async(concurrency=_JOBS_AT_ONCE, shutdown_graceful_timeout=_GRACE)
