"""How a case ends: approved, refused, issued, revoked, expired."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from django.utils.translation import gettext

from haina.cases.events.base import Event, Names, shown_day, with_reasons


@dataclass(frozen=True, slots=True)
class Approved(Event):
    """Every department that has to agree has agreed."""

    kind: ClassVar[str] = "approved"

    check: Mapping[str, object] = field(default_factory=dict)

    def words(self, names: Names) -> str:
        """One sentence that says what happened."""
        return gettext("The application was approved.")


@dataclass(frozen=True, slots=True)
class Refused(Event):
    """The application was refused."""

    kind: ClassVar[str] = "refused"

    reasons: tuple[str, ...]
    note: str = ""
    check: Mapping[str, object] = field(default_factory=dict)
    #: What refused it where no officer did: silence or objection; otherwise empty.
    by: str = ""

    def words(self, names: Names) -> str:
        """One sentence that says what happened."""
        text = {
            "": gettext("The application was refused."),
            "silence": gettext(
                "The application counts as refused, because the time ran out without an answer."
            ),
            "objection": gettext(
                "The application was refused, because an objection to the public notice was upheld."
            ),
        }[self.by]
        return with_reasons(text, self.reasons, self.note, names)


@dataclass(frozen=True, slots=True)
class Issued(Event):
    """What was granted was issued as a signed document."""

    kind: ClassVar[str] = "issued"

    number: str
    valid_from: date
    #: The last day on which it is valid; None: it has no end.
    valid_to: date | None
    pdf_sha256: str
    credential_sha256: str

    def words(self, names: Names) -> str:
        """One sentence that says what happened."""
        if self.valid_to is None:
            return gettext("Document %(number)s was issued, valid from %(from)s on.") % {
                "number": self.number,
                "from": shown_day(self.valid_from),
            }
        return gettext("Document %(number)s was issued, valid from %(from)s to %(to)s.") % {
            "number": self.number,
            "from": shown_day(self.valid_from),
            "to": shown_day(self.valid_to),
        }


@dataclass(frozen=True, slots=True)
class Revoked(Event):
    """The document that was issued is no longer valid."""

    kind: ClassVar[str] = "revoked"

    number: str
    reasons: tuple[str, ...]
    note: str = ""

    def words(self, names: Names) -> str:
        """One sentence that says what happened."""
        text = gettext("Document %(number)s was revoked.") % {"number": self.number}
        return with_reasons(text, self.reasons, self.note, names)


@dataclass(frozen=True, slots=True)
class Expired(Event):
    """The document that was issued has reached its last day."""

    kind: ClassVar[str] = "expired"

    number: str
    last: date

    def words(self, names: Names) -> str:
        """One sentence that says what happened."""
        return gettext("Document %(number)s was valid until %(last)s and has run out.") % {
            "number": self.number,
            "last": shown_day(self.last),
        }
