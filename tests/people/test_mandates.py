"""Feature: a person or an organisation lets somebody act for them, for some things and for a time.

Nobody is found by a name; the other side takes it on or declines; either side ends it, with effect at once.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from haina.people.actors import Actor, actor_for
from haina.people.identity import credit_code_check_character
from haina.people.models import Account, Mandate, Organisation, Person, Power
from haina.people.verbs.mandates import (
    MandateUnusable,
    MayNotGrant,
    Offer,
    answer_mandate,
    end_mandate,
    latest,
    offer_mandate,
)

NOW = datetime(2026, 11, 2, 4, tzinfo=UTC)
DAY = date(2026, 11, 2)
PROCEDURE = "pr_market_procedure"
OFFER = Offer(to="helper@example.org", valid_from=DAY, valid_to=date(2026, 11, 30))


@pytest.fixture
def ada(db: None) -> Person:
    account = Account.objects.create(email="ada@example.org", name="Ada")
    return Person.objects.create(name="Ada", account=account)


@pytest.fixture
def helper(db: None) -> Account:
    return Account.objects.create(email="helper@example.org", name="Helper")


def firm(number: int, head: str) -> Organisation:
    """An organisation, and the account that acts for it in everything."""
    stem = f"91310000{number:09d}"
    code = stem + credit_code_check_character(stem)
    made = Organisation.objects.create(credit_code=code, name_zh=f"{number}")
    account = Account.objects.create(email=head, name=head)
    Mandate.objects.create(account=account, organisation=made, valid_from=date(2020, 1, 1))
    return made


def acting(email: str, on: date = DAY) -> Actor:
    """Who the account of an address is on a day."""
    return actor_for(Account.objects.get(email=email), on)


def given(ada: Person, offer: Offer = OFFER) -> Mandate:
    """A mandate of Ada's that the helper has taken on."""
    mandate = offer_mandate(acting("ada@example.org"), NOW, offer)
    return answer_mandate(acting("helper@example.org"), NOW, mandate.pk, accept=True)


def files(email: str, ada: Person, procedure: str = PROCEDURE, on: date = DAY) -> bool:
    """Whether the account may file for Ada."""
    return acting(email, on).files_by(procedure, None, ada.pk) is not None


def test_it_holds_once_it_is_taken_on_in_its_scope_to_its_last_day(ada, helper) -> None:
    offered = offer_mandate(
        acting("ada@example.org"), NOW, replace(OFFER, to=" Helper@example.org", scope=(PROCEDURE,))
    )
    assert not files("helper@example.org", ada)
    answer_mandate(acting("helper@example.org"), NOW, offered.pk, accept=True)
    assert files("helper@example.org", ada) and files("helper@example.org", ada, on=date(2026, 11, 30))
    assert files("helper@example.org", ada, f"{PROCEDURE}.appeal")
    assert not files("helper@example.org", ada, "another")
    assert not files("helper@example.org", ada, on=date(2026, 12, 1))


@pytest.mark.parametrize("side", ["ada@example.org", "helper@example.org"])
def test_either_side_ends_it_at_once_and_it_stays_on_record(ada, helper, side) -> None:
    mandate = given(ada)
    end_mandate(acting(side), NOW + timedelta(hours=1), mandate.pk)
    assert not files("helper@example.org", ada)
    kept = Mandate.objects.get(pk=mandate.pk)
    assert (kept.ended_by.email, kept.ended_at) == (side, NOW + timedelta(hours=1))


def test_a_declined_or_withdrawn_offer_can_be_answered_no_more(ada, helper) -> None:
    declined = offer_mandate(acting("ada@example.org"), NOW, OFFER)
    answer_mandate(acting("helper@example.org"), NOW, declined.pk, accept=False)
    withdrawn = offer_mandate(acting("ada@example.org"), NOW, OFFER)
    end_mandate(acting("ada@example.org"), NOW, withdrawn.pk)
    for mandate in (declined, withdrawn):
        with pytest.raises(MandateUnusable, match="over"):
            answer_mandate(acting("helper@example.org"), NOW, mandate.pk, accept=True)
    assert acting("helper@example.org").standings == ()


def test_nobody_learns_from_an_offer_whether_somebody_is_there(ada, helper) -> None:
    """The offer to an address of nobody is as good as any other, and waits."""
    there = offer_mandate(acting("ada@example.org"), NOW, OFFER)
    nowhere = offer_mandate(acting("ada@example.org"), NOW, replace(OFFER, to="nobody@example.org"))
    assert (there.account_id, there.is_taken_on) == (nowhere.account_id, nowhere.is_taken_on) == (None, False)


def test_only_the_two_sides_have_a_part_in_it(ada, helper) -> None:
    Account.objects.create(email="third@example.org")
    offered = offer_mandate(acting("ada@example.org"), NOW, OFFER)
    for act in (
        lambda third: answer_mandate(third, NOW, offered.pk, accept=True),
        lambda third: end_mandate(third, NOW, offered.pk),
        lambda third: end_mandate(third, NOW, 10**9),
        lambda third: offer_mandate(third, NOW, OFFER),
    ):
        with pytest.raises(MayNotGrant):
            act(acting("third@example.org"))


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"to": "Helper"}, "to"),
        ({"to": "ada@example.org"}, "oneself"),
        ({"valid_from": date(2026, 11, 1)}, "valid_from"),
        ({"valid_to": date(2026, 11, 1)}, "valid_to"),
        ({"valid_to": None}, "valid_to"),
        ({"valid_to": latest(DAY) + timedelta(days=1)}, "valid_to"),
        ({"powers": ()}, "powers"),
        ({"powers": (Power.APPOINT,)}, "powers"),
    ],
)
def test_a_mandate_that_cannot_be_is_not_offered(ada, helper, changed, problem) -> None:
    with pytest.raises(MandateUnusable) as refused:
        offer_mandate(acting("ada@example.org"), NOW, replace(OFFER, **changed))
    assert refused.value.problem == problem


def test_the_same_two_have_one_at_a_time(ada, helper) -> None:
    given(ada)
    with pytest.raises(MandateUnusable, match="overlap"):
        offer_mandate(acting("ada@example.org"), NOW, replace(OFFER, scope=(PROCEDURE,)))
    after = replace(OFFER, valid_from=date(2026, 12, 1), valid_to=date(2026, 12, 31))
    given(ada, after)
    assert files("helper@example.org", ada, on=date(2026, 12, 1))


def test_the_database_keeps_the_rules_whoever_writes(ada, helper) -> None:
    employer = firm(1, "head@example.org")
    days = {"valid_from": DAY, "valid_to": date(2026, 11, 30)}
    mandate = given(ada)
    for wrong in (
        {"person": ada, "account": ada.account, **days},
        {"person": ada, "account": helper, **days},
        {"person": ada, "account": helper, "valid_from": date(2027, 1, 1)},
        {"organisation": employer, "holder": employer, **days},
        {"organisation": employer, "account": helper, "holder": employer, **days},
        {"organisation": employer, **days},
        {"organisation": employer, "account": helper, "powers": ["everything"], **days},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Mandate.objects.create(**wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        Mandate.objects.filter(pk=mandate.pk).update(account=ada.account)


def test_an_organisation_gives_mandates_to_its_people_and_to_an_agency(db: None, helper) -> None:
    """Its own people may have one without a last day; an agency's people act by both mandates."""
    employer, agency = firm(1, "head@example.org"), firm(2, "agency@example.org")
    head = acting("head@example.org")
    own = replace(OFFER, organisation_id=employer.pk, valid_to=None)
    offered = offer_mandate(head, NOW, own)
    answer_mandate(acting("helper@example.org"), NOW, offered.pk, accept=True)
    with pytest.raises(MandateUnusable, match="valid_to"):
        offer_mandate(head, NOW, replace(own, to=agency.credit_code))
    hired = offer_mandate(
        head, NOW, replace(own, to=agency.credit_code, valid_to=latest(DAY), scope=(PROCEDURE,))
    )
    answer_mandate(acting("agency@example.org"), NOW, hired.pk, accept=True)
    inside = acting("helper@example.org").files_by(PROCEDURE, employer.pk, None)
    outside = acting("agency@example.org").files_by(PROCEDURE, employer.pk, None)
    assert inside.is_inside and not outside.is_inside and outside.through == agency.pk
    assert acting("agency@example.org").files_by("another", employer.pk, None) is None
    assert not acting("helper@example.org").may_appoint(employer.pk)
    assert not acting("agency@example.org").may_appoint(employer.pk)


def test_an_agency_hands_nothing_on(ada, helper) -> None:
    """Given an agency of an agency, then it acts for the agency only."""
    agency, other = firm(1, "agency@example.org"), firm(2, "other@example.org")
    mandate = offer_mandate(acting("ada@example.org"), NOW, replace(OFFER, to=agency.credit_code))
    answer_mandate(acting("agency@example.org"), NOW, mandate.pk, accept=True)
    further = replace(OFFER, to=other.credit_code, organisation_id=agency.pk)
    handed = offer_mandate(acting("agency@example.org"), NOW, further)
    answer_mandate(acting("other@example.org"), NOW, handed.pk, accept=True)
    assert files("agency@example.org", ada)
    assert not files("other@example.org", ada)
    assert acting("other@example.org").files_by(PROCEDURE, agency.pk, None) is not None


def test_who_may_only_read_at_the_agency_does_not_file(ada, helper) -> None:
    agency = firm(1, "agency@example.org")
    Mandate.objects.create(account=helper, organisation=agency, valid_from=DAY, powers=["read"])
    mandate = offer_mandate(acting("ada@example.org"), NOW, replace(OFFER, to=agency.credit_code))
    answer_mandate(acting("agency@example.org"), NOW, mandate.pk, accept=True)
    assert files("agency@example.org", ada) and not files("helper@example.org", ada)
