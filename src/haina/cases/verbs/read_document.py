"""Open an attached file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.db import transaction

from haina.cases import files
from haina.cases.agents import Side, attached_by_own_side
from haina.cases.models import CaseDocument, DocumentLook
from haina.cases.queries import sight, visible_case
from haina.cases.refusals import CaseNotFound, Forbidden
from haina.people.actors import Actor
from haina.people.permissions import PERMISSIONS, Verb


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that may be sent to the actor, as an attachment and never inline."""

    name: str
    media_type: str
    size: int
    path: Path


def read_document(actor: Actor, now: datetime, document_id: UUID) -> Opened:
    """Where the bytes of an attached file are; the look is written down.

    Raises CaseNotFound where there is no such file, the actor may not know of its case, or it is of a kind
    that the actor's stages do not need.
    """
    document = CaseDocument.objects.filter(pk=document_id).first()
    if document is None:
        raise CaseNotFound(document_id)
    row = visible_case(actor, document.case_id)
    seen = sight(actor, row)
    if not seen.whole and document.kind not in seen.documents:
        raise CaseNotFound(document_id)
    if Side.of(actor, row).is_outside and not attached_by_own_side(row, document_id):
        raise CaseNotFound(document_id)
    if actor.account_id is None or not PERMISSIONS.may(actor, Verb.READ_DOCUMENT, row):
        raise Forbidden(Verb.READ_DOCUMENT.value, row.state)
    role = PERMISSIONS.role_for(actor, Verb.READ_DOCUMENT, row)
    with transaction.atomic():
        DocumentLook.objects.create(document=document, account_id=actor.account_id, role=role.value, at=now)
    return Opened(document.name, document.media_type, document.size, files.path_of(document.sha256))
