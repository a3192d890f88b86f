"""By what a round goes: its scheme in the pack, its terms, and what the facts of a case say to them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from django.utils import timezone

from haina.cases.facts import CaseFact, facts_of
from haina.cases.models import Case
from haina.cases.policies import policy_of
from haina.cases.store import load_state
from haina.policy import Policy
from haina.policy.ranking import Terms
from haina.policy.reviewing import ReviewScheme
from haina.review.models import Round
from haina.rules import Status

_KNOWN = {Status.YES: True, Status.NO: False}


def policy_for(round: Round) -> Policy:
    """The pack by which a round goes, for good."""
    return policy_of(round.policy_version_id)


def scheme_of(round: Round) -> ReviewScheme:
    """The scheme of a round."""
    return policy_for(round).reviews[round.scheme]


def standard_on(policy: Policy, name: str, on: date) -> Decimal | None:
    """The value of a standard that is a number; None where nobody has set it."""
    dated = policy.standards[name].on(on)
    return None if dated is None else Decimal(str(dated.value))


def opened_on(round: Round) -> date:
    """The day by whose standards a round goes."""
    return timezone.localdate(round.opened_at)


def main_share(policy: Policy, scheme: ReviewScheme, on: date) -> Decimal | None:
    """The share that what weighs mainly has to pass; None where there is none, or nobody has set it."""
    return None if scheme.mainly is None else standard_on(policy, scheme.mainly.share, on)


def terms_of(round: Round) -> Terms:
    """What a round lays down beside its scheme."""
    policy, scheme = policy_for(round), scheme_of(round)
    return Terms(
        weights={id: Decimal(weight) for id, weight in round.weights.items()},
        places=round.places,
        tilts={id: Decimal(size) for id, size in round.tilts.items()},
        reviews=round.least_reviews,
        main_share=main_share(policy, scheme, opened_on(round)),
    )


def case_facts(case: Case) -> Mapping[str, CaseFact]:
    """The facts of a case as it stands."""
    procedure = policy_of(case.policy_version_id).procedures[case.procedure]
    return facts_of(procedure, load_state(case.pk))


def answers(round: Round, case: Case, now: datetime) -> Mapping[str, bool | None]:
    """What the facts of a case say to each rule of the scheme; None where they leave it open."""
    policy, scheme = policy_for(round), scheme_of(round)
    rules = [scheme.tilt_rule(tilt) for tilt in scheme.tilts]
    if scheme.class_rule is not None:
        rules.append(scheme.class_rule)
    known = {name: fact.value for name, fact in case_facts(case).items() if name in policy.facts}
    facts = policy.program.read_facts(known)
    on = timezone.localdate(case.filed_at or now)
    return {id: _KNOWN.get(status) for id, status in policy.program.statuses(facts, on, rules=rules).items()}


def decimal_of(text: object) -> Decimal | None:
    """A decimal number that is finite; None for anything else."""
    try:
        found = Decimal(str(text).strip())
    except InvalidOperation:
        return None
    return found if found.is_finite() else None
