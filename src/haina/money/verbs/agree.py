"""Agree to the terms of an award before its milestones are reported."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from haina.cases.following_up import hold_cases
from haina.money.agreements import agreement_of
from haina.money.models import Award
from haina.money.permissions import MoneyVerb, require_award
from haina.money.refusals import WORDS, MoneyRefusal
from haina.money.telling import tell_agreement
from haina.money.verbs.end_award import locked
from haina.people.actors import Actor


def agree(actor: Actor, now: datetime, award_id: UUID) -> Award:
    """Agree, as who receives the award; again changes nothing. Raises MoneyRefusal where it is over."""
    with transaction.atomic():
        hold_cases(Award.objects.filter(pk=award_id).values_list("case_id", flat=True))
        award = locked(award_id)
        require_award(actor, MoneyVerb.AGREE, award)
        if award.is_over:
            raise MoneyRefusal("award_goes_forward", WORDS["award_goes_forward"])
        if agreement_of(award) is None:
            tell_agreement(actor, now, award)
    return award
