"""Ask the applicant to correct things."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from haina.cases.commands import ReturnForCorrection
from haina.cases.perform import Matter, Order, Receipt, perform
from haina.cases.state import Item
from haina.people.actors import Actor
from haina.people.permissions import Verb


def return_for_correction(
    actor: Actor,
    now: datetime,
    case_id: UUID,
    stage: str,
    *,
    items: Sequence[Item],
    reasons: Sequence[str] = (),
    note: str = "",
    key: str,
    seen: int,
) -> Receipt:
    """Name every field and document that has to be corrected; all clocks stand still until the answer."""
    order = Order(actor, Verb.RETURN_FOR_CORRECTION, now, case_id, key, seen, stage)

    def prepare(matter: Matter) -> ReturnForCorrection:
        term = matter.readings().terms().answer
        return ReturnForCorrection(stage, tuple(items), tuple(reasons), note, term)

    return perform(order, prepare, change=_open_working_copy)


def _open_working_copy(matter: Matter) -> None:
    matter.row.draft = dict(matter.state.form)
