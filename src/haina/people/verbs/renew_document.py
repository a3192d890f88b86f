"""Store a document of a person, new or in the place of an older one; confirm it, or take it back."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction

from haina.people.actors import Actor
from haina.people.identities import index_person
from haina.people.identity_permissions import IdentityVerb, require
from haina.people.linking.documents import read_number
from haina.people.linking.numbers import can_be_upgrade, compact
from haina.people.models import IdentityDocument, Person


class DocumentRefused(ValueError):
    """The number is not one of that kind, or the new document cannot be what the old one became."""


@transaction.atomic
def add_document(
    person: Person,
    kind: IdentityDocument.Kind,
    country: str,
    number: str,
    *,
    valid_from: date | None = None,
    valid_to: date | None = None,
    replaces: IdentityDocument | None = None,
    assurance: IdentityDocument.Assurance = IdentityDocument.Assurance.VERIFIED,
) -> IdentityDocument:
    """Store a document; one that it replaces stays, so that its holder is found by the old number too.

    Raises DocumentRefused where kinds with a check digit have a wrong one, where `replaces` does not fit or
    was replaced before, and where the number is on record already.
    """
    read = read_number(kind, country, number)
    if read is None and kind in _CHECKED and (country == _OWN or kind == IdentityDocument.Kind.PASSPORT):
        raise DocumentRefused(number)
    if replaces is not None:
        old = read_number(replaces.kind, replaces.country, replaces.number)
        fits = old is None or read is None or can_be_upgrade(old, read)
        if replaces.person_id != person.pk or replaces.kind != kind or not fits:
            raise DocumentRefused(number)
    document = IdentityDocument(
        person=person,
        kind=kind,
        country=country,
        number=compact(number),
        valid_from=valid_from,
        valid_to=valid_to,
        replaces=replaces,
        assurance=assurance,
    )
    _store(document)
    index_person(person)
    return document


def confirm_document(actor: Actor, document: IdentityDocument) -> IdentityDocument:
    """Note that an officer has seen a paper of which its holder had only told.

    Raises MayNotDecide, DocumentRefused where the number is proven to be somebody else's.
    """
    require(actor, IdentityVerb.CONFIRM_PAPER, document.person_id)
    if document.assurance == IdentityDocument.Assurance.STATED:
        document.assurance = IdentityDocument.Assurance.EVIDENCED
        _store(document)
    return document


def withdraw_document(actor: Actor, document: IdentityDocument) -> None:
    """Take back what one had only told of oneself.

    Raises MayNotDecide, DocumentRefused for a proven paper.
    """
    require(actor, IdentityVerb.STATE_PAPER, document.person_id)
    if document.assurance != IdentityDocument.Assurance.STATED:
        raise DocumentRefused(document.number)
    with transaction.atomic():
        document.delete()
        index_person(document.person)


def _store(document: IdentityDocument) -> None:
    try:
        with transaction.atomic():
            document.save()
    except IntegrityError as error:
        raise DocumentRefused(document.number) from error


#: Whose documents have a shape that is known.
_OWN = "CHN"
_CHECKED = frozenset(
    {
        IdentityDocument.Kind.PASSPORT,
        IdentityDocument.Kind.IDENTITY_CARD,
        IdentityDocument.Kind.PERMANENT_RESIDENT_CARD,
        IdentityDocument.Kind.HOME_RETURN_PERMIT,
        IdentityDocument.Kind.TAIWAN_PERMIT,
    }
)
