"""Feature: one form for two rights at a browser: chosen, filled in, uploaded once, sent once, followed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from haina.cases.joint.union import unite
from haina.policy import Policy
from haina.policy.procedures import Procedure
from haina.rules import Bool, Enum

from .conftest import Visit
from .filing import Papers
from .inspection import accessibility, foreign_words, picture, width_on_a_phone
from .pages import PERSON
from .visitor import Visitor, in_turn

pytestmark = pytest.mark.browser

RIGHTS = ("pr_talent_plan_procedure", "pr_family_procedure")


def looked_at(visitor: Visitor, name: str) -> None:
    """The page can be used by anybody, by night and on a phone, and speaks one language."""
    found = accessibility(visitor.page)
    found += width_on_a_phone(visitor.page)
    found += foreign_words(visitor.page, visitor.language)
    picture(visitor.page, name, visitor.language)
    assert not found, "\n".join(found)


def choose(visitor: Visitor, procedures: Sequence[Procedure]) -> None:
    """Find the rights by a word, tick them, and read what they need together."""
    visitor.go("cases/apply/")
    looked_at(visitor, "apply")
    visitor.write(visitor.say("Find what you want to apply for"), "pr_")
    visitor.press("Find")
    for procedure in procedures:
        visitor.pick(visitor.word(procedure.title))
    visitor.press("Begin with those that are ticked")
    assert visitor.heading == visitor.say("Application for several rights")
    visitor.reads("Who is told what")
    visitor.reads("What it costs")
    looked_at(visitor, "begin several")
    visitor.press("Begin")


def fill_in(visitor: Visitor, fields: dict[str, object]) -> None:
    """Answer every field of the present page that has one value."""
    for name, kind in fields.items():
        inputs = visitor.page.locator(f'main form [name="{name}"]')
        if inputs.count() == 0:
            continue
        if isinstance(kind, Bool):
            inputs.and_(visitor.page.locator('[value="yes"]')).check()
        elif isinstance(kind, Enum) and inputs.first.get_attribute("type") == "radio":
            inputs.first.check()
        elif isinstance(kind, Enum):
            inputs.select_option(index=1)
        else:
            inputs.fill("1990-05-01")


def lose_the_session(visitor: Visitor, fields: dict[str, object]) -> None:
    """Type, be signed out meanwhile, save, sign in again: what was typed is there."""
    fill_in(visitor, fields)
    visitor.context.clear_cookies(name="sessionid")
    visitor.press("Save and go on")
    visitor.identify(visitor.account)
    visitor.reads("You had been signed out")
    assert visitor.page.locator("main form input:checked").count()
    looked_at(visitor, "typed before")


@pytest.mark.parametrize("language", in_turn(0))
def test_two_rights_on_one_form(visit: Visit, policy: Policy, language: str, tmp_path: Path) -> None:
    """Given two rights, when one form is filled in and sent, then each is followed on its own."""
    person = visit(language, PERSON)
    procedures = [policy.procedures[id] for id in RIGHTS]
    form = unite(procedures, tuple(policy.groups))
    fields: dict[str, object] = {name: each.field.type for name, each in form.fields.items()}

    choose(person, procedures)
    looked_at(person, "joint section")
    lose_the_session(person, fields)
    for section in form.sections:
        assert person.heading == person.word(section.section.title)
        fill_in(person, fields)
        person.press("Save and go on")

    papers = Papers(tmp_path)
    for document in form.documents:
        if document.kind.required:
            person.attach(person.word(document.kind.title), papers.pdf(document.kind.id))
            person.reads("The file has been attached.")
    looked_at(person, "joint documents")

    person.press("Go on")
    person.press("Send all that are ticked")
    person.reads("Please confirm the declaration.")
    looked_at(person, "joint check")
    person.pick(person.word(procedures[0].declaration))
    person.press("Send all that are ticked")
    assert person.heading == person.say("Receipt")
    looked_at(person, "receipt")

    person.press("See where it stands")
    for procedure in procedures:
        person.sees(person.word(procedure.title))
    person.sees(person.word(policy.departments["exit_entry"].title))
    looked_at(person, "joint whole")
    person.press("Withdraw one or all")
    looked_at(person, "joint withdraw")
    person.page.locator("main input[name=chosen]").first.check()
    person.press("Withdraw those that are ticked")
    person.reads("Withdrawn")
    person.go("cases/")
    person.reads("sent with others")
    looked_at(person, "my cases with joint")
