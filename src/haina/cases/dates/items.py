"""One date that runs for somebody: what it is, by when, what to do, and where."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any


class DateKind(StrEnum):
    """What sort of date it is."""

    CORRECTION = "correction"
    PROMISE = "promise"
    APPEAL = "appeal"
    APPOINTMENT = "appointment"
    #: The last day of a department's step.
    STAGE = "stage"
    #: The last day of a step that the officer has to answer.
    TASK = "task"
    EXPIRY = "expiry"
    MANDATE = "mandate"
    #: Something that is to be paid or done by a day, under an award.
    OBLIGATION = "obligation"


@dataclass(frozen=True, slots=True)
class Item:
    """A date in the words of the active language."""

    #: Which date it is; stays the same when the day moves.
    key: str
    kind: DateKind
    #: The last day, or the day of the appointment.
    day: date
    title: str
    #: What to do.
    todo: str
    #: The path of the page on which it is done, in the active language.
    path: str
    #: The full address that a calendar links to, in no language.
    address: str
    begins: datetime | None = None
    ends: datetime | None = None
    where: str = ""
    #: Whom it is about; shown on the page only, never in a calendar.
    about: str = ""
    #: Whether the day rests on a year whose official calendar is not published.
    provisional: bool = False

    def content(self) -> dict[str, Any]:
        """What a calendar says of it; equal contents need no update."""
        return {
            "title": self.title,
            "todo": self.todo,
            "address": self.address,
            "day": self.day.isoformat(),
            "begins": None if self.begins is None else self.begins.isoformat(),
            "ends": None if self.ends is None else self.ends.isoformat(),
            "where": self.where,
            "provisional": self.provisional,
        }
