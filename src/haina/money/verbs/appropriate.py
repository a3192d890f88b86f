"""Appropriate: the budget of a year gives money to a budget of the pack, by a document of the budget."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.timezone import localdate

from haina.cases.policies import current_policy
from haina.cases.refusals import Forbidden
from haina.money.events import Event
from haina.money.models import Account, Ground
from haina.money.permissions import MoneyVerb, keeper_of, office_roles, verbs_of
from haina.money.postings import Posting, transfer
from haina.money.verbs.open_account import NewAccount, open_account
from haina.money.verbs.post import Posted, post
from haina.people.actors import Actor

_NAMES = UUID("9b6d0c93-6f4e-4ab0-9f6b-6d2a5d8d5f10")


def appropriate(actor: Actor, now: datetime, budget: str, year: int, fen: int, *, document: str) -> Posted:
    """Bring `fen` from the treasury to a budget of a year; once for a document. Raises MoneyRefusal."""
    if MoneyVerb.APPROPRIATE not in verbs_of(office_roles(actor, "", budget)):
        raise Forbidden(MoneyVerb.APPROPRIATE.value, budget)
    on = localdate(now)
    with transaction.atomic():
        currency = current_policy().head.currency.code
        treasury = open_account(
            NewAccount(f"treasury/{currency}", Account.Kind.TREASURY, on, currency=currency)
        )
        account = open_account(_appropriation(budget, year, on))
        legs = transfer(treasury.pk, account.pk, fen)
        ground = act_of(keeper_of(budget), document, on)
        key = uuid5(_NAMES, f"{ground.pk}|{budget}|{year}")
        return post(Posting(key, Event.APPROPRIATE, ground.pk, on, now, legs, note=document[:200]))


def appropriation_of(budget: str, year: int, on: date) -> Account:
    """The account of a budget in a year, opened where it is not there yet."""
    return open_account(_appropriation(budget, year, on))


def act_of(department: str, document: str, on: date) -> Ground:
    """An act of the budget as what an entry rests on; the same document is the same ground."""
    return Ground.objects.get_or_create(
        decided_by=department, document=document.strip()[:120], defaults={"decided_on": on}
    )[0]


def _appropriation(budget: str, year: int, on: date) -> NewAccount:
    currency = current_policy().head.currency.code
    return NewAccount(f"appropriation/{budget}/{year}", Account.Kind.APPROPRIATION, on, currency=currency)
