"""Lay down what the rules leave open about an award before it is granted: amount, purpose, days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from haina.cases.models import Case
from haina.cases.perform import Matter
from haina.cases.policies import policy_of
from haina.cases.refusals import Forbidden
from haina.cases.statements import lock_case
from haina.cases.store import load_state
from haina.money.models import AwardTerms
from haina.money.offers import Offer, offers_of
from haina.money.permissions import MoneyVerb, case_roles, programmes_of, verbs_of
from haina.money.refusals import MoneyRefusal, refused_kindly
from haina.money.shown import yuan
from haina.people.actors import Actor
from haina.people.permissions import State
from haina.policy.guarding import WHOLE_EFFORT


@dataclass(frozen=True, slots=True)
class Terms:
    """What is laid down; what is left out stays as the rules and the call say."""

    words: str
    #: Fen.
    fen: int | None = None
    purpose: str = ""
    first: date | None = None
    last: date | None = None
    #: Thousandths of the working time.
    effort: int = 0


def lay_down_terms(
    actor: Actor, now: datetime, case: Case, programme: str, terms: Terms, *, key: str
) -> AwardTerms:
    """Record the terms; the latest ones count. Once for a key.

    Raises Forbidden, and MoneyRefusal where the formula says the amount itself, or leaves less.
    """
    if MoneyVerb.LAY_DOWN_TERMS not in verbs_of(case_roles(actor, case)) or actor.account_id is None:
        raise Forbidden(MoneyVerb.LAY_DOWN_TERMS.value, case.state)
    with refused_kindly(), transaction.atomic():
        row = lock_case(case.pk)
        done = AwardTerms.objects.filter(key=key, case=case).first()
        if done is not None:
            return done
        if row is None or row.state not in (State.SUBMITTED, State.RETURNED, State.IN_REVIEW):
            raise MoneyRefusal("decided", _("This has been decided; its award does not change any more."))
        _check(row, programme, terms, now)
        return AwardTerms.objects.create(
            case=row,
            programme=programme,
            fen=terms.fen,
            purpose=terms.purpose.strip(),
            first=terms.first,
            last=terms.last,
            effort=terms.effort,
            words=terms.words.strip(),
            key=key,
            laid_down_by_id=actor.account_id,
            laid_down_at=now,
        )


def offer_in(row: Case, programme: str, now: datetime) -> Offer | None:
    """What a grant of the programme would give in a case as it stands."""
    policy = policy_of(row.policy_version_id)
    procedure = policy.procedures[row.procedure]
    matter = Matter(row, load_state(row.pk), policy, procedure, localdate(now), now)
    return next((each for each in offers_of(matter) if each.right.id == programme), None)


def _check(row: Case, programme: str, terms: Terms, now: datetime) -> None:
    if programme not in programmes_of(row):
        raise MoneyRefusal("unknown_programme", _("The case is not for this programme."))
    if not 0 <= terms.effort <= WHOLE_EFFORT:
        raise MoneyRefusal(
            "terms_keep_to_the_whole_time", _("A share of working time lies between nothing and the whole.")
        )
    offer = offer_in(row, programme, now)
    if terms.fen is None or offer is None:
        return
    low, high = offer.bounds
    if low is not None and low == high:
        raise MoneyRefusal("amount_known", _("The formula says the amount; it is not laid down by hand."))
    if terms.fen <= 0 or (low is not None and terms.fen < low) or (high is not None and terms.fen > high):
        raise MoneyRefusal("amount_out_of_bounds", _bounds(low, high))


def _bounds(low: int | None, high: int | None) -> str | Promise:
    if high is None:
        words = _("By the policy the amount is at least {low}.")
        return format_lazy(words, low=yuan(max(low or 0, 1)))
    words = _("By the policy the amount lies between {low} and {high}.")
    return format_lazy(words, low=yuan(max(low or 0, 1)), high=yuan(high))
