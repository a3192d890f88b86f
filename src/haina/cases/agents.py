"""What somebody sees of a case for which they act: what their side has filed, and where the case stands.

An organisation's own people do not see what departments and registers found about the person. Whoever acts
from outside, by a mandate, sees besides only what was handed in under it, or was in the case when the
applicant put it into their hands. The person sees everything. The table stands in docs/decisions/mandates.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from haina.cases import events
from haina.cases.events import Recorded
from haina.cases.mandating import days_in_words, giver_in_words, holder_in_words
from haina.cases.models import Case, CaseEvent
from haina.cases.state import CaseState
from haina.people.actors import Actor
from haina.people.models import Mandate
from haina.people.permissions import PERMISSIONS, Role
from haina.people.verbs.mandates import has_given, has_taken_on
from haina.policy import Policy

_AGENTS = frozenset({Role.AGENT, Role.REPRESENTATIVE, Role.FOLLOWER})
#: Events that tell what was handed in; from outside one sees those of one's own side.
_HANDED_IN = (
    events.DraftSaved,
    events.DocumentAttached,
    events.DocumentRemoved,
    events.PromisedDocumentReceived,
)


@dataclass(frozen=True, slots=True)
class Side:
    """From where somebody looks at a case: as an agent at all, and if so from outside."""

    is_agent: bool
    is_outside: bool
    #: The event by which the applicant put the case into an agent's hands, with all that was in it; 0: none.
    entrusted_at: int = 0

    @classmethod
    def of(cls, actor: Actor, row: Case) -> Side:
        """How the actor stands to the case."""
        is_agent = PERMISSIONS.roles(actor, row) <= _AGENTS
        is_outside = is_agent and PERMISSIONS.is_outsider(actor, row)
        return cls(is_agent, is_outside, _entrusted_at(row) if is_outside else 0)

    def sees_event(self, one: Recorded) -> bool:
        """Whether an event is told."""
        if self.is_agent and isinstance(one.event, events.FactVerified):
            return False
        if not self.is_outside or not isinstance(one.event, _HANDED_IN):
            return True
        return one.role is Role.REPRESENTATIVE or one.sequence < self.entrusted_at

    def state(self, whole: CaseState, happened: Sequence[Recorded], policy: Policy) -> CaseState:
        """The case with what this side sees of its facts and files."""
        if not self.is_agent:
            return whole
        if not self.is_outside:
            about_us = {
                name: found
                for name, found in whole.verified.items()
                if name in policy.facts and policy.facts[name].subject == "organisation"
            }
            return replace(whole, verified=about_us, check={})
        own = [
            one.event
            for one in happened
            if one.role is Role.REPRESENTATIVE or one.sequence < self.entrusted_at
        ]
        filed = [event for event in own if isinstance(event, (events.Submitted, events.Resubmitted))]
        attached = {event.id for event in own if isinstance(event, events.DocumentAttached)}
        attached |= {event.id for event in own if isinstance(event, events.PromisedDocumentReceived)}
        return replace(
            whole,
            form=dict(filed[-1].form) if filed else {},
            documents={id: document for id, document in whole.documents.items() if id in attached},
            verified={},
            check={},
        )


@dataclass(frozen=True, slots=True)
class Acting:
    """Who acts in a case for its person or organisation, and who goes on with it."""

    mandate: Mandate
    holder: str
    giver: str
    days: str
    holds: bool
    #: Whether the reader can end the mandate.
    may_end: bool
    #: Whether they act from outside: are none of the organisation's own people.
    is_outside: bool


def acting(actor: Actor, row: Case, on: date) -> Acting | None:
    """Under whose mandate somebody acts in a case; None where the person does it alone."""
    if row.mandate_id is None:
        return None
    rows = Mandate.objects.select_related("account", "holder", "person", "organisation")
    mandate = rows.get(pk=row.mandate_id)
    return Acting(
        mandate,
        holder_in_words(mandate),
        giver_in_words(mandate),
        days_in_words(mandate),
        mandate.holds(on),
        not mandate.is_over(on) and (has_given(actor, mandate) or has_taken_on(actor, mandate)),
        mandate.person_id is not None or mandate.holder_id is not None,
    )


def _entrusted_at(row: Case) -> int:
    rows = CaseEvent.objects.filter(case=row, kind=events.Entrusted.kind).order_by("-sequence")
    return rows.values_list("sequence", flat=True).first() or 0


def attached_by_own_side(row: Case, document_id: UUID) -> bool:
    """Whether a file was handed in by whoever acts from outside, or was given to them with the case."""
    own = Q(role=Role.REPRESENTATIVE.value) | Q(sequence__lt=_entrusted_at(row))
    return CaseEvent.objects.filter(
        own,
        case=row,
        kind__in=[events.DocumentAttached.kind, events.PromisedDocumentReceived.kind],
        payload__id=str(document_id),
    ).exists()


def mandate_that_ended(actor: Actor, case_id: UUID, on: date) -> Mandate | None:
    """The mandate, now over, under which the actor's side filed a case; None for anybody else."""
    mandate = _held_outside(actor).select_related("person", "organisation").filter(cases=case_id).first()
    return mandate if mandate is not None and mandate.is_over(on) else None


def acted_before(actor: Actor, case_id: UUID) -> bool:
    """Whether the actor's side acted in a case for its applicant until that was ended or given to another."""
    left = CaseEvent.objects.filter(
        case_id=case_id, kind__in=[events.Entrusted.kind, events.AgentDismissed.kind]
    )
    return left.filter(payload__before__in=list(_held_outside(actor).values_list("pk", flat=True))).exists()


def _held_outside(actor: Actor) -> QuerySet[Mandate]:
    """The mandates ever taken on from outside by the actor or by an organisation of which they are."""
    if actor.account_id is None:
        return Mandate.objects.none()
    firms = [each.organisation_id for each in actor.standings if each.is_inside]
    held = Q(account_id=actor.account_id) | Q(holder__in=[firm for firm in firms if firm is not None])
    return Mandate.objects.filter(held, Q(person__isnull=False) | Q(holder__isnull=False))
