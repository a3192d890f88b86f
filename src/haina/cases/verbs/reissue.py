"""Make an issued document anew."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from haina.cases import statuses_published
from haina.cases.decide_papers import Ground, Reissue
from haina.cases.issuing import Made, make_replacement
from haina.cases.models import IssuedDocument
from haina.cases.perform import Matter, Order, Receipt, perform
from haina.cases.refusals import Refusal
from haina.people.actors import Actor
from haina.people.permissions import Verb
from haina.rules.text import Text


def reissue(
    actor: Actor,
    now: datetime,
    case_id: UUID,
    *,
    ground: Ground,
    corrected: Mapping[int, Text] | None = None,
    note: str = "",
    key: str,
    seen: int,
) -> Receipt:
    """Replace a document that was lost, damaged or wrong; the old number is no longer good from now on.

    `corrected` are the new values of printed lines by their position; only a correction has them.
    """
    order = Order(actor, Verb.REISSUE, now, case_id, key, seen)
    made: list[tuple[Made, IssuedDocument]] = []

    def prepare(matter: Matter) -> Reissue:
        granted = matter.state.granted
        if granted is None:
            raise Refusal("nothing_issued", _("Nothing has been issued."))
        if bool(corrected) != (ground == "corrected"):
            raise Refusal("no_correction", _("A correction changes a line, and nothing else does."))
        old = IssuedDocument.objects.get(pk=granted.number)
        document = make_replacement(matter, old, corrected or {})
        made.append((document, old))
        paper = document.paper
        return Reissue(
            paper.number,
            ground,
            paper.valid_from,
            paper.valid_to,
            document.pdf_sha256,
            document.credential_sha256,
            note,
        )

    def keep(matter: Matter) -> None:
        document, old = made[-1]
        document.keep(matter, replaces=old)
        statuses_published.forget(old.status_index)

    return perform(order, prepare, change=keep)
