"""Take out of one identity what belongs to another, and take a decision on who is who back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Model

from haina.people.actors import Actor
from haina.people.following import follow, parter_of
from haina.people.identities import all_joined, index_person
from haina.people.identity_permissions import IdentityVerb, require
from haina.people.models import (
    Contact,
    Employment,
    IdentityDocument,
    IdentityEdge,
    IdentityEvent,
    Person,
    PersonName,
)
from haina.people.verbs.merge import Grounds, IdentityRefused, decide, join

#: What can go over from one person to another, by the name under which an event keeps the row numbers.
MOVABLE: Mapping[str, type[Model]] = {
    "documents": IdentityDocument,
    "names": PersonName,
    "contacts": Contact,
    "employments": Employment,
}


def split(
    actor: Actor,
    person: Person,
    name: str,
    moved: Mapping[str, Sequence[int | str]],
    *,
    chinese_name: str = "",
    reason: str,
    on: date,
    now: datetime,
) -> IdentityEvent:
    """Decide that one entry holds two people: make a new person with `name` and what of the entry is theirs.

    `moved` are row numbers by the names of `MOVABLE`, and keys by the names of the rooms whose things go over
    too, such as awards. The old identity stays the old person's. Raises MayNotDecide, IdentityRefused
    (`split_moves_own_rows`) for what is not of the person.
    """
    require(actor, IdentityVerb.SPLIT, *all_joined(person.pk))
    with transaction.atomic():
        new = Person.objects.create(name=name, chinese_name=chinese_name)
        kept = {name: sorted(set(keys), key=str) for name, keys in moved.items() if keys}
        event = decide(
            actor, IdentityEvent.Kind.SPLIT, (person.pk, new.pk), Grounds(reason, on, now), moved=kept
        )
        _move(event, kept, person.pk, new.pk)
        index_person(new)
        index_person(person)
        return event


def undo(actor: Actor, event: IdentityEvent, *, reason: str, on: date, now: datetime) -> IdentityEvent:
    """Take a merge or a split back; what either joined or moved is as it was before.

    The identity that a split made stays, as one with the old: somebody may have referred to it. Raises
    MayNotDecide, IdentityRefused where the event was taken back already or is itself a taking back.
    """
    require(actor, IdentityVerb.UNDO, *all_joined(event.one_id, event.other_id))
    if event.kind == IdentityEvent.Kind.UNDO:
        raise IdentityRefused("identity_undo_is_final")
    with transaction.atomic():
        undoing = decide(
            actor,
            IdentityEvent.Kind.UNDO,
            (event.one_id, event.other_id),
            Grounds(reason, on, now),
            undoes=event,
        )
        if event.kind == IdentityEvent.Kind.MERGE:
            edge = IdentityEdge.objects.select_for_update().get(made_by=event)
            edge.ended_by = undoing
            edge.save(update_fields=["ended_by"])
            follow(undoing)
            return undoing
        _move(undoing, event.moved, event.other_id, event.one_id)
        join(undoing)
        follow(undoing)
        for person in Person.objects.filter(pk__in=(event.one_id, event.other_id)):
            index_person(person)
        return undoing


def _move(event: IdentityEvent, moved: Mapping[str, Sequence[int | str]], giver: UUID, taker: UUID) -> None:
    """Let what is kept here and in other rooms go over; IdentityRefused where it is not the giver's."""
    for name, keys in moved.items():
        model, parter = MOVABLE.get(name), parter_of(name)
        if model is not None:
            gone = model._default_manager.filter(pk__in=keys, person_id=giver).update(person_id=taker)
            if gone != len(keys):
                raise IdentityRefused("split_moves_own_rows")
        elif parter is not None:
            try:
                parter.part(event, [str(key) for key in keys], giver, taker)
            except LookupError as error:
                raise IdentityRefused("split_moves_own_rows") from error
        else:
            raise IdentityRefused("split_moves_own_rows")
