"""Feature: whoever cannot use a mouse asks and files with the keyboard alone, and sees where the focus is."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import expect

from haina.policy import Policy
from haina.policy.procedures import FormField
from haina.rules import Bool, Enum

from .asking import ENGINEER, asked
from .conftest import Visit
from .filing import NEWCOMERS, Papers, form_of, procedure_of
from .keyboard import Hands
from .pages import PROGRAMMER
from .visitor import Visitor, in_turn

pytestmark = pytest.mark.browser

#: Who accepts and who approves by keyboard, and what they are told then.
OFFICERS = {
    "zh": (
        ("zhao.window@example.org", "Accepted. The departments review it now."),
        ("zhou.border@example.org", "Approved."),
    ),
    "en": (
        ("sun.window@example.org", "Accepted. The departments review it now."),
        ("zheng.border@example.org", "Approved."),
    ),
}
WORK_COLLEAGUE = "wu.work@example.org"


@pytest.mark.parametrize("language", in_turn(0))
def test_the_first_tab_leads_to_the_content(visit: Visit, language: str) -> None:
    visitor = visit(language)
    visitor.go("rights/")
    visitor.page.keyboard.press("Tab")
    skip = visitor.page.locator(":focus")
    assert skip.inner_text() == visitor.say("Skip to the content")
    visitor.page.keyboard.press("Enter")
    visitor.page.keyboard.press("Tab")
    assert visitor.page.evaluate("document.activeElement.closest('main') !== null")


@pytest.mark.parametrize("language", in_turn(1))
def test_what_can_i_get_is_answered_by_keyboard(visit: Visit, policy: Policy, language: str) -> None:
    """Given a right of interest, when its questions are answered by keyboard, then the result opens up."""
    visitor = visit(language)
    hands = Hands(visitor)
    visitor.go("rights/third_permit_five_years/")
    hands.press("Is it mine? Find out")
    for _ in range(6):
        fact = asked(visitor)
        if fact is None:
            break
        _answer(hands, policy, fact)
    if asked(visitor) is not None:
        hands.press("See the result now")
    assert visitor.heading == visitor.say("What you can get")
    reasons = visitor.page.locator("main summary").last
    hands.reach(reasons)
    hands.keys.press("Enter")
    assert visitor.page.locator("main details[open]").count()


def _answer(hands: Hands, policy: Policy, fact: str) -> None:
    visitor, known = hands.visitor, ENGINEER.get(fact)
    if fact == "residence_permits":
        for name, value in ENGINEER[fact][0].items():
            box = visitor.page.locator(f"#id_{name}-0")
            if isinstance(value, bool):
                hands.select(box, visitor.say("Yes"))
            elif name == "kind":
                kind = policy.facts[fact].type
                labels = next(each.type for each in kind.fields if each.name == "kind").labels
                hands.select(box, visitor.word(labels[value]))
            else:
                hands.write(box, value)
        hands.press("Continue")
    elif isinstance(policy.facts[fact].type, Enum) and isinstance(known, str):
        hands.pick(visitor.page.get_by_label(visitor.word_of(fact, known), exact=True))
        hands.press("Continue")
    else:
        hands.press("I don't know")


@pytest.mark.parametrize("language", in_turn(0))
def test_an_application_is_filed_and_decided_by_keyboard(
    visit: Visit, policy: Policy, tmp_path: Path, language: str
) -> None:
    agent = visit(language, PROGRAMMER)
    hands, papers = Hands(agent), Papers(tmp_path)
    # Asked for early: between the wish to hear of the dialog and the key, the browser needs a moment.
    agent.page.on("filechooser", lambda chooser: None)
    agent.go("cases/start/foreigner_work_permit/")
    hands.pick(agent.page.get_by_label(agent.say("Somebody new"), exact=True))
    hands.write(agent.page.get_by_label(agent.say("Name of the new person")), NEWCOMERS[2])
    hands.press("Begin")
    form = form_of(localdate())
    for section in procedure_of(policy).sections:
        assert agent.heading == agent.word(section.title)
        for field in section.fields:
            if field.name in form:
                _fill(hands, agent, field, form[field.name])
        hands.press("Save and go on")
    for kind in procedure_of(policy).documents:
        if kind.required:
            box = agent.page.get_by_label(agent.say("File for: %(title)s", title=agent.word(kind.title)))
            hands.reach(box)
            with agent.page.expect_file_chooser() as chooser:
                hands.keys.press("Space")
            chooser.value.set_files(papers.pdf(kind.id))
            hands.press("Attach", about=agent.word(kind.title))
            agent.reads("The file has been attached.")
    hands.press("Go on")
    hands.pick(agent.page.get_by_label(agent.word(procedure_of(policy).declaration)))
    hands.press("Hand in")
    agent.reads("Received. The time of arrival counts.")
    _decide_by_keys(visit, language, agent.heading)


def _fill(hands: Hands, agent: Visitor, field: FormField, value: str) -> None:
    box = agent.page.locator(f"main [name={field.name}]")
    if isinstance(field.type, Bool | Enum) and box.first.get_attribute("type") == "radio":
        hands.pick(agent.page.locator(f'main input[name={field.name}][value="{value}"]'))
    elif isinstance(field.type, Enum):
        hands.select(box, agent.word(field.type.labels[value]))
    else:
        hands.write(box, value)


def _decide_by_keys(visit: Visit, language: str, reference: str) -> None:
    """From the list to the decision to the next case, first at the window, then where it is decided."""
    for email, done in OFFICERS[language]:
        officer = visit(language, email)
        keys = officer.page.keyboard
        officer.go("worklist/?scope=team")
        _look_at_the_keys(officer)
        keys.press("j")
        assert officer.page.evaluate("document.activeElement.matches('[data-line]')")
        keys.press("/")
        keys.type(reference)
        with officer.page.expect_navigation():
            keys.press("Enter")
        assert officer.heading == reference
        _press_key(officer, "c")
        officer.reads("You are on it now.")
        _note_without_starting_anything(officer)
        _press_key(officer, "a")
        Hands(officer).write(officer.page.locator("main textarea[name=note]"), "OK / ?ajn")
        with officer.page.expect_navigation():
            keys.press("Control+Enter")
        officer.reads(done)
        _press_key(officer, "n")
        assert officer.heading != reference
        _press_key(officer, "l")
        officer.sees(reference)
        _press_key(officer, "w")
        assert officer.heading == officer.say("Worklist")


def _look_at_the_keys(officer: Visitor) -> None:
    dialog = officer.page.locator("dialog[open]")
    officer.page.keyboard.press("?")
    expect(dialog).to_be_visible()
    officer.page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


def _press_key(officer: Visitor, key: str) -> None:
    with officer.page.expect_navigation():
        officer.page.keyboard.press(key)


def _note_without_starting_anything(officer: Visitor) -> None:
    """While one types, keys are letters: none of them leads away."""
    officer.page.keyboard.press("m")
    note = officer.page.locator("textarea[name=text]")
    expect(note).to_be_focused()
    officer.page.keyboard.type("a new calm job? w/ d")
    expect(note).to_have_value("a new calm job? w/ d")
    with officer.page.expect_navigation():
        officer.page.keyboard.press("Control+Enter")
    officer.reads("The note is on the file.")


def test_single_keys_do_nothing_where_they_are_turned_off(visit: Visit) -> None:
    """Given an account for which single keys are off, then they do nothing, and can be turned on again."""
    officer = visit("en", WORK_COLLEAGUE)
    officer.go("worklist/keys/")
    officer.press("Turn single keys off")
    officer.reads("Kept for your account.")
    officer.page.keyboard.press("?")
    officer.page.keyboard.press("w")
    officer.page.wait_for_load_state()
    assert officer.page.locator("dialog[open]").count() == 0
    assert officer.page.url.endswith("/worklist/keys/")
    with officer.page.expect_navigation():
        officer.press("Turn single keys on")
    officer.page.keyboard.press("?")
    expect(officer.page.locator("dialog[open]")).to_be_visible()


@pytest.mark.parametrize("language", in_turn(1))
def test_a_mistake_takes_the_reader_to_the_list_of_mistakes(visit: Visit, language: str) -> None:
    visitor = visit(language)
    visitor.go("inquiry/")
    hands = Hands(visitor)
    hands.press("Start")
    hands.press("Continue")
    assert visitor.page.evaluate("document.activeElement.matches('.error-summary')")
    visitor.page.keyboard.press("Tab")
    visitor.page.keyboard.press("Enter")
    assert visitor.page.evaluate("document.activeElement.matches('main form input, main form select')")
