"""Make a document anew whose revocation has been set aside."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from haina.cases.decide_papers import Reissue
from haina.cases.issuing import Made, make_replacement
from haina.cases.models import IssuedDocument
from haina.cases.perform import Matter, Order, Receipt, perform
from haina.cases.refusals import Refusal
from haina.people.actors import Automaton, automation
from haina.people.permissions import Verb


def restore(now: datetime, case_id: UUID, number: str) -> Receipt:
    """Replace the revoked document `number` after an appeal was upheld; doing it twice does it once.

    The old number stays revoked, because whoever has been told so has been told so; the new one is good for
    as long as the old one would have been.
    """
    actor = automation(Automaton.ISSUING)
    order = Order(actor, Verb.ISSUE, now, case_id, f"restore:{number}", None)
    made: list[tuple[Made, IssuedDocument]] = []

    def prepare(matter: Matter) -> Reissue:
        granted = matter.state.granted
        if granted is None or granted.number != number:
            raise Refusal("nothing_issued", _("Nothing has been issued."))
        old = IssuedDocument.objects.get(pk=number)
        document = make_replacement(matter, old, {})
        made.append((document, old))
        paper = document.paper
        return Reissue(
            paper.number,
            "restored",
            paper.valid_from,
            paper.valid_to,
            document.pdf_sha256,
            document.credential_sha256,
        )

    def keep(matter: Matter) -> None:
        document, old = made[-1]
        document.keep(matter, replaces=old)

    return perform(order, prepare, change=keep)
