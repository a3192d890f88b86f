"""File several applications in one go."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from haina.cases import verbs
from haina.cases.joint.acting import JointReceipt, Seen, in_order_of_locks, key_of, locked, seen_of
from haina.cases.joint.queries import JointView
from haina.cases.perform import Receipt
from haina.cases.queries import CaseView
from haina.cases.refusals import Refusal
from haina.people.actors import Actor


@dataclass(frozen=True, slots=True)
class Sending:
    """What is sent, and how what is missing will be made good."""

    #: The applications to file; the others stay drafts.
    chosen: Collection[UUID]
    #: Those whose declaration has been confirmed.
    declared: Collection[UUID]
    #: Kinds of documents of the joint form that will follow, and those that a promise replaces; each goes to
    #: every application that takes it so.
    promised: Sequence[str] = ()
    committed: Sequence[str] = ()


class SomeRefused(Refusal):
    """At least one application cannot be filed as it is, so none has been; `refusals` says why, by case."""

    def __init__(self, refusals: Mapping[UUID, Refusal]) -> None:
        super().__init__("some_refused", _("Nothing has been sent, because something is still missing."))
        self.refusals = refusals


def submit_together(
    actor: Actor,
    now: datetime,
    joint_id: UUID,
    sending: Sending,
    *,
    arrived: datetime | None = None,
    key: str,
    seen: Seen,
) -> JointReceipt:
    """File the chosen applications as they stand, all in one transaction or none.

    `arrived` is when the form reached the server, where it had to wait; it counts for each of them. Raises
    SomeRefused with everything that is missing anywhere.
    """
    if not sending.chosen:
        raise Refusal("nothing_chosen", _("Choose at least one application to send."))
    with transaction.atomic():
        view = locked(actor, joint_id, now)
        receipts: list[Receipt] = []
        refusals: dict[UUID, Refusal] = {}
        for part in in_order_of_locks(seen_of(view, {id: seen.get(id, 0) for id in sending.chosen})):
            id = part.row.pk
            try:
                with transaction.atomic():
                    receipt = verbs.submit(
                        actor,
                        now,
                        id,
                        declared=id in sending.declared,
                        promised=_taken(view, part, sending.promised, by_promise=False),
                        committed=_taken(view, part, sending.committed, by_promise=True),
                        arrived=arrived,
                        key=key_of(key, id),
                        seen=seen.get(id, 0),
                    )
                    receipts.append(receipt)
            except Refusal as error:
                refusals[id] = error
        if refusals:
            raise SomeRefused(refusals)
        return JointReceipt(joint_id, tuple(receipts))


def _taken(view: JointView, part: CaseView, kinds: Sequence[str], *, by_promise: bool) -> tuple[str, ...]:
    """Of documents of the joint form, those that one application takes later, or a promise in place of."""
    if part not in view.drafts:
        return ()
    place = view.drafts.index(part)
    attached = {file.kind for file in part.documents}
    own = [
        use.name
        for each in view.form.documents
        if each.kind.id in kinds
        for use in each.uses
        if use.part == place and use.name not in attached
    ]
    known = {kind.id: kind for kind in part.procedure.documents}
    return tuple(id for id in own if (known[id].promise if by_promise else known[id].later) is not None)
