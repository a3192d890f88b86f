"""Tell people what happened to something of theirs that goes on after its case: a guarantee, a voucher.

A notice is written in the transaction of what it tells of, once for each account, in both languages, and sent
on by the outbox, as notices of cases are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import translation

from haina.cases import outbox
from haina.cases.meanwhile import LANGUAGES
from haina.cases.models import Notice
from haina.people.models import Mandate, Person, Posting

#: Subject and words, in the active language.
Words = Callable[[], tuple[str, str]]


def tell_people(
    name: str, accounts: Iterable[UUID], words: Words, page: tuple[str, object], now: datetime
) -> None:
    """Write a notice to each account, with the address of a page; a second time under a name changes nothing.

    `page` is the name of an address and its argument.
    """
    known = set(Notice.objects.filter(notice=name, case__isnull=True).values_list("account_id", flat=True))
    wanted = sorted(set(accounts) - known)
    if not wanted:
        return
    subject, body = {}, {}
    for short, code in LANGUAGES.items():
        with translation.override(code):
            subject[short], said = words()
            body[short] = f"{said} {settings.HAINA_PUBLIC_URL}{reverse(page[0], args=[page[1]])}"
    told = {"case": None, "sequence": 0, "notice": name, "subject": subject, "body": body, "created_at": now}
    outbox.send_notices(Notice.objects.bulk_create(Notice(account_id=account, **told) for account in wanted))


def people_of(organisation: UUID | None, on: date) -> set[UUID]:
    """The accounts of a unit's own people who act for it on a day."""
    valid = Q(valid_from__lte=on) & (Q(valid_to__isnull=True) | Q(valid_to__gte=on))
    rows = Mandate.objects.filter(
        valid, organisation=organisation, account__isnull=False, ended_at__isnull=True
    )
    return {each.account_id for each in rows if each.account_id is not None}


def account_of_person(person: Person | None) -> set[UUID]:
    """The person's own account, if there is one."""
    return set() if person is None or person.account_id is None else {person.account_id}


def officers_of(department: str, on: date) -> set[UUID]:
    """The accounts that hold an officer's place in a department on a day."""
    valid = Q(valid_from__lte=on) & (Q(valid_to__isnull=True) | Q(valid_to__gte=on))
    rows = Posting.objects.filter(valid, office=Posting.Office.OFFICER, department=department)
    return set(rows.values_list("account_id", flat=True))
