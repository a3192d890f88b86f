"""Feature: who applies says what the project is and costs; the officer sees who else says the same."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from haina.cases import verbs
from haina.cases.cautions import cautions_of
from haina.cases.refusals import Forbidden
from haina.money.models import ProjectOutline
from haina.money.overlap import Line
from haina.money.projects import overlaps
from haina.money.refusals import MoneyRefusal
from haina.money.verbs.describe_project import describe_project

from ..cases.conftest import Application
from .grants import PROGRAMME, YUAN, Town, refused

TITLE, TEXT = "固态电池", "研究固态锂电池界面的离子传导机理，发展高通量电化学表征方法"
AGAIN = "新一代储能：发展高通量电化学表征方法，揭示固态锂电池界面的离子传导机理"


def told(town: Town, application: Application, who: str, text: str, *lines: Line) -> ProjectOutline:
    """Have the project told."""
    actor = town.city.actor(who)
    return describe_project(actor, town.now, application.row, TITLE, text, lines, key=town.city.key())


def earlier(town: Town, who: str) -> Application:
    """An application under way with its project."""
    application = town.draft(who)
    told(town, application, who, TEXT, Line("电化学工作站", 300_000 * YUAN), Line("差旅费", 10_000 * YUAN))
    application.does(who, verbs.submit, declared=True)
    return application


def test_an_officer_sees_earlier_projects_with_what_both_say_and_ask_for(town: Town) -> None:
    """Given an award and an application that tells the same, then officers see both side by side."""
    town.funded(9000)
    first = earlier(town, "Mei")
    first.does("hr", verbs.accept, "acceptance")
    award = town.approve(town.with_terms(first, 5000))
    again = town.draft("Kari")
    (hint,) = cautions_of(again.row, town.now, inside=False)
    assert "what it costs" in hint.text.en and hint.link.endswith(f"/money/projects/{again.id}/")
    told(town, again, "Kari", AGAIN, Line("电化学工作站（进口）", 280_000 * YUAN))
    draft = town.draft("Otto")
    told(town, draft, "Otto", TEXT)
    again.does("Kari", verbs.submit, declared=True)
    again.does("hr", verbs.accept, "acceptance")
    (found,) = overlaps(town.city.actor("hr"), again.row)
    assert found.outline.case_id == first.id and found.awards == (award,), "no draft is compared"
    assert found.percent > 50 and not found.same_beneficiary
    assert found.match.phrases[0] == "固态锂电池界面的离子传导机理"
    assert [(each.own.title, each.fen) for each in found.match.lines] == [
        ("电化学工作站（进口）", 280_000 * YUAN)
    ]
    for stranger in ("border", "rival", "Kari"):
        assert overlaps(town.city.actor(stranger), again.row) == (), "only who may see the other case"
    said = [
        each for each in cautions_of(again.row, town.now, inside=True) if "Other projects" in each.text.en
    ]
    assert said and said[0].link.endswith(f"/office/money/terms/{again.id}/{PROGRAMME}/")


def test_the_same_person_is_named_as_such(town: Town) -> None:
    earlier(town, "Mei")
    again = earlier(town, "Mei")
    (found,) = overlaps(town.city.actor("hr"), again.row)
    assert found.same_beneficiary and found.percent == 100


def test_only_who_fills_in_tells_and_what_was_told_stays(town: Town) -> None:
    application = town.draft("Mei")
    outline = told(town, application, "Mei", TEXT)
    again = describe_project(town.city.actor("Mei"), town.now, application.row, "x", "y", (), key=outline.key)
    assert again == outline, "the same form twice writes it once"
    for who in ("hr", "Otto"):
        refused(Forbidden, "", told, town, application, who, TEXT)
    refused(MoneyRefusal, "budget_in_bounds", told, town, application, "Mei", TEXT, Line("x", 0))
    refused(MoneyRefusal, "no_words", told, town, application, "Mei", " ")
    with pytest.raises(DatabaseError), transaction.atomic():
        ProjectOutline.objects.update(text="else")
    application.does("Mei", verbs.submit, declared=True)
    refused(Forbidden, "", told, town, application, "Mei", TEXT)


def test_the_pages_take_it_and_show_it(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: town.now)
    first, again = earlier(town, "Mei"), town.draft("Kari")
    person, officer = town.browser("Kari"), town.browser("hr")
    at = f"/en/money/projects/{again.id}/"
    form = {"title": TITLE, "text": AGAIN, "key": "p1"}
    wrong = person.post(at, {**form, "lines": "电化学工作站 280,000元\nTravel"})
    assert wrong.status_code == 422 and "“Travel”" in wrong.content.decode()
    lines = "电化学工作站 280,000元\n\nTravel, 2 people: 1,200.50 yuan\n"
    assert person.post(at, {**form, "lines": lines}).status_code == 302
    outline = ProjectOutline.objects.get(case=again.id)
    assert [each.fen for each in outline.budget] == [280_000 * YUAN, 120_050]
    assert "280,000.00" in person.get(at).content.decode()
    assert officer.get(at).status_code == 404
    again.does("Kari", verbs.submit, declared=True)
    again.does("hr", verbs.accept, "acceptance")
    page = officer.get(f"/en/office/money/terms/{again.id}/{PROGRAMME}/").content.decode()
    assert first.row.reference in page and "固态锂电池界面的离子传导机理" in page
    assert "280,000.00 yuan" in page
