"""Name the address of one's own system, or of an organisation's; it is confirmed before it is used."""

from __future__ import annotations

import secrets
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext

from haina.cases import outbox
from haina.cases.channels.addresses import require_form
from haina.cases.channels.models import Webhook
from haina.cases.channels.port import NotDelivered
from haina.cases.channels.troubles import in_words
from haina.cases.refusals import Refusal
from haina.people.actors import Actor
from haina.people.models import Power


@transaction.atomic
def set_webhook(actor: Actor, now: datetime, address: str, organisation: UUID | None = None) -> Webhook:
    """Keep an address in place of the one before, and have it confirmed; the same one stays as it is.

    Raises PermissionError for an organisation that the actor does not act for in everything, and Refusal
    "address" for one that cannot be.
    """
    owner = whose(actor, organisation)
    if actor.account_id is None:
        raise PermissionError("nobody is signed in")
    try:
        require_form(address)
    except NotDelivered as error:
        raise Refusal("address", in_words(error.trouble)) from error
    if len(address) > 500:
        raise Refusal("address", gettext("This address is too long."))
    standing = Webhook.objects.select_for_update().filter(ended_at__isnull=True, **owner).first()
    if standing is not None:
        if standing.address == address:
            return standing
        standing.ended_at = now
        standing.save(update_fields=["ended_at"])
    made = Webhook.objects.create(
        address=address,
        set_by_id=actor.account_id,
        set_at=now,
        challenge=secrets.token_urlsafe(32),
        **owner,
    )
    outbox.confirm_webhook(made.pk)
    return made


def whose(actor: Actor, organisation: UUID | None) -> dict[str, UUID]:
    """The columns that name whose address it is; raises PermissionError where the actor may not."""
    if actor.account_id is None:
        raise PermissionError("nobody is signed in")
    if organisation is None:
        return {"account_id": actor.account_id}
    if organisation not in organisations_of(actor):
        raise PermissionError(f"{actor.name} does not act for {organisation} in everything")
    return {"organisation_id": organisation}


def organisations_of(actor: Actor) -> frozenset[UUID]:
    """The organisations of whose own people the actor is one who acts in everything and is told."""
    return frozenset(
        each.organisation_id
        for each in actor.standings
        if each.organisation_id is not None and each.is_inside and not each.scope and each.lets(Power.NOTICES)
    )
