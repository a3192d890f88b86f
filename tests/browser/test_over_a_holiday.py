"""Feature: three departments decide side by side while one asks back and a clock stops over a holiday.

And an appeal goes to another officer than the one who refused. The platform runs in this process, so that
the test can set the day; the pages are those of any browser.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.db import connections
from django.test import Client
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from haina.cases import verbs
from haina.cases.models import Case
from haina.cases.policies import current_policy
from haina.policy.procedures import Stage

from ..cases.conftest import FORM, PROCEDURE, Application, City, people_the
from ..cases.procedures import APPEAL, stage
from .conftest import ARGUMENTS
from .visitor import TAGS, in_turn, say

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

#: Before the autumn holiday, in it, and after it, with the Saturday on which one works.
BEFORE, EVE, AFTER = date(2026, 9, 21), date(2026, 9, 28), date(2026, 10, 9)


@dataclass
class Town:
    """The platform at a time that the test sets, and officers at their browsers."""

    city: City
    address: str
    browser: Browser
    language: str

    def say(self, message: str) -> str:
        """The words of the pages."""
        return say(self.language, message)

    def officer(self, name: str, case: Application) -> Page:
        """Somebody who has signed in, with the case before them."""
        account = self.city.account(name)
        if not account.authenticator_set.exists():
            TOTP.activate(account, generate_totp_secret())
        client = Client()
        client.force_login(account)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        context = self.browser.new_context()
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": self.address}])
        page = context.new_page()
        page.goto(f"{self.address}/{TAGS[self.language]}/cases/{case.id}/")
        return page

    def press(self, page: Page, message: str) -> None:
        """Press the button, or follow the link, of that name."""
        self._named(page, message).click()
        page.wait_for_load_state()

    def _named(self, page: Page, message: str) -> Locator:
        words, main = self.say(message), page.locator("main")
        button = main.get_by_role("button", name=words, exact=True)
        return button.or_(main.get_by_role("link", name=words, exact=True)).first

    def reads(self, page: Page, message: str) -> None:
        """The page says so."""
        expect(page.locator("main")).to_contain_text(self.say(message))


@pytest.fixture
def town(
    live_server: object, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Town]:
    """The platform in this process, three departments with a step each, and a browser."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    # A thread of the server gives its connection back after each page, so that none outlives the test.
    monkeypatch.setitem(connections.settings["default"], "CONN_MAX_AGE", 0)
    monkeypatch.setattr(settings, "HAINA_UPLOADS", tmp_path / "uploads")
    (tmp_path / "uploads").mkdir()
    procedures = current_policy().procedures
    third = stage("tax_review", "tax_authority", "decision", ("pre_check",))
    whole: tuple[Stage, ...] = (*procedures[PROCEDURE].stages, third)
    monkeypatch.setitem(procedures, PROCEDURE, replace(procedures[PROCEDURE], stages=whole, appeal=APPEAL))  # type: ignore[arg-type]
    city = people_the(City())
    city.officer("taxman", "tax_authority")
    city.go_to(BEFORE)
    monkeypatch.setattr("django.utils.timezone.now", lambda: city.now)
    path = shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield Town(city, live_server.url, browser, request.param)  # type: ignore[attr-defined]
        browser.close()
        # What this test asked of the database while the browser's loop ran went over a connection of its own.
        connections.close_all()


@pytest.mark.parametrize("town", in_turn(0), indirect=True)
def test_three_departments_decide_with_one_return_and_one_pause_over_a_holiday(town: Town) -> None:
    """Given a file that was returned once, when one clock stops over the holiday, then the others go on."""
    case = town.city.begin().submitted()
    window = town.officer("window", case)
    town.press(window, "I am on it")
    town.press(window, "Ask for a correction")
    window.locator('main input[name=item][value="field:citizenship"]').check()
    town.press(window, "Send back")
    town.reads(window, "Sent back. All clocks stand still until the correction is in.")
    case.does("agent", verbs.save_draft, {**FORM, "citizenship": "Sweden"})
    case.does("agent", verbs.resubmit, declared=True)
    window.reload()
    town.press(window, "Accept")
    town.press(window, "Accept")
    town.reads(window, "Accepted. The departments review it now.")

    town.city.go_to(EVE)
    work, border, tax = (town.officer(name, case) for name in ("hr", "border", "taxman"))
    town.press(work, "Stop the clock")
    work.locator("main input[name=ground]").first.check()
    work.locator("main textarea[name=note]").fill("学历 / degree")
    town.press(work, "Stop the clock")
    town.reads(work, "The clock stands still. Everybody concerned has been told why.")
    for page in (border, tax):
        page.reload()
        town.press(page, "Approve")
        town.press(page, "Approve")
        town.reads(page, "Approved.")

    town.city.go_to(AFTER)
    work = town.officer("hr", case)  # the session of the day before the holiday is over
    town.press(work, "Let the clock go on")
    town.reads(work, "The clock goes on with the next day.")
    _sees_the_days(town, work)
    town.press(work, "Approve")
    town.press(work, "Approve")
    town.reads(work, "Approved.")
    assert Case.objects.get(pk=case.id).state == "approved"


def _sees_the_days(town: Town, page: Page) -> None:
    """The clock of the work department tells the days of the pause from those that count."""
    clock = page.locator("section[aria-labelledby=clocks] details").first
    clock.locator("summary").click()
    expect(clock).to_contain_text(town.say("the clock stood still"))
    expect(clock).to_contain_text(town.say("working day by the official calendar"))


@pytest.mark.parametrize("town", in_turn(1), indirect=True)
def test_an_appeal_is_decided_by_another_officer_than_the_first(town: Town) -> None:
    """Given a refusal, when it is appealed against, then who refused cannot decide, and a colleague does."""
    case = town.city.begin().accepted()
    case.does("hr", verbs.refuse, "employment_review", reasons=["conditions_not_met"])
    agent = town.officer("agent", case)
    agent.goto(f"{agent.url}appeal/")
    agent.locator("main form textarea").fill("工资认定有误 / The salary was read wrongly.")
    agent.locator("main form button").first.click()
    agent.wait_for_load_state()
    linked = Application(town.city, Case.objects.get(appeal_of=case.id).pk, case.last)

    first = town.officer("hr", linked)
    town.press(first, "I am on it")
    town.reads(first, "You had a hand in the decision under appeal. Another officer has to decide.")
    second = town.officer("hr2", linked)
    town.press(second, "Approve")
    second.locator("main textarea[name=note]").fill("工资已达标 / The salary is above the line.")
    town.press(second, "Approve")
    town.reads(second, "Approved.")
    assert Case.objects.get(pk=case.id).state == "approved"
