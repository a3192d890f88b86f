"""Open an account, or find it again by its code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from haina.money.models import Account
from haina.money.refusals import WORDS, MoneyRefusal, refused_kindly

#: Accounts at the edge of the city: money comes from there, so they go below zero.
OUTSIDE = frozenset({Account.Kind.TREASURY})


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account as it is asked for."""

    code: str
    kind: Account.Kind
    opened_on: date
    currency: str = "CNY"
    person: UUID | None = None
    organisation: UUID | None = None
    #: Fen; None where nothing limits it.
    ceiling: int | None = None
    expires_on: date | None = None
    #: Whether it may go below zero, as one that only stands beside another does.
    unlimited: bool = False


def open_account(wanted: NewAccount) -> Account:
    """Open the account; where its code is there already, return that one if it is the same, else refuse."""
    asked = {
        "kind": wanted.kind,
        "currency": wanted.currency,
        "person_id": wanted.person,
        "organisation_id": wanted.organisation,
    }
    rest = {
        "floor": None if wanted.unlimited or wanted.kind in OUTSIDE else 0,
        "ceiling": wanted.ceiling,
        "opened_on": wanted.opened_on,
        "expires_on": wanted.expires_on,
    }
    with refused_kindly(), transaction.atomic():
        account, _new = Account.objects.get_or_create(code=wanted.code, defaults=asked | rest)
    if {name: getattr(account, name) for name in asked} != asked:
        raise MoneyRefusal("account_stays_itself", WORDS["account_stays_itself"])
    return account
