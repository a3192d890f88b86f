"""Let awards go over where one entry of the register held two people: with their money and their claims."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from haina.cases.policies import current_policy
from haina.money.models import Award, AwardMove, Claim, ClaimMove
from haina.money.verbs.follow_identities import move_claim
from haina.people.following import Followed
from haina.people.models import Identity, IdentityEvent
from haina.rules.text import Text

#: Who takes places shares this lock: none is taken for somebody while their awards go over.
_ALONE = "SELECT pg_advisory_xact_lock(hashtext('people_identityedge'))"


class AwardsPart:
    """The awards of a person, each of which may turn out to be somebody else's."""

    name = "awards"

    def offered(self, person: UUID) -> Sequence[tuple[str, Text]]:
        """Every award of a person: granted here, or taken over from earlier records."""
        found = {
            award.pk: _named(award.number, award.programme)
            for award in _awards(person).order_by("granted_on", "number")
        }
        for claim in _claims(person).order_by("first", "pk"):
            found.setdefault(claim.award, _named(claim.label or str(claim.award)[:8], claim.programme))
        return [(str(key), words) for key, words in found.items()]

    def part(self, event: IdentityEvent, keys: Sequence[str], giver: UUID, taker: UUID) -> None:
        """Let awards, what is still to be paid of them, and their claims go over; LookupError for others'."""
        part_awards(event, frozenset(map(UUID, keys)), giver, taker)

    def follow(self, event: IdentityEvent, identities: frozenset[UUID]) -> Sequence[Followed]:
        """Nothing follows by itself: an award goes over where an officer says whose it is."""
        del event, identities
        return ()

    def told(self, event: IdentityEvent) -> Sequence[Followed]:
        """Which awards went over at an event."""
        moves = AwardMove.objects.filter(event=event).select_related("award").order_by("award__number")
        return tuple(_told(each.award) for each in moves)


def part_awards(event: IdentityEvent, keys: frozenset[UUID], giver: UUID, taker: UUID) -> None:
    """Let these awards go from one person to another, in the transaction of the event.

    What was paid stays where it went; what is still to be paid goes to the taker. Raises LookupError where
    one of the awards is not the giver's.
    """
    with connection.cursor() as cursor:
        cursor.execute(_ALONE)
    awards = list(_awards(giver).filter(pk__in=keys).select_for_update())
    claims = list(_claims(giver).filter(award__in=keys).select_for_update().order_by("first", "pk"))
    if keys - {award.pk for award in awards} - {claim.award for claim in claims}:
        raise LookupError("not an award of theirs")
    AwardMove.objects.bulk_create(
        AwardMove(event=event, award=award, origin=giver, target=taker) for award in awards
    )
    for award in awards:
        award.person_id = taker
        award.save(update_fields=["person"])
    survivor = Identity.objects.get(pk=taker).survivor_id
    moves = []
    for claim in claims:
        claim.parted_to = None if claim.given_to == taker else taker
        moves.append(move_claim(claim, survivor, event))
    ClaimMove.objects.bulk_create(moves)


def _awards(person: UUID) -> QuerySet[Award]:
    return Award.objects.filter(person_id=person)


def _claims(person: UUID) -> QuerySet[Claim]:
    held = Q(parted_to=person) | Q(parted_to__isnull=True, given_to=person)
    return Claim.objects.filter(held, state=Claim.State.ACTIVE)


def _named(number: str, programme: str) -> Text:
    right = current_policy().rights.get(programme)
    title = Text.both(programme) if right is None else right.title
    return Text(zh=f"资助 {number}（{title.zh}）", en=f"Award {number} ({title.en})")


def _told(award: Award) -> Followed:
    zh = f"资助 {award.number} 归其所有，尚未支付的部分也付给其本人；已支付的不变"
    en = f"Award {award.number} is theirs, and what is still to be paid goes to them; what was paid stays"
    return Followed(Text(zh=zh, en=en))


__all__ = ["AwardsPart", "part_awards"]
