"""Take one file out of every application to which it is attached."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from haina.cases import verbs
from haina.cases.joint.acting import JointReceipt, Seen, in_order_of_locks, key_of, locked, seen_of
from haina.people.actors import Actor


def remove_together(
    actor: Actor, now: datetime, joint_id: UUID, kind: str, sha256: str, *, key: str, seen: Seen
) -> JointReceipt:
    """Take out the files of a kind with this content, wherever they are attached on the joint form."""
    with transaction.atomic():
        view = locked(actor, joint_id, now)
        seen_of(view, seen)
        documents = {
            view.drafts[part].row.pk: file.pk
            for shared in view.files(kind)
            if shared.sha256 == sha256
            for part, file in shared.documents.items()
        }
        receipts = [
            verbs.remove_document(actor, now, id, documents[id], key=key_of(key, id), seen=seen[id])
            for id in (part.row.pk for part in in_order_of_locks(view.drafts))
            if id in documents and id in seen
        ]
        return JointReceipt(joint_id, tuple(receipts))
