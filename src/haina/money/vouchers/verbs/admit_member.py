"""Admit a unit to the platform, so that it can open instruments and take vouchers."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from haina.cases.policies import current_policy
from haina.cases.refusals import Refusal
from haina.money.vouchers.finding import NotThere, require
from haina.money.vouchers.models import Member
from haina.money.vouchers.permissions import VoucherVerb, account_of, voucher_roles
from haina.money.vouchers.programmes import department_of, runs_as_voucher
from haina.money.vouchers.refusals import kindly
from haina.people.actors import Actor
from haina.people.models import Organisation


def admit_member(actor: Actor, now: datetime, programme: str, credit_code: str) -> Member:
    """Admit the unit with this credit code; one that is a member already stays the member it is.

    Raises NotThere, MayNot, or Refusal "no_such_unit".
    """
    right = current_policy().programmes.get(programme)
    if right is None or not runs_as_voucher(right):
        raise NotThere(programme)
    department = department_of(right)
    unit = Organisation.objects.filter(credit_code=credit_code.strip().upper()).first()
    if unit is None:
        require(voucher_roles(actor, department), VoucherVerb.ADMIT_MEMBER)
        raise Refusal("no_such_unit", _("No unit with this credit code is registered here."))
    require(voucher_roles(actor, department, owner=unit.pk), VoucherVerb.ADMIT_MEMBER)
    with kindly(), transaction.atomic():
        member, _new = Member.objects.get_or_create(
            organisation=unit,
            programme=programme,
            left_on=None,
            defaults={
                "department": department,
                "admitted_on": timezone.localdate(now),
                "admitted_by_id": account_of(actor),
            },
        )
    return member
