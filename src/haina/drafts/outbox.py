"""What drafts leave for the worker, in the transaction in which it becomes due."""

from __future__ import annotations

from uuid import UUID

from procrastinate.contrib.django import app

TRY_OUT = "drafts.try_out"
INDEX = "drafts.index"


def try_out(trial_id: UUID) -> None:
    """Defer a trial; two at once would make the same city twice."""
    app.configure_task(TRY_OUT, lock=TRY_OUT).defer(trial_id=str(trial_id))


def index() -> None:
    """Defer the search index over the version in force."""
    app.configure_task(INDEX, lock=INDEX).defer()
