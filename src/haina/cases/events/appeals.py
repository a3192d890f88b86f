"""An appeal as the case that it is against sees it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from django.utils.translation import gettext

from haina.cases.events.base import Event, Names


@dataclass(frozen=True, slots=True)
class Appealed(Event):
    """A decision was appealed against; another officer decides in a case of its own."""

    kind: ClassVar[str] = "appealed"

    case_id: UUID
    reference: str
    #: The department that decides on the appeal.
    department: str
    grounds: str
    #: What it is against: refused, declined or revoked.
    against: str = "refused"

    def words(self, names: Names) -> str:
        """One sentence that says what happened."""
        return gettext("An appeal was made as case %(reference)s, to be decided by %(department)s.") % {
            "reference": self.reference,
            "department": names.department(self.department),
        }


@dataclass(frozen=True, slots=True)
class AppealUpheld(Event):
    """The appeal was right: the decision is set aside.

    What was refused is granted, what was not accepted counts as accepted from now on, and what was revoked is
    made anew.
    """

    kind: ClassVar[str] = "appeal_upheld"

    reference: str
    note: str = ""
    against: str = "refused"
    #: The steps that had declined the file and count as having accepted it.
    accepted: tuple[str, ...] = ()
    #: Number of the document that had been revoked.
    document: str = ""

    def words(self, names: Names) -> str:
        """One sentence that says what happened."""
        texts = {
            "refused": gettext("The appeal %(reference)s was upheld and the application is granted."),
            "declined": gettext(
                "The appeal %(reference)s was upheld: the application counts as accepted and goes on."
            ),
            "revoked": gettext(
                "The appeal %(reference)s was upheld: the document was not to be revoked and is made anew."
            ),
        }
        text = texts[self.against] % {"reference": self.reference}
        return f"{text} {self.note}" if self.note else text


@dataclass(frozen=True, slots=True)
class AppealRejected(Event):
    """The appeal was not upheld: the decision stands."""

    kind: ClassVar[str] = "appeal_rejected"

    reference: str
    note: str = ""

    def words(self, names: Names) -> str:
        """One sentence that says what happened."""
        text = gettext("The appeal %(reference)s was rejected; the decision stands.") % {
            "reference": self.reference
        }
        return f"{text} {self.note}" if self.note else text


@dataclass(frozen=True, slots=True)
class AppealWithdrawn(Event):
    """The appeal was taken back: the decision stands."""

    kind: ClassVar[str] = "appeal_withdrawn"

    reference: str

    def words(self, names: Names) -> str:
        """One sentence that says what happened."""
        return gettext("The appeal %(reference)s was withdrawn; the decision stands.") % {
            "reference": self.reference
        }
