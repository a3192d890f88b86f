"""Open a round: say by which scheme applications are compared, until when, and for how many places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.utils.timezone import localdate
from django.utils.translation import gettext

from haina.cases.policies import current_policy, store_version
from haina.people.actors import Actor
from haina.policy import Policy
from haina.policy.reviewing import ReviewScheme, Tilt
from haina.review.models import Round
from haina.review.permissions import ReviewVerb, account_of, require_office
from haina.review.refusals import ReviewRefusal
from haina.review.schemes import main_share, standard_on
from haina.rules.text import Text


@dataclass(frozen=True, slots=True)
class NewRound:
    """A round as it is asked for; what the pack sets need not be named."""

    scheme: str
    department: str
    title: Text
    opens_at: datetime
    closes_at: datetime
    places: int | None = None
    #: Criterion → what it weighs; needed where the pack gives no weights.
    weights: Mapping[str, Decimal] = field(default_factory=dict)
    #: Tilt → how far it goes; needed where its standard is unset.
    tilts: Mapping[str, Decimal] = field(default_factory=dict)
    #: Why, where the pack leaves weights or tilts open.
    ground: str = ""
    least_reviews: int | None = None


def open_round(actor: Actor, now: datetime, wanted: NewRound) -> Round:
    """Open it under the pack as it is now; raises MayNotReview, ReviewRefusal."""
    require_office(actor, ReviewVerb.OPEN_ROUND, wanted.department)
    policy, on = current_policy(), localdate(now)
    scheme = policy.reviews.get(wanted.scheme)
    if scheme is None:
        raise ReviewRefusal("no_scheme")
    if not wanted.title.zh.strip() or not wanted.title.en.strip():
        raise ReviewRefusal("title")
    if wanted.closes_at <= max(wanted.opens_at, now):
        raise ReviewRefusal("times")
    least = scheme.reviews if wanted.least_reviews is None else wanted.least_reviews
    if least < scheme.reviews:
        raise ReviewRefusal("least_reviews")
    weights, tilts = _weights(policy, scheme, wanted, on), _tilts(policy, scheme, wanted, on)
    left_open = scheme.weights is None or any(
        standard_on(policy, tilt.standard, on) is None for tilt in scheme.tilts
    )
    if left_open and not wanted.ground.strip():
        raise ReviewRefusal("ground")
    return Round.objects.create(
        title={"zh": wanted.title.zh.strip(), "en": wanted.title.en.strip()},
        scheme=scheme.id,
        policy_version_id=store_version(policy, now),
        department=wanted.department,
        weights={id: str(weight) for id, weight in weights.items()},
        tilts={id: str(size) for id, size in tilts.items()},
        ground=wanted.ground.strip(),
        places=wanted.places,
        least_reviews=least,
        opens_at=wanted.opens_at,
        closes_at=wanted.closes_at,
        opened_by_id=account_of(actor),
        opened_at=now,
    )


def _weights(policy: Policy, scheme: ReviewScheme, wanted: NewRound, on: date) -> Mapping[str, Decimal]:
    """The weights of the pack or, where it leaves them open, those that are asked for within its bounds."""
    if scheme.weights is not None:
        if wanted.weights and dict(wanted.weights) != dict(scheme.weights):
            raise ReviewRefusal("weights_are_set")
        return scheme.weights
    weights = wanted.weights
    sound = weights.keys() == scheme.by_criterion.keys() and all(weight > 0 for weight in weights.values())
    if not sound or sum(weights.values()) != 1:
        raise ReviewRefusal("weights")
    share = main_share(policy, scheme, on)
    mainly = scheme.mainly
    if mainly is not None and share is not None and mainly.criteria:
        weight = sum((weights[id] for id in mainly.criteria), Decimal(0))
        if weight <= share:
            words = gettext("By %(clause)s the main criteria together weigh more than %(share)s %%.")
            named = {"clause": mainly.clause or scheme.id, "share": _percent(share)}
            raise ReviewRefusal("mainly", words % named)
    return {each.id: weights[each.id] for each in scheme.criteria}


def _tilts(policy: Policy, scheme: ReviewScheme, wanted: NewRound, on: date) -> Mapping[str, Decimal]:
    """How far each tilt goes: by its standard or, where that is unset, as it is asked for."""
    found = {}
    for tilt in scheme.tilts:
        value, given = standard_on(policy, tilt.standard, on), wanted.tilts.get(tilt.id)
        if value is not None and given not in (None, value):
            raise ReviewRefusal("tilts_are_set")
        size = given if value is None else value
        if size is None or not _is_sound(tilt, size):
            raise ReviewRefusal("tilts")
        found[tilt.id] = size
    return found


def _is_sound(tilt: Tilt, size: Decimal) -> bool:
    return 0 <= size <= 1 if tilt.reserves is not None else size >= 0


def _percent(share: Decimal) -> str:
    return f"{(share * 100).normalize():f}"
