"""What happens to documents after the decision: told by letter, made anew, about to run out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from django.utils.translation import gettext

from haina.cases.events.base import Event, Names, shown_day


@dataclass(frozen=True, slots=True)
class LetterIssued(Event):
    """A no was told by a signed letter with its reasons."""

    kind: ClassVar[str] = "letter_issued"
    matters: ClassVar[bool] = False

    number: str
    #: refused or declined.
    outcome: str
    pdf_sha256: str
    credential_sha256: str

    def words(self, names: Names) -> str:
        """One sentence that says what happened."""
        return gettext("The decision was issued as a signed letter, number %(number)s.") % {
            "number": self.number
        }


@dataclass(frozen=True, slots=True)
class Reissued(Event):
    """A document was made anew under a new number; the old one is no longer good."""

    kind: ClassVar[str] = "reissued"

    number: str
    replaces: str
    #: lost, damaged, corrected or restored.
    ground: str
    valid_from: date
    valid_to: date | None
    pdf_sha256: str
    credential_sha256: str
    note: str = ""

    def words(self, names: Names) -> str:
        """One sentence that says what happened."""
        text = {
            "lost": gettext("Document %(old)s was lost; %(number)s replaces it."),
            "damaged": gettext("Document %(old)s was damaged; %(number)s replaces it."),
            "corrected": gettext("Document %(old)s was corrected; %(number)s replaces it."),
            "restored": gettext("Document %(old)s had been revoked wrongly; %(number)s replaces it."),
        }[self.ground] % {"old": self.replaces, "number": self.number}
        return f"{text} {self.note}" if self.note else text


@dataclass(frozen=True, slots=True)
class Expiring(Event):
    """The holder was told in good time that a document runs out."""

    kind: ClassVar[str] = "expiring"
    matters: ClassVar[bool] = False

    number: str
    last: date

    def words(self, names: Names) -> str:
        """One sentence that says what happened."""
        return gettext("Document %(number)s is valid until %(last)s only.") % {
            "number": self.number,
            "last": shown_day(self.last),
        }
