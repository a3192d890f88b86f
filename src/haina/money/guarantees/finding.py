"""How a verb finds what it acts on: locked, and only for who may do this to it."""

from __future__ import annotations

from uuid import UUID

from haina.money.guarantees.models import Compensation, Guarantee, Loss
from haina.money.guarantees.permissions import (
    GuaranteeRole,
    GuaranteeVerb,
    MayNot,
    guarantee_roles,
    guarantee_verbs,
)
from haina.money.vouchers.finding import NotThere
from haina.people.actors import Actor


def roles_to(actor: Actor, row: Guarantee | Compensation) -> frozenset[GuaranteeRole]:
    """What the actor is towards a guarantee or a compensation."""
    if isinstance(row, Compensation):
        return guarantee_roles(actor, row.department, organisation=row.organisation_id)
    return guarantee_roles(
        actor,
        row.department,
        lender=row.lender_id,
        organisation=row.organisation_id,
        person=row.person_id,
    )


def require(roles: frozenset[GuaranteeRole], verb: GuaranteeVerb) -> None:
    """Let pass who may; whoever has nothing to do with it is told that there is no such thing."""
    if verb in guarantee_verbs(roles):
        return
    raise MayNot(verb.value) if roles else NotThere(verb.value)


def locked_guarantee(actor: Actor, guarantee_id: UUID, verb: GuaranteeVerb) -> Guarantee:
    """The guarantee, held until the transaction ends. Raises NotThere or MayNot."""
    rows = Guarantee.objects.select_for_update(of=("self",), no_key=True).select_related("source", "lender")
    found = rows.filter(pk=guarantee_id).first()
    if found is None:
        raise NotThere(str(guarantee_id))
    require(roles_to(actor, found), verb)
    return found


def locked_loss(actor: Actor, loss_id: UUID, verb: GuaranteeVerb) -> tuple[Loss, Guarantee]:
    """The claim and its guarantee, both held until the transaction ends. Raises NotThere or MayNot."""
    known = Loss.objects.filter(pk=loss_id).values_list("guarantee", flat=True).first()
    if known is None:
        raise NotThere(str(loss_id))
    guarantee = locked_guarantee(actor, known, verb)
    return Loss.objects.select_for_update().get(pk=loss_id), guarantee


def locked_compensation(actor: Actor, number: int, verb: GuaranteeVerb) -> Compensation:
    """The compensation, held until the transaction ends. Raises NotThere or MayNot."""
    found = Compensation.objects.select_for_update(no_key=True).filter(pk=number).first()
    if found is None:
        raise NotThere(str(number))
    require(roles_to(actor, found), verb)
    return found
