"""More time to decide: asked for by an officer, given by whom the procedure lets, or not given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from django.utils.translation import gettext

from haina.cases.events.base import Event, Names, with_reasons
from haina.cases.events.review import term_in_words
from haina.cases.state import TermOnRecord


@dataclass(frozen=True, slots=True)
class ExtensionAsked(Event):
    """An officer asks the supervisor for more time to decide, with reasons."""

    kind: ClassVar[str] = "extension_asked"
    matters: ClassVar[bool] = False
    internal: ClassVar[bool] = True

    department: str
    term: TermOnRecord
    reasons: tuple[str, ...]
    note: str = ""

    def words(self, names: Names) -> str:
        """One sentence that says what happened."""
        text = gettext("%(department)s asked the supervisor for more time: %(term)s.") % {
            "department": names.department(self.department),
            "term": term_in_words(self.term),
        }
        return with_reasons(text, self.reasons, self.note, names)


@dataclass(frozen=True, slots=True)
class ExtensionDenied(Event):
    """The supervisor does not give the time that an officer has asked for."""

    kind: ClassVar[str] = "extension_denied"
    matters: ClassVar[bool] = False
    internal: ClassVar[bool] = True

    note: str
    #: The officer who had asked.
    asked_by: UUID | None = None

    def words(self, names: Names) -> str:
        """One sentence that says what happened."""
        return gettext("The supervisor gives no more time: %(note)s") % {"note": self.note}


@dataclass(frozen=True, slots=True)
class Extended(Event):
    """The time to decide was made longer, with a reason."""

    kind: ClassVar[str] = "extended"
    own_stage: ClassVar[bool] = True

    term: TermOnRecord
    reasons: tuple[str, ...]
    note: str = ""

    def words(self, names: Names) -> str:
        """One sentence that says what happened."""
        text = gettext("The time to decide was extended by %(term)s.") % {"term": term_in_words(self.term)}
        return with_reasons(text, self.reasons, self.note, names)
