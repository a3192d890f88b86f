"""Give somebody a mandate to act for oneself, and end it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from haina.people.actors import Actor
from haina.people.models import Account, Mandate


class MayNotGrant(PermissionError):
    """Only a registered person gives a mandate, and ends only what was given by or for that person."""


class MandateUnusable(ValueError):
    """A mandate that cannot be: `field` says what is wrong, `email` or `valid_to`."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


def grant_mandate(
    actor: Actor, on: date, email: str, *, scope: Sequence[str] = (), valid_to: date | None = None
) -> Mandate:
    """Let the account of an e-mail address act for the actor's own person from `on` to `valid_to`, included.

    `scope` are procedures; empty covers all. Raises MayNotGrant for an actor who is no registered person,
    MandateUnusable for an address without an account, one's own, or an end before the beginning.
    """
    if actor.person_id is None:
        raise MayNotGrant(actor.name)
    account = Account.objects.filter(email=email.strip().lower(), is_active=True).first()
    if account is None or account.pk == actor.account_id:
        raise MandateUnusable("email")
    if valid_to is not None and valid_to < on:
        raise MandateUnusable("valid_to")
    return Mandate.objects.create(
        account=account,
        person_id=actor.person_id,
        scope=list(scope),
        valid_from=on,
        valid_to=valid_to,
        granted_by_id=actor.account_id,
    )


def end_mandate(actor: Actor, on: date, mandate_id: int) -> None:
    """End a mandate for the actor's own person at once: its last day was yesterday.

    One that began only today is taken out; what was done by it stays on record with the cases. Raises
    MayNotGrant for a mandate that is not there or is not for the actor.
    """
    if actor.person_id is None:
        raise MayNotGrant(actor.name)
    mandate = Mandate.objects.filter(pk=mandate_id, person_id=actor.person_id).first()
    if mandate is None:
        raise MayNotGrant(actor.name)
    if mandate.valid_from >= on:
        mandate.delete()
    elif mandate.valid_to is None or mandate.valid_to >= on:
        mandate.valid_to = on - timedelta(days=1)
        mandate.save(update_fields=["valid_to"])
