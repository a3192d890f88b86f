"""The jobs of drafts. Each may run twice and does its work once."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from haina.cases.policies import current_policy, look
from haina.drafts import outbox
from haina.drafts.trying import run_trial
from haina.portal.verbs.publish_policy import publish_policy


@app.task(name=outbox.TRY_OUT)
def try_out(trial_id: str) -> None:
    """Run a trial, or what is left of it."""
    run_trial(UUID(trial_id))


@app.task(name=outbox.INDEX, retry=RetryStrategy(max_attempts=12, exponential_wait=3))
def index() -> None:
    """Build the search index over the version in force."""
    look(at_once=True)
    publish_policy(current_policy(), timezone.now())
