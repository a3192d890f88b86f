"""Attach one file to every application that needs it."""

from __future__ import annotations

from datetime import datetime
from typing import BinaryIO
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from haina.cases.joint.acting import JointReceipt, Seen, in_order_of_locks, key_of, locked, seen_of
from haina.cases.perform import Order
from haina.cases.refusals import Refusal
from haina.cases.verbs.attach_document import Target, attach_to_all
from haina.people.actors import Actor
from haina.people.permissions import Verb


def attach_together(
    actor: Actor,
    now: datetime,
    joint_id: UUID,
    kind: str,
    name: str,
    stream: BinaryIO,
    *,
    key: str,
    seen: Seen,
) -> JointReceipt:
    """Take in a file for a kind of document of the joint form: it is stored once, and attached to each.

    Raises FileRefused where the file is not taken, and then it is attached nowhere.
    """
    with transaction.atomic():
        view = locked(actor, joint_id, now)
        known = {each.kind.id: each for each in view.form.documents}
        if kind not in known:
            raise Refusal("unknown_document", _("This application has no place for such a document."))
        names = {view.drafts[use.part].row.pk: use.name for use in known[kind].uses}
        targets = [
            Target(Order(actor, Verb.ATTACH_DOCUMENT, now, id, key_of(key, id), seen[id]), names[id])
            for id in (part.row.pk for part in in_order_of_locks(seen_of(view, seen)))
            if id in names
        ]
        if not targets:
            raise Refusal("unknown_document", _("This application has no place for such a document."))
        return JointReceipt(joint_id, tuple(attach_to_all(targets, name, stream)))
