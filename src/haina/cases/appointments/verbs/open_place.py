"""Open a place to which people can come."""

from __future__ import annotations

from haina.cases.appointments.models import Place
from haina.people.actors import Actor
from haina.rules.text import Text


def open_place(actor: Actor, department: str, *, title: Text, address: Text) -> Place:
    """Store a place of one of the actor's departments; the same one only once.

    Raises PermissionError for another department.
    """
    if department not in actor.departments:
        raise PermissionError(f"{actor.name} is no officer of {department}")
    place, _ = Place.objects.get_or_create(
        department=department,
        title={"zh": title.zh, "en": title.en},
        address={"zh": address.zh, "en": address.en},
    )
    return place
