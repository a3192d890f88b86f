"""The status lists as published: made from the register, signed, kept for a few minutes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.db.models import Max, Q, QuerySet

from haina.cases.credentials import SigningKey
from haina.cases.links import status_address
from haina.cases.models import IssuedDocument
from haina.cases.statuses import LENGTH, list_number, signed_list, status_credential

#: How long a list is handed out before it is made anew; what is taken back is published at once.
KEPT_FOR = timedelta(minutes=5)


def published_list(number: int, now: datetime) -> dict[str, Any] | None:
    """The signed list of that number; None where no document stands in it yet (the first one always is)."""
    if not 1 <= number <= newest_list():
        return None
    kept: dict[str, Any] | None = cache.get(_name(number))
    if kept is not None:
        return kept
    first = (number - 1) * LENGTH
    here = IssuedDocument.objects.filter(status_index__range=(first, first + LENGTH - 1))
    replaced = here.filter(replaced_at__isnull=False, revoked_at__isnull=True)
    taken_back = here.filter(Q(revoked_at__isnull=False) | Q(replaced_at__isnull=False))
    address, issuer = status_address(number), settings.HAINA_PUBLIC_URL
    listed = status_credential(address, issuer, _indexes(taken_back), now)
    refresh = status_credential(address, issuer, _indexes(replaced), now, "refresh")
    made = signed_list(listed, SigningKey.load_or_create(settings.HAINA_SIGNING_KEY), refresh)
    cache.set(_name(number), made, KEPT_FOR.total_seconds())
    return made


def _indexes(documents: QuerySet[IssuedDocument]) -> list[int]:
    return [index for index in documents.values_list("status_index", flat=True) if index is not None]


def newest_list() -> int:
    """The number of the last list that has documents, at least 1."""
    last = IssuedDocument.objects.aggregate(last=Max("status_index"))["last"]
    return 1 if last is None else list_number(last)


def forget(index: int | None) -> None:
    """Make the list anew in which a document stands, once the change is committed."""
    if index is not None:
        transaction.on_commit(lambda: cache.delete(_name(list_number(index))))


def set_aside(number: str, now: datetime) -> None:
    """Take back the letter of a decision that has been set aside; an empty number is no letter."""
    letter = IssuedDocument.objects.filter(pk=number, revoked_at__isnull=True).first()
    if letter is not None:
        letter.revoked_at = now
        letter.save(update_fields=["revoked_at"])
        forget(letter.status_index)


def _name(number: int) -> str:
    return f"status-list-{number}"
