"""How a verb finds what it acts on: locked, and only for who may do this to it."""

from __future__ import annotations

from uuid import UUID

from haina.cases.policies import current_policy
from haina.money.vouchers.models import Member, Settlement, Use, Voucher
from haina.money.vouchers.permissions import (
    MayNot,
    VoucherRole,
    VoucherVerb,
    voucher_roles,
    voucher_verbs,
)
from haina.people.actors import Actor


class NotThere(LookupError):
    """There is no such thing, or the actor has nothing to do with it; the two are not told apart."""


def procedure_of(programme: str) -> str:
    """The procedure of a programme, to which mandates extend; empty where it has none."""
    right = current_policy().rights.get(programme)
    return "" if right is None else right.procedure or ""


def roles_to_voucher(actor: Actor, voucher: Voucher) -> frozenset[VoucherRole]:
    """What the actor is towards a voucher."""
    procedure = procedure_of(voucher.programme)
    return voucher_roles(actor, voucher.department, holder=voucher.holder_id, procedure=procedure)


def roles_to_member(actor: Actor, member: Member) -> frozenset[VoucherRole]:
    """What the actor is towards a member of the platform."""
    return voucher_roles(actor, member.department, owner=member.organisation_id)


def roles_to_use(actor: Actor, use: Use) -> frozenset[VoucherRole]:
    """What the actor is towards a use."""
    procedure = procedure_of(use.voucher.programme)
    return voucher_roles(
        actor, use.voucher.department, holder=use.holder_id, owner=use.owner_id, procedure=procedure
    )


def require(roles: frozenset[VoucherRole], verb: VoucherVerb) -> None:
    """Let pass who may; whoever has nothing to do with it is told that there is no such thing."""
    if verb in voucher_verbs(roles):
        return
    if not roles:
        raise NotThere(verb.value)
    raise MayNot(verb.value)


def locked_voucher(actor: Actor, voucher_id: UUID, verb: VoucherVerb) -> Voucher:
    """The voucher, held until the transaction ends. Raises NotThere or MayNot."""
    rows = Voucher.objects.select_for_update(of=("self",), no_key=True).select_related("source", "holder")
    found = rows.filter(pk=voucher_id).first()
    if found is None:
        raise NotThere(str(voucher_id))
    require(roles_to_voucher(actor, found), verb)
    return found


def locked_use(actor: Actor, use_id: UUID, verb: VoucherVerb) -> Use:
    """The use, held until the transaction ends. Raises NotThere or MayNot."""
    rows = Use.objects.select_for_update(of=("self",), no_key=True)
    found = rows.select_related("voucher", "member__organisation").filter(pk=use_id).first()
    if found is None:
        raise NotThere(str(use_id))
    require(roles_to_use(actor, found), verb)
    return found


def member_for(actor: Actor, member_id: int, verb: VoucherVerb) -> Member:
    """The member, held until the transaction ends. Raises NotThere or MayNot."""
    rows = Member.objects.select_for_update(of=("self",), no_key=True).select_related("organisation")
    found = rows.filter(pk=member_id).first()
    if found is None:
        raise NotThere(str(member_id))
    require(roles_to_member(actor, found), verb)
    return found


def locked_settlement(actor: Actor, settlement_id: UUID, verb: VoucherVerb) -> Settlement:
    """The settlement, held until the transaction ends. Raises NotThere or MayNot."""
    rows = Settlement.objects.select_for_update(of=("self",), no_key=True)
    found = rows.select_related("member__organisation").filter(pk=settlement_id).first()
    if found is None:
        raise NotThere(str(settlement_id))
    require(roles_to_member(actor, found.member), verb)
    return found
