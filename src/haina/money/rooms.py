"""Rooms under a cap: what awards may still reach together, as a balance that cannot pass its floor.

A room has an account beside it that takes what leaves it, so that rooms add up to zero among themselves and
no two beneficiaries wait for each other. Before it is taken from, it is brought to what the limit of the day
leaves.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid5

from django.db.models import QuerySet, Sum

from haina.money.events import Event
from haina.money.models import Account, Claim, Entry
from haina.money.postings import Posting, transfer
from haina.money.refusals import WORDS, MoneyRefusal
from haina.money.verbs.open_account import NewAccount, open_account
from haina.money.verbs.post import post
from haina.money.verbs.reverse import reverse
from haina.policy.guarding import Slot

_NAMES = UUID("3d1f5d3e-6f0a-4a57-9d63-9a3f5f0f7c52")


@dataclass(frozen=True, slots=True)
class Taking:
    """On which decision a room is taken, and when."""

    ground: int
    happened_on: date
    now: datetime


def take_room(slot: Slot, limit: int, currency: str, taking: Taking, given_to: UUID) -> None:
    """Take an award's fen from the room of its place; raises MoneyRefusal where less is left.

    The place must be claimed in the same transaction, which keeps others from the room. It is kept under
    `given_to`, whom the award named.
    """
    fen = slot.award.fen
    if fen == 0:
        return
    held = _claims(slot).exclude(award=slot.award.key)
    left = limit - _sum(held)
    if fen > left:
        raise MoneyRefusal("claim_keeps_the_cap", WORDS["claim_keeps_the_cap"])
    room, beside = (_open(slot, name, currency, taking.happened_on) for name in ("left", "taken"))
    if left > room.balance:
        _move(beside, room, left - room.balance, Event.ALLOT_ROOM, _key(slot, "allot"), taking)
    if left < room.balance:
        _move(room, beside, room.balance - left, Event.ALLOT_ROOM, _key(slot, "allot"), taking)
    key = _key_of(slot.award.key, slot.exclusion.id, given_to, "take")
    _move(room, beside, fen, Event.TAKE_ROOM, key, taking)


def give_room_back(claim: Claim, taking: Taking) -> None:
    """Bring back what an award took of a room, once; nothing where it took none."""
    key = _key_of(claim.award, claim.rule, claim.given_to, "take")
    entry = Entry.objects.filter(key=key).first()
    if entry is not None:
        reverse(
            entry.pk,
            key=uuid5(key, "release"),
            ground=taking.ground,
            happened_on=taking.happened_on,
            now=taking.now,
            note="",
        )


def room_code(slot: Slot) -> str:
    """The code of the account that says what is left in the room of a place."""
    return _code(slot, "left")


def _claims(slot: Slot) -> QuerySet[Claim]:
    """The active claims to the same room."""
    rule, beneficiary, compared = slot.key
    found = Claim.objects.filter(state=Claim.State.ACTIVE, rule=rule, beneficiary=beneficiary)
    return found.filter(compared=compared, period__contains=slot.first)


def _sum(claims: QuerySet[Claim]) -> int:
    return int(claims.aggregate(total=Sum("fen"))["total"] or 0)


def _code(slot: Slot, name: str) -> str:
    rule, beneficiary, compared = slot.key
    place = uuid5(_NAMES, f"{rule}|{beneficiary}|{compared}|{slot.first}")
    return f"room/{rule[:80]}/{place}/{name}"


def _open(slot: Slot, name: str, currency: str, day: date) -> Account:
    wanted = NewAccount(
        _code(slot, name), Account.Kind.ROOM, day, currency=currency, unlimited=name == "taken"
    )
    return open_account(wanted)


def _move(giver: Account, taker: Account, fen: int, event: Event, key: UUID, taking: Taking) -> None:
    legs = transfer(giver.pk, taker.pk, fen)
    post(Posting(key, event, taking.ground, taking.happened_on, taking.now, legs))


def _key(slot: Slot, what: str) -> UUID:
    return _key_of(slot.award.key, slot.exclusion.id, slot.beneficiary, what)


def _key_of(award: UUID, rule: str, beneficiary: UUID, what: str) -> UUID:
    return uuid5(award, f"{rule}|{beneficiary}|{what}")
