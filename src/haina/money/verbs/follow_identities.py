"""Let claims go with identities: what was given to two who are one counts together, and apart again after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q

from haina.cases.policies import current_policy
from haina.money.guarding import award_of, judge_by_the_register, passes
from haina.money.models import Claim, ClaimMove
from haina.people.following import Followed
from haina.people.models import Identity, IdentityEvent
from haina.rules.text import Text

_MET = Text(zh="与另一项资助相冲突，请经办人处理", en="It meets another award; an officer has to settle it.")


@dataclass(frozen=True, slots=True)
class ClaimsFollow:
    """The guard's part in what follows from a decision on who is who."""

    def follow(self, event: IdentityEvent, identities: frozenset[UUID]) -> Sequence[Followed]:
        """Move the active claims of these identities to who stands for them; mark what meets another."""
        return tuple(_said(each) for each in follow_identities(event, identities))

    def told(self, event: IdentityEvent) -> Sequence[Followed]:
        """What moved at an event."""
        moves = ClaimMove.objects.filter(event=event).select_related("claim").order_by("claim__first", "pk")
        return tuple(map(_said, moves))


def follow_identities(event: IdentityEvent, identities: frozenset[UUID]) -> list[ClaimMove]:
    """Move every active claim to the identity that stands for whom it was given to; return the moves.

    Must run in the transaction that changed who stands for whom, which keeps others from taking places. A
    claim that meets another where it comes is marked as a conflict, and one that meets none any more is not.
    """
    survivors = dict(Identity.objects.filter(pk__in=identities).values_list("pk", "survivor_id"))
    theirs = Q(given_to__in=survivors) | Q(parted_to__in=survivors)
    claims = Claim.objects.select_for_update().filter(theirs, state=Claim.State.ACTIVE)
    moves = []
    for claim in claims.order_by("first", "claimed_at", "pk"):
        target = survivors.get(claim.holder, claim.beneficiary)
        if claim.beneficiary != target and not _is_counted(claim, target):
            moves.append(move_claim(claim, target, event))
    return ClaimMove.objects.bulk_create(moves)


def _is_counted(claim: Claim, target: UUID) -> bool:
    """Whether the same award holds the place for another of those who are one."""
    return Claim.objects.filter(award=claim.award, rule=claim.rule, beneficiary=target).exists()


def move_claim(claim: Claim, target: UUID, event: IdentityEvent) -> ClaimMove:
    """Let a claim count for another, marked where it meets an award there; the move is to be stored."""
    reason = _against(claim, target)
    origin = claim.beneficiary
    try:
        with transaction.atomic():
            _store(claim, target, conflict=reason is not None)
    except IntegrityError:
        # The pack of today does not speak of the group any more; the database knows what it was for.
        reason = _MET
        _store(claim, target, conflict=True)
    said = {"zh": reason.zh, "en": reason.en} if reason is not None else {}
    return ClaimMove(
        event=event, claim=claim, origin=origin, target=target, conflict=claim.conflict, reason=said
    )


def _store(claim: Claim, target: UUID, *, conflict: bool) -> None:
    Claim.objects.filter(pk=claim.pk).update(beneficiary=target, parted_to=claim.parted_to, conflict=conflict)
    claim.beneficiary, claim.conflict = target, conflict


def _against(claim: Claim, target: UUID) -> Text | None:
    """What stands against the claim where it comes; None where nothing does."""
    award = replace(award_of(claim), beneficiaries=frozenset({(claim.sort, target)}))
    judgement = judge_by_the_register(current_policy(), award)
    for verdict in judgement.verdicts:
        if verdict.exclusion.id == claim.rule and passes(verdict, claim.fen):
            return verdict.reason
    return None


def _said(move: ClaimMove) -> Followed:
    label = move.claim.label or str(move.claim.award)[:8]
    zh, en = f"资助 {label} 归到其名下", f"Award {label} counts for them now"
    if not move.conflict:
        return Followed(Text(zh=zh, en=en))
    return Followed(Text(zh=f"{zh}。{move.reason['zh']}", en=f"{en}. {move.reason['en']}"), conflict=True)


__all__ = ["ClaimsFollow", "follow_identities", "move_claim"]
