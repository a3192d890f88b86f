"""Tell who owes something, and the unit that keeps the book, before it is due and when it is late."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext

from haina.cases import outbox
from haina.cases.events.base import shown_day
from haina.cases.meanwhile import LANGUAGES
from haina.cases.models import Notice
from haina.money.amounts import exact_words
from haina.money.books.dates import title_of
from haina.money.books.models import Obligation
from haina.people.models import Mandate

#: So many days before the day, and on the first one after it.
BEFORE = (30, 7, 1, -1)


def remind(now: datetime) -> int:
    """Write the reminders of the day, each once for each account; how many it were.

    A day on which nobody looked is made up for by the next: what lies within a span is told once.
    """
    today = timezone.localdate(now)
    waiting = Obligation.objects.filter(fulfilled_on__isnull=True, due_on__lte=today + timedelta(max(BEFORE)))
    told = 0
    for each in waiting.select_related("schedule__person", "schedule__organisation").iterator():
        told += _tell(each, today, now)
    return told


@transaction.atomic
def _tell(obligation: Obligation, today: date, now: datetime) -> int:
    left = ((obligation.due_on or today) - today).days
    span = min(days for days in BEFORE if left <= days) if left >= min(BEFORE) else min(BEFORE)
    name = f"obligation_{obligation.pk}_{span}"
    accounts = _accounts(obligation, today)
    known = set(Notice.objects.filter(notice=name, account__in=accounts).values_list("account_id", flat=True))
    subject, body = _texts(obligation, left)
    told = {"case": None, "sequence": 0, "notice": name, "subject": subject, "body": body, "created_at": now}
    notices = Notice.objects.bulk_create(
        Notice(account_id=account, **told) for account in sorted(accounts - known)
    )
    outbox.send_notices(notices)
    return len(notices)


def _accounts(obligation: Obligation, today: date) -> set[UUID]:
    """The person's own account, and those of the unit's own people who may act for it today."""
    schedule = obligation.schedule
    valid = Q(valid_from__lte=today) & (Q(valid_to__isnull=True) | Q(valid_to__gte=today))
    mandates: Iterable[Mandate] = Mandate.objects.filter(
        valid, organisation=schedule.organisation_id, account__isnull=False, holder__isnull=True
    )
    found = {each.account_id for each in mandates if each.account_id is not None and each.holds(today)}
    return found | ({schedule.person.account_id} if schedule.person.account_id is not None else set())


def _texts(obligation: Obligation, left: int) -> tuple[dict[str, str], dict[str, str]]:
    """Subject and words in both languages."""
    subject, body = {}, {}
    for short, code in LANGUAGES.items():
        with translation.override(code):
            said = {
                "what": title_of(obligation),
                "who": str(obligation.schedule.person),
                "amount": exact_words(obligation.owed),
                "day": shown_day(obligation.due_on) if obligation.due_on is not None else "",
            }
            late = gettext("Late: %(what)s, %(who)s") % said
            subject[short] = late if left < 0 else gettext("Due on %(day)s: %(what)s, %(who)s") % said
            words = gettext("%(amount)s due on %(day)s. Pay it and keep the receipt.") % said
            body[short] = f"{words} {settings.HAINA_PUBLIC_URL}/{code}/me/dates/"
    return subject, body
