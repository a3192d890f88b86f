"""What departments do: open stages, claim, accept, return, verify, decide, run late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from django.utils.translation import gettext, ngettext

from haina.cases.clock import Unit
from haina.cases.events.base import Event, Names, listed, shown_day, with_reasons
from haina.cases.state import Item, TermOnRecord


def term_in_words(term: TermOnRecord) -> str:
    """A term such as “5 working days” in the active language."""
    if term.unit is Unit.WORKING_DAYS:
        text = ngettext("%(days)s working day", "%(days)s working days", term.length)
    else:
        text = ngettext("%(days)s calendar day", "%(days)s calendar days", term.length)
    return text % {"days": term.length}


@dataclass(frozen=True, slots=True)
class StageOpened(Event):
    """A department's stage began and its clock with it."""

    kind: ClassVar[str] = "stage_opened"
    own_stage: ClassVar[bool] = True

    stage: str
    department: str
    term: TermOnRecord
    #: acceptance, decision or publication.
    stage_kind: str = ""
    #: The day from which its clock counts, where that is not the day of the event.
    since: date | None = None

    def words(self, names: Names) -> str:
        """One sentence that says what happened."""
        return gettext("%(department)s began “%(stage)s”, to be done within %(term)s.") % {
            "department": names.department(self.department),
            "stage": names.stage(self.stage),
            "term": term_in_words(self.term),
        }


@dataclass(frozen=True, slots=True)
class TotalStarted(Event):
    """The clock over the whole case began."""

    kind: ClassVar[str] = "total_started"
    own_stage: ClassVar[bool] = True

    term: TermOnRecord
    #: The day from which it counts, where that is not the day of the event.
    since: date | None = None

    def words(self, names: Names) -> str:
        """One sentence that says what happened."""
        term = term_in_words(self.term)
        if self.since is None:
            return gettext("The decision is due within %(term)s.") % {"term": term}
        return gettext("The decision is due within %(term)s, counted from %(since)s.") % {
            "term": term,
            "since": shown_day(self.since),
        }


@dataclass(frozen=True, slots=True)
class Claimed(Event):
    """An officer said that they are on a stage."""

    kind: ClassVar[str] = "claimed"
    matters: ClassVar[bool] = False
    internal: ClassVar[bool] = True

    stage: str
    officer_id: UUID
    taken_from: UUID | None = None

    def words(self, names: Names) -> str:
        """One sentence that says what happened."""
        facts = {"officer": names.account(self.officer_id), "stage": names.stage(self.stage)}
        if self.taken_from is None:
            return gettext("%(officer)s took on “%(stage)s”.") % facts
        facts["colleague"] = names.account(self.taken_from)
        return gettext("%(officer)s took over “%(stage)s” from %(colleague)s.") % facts


@dataclass(frozen=True, slots=True)
class Released(Event):
    """An officer gave a stage back to the department's list."""

    kind: ClassVar[str] = "released"
    matters: ClassVar[bool] = False
    internal: ClassVar[bool] = True

    stage: str
    officer_id: UUID

    def words(self, names: Names) -> str:
        """One sentence that says what happened."""
        return gettext("“%(stage)s” is no longer with %(officer)s.") % {
            "officer": names.account(self.officer_id),
            "stage": names.stage(self.stage),
        }


@dataclass(frozen=True, slots=True)
class HandedOver(Event):
    """A stage went from one officer to a colleague who goes on with it."""

    kind: ClassVar[str] = "handed_over"
    matters: ClassVar[bool] = False
    internal: ClassVar[bool] = True

    stage: str
    officer_id: UUID
    taken_from: UUID | None = None
    note: str = ""

    def words(self, names: Names) -> str:
        """One sentence that says what happened."""
        text = gettext("“%(stage)s” was handed over to %(officer)s.") % {
            "officer": names.account(self.officer_id),
            "stage": names.stage(self.stage),
        }
        return f"{text} {self.note}" if self.note else text


@dataclass(frozen=True, slots=True)
class Accepted(Event):
    """The file is complete and in form; it goes on to be decided."""

    kind: ClassVar[str] = "accepted"
    own_stage: ClassVar[bool] = True

    stage: str
    department: str
    note: str = ""

    def words(self, names: Names) -> str:
        """One sentence that says what happened."""
        text = gettext("%(department)s accepted the application.") % {
            "department": names.department(self.department)
        }
        return f"{text} {self.note}" if self.note else text


@dataclass(frozen=True, slots=True)
class Declined(Event):
    """The file was not accepted, for lack of form or competence."""

    kind: ClassVar[str] = "declined"

    stage: str
    department: str
    reasons: tuple[str, ...]
    note: str = ""

    def words(self, names: Names) -> str:
        """One sentence that says what happened."""
        text = gettext("%(department)s did not accept the application.") % {
            "department": names.department(self.department)
        }
        return with_reasons(text, self.reasons, self.note, names)


@dataclass(frozen=True, slots=True)
class ReturnedForCorrection(Event):
    """The applicant is asked to correct things, all at once; the clocks stand still."""

    kind: ClassVar[str] = "returned_for_correction"

    stage: str
    department: str
    items: tuple[Item, ...]
    reasons: tuple[str, ...] = ()
    note: str = ""
    term: TermOnRecord | None = None

    def words(self, names: Names) -> str:
        """One sentence that says what happened."""
        text = gettext("%(department)s asked for a correction: %(items)s.") % {
            "department": names.department(self.department),
            "items": listed(item_in_words(item, names) for item in self.items),
        }
        return with_reasons(text, self.reasons, self.note, names)


def item_in_words(item: Item, names: Names) -> str:
    """What is to be corrected, with the officer's remark."""
    title = names.field(item.name) if item.kind == "field" else names.document(item.name)
    return gettext("%(item)s (%(remark)s)") % {"item": title, "remark": item.remark} if item.remark else title


@dataclass(frozen=True, slots=True)
class FactVerified(Event):
    """A department looked a fact up in its own records."""

    kind: ClassVar[str] = "fact_verified"

    stage: str
    department: str
    fact: str
    #: The value as the department's records have it, as JSON.
    value: object
    #: Where it was looked up.
    source: str

    def words(self, names: Names) -> str:
        """One sentence that says what happened."""
        return gettext("%(department)s checked “%(fact)s” in its own records (%(source)s).") % {
            "department": names.department(self.department),
            "fact": names.field(self.fact),
            "source": names.source(self.source),
        }


@dataclass(frozen=True, slots=True)
class FactLowered(Event):
    """What a register answered counts no longer: the fact is again as it was stated."""

    kind: ClassVar[str] = "fact_lowered"

    stage: str
    #: Who keeps the register.
    department: str
    fact: str
    #: Where it had been looked up.
    source: str
    #: objection (upheld) or consent (withdrawn).
    cause: str

    def words(self, names: Names) -> str:
        """One sentence that says what happened."""
        if self.cause == "consent":
            text = gettext("“%(fact)s” is again as stated: the consent to ask (%(source)s) was withdrawn.")
        else:
            text = gettext("“%(fact)s” is again as stated: an objection to the look (%(source)s) was upheld.")
        return text % {"fact": names.field(self.fact), "source": names.source(self.source)}


@dataclass(frozen=True, slots=True)
class StageApproved(Event):
    """A department agrees."""

    kind: ClassVar[str] = "stage_approved"
    own_stage: ClassVar[bool] = True

    stage: str
    department: str
    #: What the rules said when it was decided: yes, no, unknown or not_in_force.
    rule: str
    note: str = ""

    def words(self, names: Names) -> str:
        """One sentence that says what happened."""
        text = gettext("%(department)s agreed (%(stage)s).") % {
            "department": names.department(self.department),
            "stage": names.stage(self.stage),
        }
        return f"{text} {self.note}" if self.note else text


@dataclass(frozen=True, slots=True)
class StageRefused(Event):
    """A department does not agree."""

    kind: ClassVar[str] = "stage_refused"
    own_stage: ClassVar[bool] = True

    stage: str
    department: str
    rule: str
    reasons: tuple[str, ...]
    note: str = ""

    def words(self, names: Names) -> str:
        """One sentence that says what happened."""
        text = gettext("%(department)s did not agree (%(stage)s).") % {
            "department": names.department(self.department),
            "stage": names.stage(self.stage),
        }
        return with_reasons(text, self.reasons, self.note, names)


@dataclass(frozen=True, slots=True)
class StageEnded(Event):
    """A stage ended without an answer, because the case was settled without it."""

    kind: ClassVar[str] = "stage_ended"
    own_stage: ClassVar[bool] = True

    stage: str
    department: str

    def words(self, names: Names) -> str:
        """One sentence that says what happened."""
        return gettext("“%(stage)s” of %(department)s is no longer needed.") % {
            "stage": names.stage(self.stage),
            "department": names.department(self.department),
        }


@dataclass(frozen=True, slots=True)
class Escalated(Event):
    """A term ran out without an answer; the supervisor has been told."""

    kind: ClassVar[str] = "escalated"
    matters: ClassVar[bool] = False

    #: The late stage; empty for the term of the whole case.
    stage: str
    department: str
    due: date

    def words(self, names: Names) -> str:
        """One sentence that says what happened."""
        if not self.stage:
            return gettext("The decision was due on %(due)s; the supervisor has been told.") % {
                "due": shown_day(self.due)
            }
        return gettext("“%(stage)s” of %(department)s was due on %(due)s; the supervisor has been told.") % {
            "stage": names.stage(self.stage),
            "department": names.department(self.department),
            "due": shown_day(self.due),
        }


@dataclass(frozen=True, slots=True)
class AnswerOverdue(Event):
    """The applicant has not handed in the correction in time; they are reminded."""

    kind: ClassVar[str] = "answer_overdue"
    matters: ClassVar[bool] = False

    due: date

    def words(self, names: Names) -> str:
        """One sentence that says what happened."""
        return gettext("The correction was due on %(due)s; a reminder was sent.") % {
            "due": shown_day(self.due)
        }


@dataclass(frozen=True, slots=True)
class NoteAdded(Event):
    """A note among the departments."""

    kind: ClassVar[str] = "note_added"
    matters: ClassVar[bool] = False
    internal: ClassVar[bool] = True

    text: str

    def words(self, names: Names) -> str:
        """One sentence that says what happened."""
        return gettext("Note: %(text)s") % {"text": self.text}
