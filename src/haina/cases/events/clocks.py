"""What happens to clocks besides running out: stopped, gone on, answered by silence, counted anew."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from django.utils.translation import gettext

from haina.cases.events.base import Event, Names, listed, shown_day
from haina.cases.state import TermOnRecord


@dataclass(frozen=True, slots=True)
class Paused(Event):
    """A department stopped its clock on a ground that the procedure has."""

    kind: ClassVar[str] = "paused"
    own_stage: ClassVar[bool] = True

    stage: str
    department: str
    ground: str
    note: str = ""
    #: After this long the clock goes on by itself.
    longest: TermOnRecord | None = None

    def words(self, names: Names) -> str:
        """One sentence that says what happened."""
        text = gettext("%(department)s stopped the clock of “%(stage)s”: %(ground)s.") % {
            "department": names.department(self.department),
            "stage": names.stage(self.stage),
            "ground": names.ground(self.ground),
        }
        return f"{text} {names.source(self.note)}" if self.note else text


@dataclass(frozen=True, slots=True)
class Resumed(Event):
    """A clock that a department had stopped goes on, with the day after `until`."""

    kind: ClassVar[str] = "resumed"
    own_stage: ClassVar[bool] = True

    stage: str
    department: str
    #: The last day on which it stood still.
    until: date
    note: str = ""
    #: Whether the longest time that the ground allows was over.
    by_itself: bool = False

    def words(self, names: Names) -> str:
        """One sentence that says what happened."""
        text = gettext("The clock of “%(stage)s” of %(department)s goes on after %(until)s.") % {
            "department": names.department(self.department),
            "stage": names.stage(self.stage),
            "until": shown_day(self.until),
        }
        if self.by_itself:
            text += " " + gettext("It had stood still for as long as it may.")
        return f"{text} {names.source(self.note)}" if self.note else text


@dataclass(frozen=True, slots=True)
class DeemedApproved(Event):
    """A stage was not answered in time, and by the procedure that means yes."""

    kind: ClassVar[str] = "deemed_approved"
    own_stage: ClassVar[bool] = True

    stage: str
    department: str
    due: date
    #: What the rules said on that day.
    rule: str
    stage_kind: str

    def words(self, names: Names) -> str:
        """One sentence that says what happened."""
        accepting = gettext(
            "%(department)s gave no answer on “%(stage)s” by %(due)s; by the procedure the application counts"
            " as accepted from the day on which it was received."
        )
        agreeing = gettext(
            "%(department)s gave no answer on “%(stage)s” by %(due)s; by the procedure that means agreement."
        )
        return (accepting if self.stage_kind == "acceptance" else agreeing) % {
            "department": names.department(self.department),
            "stage": names.stage(self.stage),
            "due": shown_day(self.due),
        }


@dataclass(frozen=True, slots=True)
class DeemedRefused(Event):
    """A stage was not answered in time, and by the procedure that means no."""

    kind: ClassVar[str] = "deemed_refused"
    own_stage: ClassVar[bool] = True

    stage: str
    department: str
    due: date
    rule: str
    stage_kind: str

    def words(self, names: Names) -> str:
        """One sentence that says what happened."""
        return gettext(
            "%(department)s gave no answer on “%(stage)s” by %(due)s; by the procedure that means refusal."
        ) % {
            "department": names.department(self.department),
            "stage": names.stage(self.stage),
            "due": shown_day(self.due),
        }


@dataclass(frozen=True, slots=True)
class Recount:
    """A last day before and after a calendar was published; `stage` empty: of the whole case."""

    stage: str
    before: date | None
    after: date | None


@dataclass(frozen=True, slots=True)
class ClockRecounted(Event):
    """Running clocks were counted anew, because the official calendar of a year has been published."""

    kind: ClassVar[str] = "clock_recounted"
    matters: ClassVar[bool] = False

    #: The years that are certain now.
    years: tuple[int, ...]
    changes: tuple[Recount, ...] = ()

    def words(self, names: Names) -> str:
        """One sentence that says what happened."""
        years = listed(str(year) for year in self.years)
        text = gettext("The official calendar of %(years)s has been published and the terms counted anew.")
        text %= {"years": years}
        moved = [_change_in_words(change, names) for change in self.changes]
        return f"{text} {listed(moved)}." if moved else text + " " + gettext("No last day changed.")


def _change_in_words(change: Recount, names: Names) -> str:
    title = names.stage(change.stage) if change.stage else gettext("the whole case")
    return gettext("%(what)s: %(before)s is now %(after)s") % {
        "what": title,
        "before": shown_day(change.before) if change.before else "–",
        "after": shown_day(change.after) if change.after else "–",
    }
