"""Feature: every step works in a browser that runs no scripts, and the first page is light."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils.timezone import localdate

from haina.policy import Policy

from .asking import ENGINEER, answer, asked
from .conftest import Visit
from .filing import NEWCOMERS, Papers, apply, decide, open_case
from .pages import PROGRAMMER, WINDOW
from .visitor import in_turn

pytestmark = pytest.mark.browser

#: What the first page may weigh, everything that it loads included, as sent over the wire.
LIGHT = 100_000


@pytest.mark.parametrize("language", in_turn(1))
def test_from_a_question_to_an_accepted_application(
    visit: Visit, policy: Policy, tmp_path: Path, language: str
) -> None:
    asker = visit(language, java_script_enabled=False)
    asker.go()
    asker.press("Start")
    asker.pick(asker.word(next(each for each in policy.life_events if each.id == "staying_for_good").title))
    asker.press("Start")
    while asked(asker) != "nationality":
        asker.press("I don't know")
    answer(asker, policy, "nationality", "foreign")
    inquiry = asker.page.url.split("/question/")[0]
    asker.page.goto(f"{inquiry}/question/residence_permits/")
    answer(asker, policy, "residence_permits", ENGINEER["residence_permits"])
    asker.press("See the result now")
    assert asker.heading == asker.say("What you can get")
    asker.unfold("Why?")

    agent = visit(language, PROGRAMMER, java_script_enabled=False)
    reference = apply(agent, policy, NEWCOMERS[3], Papers(tmp_path), localdate())
    window = visit(language, WINDOW, java_script_enabled=False)
    open_case(window, reference)
    decide(window, "Accept")
    window.reads("Accepted. The departments review it now.")
    agent.page.reload()
    agent.reads("Accepted, under review")


@pytest.mark.parametrize("language", in_turn(0))
def test_a_mistake_is_said_without_scripts_too(visit: Visit, language: str) -> None:
    visitor = visit(language, java_script_enabled=False)
    visitor.go("inquiry/")
    visitor.press("Start")
    visitor.press("Continue")
    visitor.reads("Answer the question, or choose “I don't know”.")


@pytest.mark.parametrize("language", in_turn(1))
@pytest.mark.parametrize("path", ["", "rights/", "inquiry/"])
def test_the_first_page_is_light(visit: Visit, language: str, path: str) -> None:
    visitor = visit(language)
    session = visitor.context.new_cdp_session(visitor.page)
    session.send("Network.enable")
    weights: list[float] = []
    session.on("Network.loadingFinished", lambda event: weights.append(event["encodedDataLength"]))
    visitor.go(path)
    visitor.page.wait_for_load_state("networkidle")
    assert len(weights) >= 3  # the page, its style, its script
    assert sum(weights) < LIGHT
