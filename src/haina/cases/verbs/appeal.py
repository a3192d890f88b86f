"""Appeal against a decision: a refusal, that a file was not accepted, or a revocation."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid4

from django.utils.translation import gettext_lazy as _

from haina.cases import commands
from haina.cases.appeal_procedures import GROUNDS, SUFFIX
from haina.cases.appeals import appeal_until, deciders
from haina.cases.commands import Act, Command
from haina.cases.decide import decide
from haina.cases.models import Case
from haina.cases.perform import Matter, Order, Receipt, perform, record
from haina.cases.refusals import Refusal
from haina.cases.state import CaseState
from haina.cases.store import history_of, load_state
from haina.cases.verbs.start_draft import mandate_for, next_reference
from haina.people.actors import Actor
from haina.people.permissions import PERMISSIONS, Verb


def appeal(actor: Actor, now: datetime, case_id: UUID, *, grounds: str, key: str, seen: int) -> Receipt:
    """Appeal against the decision of a case: a linked case begins, which another officer decides.

    Its outcome comes onto the first case, too. The receipt is the first case's; its row's `appeals` has the
    other. Raises Refusal "too_late" after the last day and "appealed" for a second appeal.
    """
    order = Order(actor, Verb.APPEAL, now, case_id, key, seen)
    wanted: list[commands.Appeal] = []

    def prepare(matter: Matter) -> commands.Appeal:
        until = appeal_until(matter.policy, matter.procedure, matter.state)
        if until is None:
            raise Refusal("no_appeal", _("This procedure has no appeal."))
        reference = next_reference(matter.procedure, matter.on.year)
        wanted.append(commands.Appeal(uuid4(), reference, grounds, until))
        return wanted[-1]

    return perform(order, prepare, change=lambda matter: _begin(order, matter, wanted[-1]))


def _begin(order: Order, first: Matter, wanted: commands.Appeal) -> None:
    """Begin and file the linked case, in the transaction of the appeal."""
    # Whoever appeals for somebody does so under their mandate of today, as with any application.
    parties = (first.row.organisation_id, first.row.person_id)
    mandate_id = mandate_for(order.actor, first.row.procedure, *parties)
    row = Case.objects.create(
        id=wanted.case_id,
        reference=wanted.reference,
        procedure=first.row.procedure + SUFFIX,
        policy_version_id=first.row.policy_version_id,
        organisation_id=first.row.organisation_id,
        person_id=first.row.person_id,
        mandate_id=mandate_id,
        appeal_of=first.row,
        draft=None,
        started_at=order.now,
        changed_at=order.now,
    )
    procedure = first.policy.procedures[row.procedure]
    matter = Matter(row, CaseState(), first.policy, procedure, order.on, order.now)
    start = commands.StartDraft(
        row.procedure,
        row.reference,
        row.organisation_id,
        row.person_id,
        first.row.pk,
        deciders(history_of(first.row.pk)),
        mandate_id,
    )
    _do(replace(order, verb=Verb.START_DRAFT, case_id=row.pk, key=None), matter, start)
    begun = replace(matter, state=load_state(row.pk))
    form: dict[str, object] = {GROUNDS: wanted.grounds.strip()}
    readings = begun.readings(form)
    submit = commands.Submit(form, readings.required(), readings.terms(), declared=True)
    _do(replace(order, verb=Verb.SUBMIT, case_id=row.pk, key=None), begun, submit)


def _do(order: Order, matter: Matter, command: Command) -> None:
    role = PERMISSIONS.role_for(order.actor, order.verb, matter.row)
    act = Act(order.now, order.on, role, order.actor.account_id)
    record(order, matter, decide(matter.procedure, matter.state, command, act), role)
