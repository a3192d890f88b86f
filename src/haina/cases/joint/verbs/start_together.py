"""Begin several applications of one party on one form."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from haina.cases import verbs
from haina.cases.choosing import names_a_person
from haina.cases.joint.acting import LONGEST_COMMON_KEY, JointReceipt
from haina.cases.joint.models import JointApplication, JointPart
from haina.cases.perform import Receipt
from haina.cases.policies import current_policy
from haina.cases.refusals import KeyUsed, Refusal
from haina.people.actors import Actor
from haina.policy.procedures import Procedure

#: How many applications go on one form.
MOST_TOGETHER = 12


def start_together(
    actor: Actor,
    now: datetime,
    procedures: Sequence[str],
    *,
    organisation_id: UUID | None = None,
    person_id: UUID | None = None,
    key: str,
) -> JointReceipt:
    """Begin an application for each procedure and join them; with the same key again, return the first.

    Of an organisation's applications only those that are about a person name the person. Raises Forbidden
    where the actor may not file one of them, and Refusal where they cannot go together.
    """
    if not 0 < len(key) <= LONGEST_COMMON_KEY:
        raise KeyUsed(key)
    wanted = _together(procedures)
    try:
        with transaction.atomic():
            done = _done_before(actor, key)
            if done is not None:
                return done
            return _begin(actor, now, wanted, organisation_id, person_id, key)
    except IntegrityError:
        done = _done_before(actor, key)
        if done is None:
            raise
        return done


def _together(ids: Sequence[str]) -> list[Procedure]:
    """The procedures, each once; raises Refusal where one is unknown or they are filed by different sides."""
    known = current_policy().procedures
    wanted = list(dict.fromkeys(ids))
    if not set(wanted) <= set(known):
        raise Refusal("unknown_procedure", _("There is no such procedure."))
    if not 2 <= len(wanted) <= MOST_TOGETHER:
        raise Refusal(
            "how_many", _("From two to %(most)s applications go on one form.") % {"most": MOST_TOGETHER}
        )
    procedures = [known[id] for id in wanted]
    if len({each.filed_by for each in procedures}) > 1:
        raise Refusal("mixed", _("What a person files and what an organisation files cannot go together."))
    return procedures


def _begin(
    actor: Actor,
    now: datetime,
    procedures: Sequence[Procedure],
    organisation_id: UUID | None,
    person_id: UUID | None,
    key: str,
) -> JointReceipt:
    policy = current_policy()
    if actor.account_id is None:
        raise PermissionError("only who has signed in begins an application")
    joint = JointApplication.objects.create(
        key=key,
        account_id=actor.account_id,
        organisation_id=organisation_id,
        person_id=person_id,
        started_at=now,
    )
    receipts = []
    for place, procedure in enumerate(procedures):
        about = person_id if names_a_person(policy, procedure) else None
        receipt = verbs.start_draft(
            actor, now, procedure.id, organisation_id=organisation_id, person_id=about, key=f"{key}-{place}"
        )
        JointPart.objects.create(application=joint, case_id=receipt.case_id, place=place)
        receipts.append(receipt)
    return JointReceipt(joint.pk, tuple(receipts))


def _done_before(actor: Actor, key: str) -> JointReceipt | None:
    """What was begun with the key; raises KeyUsed where somebody else did."""
    joint = JointApplication.objects.filter(key=key).first()
    if joint is None:
        return None
    if joint.account_id != actor.account_id:
        raise KeyUsed(key)
    rows = [part.case for part in joint.parts.select_related("case").order_by("place")]
    parts = tuple(
        Receipt(row.pk, row.reference, row.sequence, row.state, row.started_at, (), replayed=True)
        for row in rows
    )
    return JointReceipt(joint.pk, parts)
