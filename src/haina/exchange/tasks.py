"""The jobs of the exchange."""

from __future__ import annotations

from uuid import UUID

from django.db import InterfaceError, OperationalError
from django.utils import timezone
from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.contrib.django import app
from procrastinate.jobs import Job

from haina.exchange import outbox, verbs
from haina.exchange.client import connected
from haina.exchange.protocol import NoAnswer
from haina.exchange.roots import make_roots

#: Seconds after the first failure, and at most between two tries.
_FIRST, _LONGEST = 5, 600


class Patience(BaseRetryStrategy):
    """Try again as long as there is no answer, each time after twice as long, at most after ten minutes.

    The same where the database was away, so that an answer could not be written down. It ends by itself:
    a question whose stage is over is closed, and a closed one is not put any more.
    """

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """When to try again; never after anything but a missing answer or a missing database."""
        if not isinstance(exception, (NoAnswer, OperationalError, InterfaceError)):
            return None
        return RetryDecision(retry_in={"seconds": min(_FIRST * 2 ** min(job.attempts, 10), _LONGEST)})


@app.task(name=outbox.SEND_REQUEST, retry=Patience())
def send_request(request_id: str) -> None:
    """Put a question to its register."""
    verbs.send(timezone.now, UUID(request_id), connected())


@app.periodic(cron="5 * * * *")
@app.task(name=outbox.MAKE_ROOTS, queueing_lock=outbox.MAKE_ROOTS)
def make_day_roots(timestamp: int) -> None:
    """Make the roots of the days of looks that are over; looked for every hour, as with cases."""
    make_roots(timezone.now())
