"""What becomes of documents that were promised when filing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from django.utils.translation import gettext

from haina.cases.events.base import Event, Names, shown_day


@dataclass(frozen=True, slots=True)
class PromisedDocumentReceived(Event):
    """A document that was to follow has been handed in."""

    kind: ClassVar[str] = "promised_document_received"

    document: str
    #: The file.
    id: UUID

    def words(self, names: Names) -> str:
        """One sentence that says what happened."""
        return gettext("%(document)s was handed in, as promised.") % {
            "document": names.document(self.document)
        }


@dataclass(frozen=True, slots=True)
class PromiseOverdue(Event):
    """A document that was to follow has not come in time; applicant and supervisor are told."""

    kind: ClassVar[str] = "promise_overdue"
    matters: ClassVar[bool] = False

    document: str
    due: date

    def words(self, names: Names) -> str:
        """One sentence that says what happened."""
        return gettext("%(document)s was promised by %(due)s and has not been handed in.") % {
            "document": names.document(self.document),
            "due": shown_day(self.due),
        }


@dataclass(frozen=True, slots=True)
class PromiseChecked(Event):
    """An officer checked afterwards whether a promise was kept."""

    kind: ClassVar[str] = "promise_checked"
    matters: ClassVar[bool] = False

    document: str
    kept: bool
    note: str = ""

    def words(self, names: Names) -> str:
        """One sentence that says what happened."""
        document = {"document": names.document(self.document)}
        if self.kept:
            text = gettext("It was checked that the promise about %(document)s was kept.") % document
        else:
            text = gettext("It was found that the promise about %(document)s was not kept.") % document
        return f"{text} {self.note}" if self.note else text
