"""The consequence of a grant: an award, the money for it, and its places in the guard, all or nothing.

And what comes before and after: an application arrives at a call; what was revoked ends its award.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from haina.cases.consequences import Caution
from haina.cases.events import Recorded
from haina.cases.perform import Matter, Order
from haina.cases.refusals import Refusal
from haina.money.arrivals import arrive
from haina.money.cautions import cautions
from haina.money.commitments import source_of
from haina.money.models import Award, Ground, Instalment
from haina.money.offers import Offer, award_id, offers_of, payable
from haina.money.permissions import awarded_by
from haina.money.ranked import ranked
from haina.money.refusals import MoneyRefusal, refused_kindly
from haina.money.verbs.claim import claim
from haina.money.verbs.end_award import end_awards_of
from haina.money.verbs.restore_award import restore_award
from haina.money.verbs.set_aside import set_aside
from haina.people.permissions import State
from haina.policy import Policy
from haina.policy.guarding import Outcome
from haina.policy.procedures import Procedure


class Grants:
    """What follows for public money from the events of a case."""

    kinds = frozenset({"submitted", "approved", "appeal_upheld", "revoked"})

    def concerns(self, policy: Policy, procedure: Procedure) -> bool:
        """Whether the procedure is for a programme that gives awards."""
        return bool(awarded_by(policy, procedure))

    def follows(self, matter: Matter, happened: Sequence[Recorded], order: Order) -> None:
        """Take the arrival at a call, grant the awards, or end them."""
        if matter.row.appeal_of_id is not None:
            return
        for one in happened:
            kind = one.event.kind
            if kind == "submitted":
                arrive(matter, order)
            elif kind == "revoked":
                _end(matter, order)
            elif matter.state.state is State.APPROVED:
                for offer in offers_of(matter):
                    _grant(offer, one, order)

    def cautions(self, matter: Matter, *, inside: bool) -> Sequence[Caution]:
        """What is to be said about the money before it is decided, and where it went afterwards."""
        return cautions(matter, inside=inside)


def _end(matter: Matter, order: Order) -> None:
    """End what was granted. Raises Refusal, as while the claim of a loss is open under a guarantee."""
    try:
        end_awards_of(matter.row.pk, order.now)
    except MoneyRefusal as refusal:
        raise Refusal(refusal.code, refusal.message, **refusal.facts) from refusal


def _grant(offer: Offer, one: Recorded, order: Order) -> None:
    """Make one award, or refuse the grant with the reason."""
    row, right = offer.matter.row, offer.right
    award = Award.objects.filter(pk=award_id(row.pk, right.id)).first()
    if award is not None:
        _restore(award, offer, one, order)
        return
    _require_ranking(offer)
    fen = _amount(offer)
    if fen == 0:
        return
    ground = _ground(offer, one, order)
    try:
        places = replace(offer.guarded, fen=fen, entitled=max(fen, offer.due or 0))
        with refused_kindly():
            claim(offer.matter.policy, places, ground=ground.pk, now=order.now)
            award = _written(offer, fen, ground, order)
            set_aside(award, source_of(award, order.on), order.now)
    except MoneyRefusal as refusal:
        raise Refusal(refusal.code, refusal.message, **refusal.facts) from refusal


def _restore(award: Award, offer: Offer, one: Recorded, order: Order) -> None:
    """Let an award go on that ended with a revocation which was overturned; Refusal where it cannot."""
    if award.state != Award.State.ENDED or one.event.kind != "appeal_upheld":
        return
    try:
        restore_award(offer.matter.policy, award.pk, offer.guarded, _ground(offer, one, order), order.now)
    except MoneyRefusal as refusal:
        raise Refusal(refusal.code, refusal.message, **refusal.facts) from refusal


def _require_ranking(offer: Offer) -> None:
    """Raise Refusal while the review of the call goes on: nobody is granted before all are compared."""
    found = ranked(offer.call, offer.matter.row.pk)
    if found is not None and not found.round.closed:
        raise Refusal(
            "review_open", _("The review of this call has not been closed: grants go by its ranking.")
        )


def _amount(offer: Offer) -> int:
    """Fen to be paid; raises Refusal where the amount is open, or an award that stands leaves nothing."""
    if offer.due is None:
        raise Refusal(
            "amount_unknown",
            _(
                "The amount cannot be told: what it rests on is not known or has not been fixed. Lay it down,"
                " with its ground, on the page “Terms of the award” of this case; then grant it."
            ),
            programme=offer.right.id,
        )
    if offer.due <= 0:
        return 0
    if offer.judgement.outcome is Outcome.STOP:
        language = "en" if (get_language() or "").startswith("en") else "zh"
        reasons = " ".join(each.in_(language) for each in offer.judgement.reasons)
        raise Refusal("paid_before", reasons, judgement=offer.judgement)
    return payable(offer)


def _ground(offer: Offer, one: Recorded, order: Order) -> Ground:
    """The event of the grant, as entries and awards rest on it."""
    return Ground.objects.get_or_create(
        case_id=offer.matter.row.pk,
        sequence=one.sequence,
        defaults={"decided_by": _department(offer, one), "decided_on": order.on},
    )[0]


def _department(offer: Offer, one: Recorded) -> str:
    """The department that answers for the award: the one that runs the call, or decides last."""
    if offer.call is not None:
        return offer.call.plan.department
    deciding = offer.matter.procedure.deciding
    return deciding[-1].department if deciding else one.department


def _written(offer: Offer, fen: int, ground: Ground, order: Order) -> Award:
    """The award and its instalments."""
    row, right, policy = offer.matter.row, offer.right, offer.matter.policy
    several = len(awarded_by(policy, offer.matter.procedure)) > 1
    to_person = row.person_id is not None and (right.subject == "person" or row.organisation_id is None)
    award = Award.objects.create(
        pk=award_id(row.pk, right.id),
        number=f"{row.reference}/{right.id}"[:60] if several else row.reference,
        case=row,
        programme=right.id,
        budget=right.budget or "",
        department=ground.decided_by,
        call=offer.call,
        person_id=row.person_id,
        organisation_id=row.organisation_id,
        receives=Award.Receiver.PERSON if to_person else Award.Receiver.ORGANISATION,
        fen=fen,
        entitled=max(fen, offer.due or 0),
        currency=policy.head.currency.code,
        ground=ground,
        terms=offer.terms,
        first=offer.first,
        last=max(offer.first, offer.last),
        purpose=offer.purpose,
        granted_on=order.on,
    )
    instalments = Instalment.objects.bulk_create(
        Instalment(
            award=award,
            number=number,
            share=Decimal(part.share.numerator) / Decimal(part.share.denominator),
            fen=part.fen,
            milestone_zh=part.milestone.zh[:300],
            milestone_en=part.milestone.en[:300],
            by_grant=part.by_grant,
        )
        for number, part in enumerate(offer.parts(fen), 1)
    )
    # Where the grant itself is what has to be shown, whoever granted it has accepted it.
    for each in instalments:
        if each.by_grant and right.paid_in_instalments:
            each.state, each.accepted_at = Instalment.State.ACCEPTED, order.now
            each.accepted_by_id = order.actor.account_id
            each.save(update_fields=["state", "accepted_at", "accepted_by"])
    return award
