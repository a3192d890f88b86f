"""Who may read the books: role × verb. Nobody audits what was paid to themselves."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from enum import StrEnum
from uuid import UUID

from haina.people.actors import Actor


class AuditRole(StrEnum):
    """What someone is towards the ledger."""

    #: Holds an auditor's office.
    AUDITOR = "auditor"
    #: An auditor whom the matter itself concerns.
    CONCERNED = "concerned"


class AuditVerb(StrEnum):
    """What can be done to the ledger by who only reads it."""

    READ_BOOKS = "read_books"
    READ_ENTRY = "read_entry"
    READ_DOCUMENT = "read_document"
    EXPORT = "export"


AUDIT_TABLE: Mapping[AuditRole, frozenset[AuditVerb]] = {
    AuditRole.AUDITOR: frozenset(AuditVerb),
    AuditRole.CONCERNED: frozenset({AuditVerb.READ_BOOKS, AuditVerb.EXPORT}),
}


class MayNotAudit(PermissionError):
    """The actor is no auditor, or one whom the matter concerns."""


def audit_role(actor: Actor, concerned: Collection[UUID | None] = ()) -> AuditRole | None:
    """What the actor is towards a matter that concerns these persons and organisations."""
    if not actor.audits:
        return None
    own = {actor.person_id} | {each.organisation_id for each in actor.standings if each.is_inside}
    is_own = bool((own - {None}) & set(concerned))
    return AuditRole.CONCERNED if is_own else AuditRole.AUDITOR


def require_audit(actor: Actor, verb: AuditVerb, concerned: Collection[UUID | None] = ()) -> None:
    """Let pass who may do `verb`. Raises MayNotAudit for everybody else."""
    role = audit_role(actor, concerned)
    if role is None or verb not in AUDIT_TABLE[role]:
        raise MayNotAudit(f"{actor.name or 'a visitor'} may not {verb.value}")


def section() -> Iterator[str]:
    """The table as it stands in docs/permissions.md."""
    yield "\n## Auditing the ledger\n\n"
    yield "An auditor reads all accounts and entries and, for each entry, the decision behind it with its\n"
    yield "rules, documents and chain, and changes nothing. Concerned is an auditor to whom, or to whose\n"
    yield "organisation, the money went. Every file, entry and statement of theirs that an auditor opens is\n"
    yield "shown to whom it is about.\n\n"
    yield "| verb | " + " | ".join(role.value for role in AuditRole) + " |\n"
    yield "|---|" + ":-:|" * len(AuditRole) + "\n"
    for verb in AuditVerb:
        cells = ("●" if verb in AUDIT_TABLE[role] else "" for role in AuditRole)
        yield f"| {verb.value.replace('_', ' ')} | " + " | ".join(cells) + " |\n"
