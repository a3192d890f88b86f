"""What people see of guarantees and compensation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet, Sum

from haina.money.guarantees.finding import require, roles_to
from haina.money.guarantees.models import Compensation, Guarantee, Loss
from haina.money.guarantees.permissions import GuaranteeVerb, guarantee_verbs
from haina.money.vouchers.finding import NotThere
from haina.money.vouchers.permissions import units_of
from haina.people.actors import Actor
from haina.policy import Policy
from haina.policy.records import Right


@dataclass(frozen=True, slots=True)
class GuaranteeView:
    """A guarantee as somebody sees it."""

    row: Guarantee
    losses: Sequence[Loss]
    may: frozenset[GuaranteeVerb]


@dataclass(frozen=True, slots=True)
class CompensationView:
    """A compensation as somebody sees it; amounts in fen."""

    row: Compensation
    recovered: int
    back: int
    may: frozenset[GuaranteeVerb]


def guarantees_of(actor: Actor) -> list[Guarantee]:
    """The guarantees in which the actor borrows or lends, for themselves or for a unit."""
    units = units_of(actor)
    own = Q(organisation__in=units) | Q(lender__in=units)
    if actor.person_id is not None:
        own |= Q(person_id=actor.person_id)
    found = Guarantee.objects.filter(own).select_related("organisation", "person", "lender")
    return list(found.order_by("-granted_at"))


def guarantee_view(actor: Actor, guarantee_id: UUID) -> GuaranteeView:
    """One guarantee with its losses. Raises NotThere or MayNot."""
    rows = Guarantee.objects.select_related("organisation", "person", "lender")
    row = rows.filter(pk=guarantee_id).first()
    if row is None:
        raise NotThere(str(guarantee_id))
    roles = roles_to(actor, row)
    require(roles, GuaranteeVerb.READ)
    losses = Loss.objects.filter(guarantee=row).prefetch_related("recoveries").order_by("claimed_at")
    return GuaranteeView(row, list(losses), guarantee_verbs(roles))


def compensation_view(actor: Actor, number: int) -> CompensationView:
    """One compensation with what was recovered. Raises NotThere or MayNot."""
    row = Compensation.objects.select_related("organisation").filter(pk=number).first()
    if row is None:
        raise NotThere(str(number))
    roles = roles_to(actor, row)
    require(roles, GuaranteeVerb.READ)
    sums = row.recoveries.aggregate(recovered=Sum("recovered"), fen=Sum("fen"))
    return CompensationView(row, int(sums["recovered"] or 0), int(sums["fen"] or 0), guarantee_verbs(roles))


def programmes_of(actor: Actor, policy: Policy) -> list[Right]:
    """The guarantees and compensations of the pack that a department of the actor answers for."""
    return [
        right
        for right in policy.programmes.values()
        if right.runs_as is not None
        and right.runs_as.kind in ("guarantee", "compensation")
        and _is_theirs(actor, right.grants.apply_to or "")
    ]


def guarantees_for(rights: Sequence[Right]) -> QuerySet[Guarantee]:
    """Every guarantee of programmes."""
    found = Guarantee.objects.filter(programme__in=[right.id for right in rights])
    return found.select_related("organisation", "person", "lender").order_by("-granted_at")


def _is_theirs(actor: Actor, department: str) -> bool:
    return department in actor.departments or actor.supervises_any(frozenset({department}))
