"""What people see of vouchers: holders their own, members what is used at them, departments theirs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet, Sum

from haina.money.models import Account
from haina.money.vouchers.finding import (
    NotThere,
    procedure_of,
    require,
    roles_to_member,
    roles_to_voucher,
)
from haina.money.vouchers.models import Instrument, Member, Settlement, Use, Voucher
from haina.money.vouchers.permissions import VoucherVerb, units_of, voucher_verbs
from haina.money.vouchers.programmes import department_of, voucher_programmes
from haina.people.actors import Actor
from haina.policy import Policy
from haina.policy.records import Right


@dataclass(frozen=True, slots=True)
class VoucherView:
    """A voucher as somebody sees it; amounts in fen."""

    row: Voucher
    left: int
    set_aside: int
    redeemed: int
    uses: Sequence[Use]
    may: frozenset[VoucherVerb]

    @property
    def can_book(self) -> bool:
        """Whether the reader can book something with it."""
        return VoucherVerb.BOOK in self.may and self.row.state == Voucher.State.ISSUED and self.left > 0


@dataclass(frozen=True, slots=True)
class MemberView:
    """A member of the platform as somebody sees it; amounts in fen."""

    row: Member
    instruments: Sequence[Instrument]
    #: Booked, and used but not redeemed yet.
    expected: Sequence[Use]
    #: Redeemed, and not claimed yet.
    redeemed: Sequence[Use]
    settlements: Sequence[Settlement]
    may: frozenset[VoucherVerb]

    @property
    def to_claim(self) -> int:
        """Fen that can be claimed."""
        return sum(use.fen for use in self.redeemed)


def vouchers_of(actor: Actor) -> list[Voucher]:
    """The vouchers of the units for which the actor acts, as far as the mandates reach."""
    held = Voucher.objects.filter(holder__in=units_of(actor)).select_related("holder", "wallet")
    return [
        each
        for each in held.order_by("-granted_at")
        if each.holder_id in units_of(actor, procedure_of(each.programme))
    ]


def memberships_of(actor: Actor) -> list[Member]:
    """The memberships of the units for which the actor acts."""
    found = Member.objects.filter(organisation__in=units_of(actor)).select_related("organisation")
    return list(found.order_by("admitted_on", "pk"))


def voucher_view(actor: Actor, voucher_id: UUID) -> VoucherView:
    """One voucher with its uses. Raises NotThere or MayNot."""
    row = Voucher.objects.select_related("holder", "wallet").filter(pk=voucher_id).first()
    if row is None:
        raise NotThere(str(voucher_id))
    roles = roles_to_voucher(actor, row)
    require(roles, VoucherVerb.READ)
    uses = Use.objects.filter(voucher=row).select_related("instrument", "member__organisation")
    spent = uses.filter(state=Use.State.REDEEMED).aggregate(total=Sum("fen"))["total"] or 0
    wallet = Account.objects.filter(voucher=row).first()
    return VoucherView(
        row,
        0 if wallet is None else wallet.available,
        0 if wallet is None else wallet.held,
        int(spent),
        list(uses.order_by("-starts_at")),
        voucher_verbs(roles),
    )


def member_view(actor: Actor, member_id: int) -> MemberView:
    """One member with its instruments, uses and settlements. Raises NotThere or MayNot."""
    row = Member.objects.select_related("organisation").filter(pk=member_id).first()
    if row is None:
        raise NotThere(str(member_id))
    roles = roles_to_member(actor, row)
    require(roles, VoucherVerb.READ)
    uses = Use.objects.filter(member=row).select_related("instrument", "voucher", "holder")
    expected = uses.filter(state__in=[Use.State.BOOKED, Use.State.DONE]).order_by("starts_at")
    redeemed = uses.filter(state=Use.State.REDEEMED, settlement__isnull=True).order_by("redeemed_at")
    settlements = Settlement.objects.filter(member=row).order_by("-claimed_at")
    return MemberView(
        row,
        list(Instrument.objects.filter(member=row, withdrawn_on__isnull=True).order_by("pk")),
        list(expected),
        list(redeemed),
        list(settlements[:20]),
        voucher_verbs(roles),
    )


def instruments_for(voucher: Voucher) -> QuerySet[Instrument]:
    """What can be booked with a voucher."""
    offered = Instrument.objects.filter(
        member__programme=voucher.programme, member__left_on__isnull=True, withdrawn_on__isnull=True
    )
    others = offered.exclude(member__organisation=voucher.holder_id)
    return others.select_related("member__organisation").order_by("member_id", "pk")


def taken_times(instrument: Instrument, first: date, last: date) -> list[Use]:
    """When an instrument is taken."""
    standing = Q(state__in=[Use.State.BOOKED, Use.State.DONE, Use.State.REDEEMED])
    found = Use.objects.filter(standing, instrument=instrument, day__gte=first, day__lte=last)
    return list(found.order_by("starts_at"))


def programmes_of(actor: Actor, policy: Policy) -> list[Right]:
    """The programmes whose vouchers a department issues where the actor is, or which the actor supervises."""
    return [
        right
        for right in voucher_programmes(policy)
        if department_of(right) in actor.departments
        or actor.supervises_any(frozenset({department_of(right)}))
    ]
