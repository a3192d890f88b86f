"""Logs: one line an event with the number of its request, in files that do not grow for ever."""

from __future__ import annotations

import logging
from contextvars import ContextVar
from pathlib import Path
from typing import IO, Any

from django.db.utils import InterfaceError, OperationalError

request_number: ContextVar[str] = ContextVar("request_number", default="-")
"""The number of the request that this thread is answering; `-` outside a request."""

#: Classes of PostgreSQL's error codes: the connection failed; the server is stopping or starting.
_AWAY = ("08", "57P")
_LARGEST_LOG = 20 * 1024 * 1024


class RequestNumberFilter(logging.Filter):
    """Gives every record the number of the request during which it was written."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Set `record.request_number`; every record passes.

        What Django logs about an answer comes after the middleware, but brings its request with it.
        """
        request = getattr(record, "request", None)
        record.request_number = getattr(request, "number", None) or request_number.get()
        return True


class OutageFilter(logging.Filter):
    """Says in one line that the database was away: everybody's every request meets it until it is back."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Leave out the traceback of a lost connection; every record passes."""
        error = record.exc_info[1] if record.exc_info else None
        if isinstance(error, OperationalError | InterfaceError) and _is_lost_connection(error):
            first, _, _ = str(error).partition("\n")
            record.msg, record.args = f"{record.getMessage()}: {first}", ()
            record.exc_info = record.exc_text = None
        return True


def _is_lost_connection(error: Exception) -> bool:
    """Whether the server is away or going, and did not just refuse what was asked."""
    state = getattr(error.__cause__, "sqlstate", None)
    return state is None or state.startswith(_AWAY)


def logging_settings() -> dict[str, Any]:
    """Django's LOGGING: to standard error, where whatever runs us collects it."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"request_number": {"()": RequestNumberFilter}, "outage": {"()": OutageFilter}},
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
            "django.request": {"level": "ERROR", "filters": ["outage"]},
            # These announce themselves in every command.
            "procrastinate.blueprints": {"level": "WARNING"},
            "procrastinate.periodic": {"level": "WARNING"},
        },
    }


def open_log(path: Path) -> IO[bytes]:
    """Open a log to append to; one that has grown too large is kept as `.1` and begun anew."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size > _LARGEST_LOG:
        path.replace(path.with_suffix(path.suffix + ".1"))
    return path.open("ab")


def tail(log: Path, lines: int = 15) -> str:
    """The last lines of a log."""
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])
