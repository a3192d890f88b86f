"""What happens at the counter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from haina.cases.events.base import Event, Names


@dataclass(frozen=True, slots=True)
class AppointmentMissed(Event):
    """Nobody came to an appointment."""

    kind: ClassVar[str] = "appointment_missed"
    matters: ClassVar[bool] = False

    stage: str
    #: When it would have begun.
    starts_at: datetime
    #: How often nobody has come for this stage, this time included.
    times: int
    #: How often the procedure bears it.
    most: int

    def words(self, names: Names) -> str:
        """One sentence that says what happened, and one that says what follows."""
        when = date_format(timezone.localtime(self.starts_at), "DATETIME_FORMAT")
        said = gettext("Nobody came to the appointment of %(when)s.") % {"when": when}
        if self.times < self.most:
            follows = gettext("Please book another time.")
        else:
            follows = gettext(
                "No further appointment is given for this step: the department decides on what it has."
            )
        return f"{said} {follows}"
