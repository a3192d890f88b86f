"""Feature: a person applies alone, with nobody acting for them: from the start page to the paper in hand.

What is said and pressed here stands on the pages, in both languages.
"""

from __future__ import annotations

import io
from pathlib import Path

import pypdf
import pytest

from haina.policy import Policy
from haina.policy.procedures import Procedure

from .conftest import Visit
from .filing import Papers, decide, fill_field, open_case
from .inspection import accessibility, foreign_words, picture, width_on_a_phone
from .pages import BORDER
from .visitor import Visitor, in_turn

pytestmark = pytest.mark.browser

RIGHT = "residence_from_work_permit"
PEOPLE = {
    "zh": ("luc.marchand@example.org", "Luc Marchand"),
    "en": ("kari.nordahl@example.org", "Kari Nordahl"),
}
#: What a person with a work permit, who is here already, answers.
FORM = {"nationality": "foreign", "whereabouts": "inside", "work_permit_certificate": "yes"}


@pytest.mark.parametrize("language", in_turn(1))
def test_from_the_start_page_to_the_paper_without_an_agent(
    visit: Visit, policy: Policy, tmp_path: Path, language: str
) -> None:
    """Given a person for themselves, when they file, then they hold a receipt, and at last the paper."""
    (account, name), procedure = PEOPLE[language], policy.procedures[f"{RIGHT}_procedure"]
    person = visit(language)
    find_the_right(person, policy)
    person.press("Start the application")
    person.identify(account)
    reference = file_it(person, procedure, Papers(tmp_path))
    keep_the_receipt(person, reference, name)

    officer = visit(language, BORDER)
    open_case(officer, reference)
    decide(officer, "Accept")
    officer.reads("Accepted. The departments review it now.")
    decide(officer, "Approve")
    officer.reads("Approved.")

    open_case(person, reference, "cases/")
    person.wait_for("Download the PDF")
    looked_at(person, "case decided for a person alone")
    with person.page.expect_download() as download:
        person.press("Download the PDF")
    pages = pypdf.PdfReader(io.BytesIO(download.value.path().read_bytes())).pages
    text = "".join(page.extract_text() for page in pages)
    for expected in (procedure.grant.title.zh, procedure.grant.title.en, name):
        assert expected in text
    person.press("Check it publicly")
    person.reads("Valid")


def looked_at(visitor: Visitor, name: str) -> None:
    """The page can be used by anybody, by night and on a phone, and speaks one language."""
    found = accessibility(visitor.page)
    found += width_on_a_phone(visitor.page)
    found += foreign_words(visitor.page, visitor.language)
    picture(visitor.page, name, visitor.language)
    assert not found, "\n".join(found)


def find_the_right(person: Visitor, policy: Policy) -> None:
    """From the start page by its search to the page of the right."""
    title = person.word(policy.rights[RIGHT].title)
    person.go()
    search = person.page.locator("main input[type=search]")
    search.fill(title)
    search.press("Enter")
    person.open(title)
    assert person.heading == title


def file_it(person: Visitor, procedure: Procedure, papers: Papers) -> str:
    """Fill in, attach, look it over, declare and hand in; the reference."""
    assert person.heading == person.word(procedure.title)
    person.press("Begin")
    for section in procedure.sections:
        assert person.heading == person.word(section.title)
        for field in section.fields:
            fill_field(person, field, FORM[field.name])
        person.press("Save and go on")
    for kind in procedure.documents:
        if kind.required:
            person.attach(person.word(kind.title), papers.pdf(kind.id))
            person.reads("The file has been attached.")
    person.press("Go on")
    assert person.heading == person.say("Look it over")
    looked_at(person, "look it over alone")
    person.page.get_by_label(person.word(procedure.declaration)).check()
    person.press("Hand in")
    person.reads("Received. The time of arrival counts.")
    return person.heading


def keep_the_receipt(person: Visitor, reference: str, name: str) -> None:
    """The receipt names the case and the person, and leads back to where it stands."""
    person.press("Receipt")
    assert person.heading == person.say("Receipt")
    person.sees(reference)
    person.sees(name)
    looked_at(person, "receipt of a person alone")
    person.press("See where it stands")
    assert person.heading == reference
