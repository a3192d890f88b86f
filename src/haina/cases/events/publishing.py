"""A public notice: shown, objected to, answered, over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from django.utils.translation import gettext, ngettext

from haina.cases.events.base import Event, Names, shown_day


@dataclass(frozen=True, slots=True)
class Published(Event):
    """What is about to be granted was put on public notice."""

    kind: ClassVar[str] = "published"
    own_stage: ClassVar[bool] = True

    stage: str
    department: str
    #: The last day for objections, as counted when it was put up.
    until: date

    def words(self, names: Names) -> str:
        """One sentence that says what happened."""
        return gettext("%(department)s put it on public notice until %(until)s.") % {
            "department": names.department(self.department),
            "until": shown_day(self.until),
        }


@dataclass(frozen=True, slots=True)
class ObjectionMade(Event):
    """Somebody objected to what is on public notice."""

    kind: ClassVar[str] = "objection_made"
    own_stage: ClassVar[bool] = True

    stage: str
    department: str
    number: int
    text: str

    def words(self, names: Names) -> str:
        """One sentence that says what happened."""
        return gettext("Objection %(number)s was made: %(text)s") % {"number": self.number, "text": self.text}


@dataclass(frozen=True, slots=True)
class ObjectionAnswered(Event):
    """An officer answered an objection."""

    kind: ClassVar[str] = "objection_answered"
    own_stage: ClassVar[bool] = True

    stage: str
    department: str
    number: int
    text: str
    #: Whether the objection is right.
    upheld: bool

    def words(self, names: Names) -> str:
        """One sentence that says what happened."""
        facts = {"number": self.number, "text": self.text}
        if self.upheld:
            return gettext("Objection %(number)s was upheld: %(text)s") % facts
        return gettext("Objection %(number)s was answered and not upheld: %(text)s") % facts


@dataclass(frozen=True, slots=True)
class PublicationEnded(Event):
    """The time of the public notice is over and every objection has been answered."""

    kind: ClassVar[str] = "publication_ended"
    own_stage: ClassVar[bool] = True

    stage: str
    department: str
    due: date
    #: How many objections there were.
    objections: int = 0

    def words(self, names: Names) -> str:
        """One sentence that says what happened."""
        text = gettext("The public notice ended on %(due)s.") % {"due": shown_day(self.due)}
        if not self.objections:
            return text + " " + gettext("Nobody objected.")
        made = ngettext("%(count)s objection was made.", "%(count)s objections were made.", self.objections)
        return f"{text} " + made % {"count": self.objections}
