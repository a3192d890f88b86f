"""Feature: an agreement is checked part by part, and a duty says how it stands, for what is filled in."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from haina.policy import Policy
from haina.policy.duty import DutyState
from haina.portal.elements.words import STATES

from .html import Page
from .test_pages import assert_clean

pytestmark = pytest.mark.django_db

CONTRACT = "agreements/joint_build/"
FULL = {
    "builds_ships.value": "yes",
    "keel_laid.value": "2021-01-01",
    "hull_cost.value": "40000",
    "owner_part.value": "0.4",
    "written_contract.value": "yes",
    "paid_into_chest.value": "yes",
    "action": "check",
}
PLANS = "duties/file_plans/"
LAID = {"builds_ships.value": "yes", "keel_laid.value": "2021-01-01", "action": "check"}
NONE_FILED = {"plan_filings.rows": "1", "plan_filings.none": "1"}


def filed(day: str) -> dict[str, str]:
    """The full plans, filed on a day."""
    return {"plan_filings.rows": "1", "plan_filings.from-0": day, "plan_filings.kind-0": "full"}


def sent(client: Client, address: str, on: str, facts: dict[str, str], language: str = "en") -> Page:
    """What the page says to these facts."""
    response = client.post(f"/{language}/{address}?on={on}", facts)
    assert response.status_code == 200
    page = Page.of(response.content.decode())
    assert_clean(page)
    return page


def result(page: Page) -> str:
    """The result in words; nothing where there is none."""
    return "".join(
        " ".join(each.text.split()) for each in page.elements if each["aria-labelledby"] == "result"
    )


def test_a_valid_agreement_says_so_with_its_price_and_what_follows(client: Client, aurel: Policy) -> None:
    """Given all conditions and terms, when checked, then it is valid, with price and consequences."""
    page = sent(client, CONTRACT, "2021-02-01", FULL)
    words = result(page)
    assert "Valid Every condition and every term holds." in words
    assert "16,000" in words
    assert "Published by: the yard · A notice is posted within 5 days" in words
    assert "The aid may be claimed" in words
    assert "does not hold" not in words


def test_a_term_that_is_missing_is_marked(client: Client, aurel: Policy) -> None:
    """Given no written contract, when checked, then it is not valid, and that very term is marked."""
    words = result(sent(client, CONTRACT, "2021-02-01", {**FULL, "written_contract.value": "no"}))
    assert "Not valid" in words
    assert "does not hold Term · In writing" in words
    assert "holds Term · The cost is named" in words
    assert "What follows from it" not in words, "nothing follows from what is not valid"


def test_what_is_left_empty_is_named_and_linked_to_its_input(client: Client, aurel: Policy) -> None:
    """Given no cost, when checked, then nothing is guessed, and the link leads to where it is filled in."""
    page = sent(client, CONTRACT, "2021-02-01", {**FULL, "hull_cost.value": ""})
    assert "Cannot tell yet" in result(page)
    (link,) = page.all("a", href="#id_hull_cost.value")
    assert aurel.facts["hull_cost"].label.en == link.text
    assert page.one("input", id="id_hull_cost.value")


def test_an_agreement_of_another_time_is_not_in_force(client: Client, aurel: Policy) -> None:
    """Given a day after its end, when checked, then it is not in force, whatever was agreed."""
    assert "Not in force" in result(sent(client, CONTRACT, "2030-01-01", FULL))


@pytest.mark.parametrize(
    ("on", "facts", "state", "days"),
    [
        ("2021-01-31", {**LAID, **NONE_FILED}, "Owed, not late", "Last day 31 January 2021"),
        ("2021-02-01", {**LAID, **NONE_FILED}, "Late", "Late since 1 February 2021"),
        ("2021-03-01", {**LAID, **filed("2021-01-31")}, "Fulfilled", "Fulfilled since 31 January 2021"),
        ("2021-03-01", {**LAID, **filed("2021-02-01")}, "Fulfilled, but late", "since 1 February 2021"),
        ("2021-02-01", {**LAID, **NONE_FILED, "builds_ships.value": "no"}, "Not owed", ""),
        ("2021-02-01", {**LAID, **NONE_FILED, "keel_laid.value": ""}, "Cannot tell yet", "still missing"),
        ("2019-12-31", {**LAID, **NONE_FILED}, "Not in force", ""),
    ],
)
def test_a_duty_says_how_it_stands(
    client: Client, aurel: Policy, on: str, facts: dict[str, str], state: str, days: str
) -> None:
    """Given facts on either side of the last day, when asked, then the state and its days are told."""
    words = result(sent(client, PLANS, on, facts))
    assert words.startswith(f"Result {state} ")
    assert days in words


def test_the_result_is_told_in_chinese_too(client: Client, aurel: Policy) -> None:
    """Given the same facts, when asked in Chinese, then the same comes out in Chinese."""
    words = result(sent(client, PLANS, "2021-02-01", {**LAID, **NONE_FILED}, "zh-hans"))
    assert words.startswith("结果 逾期 ")
    assert "最后期限 2021年1月31日" in words


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"keel_laid.value": "2021-02-30"}, "There is no such day"),
        ({"keel_laid.value": "soon"}, "There is no such day"),
        ({"builds_ships.value": "perhaps"}, "Choose one of the answers."),
        (
            {
                "plan_filings.rows": "1",
                "plan_filings.from-0": "2021-02-01",
                "plan_filings.to-0": "2021-01-01",
            },
            "before",
        ),
        ({"plan_filings.rows": "1", "plan_filings.kind-0": "full"}, "first day"),
    ],
)
def test_what_cannot_be_read_is_shown_again_and_nothing_is_answered(
    client: Client, aurel: Policy, facts: dict[str, str], said: str
) -> None:
    """Given input that makes no sense, when sent, then the error is linked to its place, without a result."""
    page = sent(client, PLANS, "2021-02-01", {**LAID, **NONE_FILED, **facts, "plan_filings.none": ""})
    (summary,) = [each for each in page.elements if each["class"] == "error-summary"]
    assert said in summary.text
    assert not result(page)
    ids = {each["id"] for each in page.elements}
    links = [link["href"] for link in page.all("a") if link["href"].startswith("#id_")]
    assert links and all(link[1:] in ids for link in links)


@pytest.mark.parametrize(
    "noise", [{"x" * 500: "1"}, {"plan_filings.rows": "99999999"}, {"nothing.value": "<script>"}]
)
def test_what_nobody_asked_for_is_passed_over(client: Client, aurel: Policy, noise: dict[str, Any]) -> None:
    """Given fields that the form does not have, when sent, then the others are answered all the same."""
    page = sent(client, PLANS, "2021-02-01", {**LAID, **NONE_FILED, **noise})
    assert result(page).startswith("Result Late")
    assert "<script>" not in page.text()


def test_one_more_period_keeps_what_was_typed_and_answers_nothing(client: Client, aurel: Policy) -> None:
    """Given a first filing, when a row for another is asked for, then the first stands there still."""
    page = sent(client, PLANS, "2021-02-01", {**LAID, **filed("2021-01-15"), "action": "more:plan_filings"})
    assert page.one("input", id="id_plan_filings.from-0")["value"] == "2021-01-15"
    assert page.one("input", id="id_plan_filings.from-1")["value"] == ""
    assert not result(page)


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_nothing_else_can_be_done_with_a_check(client: Client, aurel: Policy, method: str) -> None:
    """Given another method than reading and asking, when tried, then it is not allowed."""
    assert getattr(client, method)(f"/en/{PLANS}").status_code == 405


def test_every_state_has_its_words() -> None:
    """Given all states of a duty, then the page has words for each."""
    assert set(STATES) == {state.value for state in DutyState}


@pytest.mark.parametrize("section", ["agreements", "duties"])
def test_an_empty_form_is_answered_for_each(client: Client, published: Policy, section: str) -> None:
    """Given nothing at all, when each is asked, then what is missing is told, if it matters."""
    for key in list(getattr(published, section))[::7]:
        words = result(sent(client, f"{section}/{key}/", "2018-01-01", {"action": "check"}))
        assert words.startswith("Result "), key
        assert "still missing" in words or "Not " in words or "Owed" in words or "Late" in words, key
