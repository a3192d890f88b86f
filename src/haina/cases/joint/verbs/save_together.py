"""Fill in fields of several applications at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from haina.cases import verbs
from haina.cases.joint.acting import JointReceipt, Seen, in_order_of_locks, key_of, locked, seen_of
from haina.cases.joint.queries import JointView
from haina.cases.perform import Receipt
from haina.cases.queries import CaseView
from haina.cases.refusals import FieldProblem, FormIncomplete
from haina.people.actors import Actor


def save_together(
    actor: Actor, now: datetime, joint_id: UUID, values: Mapping[str, object], *, key: str, seen: Seen
) -> JointReceipt:
    """Keep what was typed, by the names of the joint form, in every application that asks for it.

    Raises FormIncomplete, and keeps nothing anywhere, where a value is not one that its field can have.
    """
    with transaction.atomic():
        view = locked(actor, joint_id, now)
        receipts: list[Receipt] = []
        problems: dict[str, FieldProblem] = {}
        for part in in_order_of_locks(seen_of(view, seen)):
            own = _own(view, part, values)
            if own is None:
                continue
            id = part.row.pk
            try:
                receipts.append(verbs.save_draft(actor, now, id, own, key=key_of(key, id), seen=seen[id]))
            except FormIncomplete as error:
                for problem in error.problems:
                    name = view.form.name_of(view.drafts.index(part), problem.name)
                    problems.setdefault(name, replace(problem, name=name))
        if problems:
            raise FormIncomplete(tuple(problems.values()))
        return JointReceipt(joint_id, tuple(receipts))


def _own(view: JointView, part: CaseView, values: Mapping[str, object]) -> dict[str, object] | None:
    """What of the values is an application's own; None where it asks for none of them.

    What is no draft any more is given to the verb all the same, which says what has happened to it.
    """
    if part not in view.drafts:
        return {}
    own = view.form.part_of(view.drafts.index(part), values)
    return own or None
