"""Agree to a look, or take the consent back."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from haina.exchange import outbox
from haina.exchange.models import RequestEvent
from haina.exchange.record import add, permitted
from haina.exchange.refusals import LookRefused
from haina.exchange.state import Status
from haina.people.actors import Actor
from haina.people.look_permissions import LookVerb


@transaction.atomic
def give_consent(actor: Actor, now: datetime, request_id: UUID) -> RequestEvent | None:
    """The person agrees, and the question is put; None where they had agreed already.

    Raises LookNotFound, LookForbidden, LookRefused.
    """
    request, state = permitted(actor, LookVerb.GIVE_CONSENT, request_id)
    if not request.by_consent or state.status in (Status.CLOSED, Status.WITHDRAWN):
        raise LookRefused("no_consent_wanted", _("Nobody waits for your consent to this any more."))
    if state.status is not Status.NEEDS_CONSENT:
        return None
    event = add(request, state, RequestEvent.Kind.CONSENTED, now, actor.account_id)
    outbox.send_request(request)
    return event


@transaction.atomic
def withdraw_consent(actor: Actor, now: datetime, request_id: UUID) -> RequestEvent | None:
    """The person takes the consent back: it is not asked any more, and what came neither shown nor counted.

    A decision made meanwhile stands. None where it was taken back already. Raises LookNotFound,
    LookForbidden, LookRefused.
    """
    request, state = permitted(actor, LookVerb.WITHDRAW_CONSENT, request_id)
    if state.status is Status.WITHDRAWN:
        return None
    if not request.by_consent or state.consented_at is None:
        raise LookRefused("no_consent_given", _("This look does not rest on your consent."))
    event = add(request, state, RequestEvent.Kind.CONSENT_WITHDRAWN, now, actor.account_id)
    outbox.tell(request, event.kind)
    return event
