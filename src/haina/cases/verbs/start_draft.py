"""Begin an application."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from django.db import connection
from django.utils.translation import gettext_lazy as _

from haina.cases.commands import Act, StartDraft
from haina.cases.decide import decide
from haina.cases.models import Case
from haina.cases.perform import Matter, Order, Receipt, record, started
from haina.cases.policies import current_policy, store_version
from haina.cases.refusals import NoMandate, Refusal
from haina.cases.state import CaseState
from haina.people.actors import Actor
from haina.people.models import Organisation, Person
from haina.people.permissions import PERMISSIONS, State, Verb
from haina.policy.procedures import Procedure


@dataclass(frozen=True, slots=True)
class _Prospect:
    """A case that does not exist yet, as the permission table sees it."""

    procedure: str
    organisation_id: UUID | None
    person_id: UUID | None
    mandate_id: int | None = None
    state: str = State.DRAFT.value
    departments: list[str] = field(default_factory=list)


def start_draft(
    actor: Actor,
    now: datetime,
    procedure: str,
    *,
    organisation_id: UUID | None = None,
    person_id: UUID | None = None,
    key: str,
) -> Receipt:
    """Begin an application under the policy of today; it stays under that policy to its end.

    Raises NoMandate where the actor may not file for the organisation or person, and Refusal where the
    procedure or one of them does not exist.
    """
    order = Order(actor, Verb.START_DRAFT, now, uuid4(), key, None)
    return started(order, lambda: _begin(order, procedure, organisation_id, person_id))


def _begin(order: Order, procedure_id: str, organisation_id: UUID | None, person_id: UUID | None) -> Receipt:
    policy = current_policy()
    procedure = policy.procedures.get(procedure_id)
    if procedure is None:
        raise Refusal("unknown_procedure", _("There is no such procedure."))
    if procedure.filed_by == "person":
        organisation_id = None
    mandate_id = mandate_for(order.actor, procedure_id, organisation_id, person_id)
    prospect = _Prospect(procedure_id, organisation_id, person_id, mandate_id)
    if not PERMISSIONS.may(order.actor, order.verb, prospect):
        raise NoMandate(procedure.filed_by)
    _require_exist(organisation_id, person_id)
    reference = next_reference(procedure, order.on.year)
    command = StartDraft(procedure_id, reference, organisation_id, person_id, mandate_id=mandate_id)
    role = PERMISSIONS.role_for(order.actor, order.verb, prospect)
    act = Act(order.now, order.on, role, order.actor.account_id)
    events = decide(procedure, CaseState(), command, act)
    row = Case.objects.create(
        id=order.case_id,
        reference=reference,
        procedure=procedure_id,
        policy_version_id=store_version(policy, order.now),
        organisation_id=organisation_id,
        person_id=person_id,
        mandate_id=mandate_id,
        draft={},
        started_at=order.now,
        changed_at=order.now,
    )
    matter = Matter(row, CaseState(), policy, procedure, order.on, order.now)
    return record(order, matter, events, role)


def mandate_for(
    actor: Actor, procedure: str, organisation_id: UUID | None, person_id: UUID | None
) -> int | None:
    """The mandate under which the actor files for an organisation or else a person; None for oneself."""
    if organisation_id is None and person_id is not None and person_id == actor.person_id:
        return None
    standing = actor.files_by(procedure, organisation_id, person_id)
    return None if standing is None else standing.mandate_id


def _require_exist(organisation_id: UUID | None, person_id: UUID | None) -> None:
    if organisation_id is not None and not Organisation.objects.filter(pk=organisation_id).exists():
        raise Refusal("unknown_organisation", _("There is no such organisation."))
    if person_id is not None and not Person.objects.filter(pk=person_id).exists():
        raise Refusal("unknown_person", _("There is no such person."))


def next_reference(procedure: Procedure, year: int) -> str:
    """A reference that no other case has."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('cases_reference')")
        number = cursor.fetchone()[0]
    return f"{procedure.reference}-{year}-{number:06d}"
