"""Milestones of instalments: who received the award says what was done; the department takes it or not."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from haina.cases.following_up import hold_cases
from haina.cases.policies import policy_of
from haina.money.agreements import agreement_of, needs_agreement
from haina.money.models import Award, Instalment
from haina.money.permissions import MoneyVerb, require_award
from haina.money.refusals import WORDS, MoneyRefusal, refused_kindly
from haina.money.telling import tell_acceptance, tell_report, tell_return
from haina.money.verbs.end_award import locked
from haina.people.actors import Actor


def claim_milestone(actor: Actor, now: datetime, award_id: UUID, number: int, *, words: str) -> Instalment:
    """Say what was done for an instalment. Raises MoneyRefusal where an earlier one is still open."""
    with refused_kindly(), transaction.atomic():
        award, instalment = _found(award_id, number)
        require_award(actor, MoneyVerb.CLAIM_MILESTONE, award)
        if instalment.state == Instalment.State.CLAIMED:
            return instalment
        _require(
            instalment.state == Instalment.State.PLANNED and not award.is_over, "instalment_goes_forward"
        )
        right = policy_of(award.case.policy_version_id).rights[award.programme]
        if not right.paid_in_instalments:
            raise MoneyRefusal(
                "not_in_instalments",
                _("This is not paid in instalments: a voucher is redeemed, a guarantee pays for losses."),
            )
        if not words.strip():
            raise MoneyRefusal("no_words", _("Say what was done."))
        if needs_agreement(award) and agreement_of(award) is None:
            raise MoneyRefusal("agree_first", _("Agree to the terms of the award first."))
        waiting = award.instalments.filter(number__lt=number, state=Instalment.State.PLANNED)
        if waiting.exists():
            raise MoneyRefusal("earlier_first", _("An earlier instalment has not been reported yet."))
        instalment.state, instalment.claimed_at = Instalment.State.CLAIMED, now
        instalment.claim_words, instalment.answer_words = words.strip(), ""
        instalment.save(update_fields=["state", "claimed_at", "claim_words", "answer_words"])
        tell_report(actor, now, award, instalment)
    return instalment


def accept_milestone(
    actor: Actor, now: datetime, award_id: UUID, number: int, *, words: str = ""
) -> Instalment:
    """Accept what was reported, so that the instalment can be paid; what nobody reported is not accepted."""
    with refused_kindly(), transaction.atomic():
        award, instalment = _found(award_id, number)
        require_award(actor, MoneyVerb.ACCEPT_MILESTONE, award)
        if instalment.state == Instalment.State.ACCEPTED:
            return instalment
        _require(
            instalment.state == Instalment.State.CLAIMED and not award.is_over, "instalment_goes_forward"
        )
        instalment.state, instalment.accepted_at = Instalment.State.ACCEPTED, now
        instalment.accepted_by_id, instalment.answer_words = actor.account_id, words.strip()
        instalment.save(update_fields=["state", "accepted_at", "accepted_by", "answer_words"])
        tell_acceptance(actor, now, award, instalment)
    return instalment


def return_milestone(actor: Actor, now: datetime, award_id: UUID, number: int, *, words: str) -> Instalment:
    """Give a reported milestone back, with what is missing; it can be reported again."""
    with refused_kindly(), transaction.atomic():
        award, instalment = _found(award_id, number)
        require_award(actor, MoneyVerb.RETURN_MILESTONE, award)
        _require(instalment.state == Instalment.State.CLAIMED, "instalment_goes_forward")
        if not words.strip():
            raise MoneyRefusal("no_words", _("Say what is missing."))
        instalment.state, instalment.answer_words = Instalment.State.PLANNED, words.strip()
        instalment.save(update_fields=["state", "answer_words"])
        tell_return(actor, now, award, instalment)
    return instalment


def _found(award_id: UUID, number: int) -> tuple[Award, Instalment]:
    """The award, locked after its case as everywhere, and one of its instalments."""
    hold_cases(Award.objects.filter(pk=award_id).values_list("case_id", flat=True))
    award = locked(award_id)
    return award, award.instalments.get(number=number)


def _require(holds: bool, code: str) -> None:
    if not holds:
        raise MoneyRefusal(code, WORDS[code])
