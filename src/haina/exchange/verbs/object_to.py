"""Object to a look at one's data."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from haina.exchange.models import RequestEvent
from haina.exchange.record import add, permitted
from haina.exchange.refusals import LookRefused
from haina.people.actors import Actor
from haina.people.look_permissions import LookVerb

#: Longest objection and longest answer to one, in characters.
LONGEST = 2000


@transaction.atomic
def object_to(actor: Actor, now: datetime, request_id: UUID, text: str) -> RequestEvent | None:
    """Mark the look until a supervisor of the asking department answers; None where it is marked already.

    Raises LookNotFound, LookForbidden, LookRefused.
    """
    request, state = permitted(actor, LookVerb.OBJECT, request_id)
    words = said(text)
    if state.objection is not None and state.objection.is_open:
        return None
    return add(request, state, RequestEvent.Kind.OBJECTED, now, actor.account_id, {"text": words})


def said(text: str) -> str:
    """The words as they are kept; raises LookRefused for none or too many."""
    words = "".join(char for char in text if char.isprintable() or char == "\n").strip()
    if not words:
        raise LookRefused("no_words", _("Write in a few words why."))
    if len(words) > LONGEST:
        raise LookRefused("too_long", _("This text is too long."))
    return words
