"""Notices: what is told to whom when something happens, as the procedure says, in both languages.

They are written in the transaction of the event that they tell of, so none is lost and none is sent for
something that did not happen. Sending them on by e-mail is the outbox's work.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext_lazy

from haina.cases import events
from haina.cases.audience import Audience
from haina.cases.deadlines import deadlines
from haina.cases.events import Event, Recorded
from haina.cases.events.base import listed, shown_day
from haina.cases.events.review import item_in_words
from haina.cases.links import case_address
from haina.cases.meanwhile import LANGUAGES
from haina.cases.models import Case, Notice
from haina.cases.names import CaseNames, in_active_language
from haina.cases.policies import working_calendar
from haina.cases.state import CaseState
from haina.people.models import Posting
from haina.policy import Policy
from haina.policy import procedures as data
from haina.rules.text import Text

#: Which of a procedure's notices tell of an event.
ON: Mapping[type[Event], str] = {
    events.Submitted: "submitted",
    events.Accepted: "accepted",
    events.Declined: "declined",
    events.ReturnedForCorrection: "returned",
    events.Resubmitted: "resubmitted",
    events.AnswerOverdue: "answer_overdue",
    events.Approved: "approved",
    events.Refused: "refused",
    events.Issued: "issued",
    events.Withdrawn: "withdrawn",
    events.Revoked: "revoked",
    events.Escalated: "escalated",
    events.Extended: "extended",
    events.DeemedApproved: "deemed_approved",
    events.DeemedRefused: "deemed_refused",
    events.Paused: "paused",
    events.Resumed: "resumed",
    events.ClockRecounted: "recounted",
    events.PromisedDocumentReceived: "handed_in_later",
    events.PromiseOverdue: "promise_overdue",
    events.Published: "published",
    events.ObjectionMade: "objection_made",
    events.ObjectionAnswered: "objection_answered",
    events.Appealed: "appealed",
    events.AppealUpheld: "appeal_upheld",
    events.AppealRejected: "appeal_rejected",
    events.Expired: "expired",
    events.Expiring: "expiring",
    events.Reissued: "reissued",
    events.LetterIssued: "letter_issued",
    events.AppointmentMissed: "appointment_missed",
    events.MovedToVersion: "moved",
    events.MovedBack: "moved",
    events.ExtensionAsked: "extension_asked",
    events.Entrusted: "entrusted",
    events.AgentDismissed: "agent_dismissed",
}

#: Who is told, in the event's own words, where the procedure says nothing about it.
STANDARD: Mapping[str, tuple[str, ...]] = {
    "submitted": ("applicant",),
    "deemed_approved": ("applicant", "supervisor"),
    "deemed_refused": ("applicant", "supervisor"),
    "paused": ("applicant",),
    "resumed": ("applicant",),
    "recounted": ("applicant",),
    "handed_in_later": ("departments",),
    "promise_overdue": ("applicant", "supervisor"),
    "published": ("applicant", "person"),
    "objection_made": ("departments",),
    "objection_answered": ("applicant",),
    "appealed": ("applicant", "supervisor"),
    "appeal_upheld": ("applicant", "person"),
    "appeal_rejected": ("applicant", "person"),
    "expired": ("applicant", "person"),
    "expiring": ("applicant", "person"),
    "reissued": ("applicant", "person"),
    "letter_issued": ("applicant", "person"),
    "appointment_missed": ("applicant", "person"),
    "moved": ("applicant",),
    "extension_asked": ("supervisor",),
    "entrusted": ("applicant", "person"),
    "agent_dismissed": ("applicant", "person"),
}

#: Subjects of what single accounts are told.
_OBJECTION = gettext_lazy("Your objection to %(reference)s")
_MORE_TIME = gettext_lazy("More time for %(reference)s")
_LEFT = gettext_lazy("You no longer act in %(reference)s")


class Posted:
    """Who sits where on a day; what was asked once is not asked of the database again."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, frozenset[str], date], frozenset[UUID]] = {}
        #: Who of the parties is told.
        self.audience = Audience()

    def accounts(self, office: str, departments: Iterable[str], on: date) -> frozenset[UUID]:
        """The accounts that hold the office in any of the departments."""
        asked = (office, frozenset(departments), on)
        if asked not in self._known:
            valid = Q(valid_from__lte=on) & (Q(valid_to__isnull=True) | Q(valid_to__gte=on))
            postings = Posting.objects.filter(valid, office=office, department__in=sorted(asked[1]))
            self._known[asked] = frozenset(postings.values_list("account_id", flat=True))
        return self._known[asked]


def write_notices(row: Case, state: CaseState, happened: Iterable[Recorded], policy: Policy) -> list[Notice]:
    """Store the notices of what happened, one for each event and account; return them."""
    return Notice.objects.bulk_create(notices_of(row, state, happened, policy, Posted()))


def notices_of(
    row: Case, state: CaseState, happened: Iterable[Recorded], policy: Policy, posted: Posted
) -> list[Notice]:
    """The notices of what happened, one for each event and account, not yet stored."""
    procedure = policy.procedures[row.procedure]
    names = CaseNames(policy, procedure, shows_officers=False)
    made = []
    for one in happened:
        on = _told_as(one.event)
        own = [notice for notice in procedure.notices if notice.on == on]
        for notice in own or _standard(on, procedure):
            accounts = _recipients(notice.to, row, state, one, posted)
            texts = _Texts(row, state, one, procedure, names) if accounts else None
            if texts is not None:
                subject, body = texts.of(notice.subject), texts.of(notice.body)
                made += [_notice(row, one, notice.id, account, subject, body) for account in sorted(accounts)]
        made += _to_those_beside(row, state, one, names, posted)
    return made


def _told_as(event: Event) -> str | None:
    """The name under which procedures tell of an event; None where nobody is told."""
    if isinstance(event, events.ClockRecounted) and not event.changes:
        return None
    return ON.get(type(event))


def told_by(procedure: data.Procedure) -> dict[str, tuple[str, ...]]:
    """Whom a procedure tells of each thing that can happen, by its name."""
    said: dict[str, tuple[str, ...]] = {}
    for on in dict.fromkeys(ON.values()):
        if on == "appointment_missed" and procedure.appointment is None:
            continue
        more = procedure.extension
        if on == "extension_asked" and (more is None or more.by != "supervisor"):
            continue
        own = [notice for notice in procedure.notices if notice.on == on] or _standard(on, procedure)
        said[on] = tuple(dict.fromkeys(whom for notice in own for whom in notice.to))
    return said


def _standard(on: str | None, procedure: data.Procedure) -> list[data.Notice]:
    """The notice in the event's own words, for an event about which a procedure says nothing."""
    if on is None or on not in STANDARD:
        return []
    subject = Text(zh="{reference}：{procedure}", en="{reference}: {procedure}")
    body = Text(zh="{words}{link}", en="{words} {link}")
    return [data.Notice(f"standard_{on}", on, STANDARD[on], subject, body, procedure.place)]


def _to_those_beside(
    row: Case, state: CaseState, one: Recorded, names: CaseNames, posted: Posted
) -> list[Notice]:
    """What single accounts are told whom no procedure names; no link leads those to it who cannot see it."""
    event = one.event
    match event:
        case events.ObjectionAnswered():
            made = next(each for each in state.objections if each.number == event.number)
            told, notice, subject = _known(made.account_id), "objection", _OBJECTION
        case events.ExtensionDenied():
            told, notice, subject = _known(event.asked_by), "extension_denied", _MORE_TIME
        case events.Entrusted() | events.AgentDismissed():
            left = event.before
            told = set() if left is None else posted.audience.holders(left, row.procedure, one.on)
            notice, subject = "agent_left", _LEFT
        case _:
            return []
    words, subjects = {}, {}
    for short, code in LANGUAGES.items() if told else ():
        with translation.override(code):
            words[short] = event.words(names)
            subjects[short] = str(subject) % {"reference": row.reference}
    return [_notice(row, one, notice, account, subjects, words) for account in sorted(told)]


def _known(account_id: UUID | None) -> set[UUID]:
    return set() if account_id is None else {account_id}


def _notice(
    row: Case, one: Recorded, notice: str, account: UUID, subject: dict[str, str], body: dict[str, str]
) -> Notice:
    return Notice(
        case=row,
        sequence=one.sequence,
        notice=notice,
        account_id=account,
        subject=subject,
        body=body,
        created_at=one.at,
    )


def _recipients(to: Iterable[str], row: Case, state: CaseState, one: Recorded, posted: Posted) -> set[UUID]:
    accounts: set[UUID] = set()
    for whom in to:
        if whom in ("applicant", "person"):
            accounts |= posted.audience.accounts(whom, row, state.filed_by, one.on)
        elif whom == "departments":
            departments = [stage.department for stage in state.open_stages]
            accounts |= posted.accounts(Posting.Office.OFFICER, departments, one.on)
        elif whom == "supervisor":
            department = getattr(one.event, "department", "")
            departments = [department] if department else state.departments
            accounts |= posted.accounts(Posting.Office.SUPERVISOR, ["", *departments], one.on)
    return accounts


class _Texts:
    """Fills the placeholders of a notice, in each language with that language's words."""

    def __init__(
        self, row: Case, state: CaseState, one: Recorded, procedure: data.Procedure, names: CaseNames
    ) -> None:
        self._row, self._state, self._one = row, state, one
        self._procedure, self._names = procedure, names
        self._due = _due(state, one.event)
        #: By language; subject and body take the same.
        self._known: dict[str, dict[str, str]] = {}

    def of(self, text: Text) -> dict[str, str]:
        """The text in both languages."""
        filled = {}
        for short, code in LANGUAGES.items():
            with translation.override(code):
                template = text.zh if short == "zh" else text.en
                if code not in self._known:
                    self._known[code] = self._values(code)
                filled[short] = " ".join(template.format_map(self._known[code]).split())
        return filled

    def _values(self, language: str) -> dict[str, str]:
        row, event, names = self._row, self._one.event, self._names
        departments = [getattr(event, "department", "")]
        if not departments[0] or self._one.event.kind == "resubmitted":
            departments = [stage.department for stage in self._state.open_stages]
        items = getattr(event, "items", ())
        return {
            "reference": row.reference,
            "procedure": in_active_language(self._procedure.title),
            "person": str(row.person or ""),
            "organisation": row.organisation.name_in(language) if row.organisation is not None else "",
            "department": listed(names.department(department) for department in departments),
            "due": shown_day(self._due) if self._due is not None else "–",
            "items": listed(item_in_words(item, names) for item in items),
            "reasons": listed(names.reason(reason) for reason in getattr(event, "reasons", ())),
            "note": getattr(event, "note", ""),
            "words": event.words(names),
            "link": case_address(row.pk),
            **self._document(event),
        }

    def _document(self, event: Event) -> dict[str, str]:
        granted = self._state.granted
        if granted is None:
            return {"document": "", "valid_from": "", "valid_to": ""}
        return {
            "document": granted.number,
            "valid_from": shown_day(granted.valid_from),
            "valid_to": "–" if granted.valid_to is None else shown_day(granted.valid_to),
        }


def _due(state: CaseState, event: Event) -> date | None:
    if isinstance(event, (events.Escalated, events.AnswerOverdue, events.PromiseOverdue)):
        return event.due
    if isinstance(event, events.Published):
        return event.until
    clocks = deadlines(state, working_calendar())
    if isinstance(event, (events.Accepted, events.Extended)) and clocks.total is not None:
        return clocks.total.due
    return clocks.next
