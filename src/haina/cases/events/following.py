"""What came of a case elsewhere: a milestone that was reported, a place in a round of review."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from haina.cases.events.base import Event, Names
from haina.cases.names import in_active_language
from haina.rules.text import Text


@dataclass(frozen=True, slots=True)
class FollowedUp(Event):
    """Something that another part of the platform did because of the case, told in its own words."""

    kind: ClassVar[str] = "followed_up"
    matters: ClassVar[bool] = False

    #: What it was, for programs: `milestone_paid`, `entered_round` …
    what: str
    #: What it was about, as the part that tells it names it.
    about: str
    #: One sentence in each language.
    zh: str
    en: str
    #: The reason of who did it, in their own words.
    note: str = ""
    #: SHA-256 over what is kept elsewhere and not told here; empty where there is nothing.
    digest: str = ""

    def words(self, names: Names) -> str:
        """One sentence that says what happened."""
        said = in_active_language(Text(zh=self.zh, en=self.en))
        return f"{said} {self.note}" if self.note else said
