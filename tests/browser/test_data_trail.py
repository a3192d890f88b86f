"""Feature: people read who looked at their data, object to a look, read what became of it, and take it along.

What is said and pressed here stands on the pages, in both languages.
"""

from __future__ import annotations

import csv
import io
import json
import re
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Locator

from haina.policy import Policy
from haina.server import processes

from .conftest import Visit
from .filing import ANSWER, OBJECTION
from .inspection import accessibility, foreign_words, picture, width_on_a_phone
from .pages import PERSON, SUPERVISOR, WORK
from .visitor import Visitor, in_turn

pytestmark = pytest.mark.browser

#: Which register the officer asks, and whether the supervisor finds the objection right: each look has one.
REGISTERS = {"zh": "social_insurance", "en": "education"}
UPHELD = {"zh": True, "en": False}


@pytest.mark.parametrize("language", in_turn(1))
def test_a_person_reads_a_look_objects_and_reads_the_outcome(
    visit: Visit, policy: Policy, language: str
) -> None:
    """Given an officer asks a register and opens a file, then the person reads both and is answered."""
    register = policy.registers[REGISTERS[language]].title
    officer, person, supervisor = (visit(language, who) for who in (WORK, PERSON, SUPERVISOR))
    reference = ask_and_open_a_file(officer, officer.word(register))

    look = read_the_look(person, policy, reference, register.in_(language))
    person.unfold("Object to this look", look)
    look.get_by_label(person.say("Why this look is not right")).fill(OBJECTION)
    look.get_by_role("button", name=person.say("Object"), exact=True).click()
    person.reads("Your objection is on record; a supervisor has to answer it.")
    person.reads("waits for an answer by the department’s supervisor")

    answer_it(supervisor, UPHELD[language])
    person.go("me/looks/")
    person.sees(ANSWER)
    outcome = "upheld: the answer is no longer shown to the department" if UPHELD[language] else "not upheld"
    person.reads(outcome)
    looked_at(person, "looks with an objection")
    take_it_along(person, REGISTERS[language], UPHELD[language])
    see_who_opened_files(person, policy, reference)


def looked_at(visitor: Visitor, name: str) -> None:
    """The page can be used by anybody, by night and on a phone, and speaks one language."""
    found = accessibility(visitor.page)
    found += width_on_a_phone(visitor.page)
    found += foreign_words(visitor.page, visitor.language)
    picture(visitor.page, name, visitor.language)
    assert not found, "\n".join(found)


def ask_and_open_a_file(officer: Visitor, register: str) -> str:
    """An officer of the open step asks the register once more, and opens the passport; the reference."""
    officer.go("worklist/?scope=team&words=Kari")
    # Other tests in the same city may have brought further files about her to the top of the list.
    files = [link.get_attribute("href") or "" for link in officer.page.locator("main tbody a").all()]
    for file in files:
        officer.page.goto(urljoin(officer.page.url, file))
        if officer.find("Ask again", about=register).is_visible():
            break
    officer.press("Ask again", about=register)
    officer.reads("The register is being asked; the answer appears on this page.")
    with officer.page.expect_download():
        officer.page.locator("section[aria-labelledby=documents] a").first.click()
    return officer.heading


def read_the_look(person: Visitor, policy: Policy, reference: str, register: str) -> Locator:
    """The newest look at that register says who, what for, on which ground, and what came back."""
    heading = person.say(
        "%(who)s asked: %(what)s", who=person.word(policy.departments["hrss_bureau"].title), what=register
    )
    look = person.page.locator("main section", has=person.page.get_by_role("heading", name=heading)).first

    def answered() -> bool:
        person.go("me/looks/")
        return bool(look.count()) and person.say("answered") in look.inner_text()

    assert processes.wait_until(answered, 90.0), person.text
    said = look.inner_text()
    for words in (
        "an officer",
        "Who asked",
        "What for",
        "On which ground",
        "What was asked, and what came back",
    ):
        assert person.say(words) in said
    assert reference in said
    assert "A06.1" in said
    return look


def answer_it(supervisor: Visitor, upheld: bool) -> None:
    """The supervisor is led from the desk to the objection, reads it, and answers."""
    supervisor.go("worklist/")
    supervisor.press("Objections to looks")
    supervisor.sees(OBJECTION)
    supervisor.sees("Kari Nordahl")
    supervisor.page.locator("main textarea").first.fill(ANSWER)
    looked_at(supervisor, "objection to answer")
    supervisor.press("The objection is right" if upheld else "The look was right")
    supervisor.reads("The answer is on record; the person can read it.")


def take_it_along(person: Visitor, register: str, upheld: bool) -> None:
    """The same as data: the objection with its answer, and a table with a line for each look."""
    with person.page.expect_download() as download:
        person.page.get_by_role("link", name="JSON", exact=True).click()
    looks = json.loads(download.value.path().read_text(encoding="utf-8"))["looks"]
    newest = next(each for each in looks if each["register"] == register)
    assert newest["by_officer"] and newest["values"]
    assert newest["objection"]["text"] == OBJECTION
    assert (newest["objection"]["answer"], newest["objection"]["upheld"]) == (ANSWER, upheld)
    with person.page.expect_download() as download:
        person.page.get_by_role("link", name="CSV", exact=True).click()
    rows = list(csv.DictReader(io.StringIO(download.value.path().read_text(encoding="utf-8-sig"))))
    assert len(rows) == len(looks)


def see_who_opened_files(person: Visitor, policy: Policy, reference: str) -> None:
    """The department that opened a file is named with the file and the time."""
    person.press("Who opened my files")
    line = person.page.locator("main tbody tr").first.inner_text()
    assert person.word(policy.departments["hrss_bureau"].title) in line
    assert reference in line
    assert re.search(r"\d{1,2}:\d{2}", line)
    looked_at(person, "who opened my files")
