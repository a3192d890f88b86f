"""Feature: an employer files for three people, and a person lets somebody act for them and ends it.

What is said and pressed here stands on the pages, in both languages.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils.timezone import localdate

from haina.policy import Policy

from .conftest import Visit
from .filing import PROCEDURE, Papers, attach_all, begin, fill_field, fill_in, form_of, hand_in, procedure_of
from .pages import AGENT, PERSON, PROGRAMMER, RESEARCHER
from .visitor import Visitor, in_turn

pytestmark = pytest.mark.browser

THREE = {"zh": ("Noor Haddad", "Paulo Reis", "Sanna Virta"), "en": ("Dara Keane", "Milan Horák", "Tove Lund")}
EMPLOYERS = {"zh": AGENT, "en": PROGRAMMER}
#: The same for all three: what is ticked on the page.
SAME = ("job_title", "contract_from", "contract_end", "annual_salary")


@pytest.mark.parametrize("language", in_turn(1))
def test_an_employer_files_for_three_people(
    visit: Visit, policy: Policy, tmp_path: Path, language: str
) -> None:
    """Given one filed application, then the next two begin with what the filer says is the same."""
    agent, papers = visit(language, EMPLOYERS[language]), Papers(tmp_path)
    first, second, third = THREE[language]
    agent.go(f"cases/start/{PROCEDURE}/")
    begin(agent, first)
    fill_in(agent, policy, form_of(localdate()))
    attach_all(agent, policy, papers)
    hand_in(agent, policy)
    references = [agent.heading]
    for name in (second, third):
        file_the_same(agent, policy, papers, name)
        references.append(agent.heading)
    agent.go("cases/")
    for reference, name in zip(references, THREE[language], strict=True):
        agent.sees(reference)
        agent.sees(name)


def file_the_same(agent: Visitor, policy: Policy, papers: Papers, name: str) -> None:
    """From the page of the last application to the next one, handed in."""
    procedure, form = procedure_of(policy), form_of(localdate())
    agent.press("File the same for another person")
    agent.pick(agent.say("Somebody new"))
    agent.write(agent.say("Name of the new person"), name)
    for fact in SAME:
        agent.page.locator(f"input[name=facts][value={fact}]").check()
    agent.page.locator("input[name=documents]").check()
    agent.press("Begin")
    for section in procedure.sections:
        for field in section.fields:
            if field.name in SAME:
                value = agent.page.get_by_label(agent.word(field.label)).first.input_value()
                assert value.replace(",", "").removesuffix(".00") == form[field.name]
            elif field.name in form:
                fill_field(agent, field, form[field.name])
        agent.press("Save and go on")
    for kind in procedure.documents:
        if kind.required and kind.id != "contract":
            agent.attach(agent.word(kind.title), papers.pdf(kind.id))
            agent.reads("The file has been attached.")
    agent.sees("contract.pdf")
    agent.press("Go on")
    agent.reads("Who will be told what")
    agent.page.get_by_label(agent.word(procedure.declaration)).check()
    agent.press("Hand in")
    agent.reads("Received. The time of arrival counts.")


@pytest.mark.parametrize("language", in_turn(0))
def test_a_person_lets_somebody_act_and_ends_it(visit: Visit, language: str) -> None:
    """Given an offer, then it holds once it is taken on, and no more once the person has ended it."""
    person, helper = visit(language, PERSON), visit(language, RESEARCHER)
    person.go("me/mandates/")
    person.write(person.say("Who may act: e-mail address, or credit code of an organisation"), RESEARCHER)
    person.write(person.say("Last day"), f"{localdate().year + 1}-05-01")
    person.press("Offer the mandate")
    person.reads("The offer waits for them. It holds once they have taken it on.")
    person.sees(RESEARCHER)
    helper.go("me/mandates/")
    helper.press("Take it on", about="Kari Nordahl")
    helper.reads("The mandate is yours.")
    helper.go("cases/start/pr_market_procedure/")
    helper.page.get_by_label("Kari Nordahl").first.check()
    person.page.reload()
    person.unfold("End it")
    person.press("End it now", about="陈宇")
    person.reads("The mandate has ended. It holds no more from now on.")
    helper.page.reload()
    assert not helper.page.get_by_label("Kari Nordahl").count()
    helper.go("cases/notices/")
    helper.reads("A mandate has ended")
