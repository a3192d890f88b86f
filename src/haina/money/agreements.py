"""The agreement on an award of a call: its terms, and that who receives it has agreed to them.

Terms are what the award, its instalments and its programme say; agreeing writes their digest into the history
of the case, where nobody changes it. Before that no milestone is taken.
"""

from __future__ import annotations

from haina.cases.following_up import digest_of
from haina.cases.models import CaseEvent
from haina.cases.names import in_active_language
from haina.cases.policies import policy_of
from haina.money.amounts import exact_words
from haina.money.models import Award, Instalment

#: Under which name the history of the case tells of it.
AGREED = "agreement_signed"


def needs_agreement(award: Award) -> bool:
    """Whether an award is paid by milestones that a call asked for: both sides agree on them first."""
    return award.call_id is not None and award.instalments.filter(by_grant=False).exists()


def agreement_of(award: Award) -> CaseEvent | None:
    """The event by which somebody agreed to the terms of an award; None before."""
    events = CaseEvent.objects.filter(case_id=award.case_id, kind="followed_up").order_by("sequence")
    return events.filter(payload__what=AGREED, payload__about=str(award.pk)).last()


def digest_of_terms(award: Award) -> str:
    """What the history holds of the terms."""
    parts = award.instalments.order_by("number")
    return digest_of(
        {
            "fen": award.fen,
            "currency": award.currency,
            "first": award.first.isoformat(),
            "last": None if award.last is None else award.last.isoformat(),
            "purpose": award.purpose,
            "instalments": [_part(each) for each in parts],
        }
    )


def _part(each: Instalment) -> list[object]:
    return [each.number, each.fen, each.milestone_zh, each.milestone_en]


def terms_in_words(award: Award) -> list[str]:
    """What one agrees to, line by line: each instalment with its milestone, and when money is taken back."""
    right = policy_of(award.case.policy_version_id).rights[award.programme]
    parts = [
        f"{exact_words(each.fen, award.currency)} · {in_active_language(each.milestone)}"
        for each in award.instalments.order_by("number")
    ]
    return parts + [in_active_language(each.title) for each in right.clawback]
