"""Filing the same for another person: what of an employer's application can be carried over, by choice.

What is about the organisation is proposed. Sections that hold personal data, and the papers that prove what
stands there, are never offered. Of the rest the filer ticks what is the same for the other person.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from haina.cases import files, verbs
from haina.cases.forms import read_form
from haina.cases.models import Case, CaseDocument
from haina.cases.perform import Receipt
from haina.cases.policies import current_policy
from haina.cases.queries import CaseView, case_view
from haina.cases.refusals import NoMandate
from haina.cases.shown import shown_value
from haina.people.actors import Actor
from haina.people.models import Person
from haina.people.permissions import FILED, PERMISSIONS, State
from haina.policy import Policy
from haina.policy.procedures import DocumentKind, FormField, Procedure
from haina.rules.text import Text

#: How many people of the employer are offered to choose from.
_PEOPLE = 100


@dataclass(frozen=True, slots=True)
class KeptFact:
    """A field whose value can be carried over."""

    field: FormField
    words: Text
    #: Whether it is about the organisation, and so proposed.
    proposed: bool


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file that can be carried over."""

    document: CaseDocument
    title: Text
    proposed: bool


@dataclass(frozen=True, slots=True)
class Carried:
    """What can be carried over from one application into the next."""

    facts: tuple[KeptFact, ...]
    files: tuple[KeptFile, ...]


def can_be_repeated(actor: Actor, view: CaseView) -> bool:
    """Whether the actor may file the same for another person, for the same organisation."""
    row = view.row
    about_somebody = row.organisation_id is not None and row.person_id is not None
    known = row.procedure in current_policy().procedures and State(row.state) in FILED
    may = actor.files_by(row.procedure, row.organisation_id, row.person_id) is not None
    return about_somebody and known and may


def what_carries_over(view: CaseView) -> Carried:
    """Return what of a filed case can be carried over, as its reader sees the case."""
    policy = current_policy()
    procedure = policy.procedures[view.row.procedure]
    offered = _offered_fields(procedure)
    values, _problems = read_form(
        procedure, {name: view.state.form[name] for name in offered if name in view.state.form}, policy.facts
    )
    facts = tuple(
        KeptFact(offered[name], shown_value(policy, offered[name], value), _is_shared(policy, name))
        for name, value in values.items()
        if value is not None
    )
    kinds = {kind.id: kind for kind in procedure.documents}
    kept = tuple(
        KeptFile(each, kinds[each.kind].title, _is_of_organisation(policy, kinds[each.kind]))
        for each in view.documents
        if each.kind in kinds and _may_be_shared(policy, kinds[each.kind], offered)
    )
    return Carried(facts, kept)


def file_for_another(
    actor: Actor,
    now: datetime,
    case_id: UUID,
    person_id: UUID,
    *,
    facts: Collection[str],
    documents: Collection[UUID],
    key: str,
) -> Receipt:
    """Begin the same application about another person, with the chosen facts and files carried over.

    Everything happens or nothing; with the same key again, the first receipt is returned. What was not
    offered is not carried over. Raises NoMandate, and what starting a draft and attaching raise.
    """
    view = case_view(actor, case_id, now)
    if not can_be_repeated(actor, view):
        raise NoMandate(view.procedure.filed_by)
    carried = what_carries_over(view)
    with transaction.atomic():
        receipt = verbs.start_draft(
            actor,
            now,
            view.row.procedure,
            organisation_id=view.row.organisation_id,
            person_id=person_id,
            key=key,
        )
        if receipt.replayed:
            return receipt
        chosen = {each.field.name for each in carried.facts} & set(facts)
        values = {name: view.state.form[name] for name in sorted(chosen)}
        seen = receipt.sequence
        if values:
            saved = verbs.save_draft(actor, now, receipt.case_id, values, key=f"{key}-facts", seen=seen)
            seen = saved.sequence
        for each in carried.files:
            if each.document.pk in documents:
                seen = _attach(actor, now, receipt.case_id, each.document, f"{key}-{seen}", seen)
    return receipt


def _attach(actor: Actor, now: datetime, case_id: UUID, document: CaseDocument, key: str, seen: int) -> int:
    """Attach a file of another case once more, checked anew; return the sequence afterwards."""
    with files.path_of(document.sha256).open("rb") as stream:
        receipt = verbs.attach_document(
            actor, now, case_id, document.kind, document.name, stream, key=key, seen=seen
        )
    return receipt.sequence


def other_people(actor: Actor, view: CaseView) -> list[Person]:
    """Return the people about whom the actor's side has filed for the organisation, but for this one.

    Those about whom the same has been filed and is not over are left out.
    """
    seen = Case.objects.filter(PERMISSIONS.visible(actor), organisation=view.row.organisation)
    running = seen.filter(procedure=view.row.procedure).exclude(
        state__in=[State.DISCARDED, State.WITHDRAWN, State.DECLINED, State.REFUSED, State.EXPIRED]
    )
    people = Person.objects.filter(pk__in=seen.exclude(state=State.DISCARDED).values("person"))
    others = people.exclude(pk__in=running.exclude(person=None).values("person"))
    return list(others.exclude(pk__in=[view.row.person_id]).order_by("name")[:_PEOPLE])


def _offered_fields(procedure: Procedure) -> dict[str, FormField]:
    """The fields of sections in which nothing is personal."""
    open_sections = [part for part in procedure.sections if not any(each.personal for each in part.fields)]
    return {each.name: each for part in open_sections for each in part.fields}


def _is_shared(policy: Policy, name: str) -> bool:
    """Whether a fact is about the organisation or what it does, and so the same for all its people."""
    return name in policy.facts and policy.facts[name].subject != "person"


def _is_of_organisation(policy: Policy, kind: DocumentKind) -> bool:
    """Whether a kind of paper proves mostly facts about the organisation."""
    shared = sum(_is_shared(policy, name) for name in kind.evidences)
    return shared * 2 > len(kind.evidences)


def _may_be_shared(policy: Policy, kind: DocumentKind, offered: Collection[str]) -> bool:
    return _is_of_organisation(policy, kind) or any(name in offered for name in kind.evidences)
