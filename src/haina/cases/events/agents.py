"""Who acts in a running case for its applicant: another agent, or no agent any more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext

from haina.cases.events.base import Event, Names


@dataclass(frozen=True, slots=True)
class Entrusted(Event):
    """The applicant has put the case into the hands of an agent who holds a mandate of theirs."""

    kind: ClassVar[str] = "entrusted"
    matters: ClassVar[bool] = False

    mandate_id: int
    #: The mandate under which another agent had acted in it until then.
    before: int | None = None

    def words(self, names: Names) -> str:
        """One sentence that says what happened."""
        if self.before is None:
            return gettext("The applicant has put the case into the hands of an agent.")
        return gettext("The applicant has put the case into the hands of another agent.")


@dataclass(frozen=True, slots=True)
class AgentDismissed(Event):
    """A mandate has been ended for this case alone: its agent acts in it no more."""

    kind: ClassVar[str] = "agent_dismissed"
    matters: ClassVar[bool] = False

    #: The mandate that holds in this case no more.
    before: int

    def words(self, names: Names) -> str:
        """One sentence that says what happened."""
        return gettext("The mandate was ended for this case: the agent acts in it no more.")
