"""Issue what was granted."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from haina.cases.commands import Issue
from haina.cases.issuing import Made, make_document
from haina.cases.models import IssuedDocument
from haina.cases.perform import Matter, Order, Receipt, perform
from haina.people.actors import Automaton, automation
from haina.people.permissions import Verb


def issue(now: datetime, case_id: UUID) -> Receipt:
    """Make, sign and keep the document of a granted application; doing it twice does it once."""
    actor = automation(Automaton.ISSUING)
    order = Order(actor, Verb.ISSUE, now, case_id, f"issue:{case_id}", None)
    made: list[Made] = []

    def prepare(matter: Matter) -> Issue:
        document = make_document(matter)
        made.append(document)
        return Issue(
            document.number,
            document.valid_from,
            document.valid_to,
            document.pdf_sha256,
            document.credential_sha256,
        )

    def keep(matter: Matter) -> None:
        _keep(matter, made[-1])

    return perform(order, prepare, change=keep)


def _keep(matter: Matter, made: Made) -> None:
    IssuedDocument.objects.create(
        number=made.number,
        case=matter.row,
        document=made.document,
        title=made.title,
        issuer=made.issuer,
        rows=made.rows,
        valid_from=made.valid_from,
        valid_to=made.valid_to,
        issued_at=matter.now,
        pdf_sha256=made.pdf_sha256,
        credential=made.credential,
        credential_sha256=made.credential_sha256,
    )
