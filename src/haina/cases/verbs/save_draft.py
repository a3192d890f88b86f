"""Fill in fields of an application, or correct the ones that were named."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from haina.cases.commands import SaveDraft
from haina.cases.forms import read_form
from haina.cases.perform import Matter, Order, Receipt, perform
from haina.cases.refusals import FormIncomplete
from haina.people.actors import Actor
from haina.people.permissions import Verb


def save_draft(
    actor: Actor, now: datetime, case_id: UUID, values: Mapping[str, object], *, key: str, seen: int
) -> Receipt:
    """Keep what was typed in the working copy; fields that `values` does not have stay as they are.

    Raises FormIncomplete, and keeps nothing, where a value is not one that its field can have.
    """
    order = Order(actor, Verb.SAVE_DRAFT, now, case_id, key, seen)

    def prepare(matter: Matter) -> SaveDraft:
        read, problems = read_form(matter.procedure, values, matter.policy.facts)
        if problems:
            raise FormIncomplete(problems)
        before = matter.row.draft or {}
        changed = tuple(sorted(name for name, value in read.items() if before.get(name) != value))
        matter.row.draft = {name: value for name, value in {**before, **read}.items() if value is not None}
        return SaveDraft(changed)

    return perform(order, prepare)
