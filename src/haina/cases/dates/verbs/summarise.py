"""Tell officers once a day what runs out for them, and who comes."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from haina.cases import outbox
from haina.cases.appointments.models import Appointment
from haina.cases.channels.choices import choices_of
from haina.cases.channels.kinds import Kind
from haina.cases.events.base import shown_day
from haina.cases.meanwhile import LANGUAGES
from haina.cases.models import CaseStage, Notice
from haina.cases.policies import working_calendar
from haina.people.models import Account, Posting

_log = logging.getLogger(__name__)

#: What runs out within so many days is told.
SOON = timedelta(days=3)
#: The most lines of a sort.
_MOST = 20


@dataclass
class _Day:
    """What one officer is told."""

    late: list[CaseStage] = field(default_factory=list)
    soon: list[CaseStage] = field(default_factory=list)
    #: Steps of the officer's departments that nobody has claimed and that run out soon or are late.
    unclaimed: int = 0
    coming: list[Appointment] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.late or self.soon or self.unclaimed or self.coming)


def summarise(now: datetime) -> int:
    """Write the summaries of the day, on working days, each account's once; how many it were.

    Who has chosen no channel for it, or has nothing to be told, gets none.
    """
    today = timezone.localdate(now)
    if not working_calendar().kind(today).is_working:
        return 0
    valid = Q(valid_from__lte=today) & (Q(valid_to__isnull=True) | Q(valid_to__gte=today))
    departments: dict[Account, set[str]] = {}
    postings = Posting.objects.filter(valid, office=Posting.Office.OFFICER, account__is_active=True)
    for posting in postings.select_related("account").order_by("account_id"):
        departments.setdefault(posting.account, set()).add(posting.department)
    unclaimed = _unclaimed(today)
    told = 0
    for account, own in departments.items():
        try:
            told += _tell(account, own, unclaimed, now, today)
        except Exception:
            # What is wrong with one officer's day must not keep the others from being told.
            _log.exception("the summary for %s could not be written", account.pk)
    return told


def _unclaimed(today: date) -> dict[str, int]:
    rows = CaseStage.objects.filter(status="open", officer__isnull=True, due__lte=today + SOON)
    counted = rows.values("department").annotate(number=Count("pk"))
    return {row["department"]: row["number"] for row in counted}


@transaction.atomic
def _tell(account: Account, own: set[str], unclaimed: dict[str, int], now: datetime, today: date) -> bool:
    chosen = choices_of(account.pk)
    if not any(wanted for (kind, _), wanted in chosen.items() if kind is Kind.SUMMARY):
        return False
    day = _day(account, own, now, today)
    day.unclaimed = sum(unclaimed.get(department, 0) for department in own)
    if not day:
        return False
    subject, body = {}, {}
    for short, code in LANGUAGES.items():
        with translation.override(code):
            subject[short] = gettext("Your day: %(day)s") % {"day": shown_day(today)}
            body[short] = "\n".join([*_lines(day), f"{settings.HAINA_PUBLIC_URL}/{code}/worklist/"])
    notice, is_new = Notice.objects.get_or_create(
        case=None,
        notice=f"summary_{today}",
        account=account,
        defaults={"sequence": 0, "subject": subject, "body": body, "created_at": now},
    )
    if is_new:
        outbox.send_notices([notice])
    return is_new


def _day(account: Account, own: set[str], now: datetime, today: date) -> _Day:
    mine = CaseStage.objects.filter(status="open", officer=account, department__in=own, due__lte=today + SOON)
    rows = list(mine.select_related("case").order_by("due", "pk")[: 2 * _MOST])
    claimed = CaseStage.objects.filter(case=OuterRef("case"), stage=OuterRef("stage"), officer=account)
    coming = Appointment.objects.filter(
        Exists(claimed.filter(status="open")),
        cancelled_at__isnull=True,
        starts_at__gt=now,
        starts_at__date=today,
    )
    return _Day(
        late=[row for row in rows if row.due is not None and row.due < today],
        soon=[row for row in rows if row.due is not None and row.due >= today],
        coming=list(coming.select_related("case").order_by("starts_at")[:_MOST]),
    )


def _lines(day: _Day) -> list[str]:
    lines = []
    if day.late:
        lines.append(gettext("Late: %(cases)s") % {"cases": _named(day.late)})
    if day.soon:
        lines.append(gettext("Last days soon: %(cases)s") % {"cases": _named(day.soon)})
    if day.unclaimed:
        text = ngettext(
            "%(count)d step of your department that nobody is on runs out soon or is late.",
            "%(count)d steps of your department that nobody is on run out soon or are late.",
            day.unclaimed,
        )
        lines.append(text % {"count": day.unclaimed})
    for each in day.coming:
        when = date_format(timezone.localtime(each.starts_at), "TIME_FORMAT")
        words = {"when": when, "reference": each.case.reference}
        lines.append(gettext("%(when)s: appointment for %(reference)s") % words)
    return lines


def _named(rows: list[CaseStage]) -> str:
    return "; ".join(f"{row.case.reference} ({shown_day(row.due)})" for row in rows[:_MOST] if row.due)
