"""File an application."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from haina.cases.commands import Submit
from haina.cases.facts import check_rules
from haina.cases.perform import Matter, Order, Receipt, perform
from haina.cases.refusals import Refusal
from haina.people.actors import Actor
from haina.people.permissions import Verb


def submit(
    actor: Actor,
    now: datetime,
    case_id: UUID,
    *,
    declared: bool,
    promised: Sequence[str] = (),
    committed: Sequence[str] = (),
    arrived: datetime | None = None,
    key: str,
    seen: int,
) -> Receipt:
    """File the working copy as it stands; `declared`: the declaration has been confirmed.

    `promised` are kinds of documents that will be handed in later, `committed` those for which the applicant
    makes the promise that the procedure takes in their place; `arrived` is when it reached the server, where
    it had to wait. What the rules say about it goes on the file and never keeps anybody from filing. Raises
    Refusal "incomplete" with everything that is missing, and "not_tolerated" for a promise that the procedure
    does not take.
    """
    order = Order(actor, Verb.SUBMIT, now, case_id, key, seen, arrived=arrived)

    def prepare(matter: Matter) -> Submit:
        form = dict(matter.row.draft or {})
        readings = matter.readings(form)
        check = check_rules(matter.policy, matter.procedure, matter.state, matter.on, form)
        later = readings.promised(promised)
        if len(later) < len(set(promised)):
            raise Refusal(
                "not_tolerated", _("This document cannot be handed in later or replaced by a promise.")
            )
        return Submit(
            form,
            readings.required(),
            readings.terms(),
            declared,
            check.answer,
            later,
            tuple(committed),
        )

    return perform(order, prepare, change=_close_working_copy)


def _close_working_copy(matter: Matter) -> None:
    matter.row.draft = None
