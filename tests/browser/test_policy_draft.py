"""Feature: a draft is written, tried, consented to by two people and published, and everybody reads it.

The worker that tries it is killed in the middle; the trial ends with the figures of one that was left alone.
"""

from __future__ import annotations

import os
import re
import signal

import pytest

from haina.policy import Policy
from haina.server import processes

from .conftest import Visit
from .inspection import accessibility, foreign_words, picture, width_on_a_phone
from .pages import MAKER
from .site import Site
from .visitor import Visitor, in_turn

pytestmark = pytest.mark.browser

OTHER = "gu.policy@example.org"
STANDARD = "plan_sail_age_max"
#: Each language has a standard value and a day of its own, as both may be published in one city.
WANTED = {"zh": ("36", "2090-01-01"), "en": ("37", "2091-01-01")}
TRIED = "Result over the whole city"


@pytest.mark.parametrize("language", in_turn(0))
def test_two_people_bring_a_tried_draft_to_the_public(
    site: Site, visit: Visit, policy: Policy, language: str
) -> None:
    """Given a draft whose trial survived the worker, when two consent, then the public reads its value."""
    author, second, reader = (visit(language, who) for who in (MAKER, OTHER, ""))
    write(author, language)
    address = author.page.url
    author.press("Try it over a city")
    author.press(TRIED)
    trial = re.search(r"results/([^/]+)/", author.page.url)
    assert trial is not None
    kill_the_worker_at_work(site, trial[1])
    author.wait_for("The report as one HTML file", patience=180.0)
    figures = table_of(author)

    write(second, language)
    second.press("Try it over a city")
    second.press(TRIED)
    second.wait_for("The report as one HTML file", patience=180.0)
    assert table_of(second) == figures
    assert "yes" in figures

    for visitor, reason in ((author, "起草 Mine"), (second, "看过 Seen")):
        visitor.page.goto(address)
        visitor.write(visitor.say("Why you consent"), reason)
        visitor.press("Consent to this draft")
        visitor.reads("You have consented.")
    looked_at(second, "draft with two consents")
    second.press("Publish this draft")
    second.reads("Published. The new version of the policy is in force; cases that run keep theirs.")

    reader.go(f"standards/{STANDARD}/")
    reader.sees(f"{WANTED[language][0]}")
    reader.sees({"zh": "2090年1月1日", "en": "1 January 2091"}[language])
    assert policy.standards[STANDARD].label.in_(language) in reader.text
    reader.sees(title(language))


def title(language: str) -> str:
    """What the decision is called."""
    return {"zh": "再放宽扬帆计划年龄", "en": "Sail plan for older scientists"}[language]


def write(visitor: Visitor, language: str) -> None:
    """Write a draft with one value, and come to its page."""
    visitor.go("office/policy/new/")
    value, day = WANTED[language]
    for name, words in {
        "title_zh": title("zh"),
        "title_en": title("en"),
        "reason_zh": "到岗年龄上升",
        "reason_en": "They begin later",
        "v0-standard": STANDARD,
        "v0-value": value,
        "v0-valid_from": day,
    }.items():
        visitor.page.locator(f"[name={name}]").fill(words)
    visitor.press("Save the draft")
    visitor.reads("Saved. Nothing is in force yet.")


def kill_the_worker_at_work(site: Site, trial: str) -> None:
    """Kill the worker once it has noted the first part of the comparison, and before the report is there."""
    folder = site.served.var / "trials" / trial
    met = processes.wait_until(lambda: any(folder.rglob("person-answers-*")), 120.0)
    assert met, "the trial has not begun"
    worker = site.served.child("django work")
    assert worker is not None
    os.kill(worker, signal.SIGKILL)
    assert not (folder / "report.en.html").exists()


def table_of(visitor: Visitor) -> str:
    """Who goes from which answer to which, as the page gives it."""
    link = visitor.page.locator("a[href$='changes.csv']").get_attribute("href") or ""
    return visitor.context.request.get(link).text()


def looked_at(visitor: Visitor, name: str) -> None:
    """The page can be used by anybody, by night and on a phone, and speaks one language."""
    found = accessibility(visitor.page)
    found += width_on_a_phone(visitor.page)
    found += foreign_words(visitor.page, visitor.language)
    picture(visitor.page, name, visitor.language)
    assert not found, "\n".join(found)
