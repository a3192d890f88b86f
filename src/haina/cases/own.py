"""The cases that somebody files, alone or as agent: drafts first, then the rest, with who has each now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Case as When
from django.db.models import IntegerField, Q, QuerySet, Value
from django.db.models import When as Then

from haina.cases.models import Case, CaseStage
from haina.people.actors import Actor
from haina.people.permissions import PERMISSIONS, RUNNING, State, Verb


@dataclass(frozen=True, slots=True)
class OwnCase:
    """A line of the list of one's own cases."""

    row: Case
    #: The departments that have it now.
    departments: tuple[str, ...]
    #: Whether the applicant has to do the next thing.
    waits_for_you: bool
    may_withdraw: bool


def own_cases(actor: Actor) -> QuerySet[Case]:
    """The cases to which the actor is a party; drafts that were thrown away are left out."""
    if actor.is_visitor:
        return Case.objects.none()
    party = Actor(actor.name, actor.account_id, actor.person_id, actor.standings)
    rows = Case.objects.filter(PERMISSIONS.visible(party)).exclude(state=State.DISCARDED)
    return rows.select_related("organisation", "person")


def open_drafts(actor: Actor, procedures: Sequence[str] | None = None) -> list[Case]:
    """The drafts that the actor can go on with, the latest changed first; of these procedures if given."""
    rows = own_cases(actor).filter(state=State.DRAFT).select_related("joint_part")
    if procedures is not None:
        rows = rows.filter(procedure__in=list(procedures))
    return [row for row in rows.order_by("-changed_at", "id") if _fills_in(actor, row)]


def _fills_in(actor: Actor, row: Case) -> bool:
    return Verb.SAVE_DRAFT in PERMISSIONS.verbs(actor, row)


def filed_cases(actor: Actor, words: str, procedures: Iterable[str]) -> QuerySet[Case]:
    """The filed cases of the actor: what waits for the actor first, then what runs, then what is over.

    With `words`, only those whose number or parties have them, or that are of one of the `procedures`.
    """
    rows = own_cases(actor).exclude(state=State.DRAFT)
    if words:
        rows = rows.filter(
            Q(reference__icontains=words)
            | Q(person__name__icontains=words)
            | Q(person__chinese_name__icontains=words)
            | Q(organisation__name_zh__icontains=words)
            | Q(organisation__name_en__icontains=words)
            | Q(procedure__in=list(procedures))
        )
    rank = When(
        Then(state=State.RETURNED, then=Value(0)),
        Then(state__in=[state.value for state in RUNNING], then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    return rows.order_by(rank, "-changed_at", "id")


def lines(actor: Actor, rows: Sequence[Case]) -> list[OwnCase]:
    """Who has each of some cases now, and what the actor may do to it; one query for all."""
    stages = CaseStage.objects.filter(case__in=[row.pk for row in rows], status="open").order_by("id")
    holders: dict[UUID, dict[str, None]] = {}
    for case_id, department in stages.values_list("case_id", "department"):
        holders.setdefault(case_id, {})[department] = None
    return [
        OwnCase(
            row,
            tuple(holders.get(row.pk, ())) if row.state != State.RETURNED else (),
            row.state in (State.DRAFT, State.RETURNED),
            Verb.WITHDRAW in PERMISSIONS.verbs(actor, row),
        )
        for row in rows
    ]
