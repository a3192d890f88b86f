"""Tell holders in good time that their documents run out."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from haina.cases.decide_papers import AnnounceExpiry
from haina.cases.models import IssuedDocument
from haina.cases.perform import Order, perform
from haina.cases.policies import current_policy, policy_of
from haina.people.actors import Automaton, automation
from haina.people.permissions import State, Verb

_log = logging.getLogger(__name__)


def announce_expiry(now: datetime) -> tuple[UUID, ...]:
    """Tell of every document that runs out within the time that its policy sets, each once.

    Gives the cases in which somebody was told. One case that cannot be read does not stop the others.
    """
    today = timezone.localdate(now)
    # The longest notice that a running policy can have been written with; each case then asks its own.
    until = today + timedelta(days=max(current_policy().head.expiry_notice_days, 366))
    soon = IssuedDocument.objects.filter(
        case__state=State.ISSUED.value,
        valid_to__range=(today, until),
        announced_at__isnull=True,
        revoked_at__isnull=True,
        replaced_at__isnull=True,
    ).select_related("case")
    told = []
    for document in soon.order_by("valid_to", "number").iterator(chunk_size=500):
        days = policy_of(document.case.policy_version_id).head.expiry_notice_days
        if document.valid_to is None or document.valid_to > today + timedelta(days=days):
            continue
        try:
            if _announce(document, now):
                told.append(document.case_id)
        except Exception:
            # Whatever is wrong with one case must not keep the others from being told.
            _log.exception("the end of %s could not be announced", document.number)
    return tuple(told)


def _announce(document: IssuedDocument, now: datetime) -> bool:
    actor = automation(Automaton.CLOCK)
    key = f"expiring:{document.number}"
    order = Order(actor, Verb.ESCALATE, now, document.case_id, key, None)

    def mark(matter: object) -> None:
        IssuedDocument.objects.filter(pk=document.pk).update(announced_at=now)

    receipt = perform(order, lambda matter: AnnounceExpiry(), change=mark)
    return bool(receipt.kinds) and not receipt.replayed
