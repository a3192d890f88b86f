"""The kinds of notice that one chooses channels for, and the channels."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from haina.cases.models import CaseEvent, Notice


class ChannelName(StrEnum):
    """The ways by which somebody can be told."""

    PORTAL = "portal"
    EMAIL = "email"
    WEBHOOK = "webhook"


class Kind(StrEnum):
    """What a notice is about, as far as one chooses channels for it."""

    #: Decisions, requests and everything else that the law wants told: always in the portal.
    FORMAL = "formal"
    #: How a case goes on, where nothing has to be done.
    PROGRESS = "progress"
    APPOINTMENTS = "appointments"
    #: What an officer is told about the cases of others.
    WORK = "work"
    #: An officer's summary of the day.
    SUMMARY = "summary"


#: The kinds that officers alone have.
FOR_OFFICERS = (Kind.WORK, Kind.SUMMARY)
#: The kinds that the portal always shows as new.
REQUIRED = frozenset({Kind.FORMAL})

#: How the names of notices that tell of no event begin.
_BY_NAME: Mapping[str, Kind] = {
    "appointment_": Kind.APPOINTMENTS,
    "summary_": Kind.SUMMARY,
    "silence_": Kind.WORK,
}
#: Events by which a case only goes on.
_PROGRESS = frozenset(
    {
        "resubmitted",
        "paused",
        "resumed",
        "clock_recounted",
        "promised_document_received",
        "published",
        "objection_made",
        "moved_to_version",
        "moved_back",
        "note_added",
    }
)


def kind_of(notice: Notice) -> Kind:
    """What a notice is about."""
    for beginning, kind in _BY_NAME.items():
        if notice.notice.startswith(beginning):
            return kind
    if _is_told_as_officer(notice):
        return Kind.WORK
    if notice.case_id is None:
        return Kind.FORMAL
    event = CaseEvent.objects.filter(case_id=notice.case_id, sequence=notice.sequence)
    return Kind.PROGRESS if event.filter(kind__in=_PROGRESS).exists() else Kind.FORMAL


def _is_told_as_officer(notice: Notice) -> bool:
    """Whether the account is told because of its office; in a case of one's own one holds none."""
    case, account = notice.case, notice.account
    if case is None or not account.postings.exists():
        return False
    return case.person is None or case.person.account_id != account.pk
