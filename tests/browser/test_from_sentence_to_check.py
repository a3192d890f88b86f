"""Feature: from a sentence of the policy to what Haina does about it, to a check, and back."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from haina.policy import Policy

from .conftest import Visit
from .pages import FILING, SPLIT, fill_sheet
from .visitor import Visitor, in_turn

pytestmark = pytest.mark.browser


def from_the_article(visitor: Visitor, policy: Policy, article: str, clause: str, element: str) -> None:
    """Go from an article to one of its clauses, and on to what carries it out, by what stands there."""
    visitor.go(f"articles/{article}/")
    visitor.open(clause)
    visitor.sees(visitor.word(policy.clauses[clause].summary))
    visitor.reads("What Haina does about it")
    visitor.open(visitor.word(policy.elements[element].title))
    assert visitor.heading == visitor.word(policy.elements[element].title)


def back_to_the_article(visitor: Visitor, policy: Policy, article: str, clause: str) -> None:
    """Go back the same way, to the very sentence."""
    visitor.page.locator(".breadcrumbs").get_by_role("link", name=clause, exact=True).click()
    assert visitor.heading == visitor.word(policy.clauses[clause].title)
    visitor.page.locator(".breadcrumbs a").last.click()
    assert visitor.page.url.endswith(f"articles/{article}/#{clause}")
    visitor.sees(visitor.word(policy.clauses[clause].summary))


def check(visitor: Visitor) -> None:
    """Press the button at the end of the form."""
    visitor.page.locator("main form .actions button[value=check]").click()


@pytest.mark.parametrize("language", in_turn(1))
def test_from_a_sentence_to_a_duty_that_is_late(visit: Visit, policy: Policy, language: str) -> None:
    """Given a plan that was never filed, when asked, then it is late since the day on which money came."""
    visitor = visit(language)
    from_the_article(visitor, policy, "11", "A11.11", "file_talent_plans")
    visitor.go("duties/file_talent_plans/?on=2018-01-01")
    fill_sheet(visitor, FILING)
    check(visitor)
    visitor.reads("Cannot tell yet")
    result = visitor.page.locator("section[aria-labelledby=result]")
    result.get_by_role(
        "link", name=visitor.word(policy.facts["plan_filings"].label), exact=True
    ).first.click()
    assert visitor.page.url.endswith("#sheet-plan_filings"), "the link leads to where it is filled in"
    visitor.page.locator('[name="plan_filings.none"]').check()
    fill_sheet(visitor, FILING)
    check(visitor)
    expect(result).to_contain_text(visitor.say("Late"))
    visitor.sees({"en": "2 March 2017", "zh": "2017年3月2日"}[language])
    back_to_the_article(visitor, policy, "11", "A11.11")


@pytest.mark.parametrize("language", in_turn(0))
def test_from_a_sentence_to_an_agreement_that_lacks_a_share(
    visit: Visit, policy: Policy, language: str
) -> None:
    """Given a plan that leaves one member out, when checked, then that is marked; corrected, it is valid."""
    visitor = visit(language)
    from_the_article(visitor, policy, "19", "A19.5", "team_split")
    fill_sheet(visitor, SPLIT)
    check(visitor)
    result = visitor.page.locator("section[aria-labelledby=result]")
    expect(result).to_contain_text(visitor.say("Not valid"))
    marked = result.locator("li.reason", has_text=visitor.say("Term"), has=visitor.page.locator(".status-no"))
    expect(marked.first).to_contain_text(visitor.word(policy.agreements["team_split"].terms[0].title))
    fill_sheet(visitor, {"members_in_plan": "3"})
    check(visitor)
    expect(result).to_contain_text(visitor.say("Every condition and every term holds."))
    expect(result).to_contain_text(visitor.say("What follows from it"))
    back_to_the_article(visitor, policy, "19", "A19.5")


@pytest.mark.parametrize("language", in_turn(1))
def test_a_mistake_takes_the_focus_and_leads_to_its_field(
    visit: Visit, policy: Policy, language: str
) -> None:
    """Given a word where a number belongs, when sent, then the error has the focus and leads there."""
    visitor = visit(language)
    visitor.go("agreements/team_split/")
    fill_sheet(visitor, {**SPLIT, "award_team_size": "many"})
    check(visitor)
    summary = visitor.page.locator(".error-summary")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text(visitor.say("Write a whole number, such as 12."))
    summary.get_by_role("link").first.click()
    field = visitor.page.locator('[name="award_team_size.value"]')
    expect(field).to_be_focused()
    expect(field).to_have_value("many")
    expect(visitor.page.locator('[name="members_in_plan.value"]')).to_have_value("2")
    assert not visitor.page.locator("section[aria-labelledby=result]").count()


@pytest.mark.parametrize("language", in_turn(0))
def test_a_check_works_without_scripts_on_a_phone(visit: Visit, policy: Policy, language: str) -> None:
    """Given a phone without scripts, when a check is asked, then the result stands there all the same."""
    visitor = visit(language, width=360, java_script_enabled=False)
    visitor.go("duties/file_talent_plans/?on=2018-01-01")
    fill_sheet(visitor, {"is_talent_plan": "no"})
    check(visitor)
    visitor.reads("Not owed")
