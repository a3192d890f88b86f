"""Offer somebody a mandate, take it on or decline it, and end it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils import timezone

from haina.people.actors import Actor
from haina.people.identity import is_credit_code
from haina.people.models import Account, Mandate, Organisation, Power

#: For how many years a mandate of a person, or to another organisation, may be given at a time.
LONGEST_YEARS = 3

_TAKEN = re.compile("one_(mandate|offer)_at_a_time_between_two")


class MayNotGrant(PermissionError):
    """The actor may not give this mandate, or has no part in it; whether it exists is not told."""


class MandateUnusable(ValueError):
    """A mandate that cannot be.

    `problem` is `to` (no e-mail address and no credit code), `oneself`, `valid_from` (passed), `valid_to`
    (missing, too late or before the beginning), `powers` (none, or not for these two), `overlap` (the same
    two have one in that time) or `over` (it can be answered no more).
    """

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Offer:
    """What is offered, to whom, by whom and for how long."""

    #: An e-mail address of an account, or the credit code of an organisation.
    to: str
    valid_from: date
    valid_to: date | None = None
    #: Procedures; empty covers all.
    scope: tuple[str, ...] = ()
    powers: tuple[Power, ...] = (Power.FILE, Power.READ, Power.NOTICES)
    #: The organisation for which it lets act; None: the actor's own person.
    organisation_id: UUID | None = None


def offer_mandate(actor: Actor, now: datetime, offer: Offer) -> Mandate:
    """Offer somebody to act for the actor's own person or organisation; it holds once they take it on.

    Nobody learns whether anybody has that address or code: the offer is stored all the same. Raises
    MayNotGrant, or MandateUnusable.
    """
    person_id = _granter(actor, offer.organisation_id)
    to = identifier(offer.to)
    _refuse_oneself(actor, offer.organisation_id, to)
    _check_days(offer, to, timezone.localdate(now))
    return _kept(
        Mandate(
            organisation_id=offer.organisation_id,
            person_id=person_id,
            scope=sorted(set(offer.scope)),
            powers=_powers(offer, to),
            valid_from=offer.valid_from,
            valid_to=offer.valid_to,
            offered_to=to,
            granted_by_id=actor.account_id,
            offered_at=now,
        )
    )


def answer_mandate(actor: Actor, now: datetime, mandate_id: int, *, accept: bool) -> Mandate:
    """Take on a mandate that was offered to the actor's account or organisation, or decline it.

    Raises MayNotGrant for one that was not offered to the actor, and MandateUnusable `over` for one that has
    been answered, taken back or has passed, `overlap` or `oneself` for one that cannot be taken on.
    """
    with transaction.atomic():
        mandate = _locked(mandate_id)
        holder = _asked(actor, mandate)
        if mandate.answered_at is not None or mandate.is_over(timezone.localdate(now)):
            raise MandateUnusable("over")
        mandate.answered_at, mandate.answered_by_id = now, actor.account_id
        if not accept:
            mandate.ended_at, mandate.ended_by_id = now, actor.account_id
        elif holder is None:
            mandate.account_id = actor.account_id
        else:
            mandate.holder = holder
        return _kept(mandate)


def end_mandate(actor: Actor, now: datetime, mandate_id: int) -> Mandate:
    """End a mandate from either side, with effect at once; one that is over stays as it is.

    Raises MayNotGrant for a mandate in which the actor has no part.
    """
    with transaction.atomic():
        mandate = _locked(mandate_id)
        if not has_given(actor, mandate) and not has_taken_on(actor, mandate):
            raise MayNotGrant(actor.name)
        if mandate.is_over(timezone.localdate(now)):
            return mandate
        mandate.ended_at, mandate.ended_by_id = now, actor.account_id
        return _kept(mandate)


def has_given(actor: Actor, mandate: Mandate) -> bool:
    """Whether the actor is the person who gave it, or acts so for the organisation that did."""
    if mandate.person_id is not None:
        return mandate.person_id == actor.person_id
    return actor.may_appoint(mandate.organisation_id)


def has_taken_on(actor: Actor, mandate: Mandate) -> bool:
    """Whether the actor holds it, or acts so for the organisation that does."""
    if mandate.account_id is not None:
        return mandate.account_id == actor.account_id
    return actor.may_appoint(mandate.holder_id)


def identifier(text: str) -> str:
    """An e-mail address in lower case, or a credit code; raises MandateUnusable `to` for anything else."""
    clean = text.strip()
    if is_credit_code(clean.upper()):
        return clean.upper()
    try:
        validate_email(clean)
    except ValidationError:
        raise MandateUnusable("to") from None
    return clean.lower()


def _granter(actor: Actor, organisation_id: UUID | None) -> UUID | None:
    """The person who gives it; None for an organisation."""
    if organisation_id is None and actor.person_id is not None:
        return actor.person_id
    if organisation_id is None or not actor.may_appoint(organisation_id):
        raise MayNotGrant(actor.name)
    return None


def _refuse_oneself(actor: Actor, organisation_id: UUID | None, to: str) -> None:
    own = (
        organisation_id is not None
        and Organisation.objects.filter(pk=organisation_id, credit_code=to).exists()
    )
    if own or _email_of(actor) == to:
        raise MandateUnusable("oneself")


def _check_days(offer: Offer, to: str, on: date) -> None:
    """Only an organisation's own people may act for it without a last day."""
    if offer.valid_from < on:
        raise MandateUnusable("valid_from")
    own_people = offer.organisation_id is not None and "@" in to
    if offer.valid_to is None:
        if not own_people:
            raise MandateUnusable("valid_to")
    elif offer.valid_to < offer.valid_from or (not own_people and offer.valid_to > latest(offer.valid_from)):
        raise MandateUnusable("valid_to")


def latest(begins: date) -> date:
    """The latest last day of a mandate that has to have one."""
    leap = (begins.month, begins.day) == (2, 29)
    return begins.replace(year=begins.year + LONGEST_YEARS, day=28 if leap else begins.day)


def _email_of(actor: Actor) -> str:
    """The address of the actor's account; raises MayNotGrant for a visitor."""
    account = None if actor.account_id is None else Account.objects.filter(pk=actor.account_id).first()
    if account is None:
        raise MayNotGrant(actor.name)
    return account.email


def _powers(offer: Offer, to: str) -> list[str]:
    """The powers in their order; who files also reads. Only an organisation's own people appoint others."""
    wanted = set(offer.powers) | ({Power.READ} if Power.FILE in offer.powers else set())
    own_people = offer.organisation_id is not None and "@" in to
    if not wanted or (Power.APPOINT in wanted and (not own_people or offer.scope)):
        raise MandateUnusable("powers")
    return [power.value for power in Power if power in wanted]


def _locked(mandate_id: int) -> Mandate:
    mandate = Mandate.objects.select_for_update().filter(pk=mandate_id).first()
    if mandate is None:
        raise MayNotGrant(str(mandate_id))
    return mandate


def _asked(actor: Actor, mandate: Mandate) -> Organisation | None:
    """The organisation that it was offered to; None for the actor's own account. Raises MayNotGrant."""
    if "@" in mandate.offered_to:
        if _email_of(actor) != mandate.offered_to:
            raise MayNotGrant(actor.name)
        if mandate.person_id is not None and mandate.person_id == actor.person_id:
            raise MandateUnusable("oneself")
        return None
    organisation = Organisation.objects.filter(credit_code=mandate.offered_to).first()
    if organisation is None or not actor.may_appoint(organisation.pk):
        raise MayNotGrant(actor.name)
    return organisation


def _kept(mandate: Mandate) -> Mandate:
    """Store it; what the database's own rules refuse becomes MandateUnusable."""
    try:
        with transaction.atomic():
            mandate.save()
    except IntegrityError as error:
        if _TAKEN.search(str(error)):
            raise MandateUnusable("overlap") from None
        raise
    return mandate
