"""Who may do what to a guarantee and to the losses claimed under it: role × verb."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from uuid import UUID

from haina.money.vouchers.permissions import MayNot, account_of, units_of
from haina.people.actors import Actor
from haina.people.cases import CaseLike
from haina.people.permissions import PERMISSIONS, Role


class GuaranteeRole(StrEnum):
    """What someone is towards a guarantee or a compensation."""

    #: Who borrows or was compensated, or one of the people of the unit that does or was.
    BORROWER = "borrower"
    #: One of the people of the unit that lends.
    LENDER = "lender"
    OFFICER = "officer"
    SUPERVISOR = "supervisor"


class GuaranteeVerb(StrEnum):
    """What can be done."""

    READ = "read"
    BEGIN = "begin"
    CLAIM_LOSS = "claim_loss"
    PAY_LOSS = "pay_loss"
    REFUSE_LOSS = "refuse_loss"
    RECORD_RECOVERY = "record_recovery"
    END = "end"
    #: Enter to whom a stake was sold and by which papers, before its loss is compensated.
    CHECK_EXIT = "check_exit"
    #: Let a finding about the exit stand.
    OVERRULE_FINDING = "overrule_finding"


_HEAD = frozenset(GuaranteeVerb) - {GuaranteeVerb.CLAIM_LOSS}

GUARANTEE_TABLE: Mapping[GuaranteeRole, frozenset[GuaranteeVerb]] = {
    GuaranteeRole.BORROWER: frozenset({GuaranteeVerb.READ}),
    GuaranteeRole.LENDER: frozenset(
        {GuaranteeVerb.READ, GuaranteeVerb.CLAIM_LOSS, GuaranteeVerb.RECORD_RECOVERY}
    ),
    GuaranteeRole.OFFICER: _HEAD - {GuaranteeVerb.OVERRULE_FINDING},
    GuaranteeRole.SUPERVISOR: _HEAD,
}


def guarantee_roles(
    actor: Actor,
    department: str,
    *,
    lender: UUID | None = None,
    organisation: UUID | None = None,
    person: UUID | None = None,
) -> frozenset[GuaranteeRole]:
    """What the actor is. Nobody holds an office in a matter of their own."""
    own = units_of(actor)
    is_borrower = organisation in own or (person is not None and actor.person_id == person)
    parties = {GuaranteeRole.BORROWER: is_borrower, GuaranteeRole.LENDER: lender in own}
    if any(parties.values()):
        return frozenset(role for role, held in parties.items() if held)
    offices = {
        GuaranteeRole.OFFICER: department in actor.departments,
        GuaranteeRole.SUPERVISOR: actor.supervises_any(frozenset({department})),
    }
    return frozenset(role for role, held in offices.items() if held)


def exit_roles(actor: Actor, case: CaseLike) -> frozenset[GuaranteeRole]:
    """What the actor is towards a case about the loss of a stake; its parties are nothing."""
    held = PERMISSIONS.roles(actor, case)
    own = {Role.OFFICER: GuaranteeRole.OFFICER, Role.SUPERVISOR: GuaranteeRole.SUPERVISOR}
    return frozenset(own[role] for role in held if role in own)


def guarantee_verbs(roles: frozenset[GuaranteeRole]) -> frozenset[GuaranteeVerb]:
    """Everything that these roles let do."""
    return frozenset[GuaranteeVerb]().union(*(GUARANTEE_TABLE[role] for role in roles))


def section() -> str:
    """The table as Markdown: verbs down, roles across."""
    head = """
## Guarantees

What may be done to a guarantee, to a loss claimed under it, and to a compensation. Borrower is who borrows or
was compensated, lender one of the people of the unit that lends; officer and supervisor are of the department
that guarantees, or that has a stage in the case of a compensation. Nobody holds an office in a matter of
their own, and who claims a loss does not decide on it.

"""
    roles = list(GuaranteeRole)
    lines = [
        "| verb | " + " | ".join(role.value for role in roles) + " |\n",
        "|---|" + ":-:|" * len(roles) + "\n",
    ]
    for verb in GuaranteeVerb:
        cells = ("●" if verb in GUARANTEE_TABLE[role] else "" for role in roles)
        lines.append(f"| {verb.value.replace('_', ' ')} | " + " | ".join(cells) + " |\n")
    return head + "".join(lines)


__all__ = [
    "GuaranteeRole",
    "GuaranteeVerb",
    "MayNot",
    "account_of",
    "exit_roles",
    "guarantee_roles",
    "guarantee_verbs",
]
