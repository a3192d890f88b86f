"""Which documents an applicant may hand in later or replace by a promise, and by when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext, ngettext

from haina.cases.clock import Unit, last_day
from haina.cases.policies import working_calendar
from haina.cases.readings import Readings
from haina.cases.state import CaseState, Promised
from haina.policy import Policy
from haina.policy.procedures import DocumentKind, Procedure
from haina.rules.text import Text


@dataclass(frozen=True, slots=True)
class Way:
    """How a document may be given otherwise than at once."""

    kind: DocumentKind
    #: The term within which it may follow; None where it may not.
    later: Promised | None
    #: The last day of that term; None where it counts from an event that has not happened yet.
    until: date | None

    @property
    def promise(self) -> Text | None:
        """What may be promised in its place."""
        return self.kind.promise

    @property
    def within(self) -> str:
        """The term in words, with the event from which it counts; empty where it may not follow."""
        return "" if self.later is None else _within(self.later)


def promisable(
    policy: Policy, procedure: Procedure, case: CaseState, form: Mapping[str, object], on: date
) -> tuple[Way, ...]:
    """The documents that need not be there when filing on `on`, in the order of the procedure."""
    kinds = [kind for kind in procedure.documents if kind.later is not None or kind.promise is not None]
    if not kinds:
        return ()
    terms = Readings(policy, procedure, case, form, on).promised(kind.id for kind in kinds)
    later = {each.document: each for each in terms}
    return tuple(Way(kind, later.get(kind.id), _until(later.get(kind.id), on)) for kind in kinds)


def _until(promised: Promised | None, on: date) -> date | None:
    if promised is None or promised.counts_from != "submitted":
        return None
    return last_day(working_calendar(), promised.term.term, on)


def _within(promised: Promised) -> str:
    length = promised.term.length
    if promised.term.unit is Unit.WORKING_DAYS:
        days = ngettext("%(days)s working day", "%(days)s working days", length) % {"days": length}
    else:
        days = ngettext("%(days)s day", "%(days)s days", length) % {"days": length}
    said = {
        "accepted": gettext("within %(days)s of acceptance"),
        "decided": gettext("within %(days)s of the decision"),
    }
    return said.get(promised.counts_from, gettext("within %(days)s of handing in")) % {"days": days}
