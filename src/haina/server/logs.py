"""Logging with the standard library: one line an event, each with the number of the request it belongs to."""

from __future__ import annotations

import logging
from contextvars import ContextVar
from typing import Any

request_number: ContextVar[str] = ContextVar("request_number", default="-")
"""The number of the request that this thread is answering; `-` outside a request."""


class RequestNumberFilter(logging.Filter):
    """Gives every record the number of the request during which it was written."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Set `record.request_number`; every record passes.

        What Django logs about an answer comes after the middleware, but brings its request with it.
        """
        request = getattr(record, "request", None)
        record.request_number = getattr(request, "number", None) or request_number.get()
        return True


def logging_settings() -> dict[str, Any]:
    """Django's LOGGING: to standard error, where whatever runs us collects it."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"request_number": {"()": RequestNumberFilter}},
        "formatters": {
            "line": {"format": "%(asctime)s %(levelname)s %(name)s request=%(request_number)s %(message)s"}
        },
        "handlers": {
            "console": {
                "class": "logging.StreamHandler",
                "formatter": "line",
                "filters": ["request_number"],
            }
        },
        "root": {"handlers": ["console"], "level": "INFO"},
        "loggers": {
            "django": {"handlers": [], "level": "INFO", "propagate": True},
            # Every request has its own line from RequestNumber; a second one would show the address,
            # and with it tokens that stand for somebody's answers.
            "django.request": {"level": "ERROR"},
            # These announce themselves in every command.
            "procrastinate.blueprints": {"level": "WARNING"},
            "procrastinate.periodic": {"level": "WARNING"},
        },
    }
