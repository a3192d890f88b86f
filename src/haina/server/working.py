"""The queue as its worker has it."""

from __future__ import annotations

from copy import copy
from functools import wraps
from inspect import iscoroutinefunction
from typing import Any

from procrastinate import App
from procrastinate.contrib.django import app
from procrastinate.contrib.django.db_cleanup import DjangoApp
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.periodic import PeriodicRegistry
from procrastinate.tasks import Task

from haina.cases.policies import look, pinned


def working_app() -> App:
    """The queue on a connection of its own that can wait for jobs; open it before use.

    Only the worker itself has that connection. What a job does goes through Django's, as in the pages, so
    that jobs which a job defers belong to its transaction: replacing the connector of the whole queue, as
    procrastinate's own command does, would have them begin before their rows are there, or without them.
    """
    if not isinstance(app.connector, DjangoConnector):
        raise TypeError("the queue is not in Django's database")
    working = DjangoApp(connector=app.connector.get_worker_connector())
    working.tasks = {name: _up_to_date(task) for name, task in app.tasks.items()}
    working.periodic_registry = _deferred_by(working)
    return working


def _up_to_date(task: Task[Any, Any, Any]) -> Task[Any, Any, Any]:
    """A task that looks first which policy is in force; coroutines have nothing to do with it."""
    do = task.func
    if iscoroutinefunction(do):
        return task

    @wraps(do)
    def after_a_look(*arguments: Any, **named: Any) -> Any:
        look()
        with pinned():
            return do(*arguments, **named)

    seeing = copy(task)
    seeing.func = after_a_look
    return seeing


def _deferred_by(working: App) -> PeriodicRegistry:
    """What comes round by itself, deferred by the worker and not by Django's part of the queue."""
    registry = PeriodicRegistry()  # type: ignore[no-untyped-call]
    for periodic in app.periodic_registry.periodic_tasks.values():
        task = copy(periodic.task)
        task.blueprint = working
        registry.register_task(task, periodic.cron, periodic.periodic_id, periodic.configure_kwargs)
    return registry
