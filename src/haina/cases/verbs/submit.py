"""File an application."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from haina.cases.commands import Submit
from haina.cases.facts import check_rules
from haina.cases.perform import Matter, Order, Receipt, perform
from haina.people.actors import Actor
from haina.people.permissions import Verb


def submit(actor: Actor, now: datetime, case_id: UUID, *, declared: bool, key: str, seen: int) -> Receipt:
    """File the working copy as it stands; `declared`: the declaration has been confirmed.

    What the rules say about it goes on the file and never keeps anybody from filing. Raises Refusal
    "incomplete" with everything that is missing.
    """
    order = Order(actor, Verb.SUBMIT, now, case_id, key, seen)

    def prepare(matter: Matter) -> Submit:
        form = dict(matter.row.draft or {})
        readings = matter.readings(form)
        check = check_rules(matter.policy, matter.procedure, matter.state, matter.on, form)
        return Submit(form, readings.required(), readings.terms(), declared, check.answer)

    return perform(order, prepare, change=_close_working_copy)


def _close_working_copy(matter: Matter) -> None:
    matter.row.draft = None
