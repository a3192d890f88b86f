"""A system of a person or an organisation: signed messages over HTTPS, and how its address is confirmed.

Every message has the headers Haina-Delivery (its id, the same at every attempt) and Haina-Signature:
`t=SECONDS,v1=HEX`, the HMAC-SHA256 of `SECONDS.ID.BODY` with the key that the preferences page shows.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings

from haina.cases.channels.addresses import Reply, ask
from haina.cases.channels.models import Webhook
from haina.cases.channels.port import Message, NotDelivered
from haina.cases.links import case_address

DELIVERY, SIGNATURE = "Haina-Delivery", "Haina-Signature"
_OK, _REDIRECT, _NO, _GONE = 200, 300, 400, 410


class System:
    """The systems that people have named."""

    #: The receiver knows a message again by its id.
    repeats_safely = True

    def send(self, message: Message) -> None:
        """Post it with its signature; raises NotDelivered."""
        webhook = message.webhook
        if webhook is None or webhook.confirmed_at is None or webhook.ended_at is not None:
            raise NotDelivered("ended", again=False)
        reply = _post(webhook, message.id, _as_json(message), message.now)
        if reply.status == _GONE:
            raise NotDelivered("gone", again=False)
        _require_taken(reply)


def challenge(webhook: Webhook, now: datetime) -> None:
    """Ask the system to give back what it is sent; raises NotDelivered."""
    body = {"type": "challenge", "challenge": webhook.challenge}
    reply = _post(webhook, webhook.pk, body, now)
    _require_taken(reply)
    try:
        said = json.loads(reply.body)
    except ValueError:
        said = None
    given = said.get("challenge") if isinstance(said, Mapping) else None
    if not isinstance(given, str) or not hmac.compare_digest(given.encode(), webhook.challenge.encode()):
        raise NotDelivered("challenge")


def signature(secret: str, seconds: int, id: UUID, body: bytes) -> str:
    """The value of the signature's header."""
    signed = f"{seconds}.{id}.".encode() + body
    return f"t={seconds},v1={hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()}"


def _require_taken(reply: Reply) -> None:
    if _REDIRECT <= reply.status < _NO:
        raise NotDelivered("redirect")
    if not _OK <= reply.status < _REDIRECT:
        raise NotDelivered("status")


def _post(webhook: Webhook, id: UUID, content: Mapping[str, Any], now: datetime) -> Reply:
    body = json.dumps(content, ensure_ascii=False, sort_keys=True).encode()
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Haina",
        DELIVERY: str(id),
        SIGNATURE: signature(webhook.secret, int(now.timestamp()), id, body),
    }
    return ask(webhook.address, body, headers)


def _as_json(message: Message) -> dict[str, Any]:
    notice = message.notice
    case = notice.case
    return {
        "type": "notice",
        "id": str(message.id),
        "kind": message.kind.value,
        "reference": "" if case is None else case.reference,
        "subject": notice.subject,
        "text": notice.body,
        "at": notice.created_at.isoformat(),
        "link": settings.HAINA_PUBLIC_URL if case is None else case_address(case.pk),
    }
