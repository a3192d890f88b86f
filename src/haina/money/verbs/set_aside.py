"""Set the money of an award aside, so that nothing else can take it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from haina.money.commitments import open_fen, source_of
from haina.money.events import Event
from haina.money.models import Account, Award, Ground
from haina.money.permissions import MoneyVerb, require_award
from haina.money.postings import Posting, transfer
from haina.money.refusals import MoneyRefusal
from haina.money.shown import yuan
from haina.money.verbs.open_account import NewAccount, open_account
from haina.money.verbs.post import post
from haina.people.actors import Actor


def set_aside(award: Award, source: Account | None, now: datetime, *, ground: Ground | None = None) -> Award:
    """Bring the award's fen from its call or plan to an account of its own; without a source it waits.

    The entry rests on the `ground`, or else on that of the grant.
    Raises MoneyRefusal where a call has not got the money; a plan that has just lost it leaves it waiting.
    """
    if source is None or award.state != Award.State.WAITING:
        return award
    try:
        with transaction.atomic():
            return _committed(award, source, now, award.ground_id if ground is None else ground.pk)
    except MoneyRefusal as refusal:
        if refusal.code != "account_keeps_its_floor":
            raise
        if award.call is None:
            return Award.objects.get(pk=award.pk)
        raise not_enough(award.call.account, open_fen(award)) from refusal


def set_aside_later(actor: Actor, now: datetime, award_id: UUID) -> Award:
    """Set money aside for an award that waits for it. Raises MoneyRefusal where no plan has it yet."""
    with transaction.atomic():
        award = Award.objects.select_for_update(of=("self",)).select_related("case", "call").get(pk=award_id)
        require_award(actor, MoneyVerb.SET_ASIDE, award)
        if award.state != Award.State.WAITING:
            return award
        award = set_aside(award, source_of(award, localdate(now)), now)
        if award.state == Award.State.WAITING:
            raise MoneyRefusal(
                "no_money",
                _("No plan of this year that has been filed has this much money. Have one funded first."),
            )
    return award


def not_enough(account: Account, fen: int) -> MoneyRefusal:
    """The refusal that names what is left and what it would take."""
    account.refresh_from_db()
    words = _("There is not enough money: {left} is left, and the award is {asked}.")
    message = format_lazy(words, left=yuan(account.available), asked=yuan(fen))
    return MoneyRefusal("account_keeps_its_floor", message)


def _committed(award: Award, source: Account, now: datetime, ground: int) -> Award:
    on = localdate(now)
    account = open_account(
        NewAccount(f"award/{award.number}", Account.Kind.COMMITMENT, on, currency=award.currency)
    )
    legs = transfer(source.pk, account.pk, open_fen(award))
    key = award.key_of("commit")
    post(Posting(key, Event.COMMIT, ground, on, now, legs, note=award.number))
    award.account = account
    award.plan = award.call.plan if award.call is not None else source.plan
    award.state = Award.State.COMMITTED
    award.save(update_fields=["account", "plan", "state"])
    return award
