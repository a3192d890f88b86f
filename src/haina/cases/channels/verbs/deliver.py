"""Send one notice by one channel, at most once; the outbox does it, and tries again what was not taken."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from uuid import UUID

from django.db import InterfaceError, OperationalError, close_old_connections, connection, transaction

from haina.cases.channels.kinds import ChannelName, Kind
from haina.cases.channels.mail import Mail
from haina.cases.channels.models import Delivery, Webhook
from haina.cases.channels.port import Channel, Message, NotDelivered, Unsure
from haina.cases.channels.portal import Portal
from haina.cases.channels.webhook import System
from haina.cases.models import Notice

_log = logging.getLogger(__name__)

CHANNELS: Mapping[str, Channel] = {
    ChannelName.PORTAL: Portal(),
    ChannelName.EMAIL: Mail(),
    ChannelName.WEBHOOK: System(),
}
#: How often a message is tried.
MOST_ATTEMPTS = 12
#: Seconds between attempts to write down what happened while the database is away.
_PATIENCE = (0.5, 1, 2, 4, 8, 15, 30)


def deliver(now: datetime, id: UUID) -> None:
    """Send what waits to be sent; raises NotDelivered where it should be tried again later.

    That an attempt begins is committed before it does: an attempt whose end was not written down, because
    the machine stopped, is repeated only where the receiver cannot be told twice by it.
    """
    delivery = _begin(now, id)
    if delivery is None:
        return
    message = Message(delivery.pk, delivery.notice, Kind(delivery.kind), delivery.webhook, now)
    try:
        CHANNELS[delivery.channel].send(message)
    except Unsure:
        _settle(delivery, state=Delivery.State.UNSURE, problem="stopped")
    except NotDelivered as error:
        is_last = not error.again or delivery.attempts >= MOST_ATTEMPTS
        state = Delivery.State.FAILED if is_last else Delivery.State.WAITING
        _settle(delivery, state=state, problem=error.trouble, begun_at=None)
        if error.trouble == "gone":
            Webhook.objects.filter(deliveries=delivery).update(ended_at=now, problem=error.trouble)
        if not is_last:
            raise
    else:
        _settle(delivery, state=Delivery.State.DONE, problem="", done_at=now)


@transaction.atomic
def _begin(now: datetime, id: UUID) -> Delivery | None:
    """Write down that an attempt begins; None where there is nothing left to do."""
    related = Delivery.objects.select_for_update(of=("self",)).select_related(
        "notice__account", "notice__case", "webhook"
    )
    delivery = related.get(pk=id)
    if delivery.state != Delivery.State.WAITING:
        return None
    if delivery.begun_at is not None and not CHANNELS[delivery.channel].repeats_safely:
        delivery.state, delivery.problem = Delivery.State.UNSURE, "stopped"
        delivery.save(update_fields=["state", "problem"])
        return None
    delivery.begun_at = now
    delivery.attempts += 1
    delivery.save(update_fields=["begun_at", "attempts"])
    return delivery


def _settle(delivery: Delivery, **values: object) -> None:
    """Write down how an attempt ended; a database that is away for a moment is waited for."""

    def write() -> None:
        with transaction.atomic():
            Delivery.objects.filter(pk=delivery.pk).update(**values)
            if delivery.channel == ChannelName.EMAIL and values.get("done_at"):
                Notice.objects.filter(pk=delivery.notice_id).update(sent_at=values["done_at"])

    _patiently(write)


def _patiently(write: Callable[[], object]) -> None:
    for seconds in _PATIENCE:
        try:
            write()
        except (OperationalError, InterfaceError):
            if connection.in_atomic_block:
                raise
            _log.warning("the database is away; what was sent is written down in %s s", seconds)
            close_old_connections()
            time.sleep(seconds)
        else:
            return
    write()
