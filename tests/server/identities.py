"""What is known of who is who in the town of the route table: a join, an appeal, a pair in doubt, a paper."""

from __future__ import annotations

from haina.people.models import DoubtfulPair, IdentityDocument, Person
from haina.people.verbs.appeal_identity import appeal_identity
from haina.people.verbs.merge import merge
from haina.people.verbs.renew_document import add_document

from ..cases.conftest import City


def who_is_who(city: City) -> dict[str, str]:
    """Somebody who was joined with Kari, and what fills the gaps of the addresses."""
    kari = city.persons["Kari"]
    other, third = Person.objects.create(name="K. Nordahl"), Person.objects.create(name="Kari Norddal")
    on = city.now.date()
    event = merge(city.actor("head"), kari.pk, other.pk, reason="the same passport", on=on, now=city.now)
    appeal = appeal_identity(city.actor("Kari"), event, "I am not", now=city.now)
    first, second = sorted((kari.pk, third.pk))
    pair = DoubtfulPair.objects.create(one_id=first, other_id=second, bits=1.5, evidence=[], found_on=on)
    paper = add_document(
        kari,
        IdentityDocument.Kind.RESIDENCE_PERMIT,
        "NOR",
        "R7654321",
        assurance=IdentityDocument.Assurance.STATED,
    )
    return {
        "{identity}": str(kari.pk),
        "{decision}": str(event.pk),
        "{appeal}": str(appeal.pk),
        "{pair}": str(pair.pk),
        "{paper}": str(paper.pk),
    }
