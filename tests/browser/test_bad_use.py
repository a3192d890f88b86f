"""Feature: what people do wrong, by accident or on purpose, is answered in words and costs them nothing."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qsl
from uuid import uuid4

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import Request

from haina.policy import Policy

from .conftest import Visit
from .filing import NEWCOMERS, Papers, apply, begin, form_of, open_case, procedure_of
from .pages import AGENT, BORDER, PERSON, RESEARCHER, WINDOW
from .visitor import in_turn

pytestmark = pytest.mark.browser

WINDOW_TOO = "sun.window@example.org"


@pytest.mark.parametrize("language", in_turn(0))
def test_a_form_that_is_sent_twice_is_carried_out_once(
    visit: Visit, policy: Policy, cases: dict[str, str], language: str
) -> None:
    """Given the note that an officer wrote, when it is sent twice, then it stands on the file once."""
    officer = visit(language, WINDOW)
    words = f"Once only: {uuid4()}"
    officer.go(f"cases/{cases['Samuel Mensah']}/")
    officer.write(officer.say("Note"), words)
    address = f"/{officer.prefix}cases/{cases['Samuel Mensah']}/note/"
    sent: dict[str, str] = officer.page.locator("aside form[action$='/note/']").evaluate(
        "form => Object.fromEntries(new FormData(form))"
    )
    officer.press("Add the note")
    officer.reads("The note is on the file.")
    officer.post(address, sent)
    officer.reads("This had been done already; nothing was done twice.")
    assert officer.text.count(words) == 1


def test_pressing_twice_hands_in_once(visit: Visit, policy: Policy, tmp_path: Path) -> None:
    """Given an impatient agent, when the last button is pressed twice, then it has been handed in once."""
    agent = visit("zh", RESEARCHER)
    sent: dict[str, str] = {}

    def remember(request: Request) -> None:
        if request.method == "POST" and request.url.endswith("/check/"):
            sent.update(dict(parse_qsl(request.post_data or "")))
            sent["address"] = request.url

    agent.page.on("request", remember)
    reference = apply(agent, policy, NEWCOMERS[2], Papers(tmp_path), localdate())
    agent.post(sent.pop("address"), sent)
    agent.reads("This had been done already; nothing was done twice.")
    assert agent.heading == reference


@pytest.mark.parametrize("language", in_turn(1))
def test_the_second_of_two_tabs_is_told_and_loses_nothing(
    visit: Visit, policy: Policy, language: str
) -> None:
    """Given a form open in two tabs, when both are sent, then the second says what happened meanwhile."""
    agent = visit(language, RESEARCHER)
    agent.go("cases/start/foreigner_work_permit/")
    begin(agent, NEWCOMERS[2])
    field = procedure_of(policy).fields["citizenship"]
    with agent.context.expect_page() as opened:
        agent.page.evaluate("window.open(location.href)")
    second = agent.at(opened.value)
    agent.write(agent.word(field.label), "Poland")
    agent.press("Save and stop for now")
    second.write(second.word(field.label), "Polska")
    second.press("Save and stop for now")
    second.reads("Something happened meanwhile")
    second.sees("Polska")
    second.sees(second.word(field.label))
    second.press("Look at it again")
    assert second.page.get_by_label(second.word(field.label)).input_value() == "Poland"
    agent.go("cases/")


def test_two_officers_accept_at_once_and_one_of_them_learns_of_it(
    visit: Visit, policy: Policy, tmp_path: Path
) -> None:
    agent = visit("en", RESEARCHER)
    reference = apply(agent, policy, NEWCOMERS[3], Papers(tmp_path), localdate())
    first, second = visit("en", WINDOW), visit("zh", WINDOW_TOO)
    for officer in (first, second):
        open_case(officer, reference)
        officer.press("Accept")
    second.write(second.say("In your own words"), "材料齐全。")
    first.press("Accept")
    first.reads("Accepted. The departments review it now.")
    second.press("Accept")
    second.reads("Something happened meanwhile")
    second.sees("材料齐全。")
    agent.go("cases/")
    agent.open(reference)
    assert agent.text.count(agent.say("Accepted, under review")) == 1


@pytest.mark.parametrize("language", in_turn(0))
def test_a_case_of_another_employer_is_not_there(visit: Visit, cases: dict[str, str], language: str) -> None:
    agent = visit(language, RESEARCHER)
    for page in ("", "fill/worker/", "documents/", "permit.pdf", "withdraw/"):
        assert agent.go(f"cases/{cases['Kari Nordahl']}/{page}").status == 404
    agent.reads("This page is not here")


@pytest.mark.parametrize("language", in_turn(1))
def test_the_officers_desk_is_closed_to_applicants(
    visit: Visit, cases: dict[str, str], language: str
) -> None:
    agent = visit(language, AGENT)
    assert agent.go("worklist/").status == 403
    agent.reads("This page is not open to you")
    assert agent.go(f"cases/{cases['Kari Nordahl']}/act/revoke/").status == 403
    assert not agent.page.get_by_role("link", name=agent.say("Worklist"), exact=True).count()


def test_a_case_that_another_department_has_is_not_there_for_this_one(
    visit: Visit, cases: dict[str, str]
) -> None:
    assert visit("en", BORDER).go(f"cases/{cases['Ana Beltrán']}/").status == 404


@pytest.mark.parametrize("language", in_turn(0))
def test_a_file_of_50_mb_is_refused_and_the_page_stays_usable(
    visit: Visit, policy: Policy, cases: dict[str, str], tmp_path: Path, language: str
) -> None:
    agent = visit(language, AGENT)
    huge = tmp_path / "huge.pdf"
    with huge.open("wb") as file:
        file.write(b"%PDF-1.7\n")
        file.truncate(50 * 1024 * 1024)
    agent.go(f"cases/{cases['Rajiv Menon']}/documents/")
    passport = agent.word(procedure_of(policy).document("passport").title)
    agent.page.get_by_label(agent.say("File for: %(title)s", title=passport)).set_input_files(huge)
    with agent.page.expect_response(lambda response: response.request.method == "POST") as answered:
        agent.press("Attach", about=passport)
    assert answered.value.status == 413
    assert "太大" in agent.text or "too large" in agent.text
    assert agent.go(f"cases/{cases['Rajiv Menon']}/documents/").status == 200


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.pdf", b"", "The file is empty."),
        ("letter.pdf", b"Dear Sir or Madam", "The content is not of a type that is allowed here."),
        ("page.pdf", b"<script>alert(1)</script>", "The content is not of a type that is allowed here."),
        ("cut-off.pdf", b"%PDF-1.7\n1 0 obj\n", "The content is not of a type that is allowed here."),
        ("program.pdf", b"MZ" + b"\0" * 200, "The content is not of a type that is allowed here."),
    ],
)
def test_a_document_that_is_none_is_refused_with_the_reason(
    visit: Visit, policy: Policy, cases: dict[str, str], tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    agent = visit("en", AGENT)
    file = tmp_path / name
    file.write_bytes(content)
    agent.go(f"cases/{cases['Rajiv Menon']}/documents/")
    agent.attach(agent.word(procedure_of(policy).document("contract").title), file)
    agent.reads(said)


@pytest.mark.parametrize("language", in_turn(1))
@pytest.mark.parametrize(
    "address", ["", "answers/", "result/", "save/", "question/nationality/", "result.json"]
)
def test_a_link_to_answers_that_are_gone_says_so(visit: Visit, language: str, address: str) -> None:
    visitor = visit(language)
    assert visitor.go(f"inquiry/{'x' * 22}/{address}").status == 404
    visitor.reads("This page is not here")


STRANGE = [
    "居留",
    "ＲＥＳＩＤＥＮＣＥ",
    "𠮷野家 𓀀 👩🏽‍🔬",
    "ל\u202eשלום",
    "'; DROP TABLE cases_case; --",
    "<script>alert(1)</script>",
    "%00\x00null",
    "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
    "a\u0301" * 300,
    "!&|():*<->'\\",
]


@pytest.mark.parametrize("language", in_turn(0))
@pytest.mark.parametrize("words", STRANGE, ids=range(len(STRANGE)))
def test_whatever_is_searched_for_the_answer_is_a_page(visit: Visit, language: str, words: str) -> None:
    visitor = visit(language)
    visitor.go("search/")
    visitor.page.locator("main input[type=search]").fill(words)
    visitor.page.locator("main form[role=search] button").click()
    visitor.page.wait_for_url("**?q=*")
    assert visitor.heading
    assert (
        "alert(1)" not in visitor.page.locator("main").inner_html()
        or "&lt;script&gt;" in visitor.page.content()
    )


@pytest.mark.parametrize(
    "raw", ["%00", "%ff%fe", "%ED%A0%80", "a" * 4000, "%F0%9F%92%A9", "a%0d%0aSet-Cookie:b"]
)
def test_raw_bytes_in_a_search_are_answered_too(visit: Visit, raw: str) -> None:
    assert visit("en").go(f"search/?q={raw}").status < 500


@pytest.mark.parametrize("number", ["%00", "FWP-2026-999999", "..%2f..%2fetc", "%F0%9F%92%A9", "1" * 500])
def test_a_number_that_nothing_has_leads_nowhere(visit: Visit, number: str) -> None:
    officer = visit("en", WINDOW)
    assert officer.go(f"worklist/?words={number}").status == 200
    assert officer.heading == officer.say("Worklist")


def test_what_an_applicant_writes_is_shown_as_text(visit: Visit, policy: Policy) -> None:
    agent = visit("en", RESEARCHER)
    agent.go("cases/start/foreigner_work_permit/")
    begin(agent, NEWCOMERS[2])
    agent.page.goto(agent.page.url.replace("/worker/", "/post/"))
    title = procedure_of(policy).fields["job_title"]
    agent.write(agent.word(title.label), "<img src=x onerror=alert(1)> & “engineer”")
    agent.press("Save and stop for now")
    agent.sees("<img src=x onerror=alert(1)> & “engineer”")
    assert not agent.page.locator("main img").count()


def test_a_person_concerned_may_look_but_not_act(visit: Visit, cases: dict[str, str]) -> None:
    person = visit("en", PERSON)
    person.go(f"cases/{cases['Kari Nordahl']}/")
    assert person.find("Download the PDF").is_visible()
    assert person.go(f"cases/{cases['Kari Nordahl']}/withdraw/").status == 403


def test_the_form_of_the_journey_is_one_the_rules_say_yes_to(policy: Policy) -> None:
    """So that a refusal in these tests never comes from the rules."""
    today = localdate()
    facts = {name: value for name, value in form_of(today).items() if name in policy.facts}
    [right] = policy.check(facts, today, rights=["unified_work_permit"]).rights
    assert right.explanation.status == "yes"
