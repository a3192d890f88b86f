"""Appoint somebody as an expert who judges applications, and end that again."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from haina.cases.policies import current_policy
from haina.people.actors import Actor, actor_for
from haina.people.models import Account
from haina.review.locking import NotThere
from haina.review.models import Reviewer
from haina.review.permissions import ReviewVerb, account_of, require_office
from haina.review.refusals import ReviewRefusal, refused_kindly

_LONGEST_FIELD = 200


def appoint_reviewer(
    actor: Actor, now: datetime, *, email: str, role: str, department: str, field: str = ""
) -> Reviewer:
    """Appoint who has the account in a role of the pack's schemes; raises MayNotReview, ReviewRefusal."""
    require_office(actor, ReviewVerb.APPOINT_REVIEWER, department)
    if role not in roles_that_judge():
        raise ReviewRefusal("no_role")
    account = Account.objects.filter(email=email.strip().lower(), is_active=True).first()
    if account is None:
        raise ReviewRefusal("no_account")
    expert = actor_for(account, localdate(now))
    if department in expert.departments or expert.supervises_any(frozenset({department})):
        raise ReviewRefusal("own_office")
    with refused_kindly(), transaction.atomic():
        return Reviewer.objects.create(
            account=account,
            role=role,
            department=department,
            field=field.strip()[:_LONGEST_FIELD],
            appointed_by_id=account_of(actor),
            appointed_at=now,
        )


def end_appointment(actor: Actor, now: datetime, reviewer_id: UUID) -> Reviewer:
    """Let an expert judge nothing new from now on; raises MayNotReview, NotThere."""
    with transaction.atomic():
        reviewer = Reviewer.objects.select_for_update(no_key=True).filter(pk=reviewer_id).first()
        if reviewer is None:
            raise NotThere(str(reviewer_id))
        require_office(actor, ReviewVerb.APPOINT_REVIEWER, reviewer.department)
        if reviewer.ended_at is None:
            reviewer.ended_at = now
            reviewer.save(update_fields=["ended_at"])
        return reviewer


def roles_that_judge() -> tuple[str, ...]:
    """The roles that any scheme of the pack in use names, in its order."""
    return tuple(
        dict.fromkeys(role for scheme in current_policy().reviews.values() for role in scheme.reviewers)
    )
