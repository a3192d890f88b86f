"""What every verb of the books shares: who acts, when, by which key, the ground, the accounts of a unit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid5

from django.utils import timezone
from django.utils.translation import gettext

from haina.cases.policies import current_policy, store_version
from haina.money.books.refusals import refuse
from haina.money.models import Account, Ground
from haina.money.verbs.open_account import NewAccount, open_account
from haina.people.actors import Actor
from haina.people.models import IdentityDocument, Organisation, Person
from haina.policy import Policy

#: From when on the accounts of a unit can take part in entries.
_BEGINNING = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class Act:
    """Who does something, when, and by which key; the same key does it once."""

    actor: Actor
    now: datetime
    key: UUID

    @property
    def today(self) -> date:
        """The day of the act where the authority is."""
        return timezone.localdate(self.now)

    def part(self, name: str) -> UUID:
        """The key of one part of the act."""
        return uuid5(self.key, name)


def policy_at(now: datetime) -> tuple[Policy, str]:
    """The policy in force, and its version, which is kept."""
    policy = current_policy()
    return policy, store_version(policy, now)


def ground_of(decided_by: str, document: str, on: date) -> Ground:
    """The decision of a unit or a department by the number of its document."""
    if not document.strip():
        raise refuse("no_document", gettext("Name the number of the decision."))
    found, _new = Ground.objects.get_or_create(
        decided_by=decided_by, document=document.strip(), defaults={"decided_on": on}
    )
    return found


def unit_account(
    organisation: Organisation, name: str, kind: Account.Kind, *, outside: bool = False
) -> Account:
    """An account of a unit; `outside` where money comes from, so that it goes below zero."""
    code = f"unit/{organisation.credit_code}/{name}"
    return open_account(NewAccount(code, kind, _BEGINNING, organisation=organisation.pk, unlimited=outside))


def person_account(organisation: Organisation, person: Person) -> Account:
    """The account of what a unit gave to a person."""
    code = f"unit/{organisation.credit_code}/person/{person.pk}"
    return open_account(NewAccount(code, Account.Kind.PAID, _BEGINNING, person=person.pk))


def person_named(text: str) -> Person:
    """The person with this e-mail address or number of an identity document; raises MoneyRefusal for none."""
    said = text.strip()
    found = list(Person.objects.filter(account__email=said.lower())[:2]) if "@" in said else []
    if not found and said:
        papers = IdentityDocument.objects.filter(number__iexact=said).select_related("person")
        found = list({paper.person_id: paper.person for paper in papers[:5]}.values())
    if len(found) != 1:
        words = gettext(
            "Nobody is known by “%(text)s”. Write the e-mail address or the number of a document."
        )
        raise refuse("nobody_known", words % {"text": said[:120]})
    return found[0]


def same_again(found: object, organisation_id: UUID, asked: UUID) -> None:
    """Raise MoneyRefusal where a key was used for something of another unit."""
    if organisation_id != asked:
        raise refuse("key_means_one_entry", gettext("This key was used for something else."))
