"""Issue what was granted."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from haina.cases.commands import Issue
from haina.cases.issuing import Made, make_document
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
        paper = document.paper
        return Issue(
            paper.number,
            paper.valid_from,
            paper.valid_to,
            document.pdf_sha256,
            document.credential_sha256,
        )

    def keep(matter: Matter) -> None:
        made[-1].keep(matter)

    return perform(order, prepare, change=keep)
