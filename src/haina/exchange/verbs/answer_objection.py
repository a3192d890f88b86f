"""Answer the objection to a look."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from haina.exchange import outbox
from haina.exchange.models import RequestEvent
from haina.exchange.record import add, permitted
from haina.exchange.refusals import LookRefused
from haina.exchange.verbs.object_to import said
from haina.people.actors import Actor
from haina.people.look_permissions import LookVerb


@transaction.atomic
def answer_objection(
    actor: Actor, now: datetime, request_id: UUID, *, upheld: bool, text: str
) -> RequestEvent:
    """A supervisor of the asking department says whether the look was right; if not, it counts no more.

    Raises LookNotFound, LookForbidden, LookRefused.
    """
    request, state = permitted(actor, LookVerb.ANSWER_OBJECTION, request_id)
    if state.objection is None or not state.objection.is_open:
        raise LookRefused("no_objection", _("There is no objection to answer."))
    payload = {"upheld": upheld, "text": said(text)}
    kind = RequestEvent.Kind.OBJECTION_ANSWERED
    event = add(request, state, kind, now, actor.account_id, payload)
    if upheld:
        outbox.tell(request, kind.value)
    return event
