"""Feature: from the first question to a signed permit that anyone can check, and that can be revoked.

A person follows the same way by hand: everything that is pressed and read here stands on the pages.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import pypdf
import pytest
import typst
import zxingcpp
from django.utils.timezone import localdate
from PIL import Image

from haina.cases.verdicts import said_of
from haina.policy import Policy

from .asking import ENGINEER, answer, answer_on, answer_one, asked
from .conftest import Visit
from .filing import (
    NEWCOMERS,
    Papers,
    attach_all,
    begin,
    decide,
    fill_field,
    fill_in,
    form_of,
    hand_in,
    open_case,
    procedure_of,
)
from .visitor import Visitor, in_turn

pytestmark = pytest.mark.browser

RIGHT = "unified_work_permit"


@dataclass(frozen=True)
class Cast:
    """Who plays: by e-mail address, and the person whom it is about by name."""

    agent: str
    window: str
    work: str
    border: str
    name: str
    chinese_name: str
    supervisor: str = "feng.supervisor@example.org"


CASTS = {
    "zh": Cast(
        "wang.min@example.org",
        "zhao.window@example.org",
        "qian.work@example.org",
        "zhou.border@example.org",
        NEWCOMERS[0],
        "殷瑞",
    ),
    "en": Cast(
        "li.na@example.org",
        "sun.window@example.org",
        "wu.work@example.org",
        "zheng.border@example.org",
        NEWCOMERS[1],
        "",
    ),
}


@pytest.mark.parametrize("language", in_turn(0))
def test_from_the_first_question_to_a_revoked_permit(
    visit: Visit, policy: Policy, tmp_path: Path, language: str
) -> None:
    cast, today, papers = CASTS[language], localdate(), Papers(tmp_path)

    person = ask_what_one_can_get(visit, policy, language)
    agent = go_from_the_right_to_the_application(person, policy, cast)
    reference = file_with_real_papers(agent, policy, cast, papers, today)

    window = visit(language)
    return_it_once(window, policy, cast, reference)
    correct_what_was_named(agent, policy, reference)
    window.page.reload()
    decide(window, "Accept")
    window.reads("Accepted. The departments review it now.")

    approve_side_by_side(visit(language), visit(language), cast, reference)
    token = download_and_read_the_permit(agent, policy, cast, tmp_path)
    check_it_without_an_account(visit(language), token)
    supervisor = visit(language)
    revoke(supervisor, cast, reference)
    see_that_it_is_revoked(visit(language), token)


def ask_what_one_can_get(visit: Visit, policy: Policy, language: str) -> Visitor:
    """Answer questions, one of them wrongly, change that answer, go away, and come back by the link."""
    person = visit(language)
    person.go()
    person.press("Start")
    person.pick(person.word(next(each for each in policy.life_events if each.id == "coming_to_work").title))
    person.press("Start")
    while asked(person) != "nationality":
        answer_one(person, policy, ENGINEER)
    answer(person, policy, "nationality", "china_mainland")

    person.press("Your answers")
    label = person.word(policy.facts["nationality"].label)
    person.press("Change", about=label)
    answer(person, policy, "nationality", "foreign")
    person.sees(person.word(policy.facts["nationality"].label))
    person.press("Save and return later")
    link = person.page.locator(".link-box").inner_text()
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/[a-z-]+/inquiry/[\w-]{22}/", link)

    later = visit(language)
    later.page.goto(link)
    questions = answer_on(later, policy, ENGINEER)
    assert "residence_permits" in questions or "degrees" in questions  # a history was among them
    assert later.heading == later.say("What you can get")
    later.reads("You have this now")
    right = later.page.locator(f"article:has(a[href$='/rights/{RIGHT}/'])")
    assert later.say("How the answer changes over time") in right.inner_text()
    assert right.locator("svg.picture").is_visible()
    later.unfold("Why?", right)
    later.sees("A06.1")
    return later


def go_from_the_right_to_the_application(person: Visitor, policy: Policy, cast: Cast) -> Visitor:
    """Read the page of the right, and sign in where it leads to."""
    person.open(person.word(policy.rights[RIGHT].title))
    assert person.heading == person.word(policy.rights[RIGHT].title)
    person.reads("Who can have it")
    person.press("Start the application")
    person.identify(cast.agent)
    assert person.heading == person.word(procedure_of(policy).title)
    return person


def file_with_real_papers(agent: Visitor, policy: Policy, cast: Cast, papers: Papers, today: date) -> str:
    """Fill in, attach, be refused a file that is not what it says, and hand in."""
    begin(agent, cast.name, cast.chinese_name)
    fill_in(agent, policy, form_of(today))
    passport = agent.word(procedure_of(policy).document("passport").title)
    agent.attach(passport, papers.mislabelled())
    agent.reads("The file is not what its name says.")
    attach_all(agent, policy, papers)
    hand_in(agent, policy)
    agent.sees(agent.word(policy.departments["single_window"].title))
    return agent.heading


def return_it_once(window: Visitor, policy: Policy, cast: Cast, reference: str) -> None:
    """The officer needs the second factor, says who is on it, and names what is wrong."""
    window.sign_in(cast.window)
    open_case(window, reference)
    window.press("I am on it")
    window.press("Ask for a correction")
    field = window.word(procedure_of(policy).fields["passport_number"].label)
    window.page.get_by_label(field, exact=True).check()
    window.write(window.say("What is wrong with: %(label)s", label=field), "N1234568?")
    reason = next(each.text for each in procedure_of(policy).reasons if each.id == "contradiction")
    # A reason stands there in both languages.
    window.page.get_by_label(window.word(reason)).check()
    window.press("Send back")
    window.reads("Sent back. All clocks stand still until the correction is in.")


def correct_what_was_named(agent: Visitor, policy: Policy, reference: str) -> None:
    """Only what was named can be changed; then it is handed in again."""
    open_case(agent, reference, "cases/")
    agent.sees("N1234568?")
    agent.press("Correct it")
    fields = procedure_of(policy).fields
    assert not agent.page.get_by_label(agent.word(fields["citizenship"].label)).count()
    fill_field(agent, fields["passport_number"], "N1234568")
    agent.press("Save and go on")
    hand_in(agent, policy, "Hand in the correction")


def approve_side_by_side(work: Visitor, border: Visitor, cast: Cast, reference: str) -> None:
    """Two departments have the case at once; the answer of one does not make the other's page old."""
    for officer, email in ((work, cast.work), (border, cast.border)):
        officer.sign_in(email)
        open_case(officer, reference)
        officer.press("Approve")
    work.press("Approve")
    work.reads("Approved.")
    border.write(border.say("In your own words"), "OK / 无异议")
    border.press("Approve")
    border.reads("Approved.")
    border.sees("OK / 无异议")


def download_and_read_the_permit(agent: Visitor, policy: Policy, cast: Cast, folder: Path) -> str:
    """The worker issues it; the PDF says the same in both languages and carries its proof."""
    agent.wait_for("Download the PDF")
    with agent.page.expect_download() as download:
        agent.press("Download the PDF")
    path = folder / "permit.pdf"
    download.value.save_as(path)
    content = path.read_bytes()
    assert content.startswith(b"%PDF-")
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
    title = procedure_of(policy).grant.title
    for expected in (title.zh, title.en, cast.name, cast.chinese_name, "N1234568"):
        assert expected in text
    return scanned(path)


def scanned(pdf: Path) -> str:
    """What a phone reads from the QR code of the first page."""
    pdf.with_suffix(".typ").write_text(
        f'#set page(margin: 0pt)\n#image("{pdf.name}", width: 100%)', encoding="utf-8"
    )
    page = typst.compile(pdf.with_suffix(".typ"), format="png", ppi=150.0)
    [code] = zxingcpp.read_barcodes(Image.open(io.BytesIO(page if isinstance(page, bytes) else page[0])))
    return code.text


def check_it_without_an_account(passer_by: Visitor, address: str) -> None:
    """The code leads to a page that says valid; with one character changed it says that it is not ours."""
    passer_by.page.goto(address)
    passer_by.sees(said_of("valid", None).in_(passer_by.language))
    passer_by.sees("N1234568")
    token = urlsplit(address).path.rsplit("/", 1)[-1]
    passer_by.page.goto(address.replace(token, _with_one_character_changed(token)))
    passer_by.sees(said_of("forged", None).in_(passer_by.language))
    passer_by.write(passer_by.say("Number of the permit, or the text of its QR code"), address)
    passer_by.press("Check")
    passer_by.sees(said_of("valid", None).in_(passer_by.language))


def _with_one_character_changed(token: str) -> str:
    place = len(token) // 2
    return token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]


def revoke(supervisor: Visitor, cast: Cast, reference: str) -> None:
    """The supervisor finds the case and takes the permit back, with a reason."""
    supervisor.sign_in(cast.supervisor)
    supervisor.go("worklist/")
    supervisor.write(supervisor.say("Reference or name"), reference)
    supervisor.press("Find")
    supervisor.press("Revoke the document")
    supervisor.page.locator("main input[name=reasons]").first.check()
    supervisor.press("Revoke")
    supervisor.reads("Granted, then revoked")


def see_that_it_is_revoked(passer_by: Visitor, address: str) -> None:
    """The same code now says so."""
    passer_by.page.goto(address)
    passer_by.sees(said_of("revoked", None).in_(passer_by.language))
    passer_by.reads("This document was issued here but has been revoked. Do not rely on it.")
