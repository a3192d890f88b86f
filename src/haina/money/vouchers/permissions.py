"""Who may do what to a voucher, to a use that is booked on it, and to a member's settlement: role × verb."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from uuid import UUID

from haina.people.actors import Actor


class VoucherRole(StrEnum):
    """What someone is towards a voucher, a use or a settlement."""

    #: One of the people of the unit that holds the voucher.
    HOLDER = "holder"
    #: One of the people of the member whose instrument it is.
    MEMBER = "member"
    #: An officer, or supervisor, of the department that issues and settles.
    OFFICER = "officer"
    SUPERVISOR = "supervisor"


class VoucherVerb(StrEnum):
    """What can be done."""

    READ = "read"
    ISSUE = "issue"
    END = "end"
    BOOK = "book"
    CANCEL = "cancel"
    CONFIRM_USE = "confirm_use"
    REDEEM = "redeem"
    OFFER_INSTRUMENT = "offer_instrument"
    WITHDRAW_INSTRUMENT = "withdraw_instrument"
    CLAIM_SETTLEMENT = "claim_settlement"
    REFUSE_USE = "refuse_use"
    PAY_SETTLEMENT = "pay_settlement"
    ADMIT_MEMBER = "admit_member"
    END_MEMBERSHIP = "end_membership"


_OFFICE = frozenset(
    {
        VoucherVerb.READ,
        VoucherVerb.ISSUE,
        VoucherVerb.REFUSE_USE,
        VoucherVerb.PAY_SETTLEMENT,
        VoucherVerb.ADMIT_MEMBER,
    }
)

VOUCHER_TABLE: Mapping[VoucherRole, frozenset[VoucherVerb]] = {
    VoucherRole.HOLDER: frozenset(
        {VoucherVerb.READ, VoucherVerb.BOOK, VoucherVerb.CANCEL, VoucherVerb.REDEEM}
    ),
    VoucherRole.MEMBER: frozenset(
        {
            VoucherVerb.READ,
            VoucherVerb.CANCEL,
            VoucherVerb.CONFIRM_USE,
            VoucherVerb.OFFER_INSTRUMENT,
            VoucherVerb.WITHDRAW_INSTRUMENT,
            VoucherVerb.CLAIM_SETTLEMENT,
        }
    ),
    VoucherRole.OFFICER: _OFFICE,
    VoucherRole.SUPERVISOR: _OFFICE | {VoucherVerb.END, VoucherVerb.END_MEMBERSHIP},
}


class MayNot(PermissionError):
    """The actor has no role that lets them do this."""


def units_of(actor: Actor, procedure: str = "") -> frozenset[UUID]:
    """The units for which the actor acts as one of their own people; in a procedure, where one is named."""
    return frozenset(
        each.organisation_id
        for each in actor.standings
        if each.is_inside and each.organisation_id is not None and (not procedure or each.covers(procedure))
    )


def voucher_roles(
    actor: Actor,
    department: str,
    *,
    holder: UUID | None = None,
    owner: UUID | None = None,
    procedure: str = "",
) -> frozenset[VoucherRole]:
    """What the actor is. Nobody holds an office in a matter of a unit of their own."""
    own = units_of(actor, procedure)
    parties = {VoucherRole.HOLDER: holder in own, VoucherRole.MEMBER: owner in own}
    if any(parties.values()):
        return frozenset(role for role, held in parties.items() if held)
    offices = {
        VoucherRole.OFFICER: department in actor.departments,
        VoucherRole.SUPERVISOR: actor.supervises_any(frozenset({department})),
    }
    return frozenset(role for role, held in offices.items() if held)


def voucher_verbs(roles: frozenset[VoucherRole]) -> frozenset[VoucherVerb]:
    """Everything that these roles let do."""
    return frozenset[VoucherVerb]().union(*(VOUCHER_TABLE[role] for role in roles))


def account_of(actor: Actor) -> UUID:
    """The account by which the actor acts. Raises MayNot for who has none."""
    if actor.account_id is None:
        raise MayNot(f"{actor.name} has no account")
    return actor.account_id


def section() -> str:
    """The table as Markdown: verbs down, roles across."""
    head = """
## Vouchers

What may be done to a voucher, to a use booked on it, and to a member's settlement. Holder and member are the
people of the unit that holds the voucher, and of the one whose instrument it is; officer and supervisor are
of the department that issues and settles. Nobody holds an office in a matter of their own unit.

"""
    roles = list(VoucherRole)
    lines = [
        "| verb | " + " | ".join(role.value for role in roles) + " |\n",
        "|---|" + ":-:|" * len(roles) + "\n",
    ]
    for verb in VoucherVerb:
        cells = ("●" if verb in VOUCHER_TABLE[role] else "" for role in roles)
        lines.append(f"| {verb.value.replace('_', ' ')} | " + " | ".join(cells) + " |\n")
    return head + "".join(lines)
