"""Feature: a calculator is filled in as far as one knows, and says what comes out and what stays open."""

from __future__ import annotations

import pytest
from django.test import Client

from haina.policy import Policy

from .html import Page
from .test_pages import assert_clean

pytestmark = pytest.mark.django_db

BASE = "/en/calculators/"
FACTS = {
    "b_card_merit_score.value": "45",
    "permanent_residence_cards.rows": "1",
    "permanent_residence_cards.none": "1",
    "permanent_residence_receipt.value": "yes",
    "passport_expiry.value": "2025-03-31",
    "contract_end.value": "2023-12-31",
    "action": "calculate",
}


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_calculator_has_a_page(client: Client, published: Policy, language: str) -> None:
    """Given the published policy, when its calculators are opened, then each page is there and clean."""
    assert published.calculators
    assert client.get(f"/{language}/calculators/").status_code == 200
    for key in published.calculators:
        response = client.get(f"/{language}/calculators/{key}/")
        assert response.status_code == 200, key
        assert_clean(Page.of(response.content.decode()))


def test_what_is_filled_in_is_worked_out(client: Client) -> None:
    """Given all facts, when sent, then the figures stand on the page."""
    response = client.post(BASE + "b_permit_calculator/?on=2018-06-30", FACTS)
    said = response.content.decode()
    assert response.status_code == 200
    assert "65 credits" in said
    assert "31 December 2023" in said
    assert_clean(Page.of(said))


def test_what_is_left_empty_is_told_to_be_missing(client: Client) -> None:
    """Given no receipt, when sent, then a range is shown and the fact is named."""
    facts = {key: value for key, value in FACTS.items() if not key.startswith("permanent_residence_receipt")}
    said = client.post(BASE + "b_permit_calculator/?on=2018-06-30", facts).content.decode()
    assert "45 credits to 65 credits" in said
    assert "This is still missing" in said
    assert "Holds the receipt of an application for permanent residence" in said


def test_bad_facts_are_shown_again_with_what_to_do(client: Client) -> None:
    """Given a score that is no number, when sent, then it stands there still, with the error linked to it."""
    response = client.post(BASE + "b_permit_calculator/", {**FACTS, "b_card_merit_score.value": "many"})
    said = response.content.decode()
    assert 'href="#id_b_card_merit_score.value"' in said
    assert 'value="many"' in said
    assert "Write a whole number, such as 12." in said
    assert "65 credits" not in said


def test_one_more_period_keeps_what_was_typed(client: Client) -> None:
    """Given a first period, when another is asked for, then both stand there and nothing is worked out."""
    sent = {
        **FACTS,
        "permanent_residence_cards.none": "",
        "permanent_residence_cards.from-0": "2018-01-01",
        "action": "more:permanent_residence_cards",
    }
    said = client.post(BASE + "b_permit_calculator/", sent).content.decode()
    assert 'name="permanent_residence_cards.from-1"' in said
    assert 'value="2018-01-01"' in said
    assert 'id="result"' not in said


def test_a_calculator_that_is_not_there_is_not_found(client: Client) -> None:
    """Given a wrong name, when opened, then 404."""
    assert client.get(BASE + "no_such/").status_code == 404
