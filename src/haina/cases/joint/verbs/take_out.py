"""Take one application out of a joint one."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from haina.cases.joint.acting import locked
from haina.cases.joint.models import JointPart
from haina.cases.refusals import CaseNotFound, Refusal
from haina.people.actors import Actor


def take_out(actor: Actor, now: datetime, joint_id: UUID, case_id: UUID) -> None:
    """Let a draft go on alone, with all that is filled in and attached; doing it again changes nothing.

    Raises Refusal for one that has been sent: where it was sent together, that stays on record.
    """
    with transaction.atomic():
        view = locked(actor, joint_id, now)
        if case_id not in {part.row.pk for part in view.parts}:
            raise CaseNotFound(case_id)
        if case_id not in {part.row.pk for part in view.drafts}:
            raise Refusal("sent", _("This has been sent already."))
        JointPart.objects.filter(application_id=joint_id, case_id=case_id).delete()
