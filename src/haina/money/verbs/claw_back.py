"""Take paid money back: the decision, by a rule of the pack or with its own reason, and the return."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import Sum
from django.utils.text import format_lazy
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from haina.cases.policies import policy_of
from haina.cases.refusals import Forbidden
from haina.money.commitments import home_of
from haina.money.events import Event
from haina.money.models import Award, Clawback, Instalment
from haina.money.permissions import MoneyVerb, require_award
from haina.money.postings import Posting, transfer
from haina.money.refusals import WORDS, MoneyRefusal, refused_kindly
from haina.money.shown import yuan
from haina.money.verbs.appropriate import act_of
from haina.money.verbs.end_award import ended, locked
from haina.money.verbs.pay import payee_of
from haina.money.verbs.post import post
from haina.people.actors import Actor


def claw_back(
    actor: Actor, now: datetime, award_id: UUID, fen: int, *, rule: str = "", words: str, key: str
) -> Clawback:
    """Decide that `fen` of what was paid comes back; nothing more is paid of the award. Once for a key.

    `rule` is the id of a clawback of the programme, or empty. Raises MoneyRefusal where more is asked than
    was paid and has not been taken back before.
    """
    with refused_kindly(), transaction.atomic():
        award = locked(award_id)
        require_award(actor, MoneyVerb.CLAW_BACK, award)
        done = Clawback.objects.filter(key=key, award=award).first()
        if done is not None:
            return done
        if actor.account_id is None:
            raise Forbidden(MoneyVerb.CLAW_BACK.value, award.state)
        left = still_with(award)
        _check(award, fen, left, rule, words)
        on = localdate(now)
        document = f"clawback {award.number}/{award.clawbacks.count() + 1}"
        decided = Clawback.objects.create(
            award=award,
            rule=rule,
            words=words.strip(),
            ground=act_of(award.department, document, on),
            fen=fen,
            key=key,
            decided_on=on,
            decided_by_id=actor.account_id,
        )
        whole = fen == left
        if whole and award.state != Award.State.TAKEN_BACK:
            ended(award, Award.State.TAKEN_BACK, now)
        elif not award.is_over:
            ended(award, Award.State.ENDED, now)
    return decided


def record_return(actor: Actor, now: datetime, clawback_id: int) -> Clawback:
    """Record that the money came back: it goes to the call or plan that it came from. Once."""
    with refused_kindly(), transaction.atomic():
        found = (
            Clawback.objects.select_for_update(of=("self",)).select_related("award__case").get(pk=clawback_id)
        )
        award = found.award
        require_award(actor, MoneyVerb.RECORD_RETURN, award)
        if found.entry_id is not None:
            return found
        on = localdate(now)
        legs = transfer(payee_of(award, now).pk, home_of(award).pk, found.fen)
        key = uuid5(award.pk, f"clawback|{found.pk}")
        entry = post(Posting(key, Event.CLAW_BACK, found.ground_id, on, now, legs, note=award.number)).entry
        found.entry_id, found.returned_on = entry, on
        found.save(update_fields=["entry", "returned_on"])
    return found


def still_with(award: Award) -> int:
    """Fen that were paid and nobody has asked back."""
    paid = award.instalments.filter(state=Instalment.State.PAID).aggregate(total=Sum("fen"))["total"] or 0
    asked = award.clawbacks.aggregate(total=Sum("fen"))["total"] or 0
    return int(paid) - int(asked)


def _check(award: Award, fen: int, left: int, rule: str, words: str) -> None:
    if fen <= 0:
        raise MoneyRefusal("clawback_takes_something", WORDS["clawback_takes_something"])
    if fen > left:
        message = format_lazy(_("No more than {left} was paid and can come back."), left=yuan(left))
        raise MoneyRefusal("more_than_paid", message)
    if not words.strip():
        raise MoneyRefusal("no_words", _("Say why the money has to come back."))
    known = {each.id for each in policy_of(award.case.policy_version_id).rights[award.programme].clawback}
    if rule and rule not in known:
        raise MoneyRefusal("unknown_rule", _("The programme has no such reason to take money back."))
