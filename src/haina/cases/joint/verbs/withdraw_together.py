"""Take several applications back in one go."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from haina.cases import verbs
from haina.cases.joint.acting import JointReceipt, Seen, in_order_of_locks, key_of, locked, seen_of
from haina.cases.refusals import Refusal
from haina.people.actors import Actor


def withdraw_together(
    actor: Actor, now: datetime, joint_id: UUID, *, chosen: Collection[UUID], key: str, seen: Seen
) -> JointReceipt:
    """Withdraw the chosen applications, and throw those away that are drafts: all of them or none."""
    if not chosen:
        raise Refusal("nothing_chosen", _("Choose at least one application."))
    with transaction.atomic():
        view = locked(actor, joint_id, now)
        parts = seen_of(view, {id: seen.get(id, 0) for id in chosen})
        receipts = tuple(
            verbs.withdraw(actor, now, id, key=key_of(key, id), seen=seen.get(id, 0))
            for id in (part.row.pk for part in in_order_of_locks(parts))
        )
        return JointReceipt(joint_id, receipts)
