"""Register the person whom an application will be about: somebody else, or oneself."""

from __future__ import annotations

import unicodedata

from haina.people.actors import Actor
from haina.people.identities import index_person
from haina.people.models import Account, Person


class MayNotRegister(PermissionError):
    """Only who files for an organisation registers other people."""


class NameUnusable(ValueError):
    """The name is empty or has characters that no document prints."""


def register_person(actor: Actor, name: str, chinese_name: str = "") -> Person:
    """Store a person by the names on the identity document, and return it.

    Raises MayNotRegister for an actor without a mandate of an organisation, NameUnusable for a bad name.
    """
    if not any(standing.organisation_id for standing in actor.standings):
        raise MayNotRegister(actor.name)
    person = Person.objects.create(
        name=_clean(name), chinese_name=_clean(chinese_name) if chinese_name else ""
    )
    index_person(person)
    return person


def register_oneself(actor: Actor, name: str, chinese_name: str = "") -> Person:
    """Store the person whom the actor's own account belongs to, once, and return it.

    Raises MayNotRegister for who is not logged in, NameUnusable for a bad name.
    """
    if actor.account_id is None:
        raise MayNotRegister(actor.name)
    # One who sends the form twice at once waits here and finds the person of the first time.
    account = Account.objects.select_for_update().get(pk=actor.account_id)
    known = Person.objects.filter(account=account).first()
    if known is not None:
        return known
    chinese = _clean(chinese_name) if chinese_name else ""
    person = Person.objects.create(account=account, name=_clean(name), chinese_name=chinese)
    index_person(person)
    return person


def _clean(name: str) -> str:
    """Return the name in its composed form with single spaces."""
    clean = " ".join(unicodedata.normalize("NFC", name).split())
    if not clean or any(unicodedata.category(character).startswith("C") for character in clean):
        raise NameUnusable(name)
    return clean
