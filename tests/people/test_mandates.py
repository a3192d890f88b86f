"""Feature: a person lets somebody act for them, for some things and for a time, and ends it at will."""

from __future__ import annotations

from datetime import date

import pytest

from haina.people.actors import actor_for
from haina.people.models import Account, Person
from haina.people.verbs.mandates import MandateUnusable, MayNotGrant, end_mandate, grant_mandate

DAY = date(2026, 11, 2)
PROCEDURE = "pr_market_procedure"


@pytest.fixture
def ada(db: None) -> Person:
    account = Account.objects.create(email="ada@example.org", name="Ada")
    return Person.objects.create(name="Ada", account=account)


@pytest.fixture
def helper(db: None) -> Account:
    return Account.objects.create(email="helper@example.org", name="Helper")


def test_a_mandate_holds_in_its_scope_to_its_last_day(ada, helper) -> None:
    granter = actor_for(ada.account, DAY)
    grant_mandate(granter, DAY, " Helper@example.org", scope=[PROCEDURE], valid_to=date(2026, 11, 30))
    assert actor_for(helper, date(2026, 11, 30)).acts_for_person(ada.pk, PROCEDURE)
    assert not actor_for(helper, DAY).acts_for_person(ada.pk, "another")
    assert not actor_for(helper, date(2026, 12, 1)).acts_for_person(ada.pk, PROCEDURE)


@pytest.mark.parametrize("begun", [DAY, date(2026, 10, 1)])
def test_an_ended_mandate_holds_no_more(ada, helper, begun) -> None:
    mandate = grant_mandate(actor_for(ada.account, begun), begun, helper.email)
    end_mandate(actor_for(ada.account, DAY), DAY, mandate.pk)
    assert actor_for(helper, DAY).standings == ()


def test_nobody_else_ends_it_or_gives_it(ada, helper) -> None:
    mandate = grant_mandate(actor_for(ada.account, DAY), DAY, helper.email)
    with pytest.raises(MayNotGrant):
        end_mandate(actor_for(helper, DAY), DAY, mandate.pk)
    with pytest.raises(MayNotGrant):
        grant_mandate(actor_for(helper, DAY), DAY, ada.account.email)


@pytest.mark.parametrize(
    ("email", "until", "field"),
    [
        ("nobody@example.org", None, "email"),
        ("ada@example.org", None, "email"),
        ("helper@example.org", date(2026, 11, 1), "valid_to"),
    ],
)
def test_a_mandate_that_cannot_be_is_not_given(ada, helper, email, until, field) -> None:
    with pytest.raises(MandateUnusable) as refused:
        grant_mandate(actor_for(ada.account, DAY), DAY, email, valid_to=until)
    assert refused.value.field == field
