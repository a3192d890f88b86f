"""Take the places of an award in every group that speaks of its programme, or none of them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.utils.timezone import localdate
from django.utils.translation import get_language

from haina.money.guarding import Places, for_survivors, judge_by_the_register, places_of, row_of, values_of
from haina.money.refusals import GUARD, WORDS, MoneyRefusal, refused_kindly
from haina.money.rooms import Taking, take_room
from haina.policy import Policy
from haina.policy.exclusions import Bar
from haina.policy.guarding import Award, Outcome, limit_of

_TAKE = "SELECT money_take_claims(%s, %s, %s, %s::jsonb)"

#: Kinds whose sums are rooms of the ledger.
_SUMMED = frozenset({Bar.CAPPED_SUM, Bar.TOP_UP})

#: What the database says where an identity was joined with another since it was looked up.
_MOVED = "claim_counts_for_the_survivor"
_ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Claimed:
    """The places that an award holds."""

    places: int
    #: Whether it held them before.
    replayed: bool


def claim(
    policy: Policy,
    award: Award,
    *,
    ground: int,
    now: datetime,
    found: bool = False,
    conflicts: frozenset[tuple[str, UUID]] = frozenset(),
) -> Claimed:
    """Take every place of the award in one transaction; a second time with the same award says so.

    Places count for the identities that stand for those whom the award names. Raises MoneyRefusal, with the
    `judgement` that explains it among its facts. An award of the past that is `found` may lack what a group
    compares, and takes no place there; `conflicts` are the groups and beneficiaries where it is stored as
    found although it meets another.
    """
    taking = Taking(ground, localdate(now), now)
    attempt = 1
    while True:
        standing, behind = for_survivors(award)
        places = places_of(policy, standing)
        if not found:
            _refuse_what_cannot_be_told(policy, standing, places)
        if not places.slots:
            return Claimed(0, replayed=False)
        try:
            return _taken(policy, standing, places, taking, conflicts, behind)
        except MoneyRefusal as refusal:
            if refusal.code == _MOVED and attempt < _ATTEMPTS:
                attempt += 1
                continue
            if refusal.code not in GUARD:
                raise
            raise _explained(policy, standing, refusal) from refusal


def _taken(
    policy: Policy,
    award: Award,
    places: Places,
    taking: Taking,
    conflicts: frozenset[tuple[str, UUID]],
    behind: Mapping[UUID, UUID],
) -> Claimed:
    values = values_of(policy)
    rows = [
        row_of(slot, values, (slot.exclusion.id, slot.beneficiary) in conflicts, behind[slot.beneficiary])
        for slot in places.slots
    ]
    rooms = [
        slot
        for slot, row in zip(places.slots, rows, strict=True)
        if slot.exclusion.kind in _SUMMED and not row["conflict"]
    ]
    with refused_kindly(), _together(bool(rooms)), connection.cursor() as cursor:
        cursor.execute(_TAKE, [award.key, taking.ground, taking.now, json.dumps(rows)])
        (replayed,) = cursor.fetchone()
        for slot in () if replayed else rooms:
            limit = limit_of(slot.exclusion, award, values)
            if limit is not None:
                take_room(slot, limit, policy.head.currency.code, taking, behind[slot.beneficiary])
    return Claimed(len(rows), replayed)


@contextmanager
def _together(several: bool) -> Iterator[None]:
    """One transaction where it takes several statements or is part of a larger one; else it is one anyway."""
    if several or connection.in_atomic_block:
        with transaction.atomic():
            yield
    else:
        yield


def _refuse_what_cannot_be_told(policy: Policy, award: Award, places: Places) -> None:
    for missing, code in (
        (places.nobody_counts, "claim_needs_a_beneficiary"),
        (places.without_purpose, "claim_needs_a_purpose"),
        (places.without_stage, "claim_needs_a_stage"),
    ):
        if missing:
            raise _explained(policy, award, MoneyRefusal(code, WORDS[code]))


def _explained(policy: Policy, award: Award, refusal: MoneyRefusal) -> MoneyRefusal:
    """The refusal with the earlier award, the rule and its source in the reader's language."""
    judgement = judge_by_the_register(policy, award)
    language = "en" if (get_language() or "").startswith("en") else "zh"
    spoken = judgement.outcome is not Outcome.ALLOWED
    message = judgement.reasons[0].in_(language) if spoken else refusal.message
    return MoneyRefusal(refusal.code, message, judgement=judgement)
