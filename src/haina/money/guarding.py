"""Awards as the database keeps them: their places in the groups of a pack, and what stood before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from haina.money.models import Claim
from haina.people.models import Identity
from haina.policy import Policy
from haina.policy.exclusions import Bar, Exclusion
from haina.policy.guarding import (
    Award,
    Judgement,
    Outcome,
    Slot,
    Values,
    Verdict,
    judge,
    needs_purpose,
    slots_of,
)

#: Kinds whose places have no day in common.
_BARRING = frozenset({Bar.EXCLUSIVE, Bar.COOL_DOWN, Bar.ONE_STAGE})
#: Sorts of beneficiaries that have an identity in the register.
_REGISTERED = frozenset({"person", "organisation"})


def for_survivors(award: Award) -> tuple[Award, Mapping[UUID, UUID]]:
    """The award for those who stand for whom it names, and by each of them whom it names; 1 query.

    Where it names two who are one, they receive once.
    """
    named = [each for sort, each in sorted(award.beneficiaries) if sort in _REGISTERED]
    survivors = dict(Identity.objects.filter(pk__in=named).values_list("pk", "survivor_id")) if named else {}
    behind: dict[UUID, UUID] = {}
    for _, each in sorted(award.beneficiaries):
        behind.setdefault(survivors.get(each, each), each)
    receivers = frozenset((sort, survivors.get(each, each)) for sort, each in award.beneficiaries)
    return replace(award, beneficiaries=receivers), behind


@dataclass(frozen=True, slots=True)
class Places:
    """The places that an award takes, and the groups that cannot tell for want of something."""

    slots: tuple[Slot, ...]
    without_purpose: tuple[Exclusion, ...]
    without_stage: tuple[Exclusion, ...]
    #: Whether groups speak of the programme, and none of those who receive counts in any.
    nobody_counts: bool


def values_of(policy: Policy) -> Values:
    """The values of the pack's standards by day."""

    def value(name: str, on: date) -> object:
        dated = policy.program.standard_value(name, on)
        return None if dated is None else dated.value

    return value


def places_of(policy: Policy, award: Award) -> Places:
    """The places of an award in all groups that speak of its programme."""
    groups = policy.exclusions_of(award.programme)
    values = values_of(policy)
    slots = [slot for group in groups for slot in slots_of(group, award, values)]
    aimless = {slot.exclusion.id for slot in slots if needs_purpose(slot.exclusion, award)}
    stageless = {
        slot.exclusion.id for slot in slots if slot.exclusion.kind is Bar.ONE_STAGE and slot.rank is None
    }
    return Places(
        tuple(slot for slot in slots if slot.exclusion.id not in aimless | stageless),
        tuple(group for group in groups if group.id in aimless),
        tuple(group for group in groups if group.id in stageless),
        bool(groups) and not slots,
    )


def row_of(slot: Slot, values: Values, conflict: bool, given_to: UUID) -> dict[str, Any]:
    """A place as plain values for the database; days without an end are None."""
    group, award = slot.exclusion, slot.award
    return {
        "label": award.label,
        "programme": award.programme,
        "rule": group.id,
        "kind": group.kind.value,
        "sort": group.of,
        "beneficiary": str(slot.beneficiary),
        "given_to": str(given_to),
        "purpose": award.purpose,
        "compared": slot.purpose,
        "first": award.first.isoformat(),
        "last": None if award.last is None else award.last.isoformat(),
        "since": None if slot.first == date.min else slot.first.isoformat(),
        "until": None if slot.last == date.max else slot.last.isoformat(),
        "bars": _bars(group, award, values).value,
        "fen": award.fen,
        "entitled": award.full,
        "effort": award.effort,
        "stage": award.stage,
        "stage_rank": slot.rank,
        "conflict": conflict,
    }


def _bars(group: Exclusion, award: Award, values: Values) -> Claim.Bars:
    if group.kind not in _BARRING or (group.years is not None and values(group.years, award.first) is None):
        return Claim.Bars.NONE
    return Claim.Bars.OTHERS if group.repeat else Claim.Bars.ALL


def awards_before(slots: Iterable[Slot]) -> tuple[Award, ...]:
    """The awards that hold a place in the same groups for the same beneficiaries, each once."""
    wanted = {(slot.exclusion.id, slot.beneficiary) for slot in slots}
    rules, beneficiaries = {rule for rule, _ in wanted}, {each for _, each in wanted}
    found = Claim.objects.filter(
        state=Claim.State.ACTIVE, rule__in=rules, beneficiary__in=beneficiaries
    ).order_by("first", "award", "rule")
    awards: dict[UUID, Award] = {}
    for claim in found:
        if (claim.rule, claim.beneficiary) in wanted:
            known = awards.get(claim.award) or award_of(claim)
            who = known.beneficiaries | {(claim.sort, claim.beneficiary)}
            awards[claim.award] = replace(known, beneficiaries=who)
    return tuple(awards.values())


def judge_by_the_register(policy: Policy, award: Award, pending: Iterable[Award] = ()) -> Judgement:
    """What the awards in the database, and those that are applied for, leave of a new one.

    The new one counts for who stands for those whom it names.
    """
    award, _ = for_survivors(award)
    return judge(policy, (*awards_before(places_of(policy, award).slots), *pending), award)


def conflicts() -> Mapping[str, tuple[Claim, ...]]:
    """What stands although it meets another, by group: of earlier records, or of two who are one since."""
    found: dict[str, tuple[Claim, ...]] = {}
    claims = Claim.objects.filter(conflict=True, state=Claim.State.ACTIVE)
    for claim in claims.select_related("ground").order_by("rule", "beneficiary", "first", "pk"):
        found[claim.rule] = (*found.get(claim.rule, ()), claim)
    return found


def passes(verdict: Verdict, fen: int) -> bool:
    """Whether an award that stands meets another by a verdict: stopped, or paid more than a group leaves."""
    over = verdict.remaining is not None and fen > verdict.remaining
    return verdict.outcome is Outcome.STOP or over


def award_of(claim: Claim) -> Award:
    """The award of a claim, without those who receive it."""
    return Award(
        key=claim.award,
        programme=claim.programme,
        beneficiaries=frozenset(),
        first=claim.first,
        last=claim.last,
        fen=claim.fen,
        entitled=claim.entitled,
        effort=claim.effort,
        stage=claim.stage,
        purpose=claim.purpose,
        label=claim.label,
    )
