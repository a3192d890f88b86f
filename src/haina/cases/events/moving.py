"""A running case goes on under another version of the policy, or back under the one before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext

from haina.cases.events.base import Event, Names
from haina.cases.state import StageTerm, TermOnRecord

#: How much of a version's hash is enough to tell versions apart for people.
_SHOWN = 12


@dataclass(frozen=True, slots=True)
class MovedToVersion(Event):
    """The case goes on under another version; open stages have that version's terms from now on."""

    kind: ClassVar[str] = "moved_to_version"

    before: str
    after: str
    terms: tuple[StageTerm, ...] = ()
    total: TermOnRecord | None = None
    #: Stages that had begun, are not answered and are not there in the other version.
    dropped: tuple[str, ...] = ()
    note: str = ""

    def words(self, names: Names) -> str:
        """One sentence that says what happened."""
        text = gettext("The case was moved from version %(before)s of the policy to %(after)s.") % {
            "before": self.before[:_SHOWN],
            "after": self.after[:_SHOWN],
        }
        return f"{text} {self.note}" if self.note else text


@dataclass(frozen=True, slots=True)
class MovedBack(Event):
    """The case goes on under the version from which it had been moved."""

    kind: ClassVar[str] = "moved_back"

    before: str
    after: str
    terms: tuple[StageTerm, ...] = ()
    total: TermOnRecord | None = None
    dropped: tuple[str, ...] = ()
    note: str = ""

    def words(self, names: Names) -> str:
        """One sentence that says what happened."""
        text = gettext("The case was moved back from version %(before)s of the policy to %(after)s.") % {
            "before": self.before[:_SHOWN],
            "after": self.after[:_SHOWN],
        }
        return f"{text} {self.note}" if self.note else text
