"""The tables of people: who exists and acts (`acting`), and who is who (`naming`, `identities`)."""

from haina.people.models.acting import (
    Account,
    AccountManager,
    IdentityDocument,
    Mandate,
    Organisation,
    Person,
    Posting,
    Power,
    validate_credit_code,
)
from haina.people.models.identities import (
    Appeal,
    DoubtfulPair,
    Identity,
    IdentityEdge,
    IdentityEvent,
    IdentityLook,
    Judgement,
    LinkCount,
    LinkRecord,
)
from haina.people.models.naming import Contact, Employment, OrganisationName, PersonName

__all__ = [
    "Account",
    "AccountManager",
    "Appeal",
    "Contact",
    "DoubtfulPair",
    "Employment",
    "Identity",
    "IdentityDocument",
    "IdentityEdge",
    "IdentityEvent",
    "IdentityLook",
    "Judgement",
    "LinkCount",
    "LinkRecord",
    "Mandate",
    "Organisation",
    "OrganisationName",
    "Person",
    "PersonName",
    "Posting",
    "Power",
    "validate_credit_code",
]
