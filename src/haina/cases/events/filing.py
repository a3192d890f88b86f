"""What the side that files does: draft, attach, submit, correct, withdraw."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar
from uuid import UUID

from django.utils.translation import gettext

from haina.cases.events.base import Event, Names, listed
from haina.cases.state import Promised


@dataclass(frozen=True, slots=True)
class DraftStarted(Event):
    """Somebody began to fill in an application."""

    kind: ClassVar[str] = "draft_started"

    procedure: str
    reference: str
    organisation_id: UUID | None = None
    person_id: UUID | None = None
    #: The case whose decision it appeals against, and the officers who may not decide again.
    appeal_of: UUID | None = None
    barred: tuple[UUID, ...] = ()
    #: The mandate under which somebody began it for another.
    mandate_id: int | None = None

    def words(self, names: Names) -> str:
        """One sentence that says what happened."""
        return gettext("The application %(reference)s was begun.") % {"reference": self.reference}


@dataclass(frozen=True, slots=True)
class DraftSaved(Event):
    """Fields were filled in; their values stay in the working copy until they are filed."""

    kind: ClassVar[str] = "draft_saved"

    fields: tuple[str, ...]

    def words(self, names: Names) -> str:
        """One sentence that says what happened."""
        fields = listed(names.field(name) for name in self.fields)
        return gettext("Filled in: %(fields)s.") % {"fields": fields}


@dataclass(frozen=True, slots=True)
class DocumentAttached(Event):
    """A file was attached."""

    kind: ClassVar[str] = "document_attached"

    id: UUID
    document: str
    name: str
    media_type: str
    size: int
    sha256: str

    def words(self, names: Names) -> str:
        """One sentence that says what happened."""
        return gettext("%(document)s was attached: “%(name)s”.") % {
            "document": names.document(self.document),
            "name": self.name,
        }


@dataclass(frozen=True, slots=True)
class DocumentRemoved(Event):
    """A file was taken off before it was filed."""

    kind: ClassVar[str] = "document_removed"

    id: UUID
    document: str
    name: str

    def words(self, names: Names) -> str:
        """One sentence that says what happened."""
        return gettext("%(document)s was taken off: “%(name)s”.") % {
            "document": names.document(self.document),
            "name": self.name,
        }


@dataclass(frozen=True, slots=True)
class Submitted(Event):
    """The application was filed, with the form as it stood and what the rules said about it."""

    kind: ClassVar[str] = "submitted"

    form: Mapping[str, object]
    documents: tuple[UUID, ...]
    #: Whether a department first checks whether to accept it.
    awaits_acceptance: bool
    check: Mapping[str, object] = field(default_factory=dict)
    #: Documents that follow by a promised day, and those for which a written promise stands.
    promised: tuple[Promised, ...] = ()
    committed: tuple[str, ...] = ()

    def words(self, names: Names) -> str:
        """One sentence that says what happened."""
        text = gettext("The application was filed.")
        if self.promised:
            later = listed(names.document(each.document) for each in self.promised)
            text += " " + gettext("To be handed in later, as promised: %(documents)s.") % {"documents": later}
        if self.committed:
            kinds = listed(names.document(kind) for kind in self.committed)
            text += " " + gettext("Replaced by a written promise: %(documents)s.") % {"documents": kinds}
        return text


@dataclass(frozen=True, slots=True)
class Resubmitted(Event):
    """The corrected application was handed in; the clocks go on."""

    kind: ClassVar[str] = "resubmitted"

    form: Mapping[str, object]
    documents: tuple[UUID, ...]
    changed: tuple[str, ...] = ()
    note: str = ""
    check: Mapping[str, object] = field(default_factory=dict)

    def words(self, names: Names) -> str:
        """One sentence that says what happened."""
        text = gettext("The correction was handed in.")
        if self.changed:
            fields = listed(names.field(name) for name in self.changed)
            text += " " + gettext("Changed: %(fields)s.") % {"fields": fields}
        return f"{text} {self.note}" if self.note else text


@dataclass(frozen=True, slots=True)
class Withdrawn(Event):
    """The filer took the application back; nothing more is decided."""

    kind: ClassVar[str] = "withdrawn"

    note: str = ""

    def words(self, names: Names) -> str:
        """One sentence that says what happened."""
        text = gettext("The application was withdrawn.")
        return f"{text} {self.note}" if self.note else text


@dataclass(frozen=True, slots=True)
class Discarded(Event):
    """A draft was thrown away before it was filed."""

    kind: ClassVar[str] = "discarded"

    def words(self, names: Names) -> str:
        """One sentence that says what happened."""
        return gettext("The draft was thrown away.")
