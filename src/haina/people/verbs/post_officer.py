"""Post an account to an office, and end a posting; where there is no account yet, one is made."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Q

from haina.people.models import Account, Posting


class PostingRefused(ValueError):
    """The posting cannot be made or ended as asked; the message says why."""


@dataclass(frozen=True, slots=True)
class Posted:
    """What was done."""

    posting: Posting
    #: Whether the account is new and has no password yet.
    is_new_account: bool


@transaction.atomic
def post_officer(
    email: str,
    department: str,
    *,
    departments: Collection[str],
    office: str = Posting.Office.OFFICER,
    name: str = "",
    valid_from: date,
    valid_to: date | None = None,
) -> Posted:
    """Give an account an office from one day to another, both included.

    `departments` are the ids that the policy pack knows; a supervisor's may be empty for all of them. Raises
    PostingRefused for an unknown department, days in the wrong order, or an office held already.
    """
    if department not in departments and (department or office != Posting.Office.SUPERVISOR):
        raise PostingRefused(f"the policy has no department {department!r}")
    if valid_to is not None and valid_to < valid_from:
        raise PostingRefused("the last day is before the first")
    account = Account.objects.select_for_update().filter(email=email.lower()).first()
    is_new = account is None
    if account is None:
        account = Account.objects.create_user(email, name=name)
        EmailAddress.objects.create(user=account, email=account.email, verified=True, primary=True)
    overlapping = Q(valid_to__isnull=True) | Q(valid_to__gte=valid_from)
    if valid_to is not None:
        overlapping &= Q(valid_from__lte=valid_to)
    held = account.postings.filter(overlapping, department=department, office=office).first()
    if held is not None:
        raise PostingRefused(
            f"{email} holds this office from {held.valid_from} to {held.valid_to or 'no end'}"
        )
    posting = Posting.objects.create(
        account=account, office=office, department=department, valid_from=valid_from, valid_to=valid_to
    )
    return Posted(posting, is_new)


@transaction.atomic
def end_posting(email: str, department: str, *, office: str = Posting.Office.OFFICER, last_day: date) -> int:
    """End the postings of an account in a department after `last_day`; return how many were ended.

    One that would begin only after that day is taken back. Raises PostingRefused where there is none to end.
    """
    running = Q(valid_to__isnull=True) | Q(valid_to__gt=last_day)
    postings = Posting.objects.select_for_update().filter(
        running, account__email=email.lower(), department=department, office=office
    )
    ended = 0
    for posting in postings:
        ended += 1
        if posting.valid_from > last_day:
            posting.delete()
        else:
            posting.valid_to = last_day
            posting.save(update_fields=["valid_to"])
    if not ended:
        raise PostingRefused(f"{email} holds no such office after {last_day}")
    return ended


def day_before(day: date) -> date:
    """The last day of a posting that ends at once."""
    return day - timedelta(days=1)
