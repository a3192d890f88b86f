"""Open a file of the case behind an entry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from haina.cases import files
from haina.cases.models import CaseDocument, DocumentLook
from haina.money.audit.permissions import AuditRole, AuditVerb, require_audit
from haina.money.audit.trail import EntryTrail
from haina.people.actors import Actor


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that may be sent to the auditor, as an attachment and never inline."""

    name: str
    media_type: str
    path: Path


def read_document(actor: Actor, now: datetime, trail: EntryTrail, document_id: UUID) -> Opened | None:
    """Where the bytes are; the look is written down for whom the file is about.

    None where the file was not in the case when it was decided. Raises MayNotAudit.
    """
    require_audit(actor, AuditVerb.READ_DOCUMENT, trail.concerned)
    filed = () if trail.decision is None else trail.decision.documents
    known = next((each.document for each in filed if each.document.id == document_id), None)
    stored = CaseDocument.objects.filter(pk=document_id).first()
    if known is None or stored is None or actor.account_id is None:
        return None
    DocumentLook.objects.create(
        document=stored, account_id=actor.account_id, role=AuditRole.AUDITOR.value, at=now
    )
    return Opened(known.name, known.media_type, files.path_of(known.sha256))
