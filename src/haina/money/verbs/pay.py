"""Pay accepted instalments: one, or all that are due on a day, a hundred to an entry; each once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from haina.cases.following_up import hold_cases
from haina.money.events import Event
from haina.money.models import Account, Award, Instalment
from haina.money.permissions import MoneyVerb, award_verbs, awards_seen, keeper_of, require_award
from haina.money.postings import Movement, Posting
from haina.money.refusals import WORDS, MoneyRefusal, refused_kindly
from haina.money.telling import tell_payments
from haina.money.verbs.appropriate import act_of
from haina.money.verbs.open_account import NewAccount, open_account
from haina.money.verbs.post import Posted, post
from haina.people.actors import Actor

_NAMES = UUID("2a8b0f64-6a2d-4a0b-8f5c-7f0f6f5d0c11")
#: So many instalments are paid by one entry on a pay day.
BATCH = 100


@dataclass(frozen=True, slots=True)
class PayDay:
    """What a pay day did."""

    #: Instalments that were paid, and fen.
    paid: int
    fen: int
    #: Numbers of the entries.
    entries: tuple[int, ...]
    #: Instalments left out because who pays accepted them.
    own: int


def pay_instalment(actor: Actor, now: datetime, award_id: UUID, number: int) -> Posted:
    """Pay one accepted instalment; a second time says so.

    Raises MoneyRefusal where it is not accepted, where no money was set aside, or to who accepted it.
    """
    with refused_kindly(), transaction.atomic():
        (instalment,) = _locked(Q(award_id=award_id, number=number))
        award = instalment.award
        require_award(actor, MoneyVerb.PAY, award)
        if instalment.state == Instalment.State.PAID and instalment.entry_id is not None:
            return Posted(instalment.entry_id, replayed=True)
        _require(instalment.state == Instalment.State.ACCEPTED, "instalment_is_accepted_first")
        _require(award.account_id is not None, "award_rests_on_money")
        if not instalment.is_due(localdate(now)):
            raise MoneyRefusal("not_due", _("The day on which it is due has not come."))
        if instalment.accepted_by_id is not None and instalment.accepted_by_id == actor.account_id:
            raise MoneyRefusal("same_officer", _("You accepted this milestone. A colleague has to pay it."))
        return _paid(actor, [instalment], award.ground_id, now)


def pay_day(actor: Actor, now: datetime, *, document: str) -> PayDay:
    """Pay everything that is accepted and due out of the budgets that the actor's department keeps.

    `document` is the number of the order to pay; each batch stands or falls by itself.
    """
    today = localdate(now)
    ready = Instalment.objects.filter(state=Instalment.State.ACCEPTED, award__account__isnull=False)
    ready = ready.filter(Q(due_on__isnull=True) | Q(due_on__lte=today)).select_related("award__case")
    visible = Award.objects.filter(awards_seen(actor))
    ready = ready.filter(award__in=visible).order_by("pk")
    mine = [each for each in ready if MoneyVerb.PAY in award_verbs(actor, each.award)]
    own = [each for each in mine if each.accepted_by_id == actor.account_id and actor.account_id is not None]
    left_out = {each.pk for each in own}
    entries: list[int] = []
    paid = fen = 0
    for batch in _batches(each.pk for each in mine if each.pk not in left_out):
        with refused_kindly(), transaction.atomic():
            rows = [each for each in _locked(Q(pk__in=batch)) if each.state == Instalment.State.ACCEPTED]
            if not rows:
                continue
            ground = act_of(keeper_of(rows[0].award.budget), document, today)
            entries.append(_paid(actor, rows, ground.pk, now).entry)
            paid += len(rows)
            fen += sum(each.fen for each in rows)
    return PayDay(paid, fen, tuple(entries), len(own))


def payee_of(award: Award, now: datetime) -> Account:
    """The account that says what somebody has been paid; opened with the first payment."""
    receiver, currency = award.receiver, award.currency
    to_person = award.receives == Award.Receiver.PERSON
    return open_account(
        NewAccount(
            f"paid/{award.receives}/{receiver.pk}/{currency}",
            Account.Kind.PAID,
            localdate(now),
            currency=currency,
            person=receiver.pk if to_person else None,
            organisation=None if to_person else receiver.pk,
        )
    )


def _locked(condition: Q) -> list[Instalment]:
    """The instalments with their awards, locked after their cases as everywhere."""
    hold_cases(Instalment.objects.filter(condition).values_list("award__case_id", flat=True))
    found = Instalment.objects.select_for_update(of=("self", "award")).filter(condition)
    related = ("award__case", "award__account", "award__person", "award__organisation")
    return list(found.select_related(*related).order_by("award_id", "number"))


def _paid(actor: Actor, rows: Sequence[Instalment], ground: int, now: datetime) -> Posted:
    """Write one entry for the instalments and put it on them; inside a transaction that has them locked."""
    on = localdate(now)
    movements: list[Movement] = []
    for each in rows:
        assert each.award.account_id is not None  # noqa: S101 - asked before; told to the type checker
        movements.append(Movement(each.award.account_id, -each.fen))
        movements.append(Movement(payee_of(each.award, now).pk, each.fen))
    key = uuid5(_NAMES, "|".join(str(each.pk) for each in rows))
    note = rows[0].award.number if len(rows) == 1 else ""
    posted = post(Posting(key, Event.PAY, ground, on, now, tuple(movements), note=note))
    for each in rows:
        each.state, each.entry_id, each.paid_on = Instalment.State.PAID, posted.entry, on
    Instalment.objects.bulk_update(rows, ["state", "entry", "paid_on"])
    for award in {each.award_id: each.award for each in rows}.values():
        open_ = award.instalments.exclude(state__in=[Instalment.State.PAID, Instalment.State.CANCELLED])
        state = Award.State.RUNNING if open_.exists() else Award.State.FULFILLED
        if award.state != state:
            Award.objects.filter(pk=award.pk).update(state=state)
    tell_payments(actor, now, rows)
    return posted


def _batches(ids: Iterable[int]) -> Iterable[tuple[int, ...]]:
    left = iter(ids)
    while batch := tuple(islice(left, BATCH)):
        yield batch


def _require(holds: bool, code: str) -> None:
    if not holds:
        raise MoneyRefusal(code, WORDS[code])
