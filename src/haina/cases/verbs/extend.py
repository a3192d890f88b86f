"""Take more time to decide."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from haina.cases.commands import Extend
from haina.cases.perform import Matter, Order, Receipt, perform
from haina.cases.refusals import Refusal
from haina.cases.state import TermOnRecord
from haina.people.actors import Actor
from haina.people.permissions import PERMISSIONS, Role, Verb


def extend(
    actor: Actor,
    now: datetime,
    case_id: UUID,
    *,
    reasons: Sequence[str],
    note: str = "",
    key: str,
    seen: int,
) -> Receipt:
    """Make the time to decide longer by what the procedure allows, with reasons that are told."""
    order = Order(actor, Verb.EXTEND, now, case_id, key, seen)

    def prepare(matter: Matter) -> Extend:
        supervises = Role.SUPERVISOR in PERMISSIONS.roles(actor, matter.row)
        return Extend(extension_of(matter), tuple(reasons), note, supervises)

    return perform(order, prepare)


def extension_of(matter: Matter) -> TermOnRecord:
    """By how much the procedure lets the time be extended; raises Refusal "no_extension"."""
    term = matter.readings().terms().extension
    if term is None:
        raise Refusal("no_extension", _("This procedure has no extension."))
    return term
