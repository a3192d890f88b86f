"""The day that a page is asked about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest
from django.utils import timezone

EARLIEST = date(1990, 1, 1)
LATEST = date(2100, 12, 31)


@dataclass(frozen=True, slots=True)
class Day:
    """The day asked about; `typed` is what could not be read; `today` says that it is the present day."""

    on: date
    today: bool
    typed: str = ""


def read_day(request: HttpRequest) -> Day:
    """Read `?on=YYYY-MM-DD`; today where it is left out or no day between 1990 and 2100."""
    today = timezone.localdate()
    typed = request.GET.get("on", "").strip()[:20]
    if not typed:
        return Day(today, today=True)
    try:
        asked = date.fromisoformat(typed)
    except ValueError:
        return Day(today, today=True, typed=typed)
    if not EARLIEST <= asked <= LATEST:
        return Day(today, today=True, typed=typed)
    return Day(asked, today=asked == today)
