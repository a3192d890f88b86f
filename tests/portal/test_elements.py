"""Feature: every agreement, duty and programme has a page that tells all of it, in both languages.

What exactly is said is tried with the invented city of Aurel, which has one of each; that each page is there
and whole, with the policy that ships.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from haina.policy import Policy
from haina.policy.history import history_of
from haina.portal.elements.examples import examples_of
from haina.rules.reasons import names_below

from .html import Page
from .test_pages import assert_clean

pytestmark = pytest.mark.django_db

Read = Callable[[str], Page]


@pytest.fixture
def read(client: Client) -> Read:
    """Opens a page, which must be there and clean."""

    def page(address: str) -> Page:
        response = client.get(address)
        assert response.status_code == 200, address
        found = Page.of(response.content.decode())
        assert_clean(found)
        return found

    return page


@pytest.mark.parametrize("section", ["agreements", "duties"])
def test_every_element_has_a_page(published: Policy, read: Read, section: str) -> None:
    """Given the policy, when each is opened in English and every fifth in Chinese, then all are there."""
    elements = getattr(published, section)
    assert elements
    for number, (key, element) in enumerate(elements.items()):
        assert element.title.en in read(f"/en/{section}/{key}/").one("h1").text
        if number % 5 == 0:
            assert element.title.zh in read(f"/zh-hans/{section}/{key}/").one("h1").text


@pytest.mark.parametrize("section", ["programmes", "agreements", "duties"])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_list_has_each_with_its_link(published: Policy, read: Read, section: str, language: str) -> None:
    """Given the policy, when a list is opened, then each element stands there with its address."""
    links = {link["href"] for link in read(f"/{language}/{section}/").all("a")}
    page = {"programmes": "rights"}.get(section, section)
    assert {f"/{language}/{page}/{key}/" for key in getattr(published, section)} <= links


def test_a_programme_tells_how_it_pays(aurel: Policy, read: Read) -> None:
    """Given an aid in two parts, when its page is opened, then amount, parts, budget, clawback are told."""
    page = read("/en/rights/hull_aid/?on=2021-01-01")
    words = page.text()
    for said in (
        "How much is paid",
        "Timber and wages",
        "Sails and rigging",
        "When the keel is laid: 0.3",
        "At the launch: 0.7",
        "Ship chest",
        "The ship is sold abroad",
        "share taken back: 0.5",
        "No more payments into the chest (all of it)",
    ):
        assert said in words, said
    assert page.all("a", href="/en/rights/studio_grant/"), "what it may not be combined with"
    assert read("/en/rights/studio_grant/").all("a", href="/en/rights/hull_aid/"), "whichever says so"


def test_where_an_amount_has_no_standard_it_is_said_who_would_set_it(published: Policy, read: Read) -> None:
    """Given an amount that nobody has fixed, when its page is opened, then who would fix it stands there."""
    programme = published.programmes["adviser_wage_addition"]
    assert programme.amount_rule is not None
    names = names_below(published.program, published.program.tree(programme.amount_rule))[1]
    words = read(f"/en/rights/{programme.id}/").text()
    assert "Until it is set, the answer is: cannot tell." in words
    setters = [published.standards[name].unset for name in names]
    assert any(each is not None and each.en in words for each in setters)


def test_an_agreement_tells_parties_terms_price_and_what_follows(aurel: Policy, read: Read) -> None:
    """Given a contract, when its page is opened, then its parts stand there, and lead on."""
    page = read("/en/agreements/joint_build/?on=2021-01-01")
    words = page.text()
    for said in (
        "The owner",
        "The yard",
        "In writing",
        "The cost is named",
        "by negotiation between the parties",
        "A notice is posted within 5 days",
        "It is printed in the bulletin",
        "Register of ships",
        "The aid may be claimed",
        "The owner signs",
    ):
        assert said in words, said
    assert page.all("a", href="/en/rights/hull_aid/"), "what it sets off"
    assert page.all("a", href="/en/duties/file_plans/")
    assert page.all("a", href="/en/clauses/C6/"), "and back to the clause"


@pytest.mark.parametrize(
    ("duty", "english", "chinese"),
    [
        ("file_plans", "Within 30 days after:", "自下列之日起30天内："),
        ("warn_of_launch", "Before:", "早于："),
        ("survey_yard", "Again in every period of 1 year", "每1年至少一次"),
        ("keep_watch", "On every day on which it is owed", "应当履行的每一天"),
        ("report_fleet", "By 31 December 2021 at the latest", "最迟2021年12月31日"),
        ("better_quay", "No day is set: step by step", "没有定日期：逐步"),
        ("dredge_slip", "A standard is not set", "有标准尚未确定"),
    ],
)
def test_a_duty_tells_by_when(aurel: Policy, read: Read, duty: str, english: str, chinese: str) -> None:
    """Given each way to set a last day, when the page is opened, then it is told in words."""
    assert english in read(f"/en/duties/{duty}/?on=2021-01-01").text()
    assert chinese in read(f"/zh-hans/duties/{duty}/?on=2021-01-01").text()


def test_a_duty_tells_who_owes_it_what_fulfils_it_and_who_checks(aurel: Policy, read: Read) -> None:
    """Given a duty, when its page is opened, then its people and its evidence stand there."""
    page = read("/en/duties/file_plans/")
    words = page.text()
    for said in ("the yard", "Filing of the full plans", "filing", "The yard files"):
        assert said in words, said
    assert page.all("a", href="/en/departments/harbour_office/")


def test_what_changed_is_told_with_days_and_sources(published: Policy, read: Read) -> None:
    """Given standards that changed, when a right is opened, then each change stands there."""
    right = next(id for id in published.rights if len(history_of(published, id)) > 6)
    page = read(f"/en/rights/{right}/")
    told = page.text()
    for difference in history_of(published, right):
        assert difference.label.en in told
        assert difference.new.en in told
    assert "earlier change" in told


def test_examples_tell_who_when_and_what_comes_out(aurel: Policy, read: Read) -> None:
    """Given the examples of the pack, when a duty is opened, then each state is shown, with its facts."""
    page = read("/en/duties/file_plans/")
    words = page.text()
    assert "North yard" in words
    for state in ("Not in force", "Owed, not late", "Late", "Fulfilled", "Fulfilled, but late", "Not owed"):
        assert state in words, state
    assert "The facts" in words
    assert "Here: " in words, "a variant says what is different in it"
    assert "31 January 2021" in words


def test_every_example_of_the_pack_stands_on_the_page_of_its_element(published: Policy) -> None:
    """Given all examples, when gathered by element, then none is lost and every element has some."""
    shown = {
        element.id: len(found.shown) + len(found.others)
        for element in list(published.elements.values())[::6]
        for found in [examples_of(published, element)]
    }
    assert all(shown.values()), [key for key, count in shown.items() if not count]


def test_the_lines_of_the_pack_are_shown_as_they_stand_there(aurel: Policy, read: Read) -> None:
    """Given an element in a file, when its page is opened, then exactly its lines stand there."""
    page = read("/en/duties/keep_watch/")
    code = page.one("pre").text
    lines = aurel.files["articles/2.yaml"].split("\n")
    first = lines.index("  - id: keep_watch")
    assert code.split("\n") == [line[2:] for line in lines[first : first + 10]]
    assert code.endswith("in_force: {from: 2020-01-01}")
    assert page.all("a", href="/api/v1/duties/keep_watch")


@pytest.mark.parametrize("address", ["agreements/none/", "duties/none/", "rights/none/"])
def test_what_is_not_there_is_not_found(client: Client, address: str) -> None:
    """Given a name that the policy does not have, when opened, then 404."""
    assert client.get(f"/en/{address}").status_code == 404
