"""Feature: a person reads every look at their data in plain words, agrees, takes it back, and objects."""

from __future__ import annotations

import csv
import io
import json

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client

from haina.cases.asking import ask_registers
from haina.cases.queries import case_view
from haina.cases.register_answers import panel
from haina.exchange import verbs as exchange
from haina.exchange.models import RegisterRequest
from haina.exchange.queries import looks_of_case, one_look, open_objections, own_looks
from haina.exchange.refusals import LookForbidden, LookNotFound, LookRefused
from haina.exchange.state import Status, state_of

from ..cases.conftest import Application
from .conftest import RunningRegisters
from .test_questions import asked, connected, send

__all__ = ["connected"]


@pytest.fixture
def accepted(draft: Application, connected: RunningRegisters) -> Application:
    """An accepted application whose questions are on record."""
    draft.accepted()
    ask_registers(draft.city.now, draft.id)
    return draft


@pytest.fixture
def answered(accepted: Application, connected: RunningRegisters) -> RegisterRequest:
    """The tax register's answer, with Kari's consent."""
    question = asked(accepted, "tax")
    exchange.give_consent(accepted.city.actor("Kari"), accepted.city.now, question.pk)
    send(connected, question, accepted.city)
    return question


def browser(application: Application, name: str) -> Client:
    """Somebody's browser, signed in."""
    client = Client()
    client.force_login(application.city.account(name))
    return client


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            (
                "Shanghai Human Resources and Social Security Bureau",
                "Register of income tax",
                "To compare the yearly salary with what has been declared",
                "Your consent of",
                "380,000 yuan a year",
                "automatically, as the procedure says",
                "A06.1",
                "waits for your consent",
            ),
        ),
        (
            "zh-hans",
            ("上海市人力资源和社会保障局", "个人所得税登记库", "核对申报的年薪", "380,000", "按程序自动查询"),
        ),
    ],
)
def test_a_look_says_who_when_why_by_what_right_and_what_came_back(
    accepted: Application, connected: RunningRegisters, language: str, words: tuple[str, ...]
) -> None:
    question = asked(accepted, "tax")
    client = browser(accepted, "Kari")
    before = client.get(f"/{language}/me/looks/").content.decode()
    exchange.give_consent(accepted.city.actor("Kari"), accepted.city.now, question.pk)
    send(connected, question, accepted.city)
    page = before + client.get(f"/{language}/me/looks/").content.decode()
    assert [word for word in words if word not in page] == []


def test_without_consent_nothing_is_asked_and_with_it_at_once(
    accepted: Application, connected: RunningRegisters
) -> None:
    question = asked(accepted, "tax")
    assert send(connected, question, accepted.city) is None
    answer = browser(accepted, "Kari").post(f"/en/me/looks/{question.pk}/consent/", follow=True)
    assert "You have agreed" in answer.content.decode()
    assert send(connected, question, accepted.city) is not None


def test_a_consent_taken_back_hides_the_answer_from_the_department_only(
    answered: RegisterRequest, accepted: Application
) -> None:
    """Given Kari takes her consent back, then she still reads what came, and the officer no longer does."""
    officer, kari = accepted.city.actor("hr"), accepted.city.actor("Kari")
    assert one_look(officer, answered.pk).values == {"annual_salary": "380000"}
    exchange.withdraw_consent(kari, accepted.city.now, answered.pk)
    assert one_look(officer, answered.pk).values == {}
    assert one_look(kari, answered.pk).values == {"annual_salary": "380000"}
    with pytest.raises(LookRefused):
        exchange.give_consent(kari, accepted.city.now, answered.pk)


def test_a_consent_taken_back_before_the_answer_stops_the_question(
    accepted: Application, connected: RunningRegisters
) -> None:
    question, kari = asked(accepted, "tax"), accepted.city.actor("Kari")
    exchange.give_consent(kari, accepted.city.now, question.pk)
    exchange.withdraw_consent(kari, accepted.city.now, question.pk)
    assert send(connected, question, accepted.city) is None
    assert state_of(question).status is Status.WITHDRAWN


def test_an_objection_marks_the_look_until_a_supervisor_answers(
    answered: RegisterRequest, accepted: Application
) -> None:
    kari, head = browser(accepted, "Kari"), accepted.city.actor("head")
    kari.post(f"/en/me/looks/{answered.pk}/object/", {"text": "My salary is none of\ntheir business."})
    assert [look.request.pk for look in open_objections(head)] == [answered.pk]
    assert "waits for an answer" in kari.get("/en/me/looks/").content.decode()
    exchange.answer_objection(head, accepted.city.now, answered.pk, upheld=True, text="You are right.")
    assert open_objections(head) == []
    page = kari.get("/en/me/looks/").content.decode()
    assert "You are right." in page and "upheld" in page
    assert one_look(accepted.city.actor("hr"), answered.pk).values == {}
    assert one_look(accepted.city.actor("Kari"), answered.pk).values != {}


def test_who_was_wrong_once_can_be_objected_to_again(
    answered: RegisterRequest, accepted: Application
) -> None:
    kari, head, now = accepted.city.actor("Kari"), accepted.city.actor("head"), accepted.city.now
    exchange.object_to(kari, now, answered.pk, "Why?")
    assert exchange.object_to(kari, now, answered.pk, "Why, again?") is None
    exchange.answer_objection(head, now, answered.pk, upheld=False, text="The form asks for it.")
    assert one_look(accepted.city.actor("hr"), answered.pk).values != {}
    assert exchange.object_to(kari, now, answered.pk, "Still: why?") is not None
    assert len(open_objections(head)) == 1


def test_an_objection_needs_words(answered: RegisterRequest, accepted: Application) -> None:
    kari = browser(accepted, "Kari")
    assert kari.post(f"/en/me/looks/{answered.pk}/object/", {"text": " \n "}).status_code == 422
    assert kari.post(f"/en/me/looks/{answered.pk}/object/", {"text": "x" * 2001}).status_code == 422
    assert state_of(answered).objection is None


def test_only_the_person_sees_agrees_and_objects(answered: RegisterRequest, accepted: Application) -> None:
    """Given the look is at Kari's salary, then not even the employer who filed knows of it."""
    now = accepted.city.now
    for name in ("agent", "rival", "border", "window"):
        with pytest.raises(LookNotFound):
            exchange.object_to(accepted.city.actor(name), now, answered.pk, "I object")
    for name in ("hr", "head"):
        with pytest.raises(LookForbidden):
            exchange.give_consent(accepted.city.actor(name), now, answered.pk)
    with pytest.raises(LookForbidden):
        exchange.answer_objection(accepted.city.actor("hr"), now, answered.pk, upheld=False, text="No")
    assert answered.pk not in {look.request.pk for look in own_looks(accepted.city.actor("agent"))}


def test_one_takes_all_looks_along_as_data(answered: RegisterRequest, accepted: Application) -> None:
    kari = browser(accepted, "Kari")
    data = json.loads(kari.get("/en/me/looks.json").content)
    found = {look["register"]: look for look in data["looks"]}
    assert set(found) == {"tax", "social_insurance", "education", "exit_entry"}
    assert found["tax"]["values"] == {"annual_salary": "380000"}
    assert found["tax"]["purpose"]["zh"] == "核对申报的年薪"
    rows = list(csv.DictReader(io.StringIO(kari.get("/en/me/looks.csv").content.decode("utf-8-sig"))))
    assert len(rows) == 4
    assert rows[0].keys() >= {"asked_at", "department", "purpose", "ground", "values"}


def test_a_table_runs_no_formula(accepted: Application, connected: RunningRegisters) -> None:
    question = asked(accepted, "tax")
    row = RegisterRequest(
        pk=None,
        **{
            field.attname: getattr(question, field.attname)
            for field in RegisterRequest._meta.concrete_fields
            if field.name not in ("id", "key", "purpose")
        },
        key="formula",
        purpose={"zh": "=1+1", "en": "=1+1"},
    )
    row.save()
    rows = csv.DictReader(
        io.StringIO(browser(accepted, "Kari").get("/en/me/looks.csv").content.decode("utf-8-sig"))
    )
    assert {line["purpose"][0] for line in rows} == {"'", "T"}


def test_an_organisation_reads_the_looks_at_its_own_data(accepted: Application) -> None:
    found = own_looks(accepted.city.actor("agent"))
    assert {(look.request.register, look.request.organisation_id is not None) for look in found} == {
        ("market_entities", True)
    }


def test_an_officer_sees_the_answers_of_the_own_stage_beside_what_was_stated(
    answered: RegisterRequest, accepted: Application
) -> None:
    now = accepted.city.now
    rows = {
        name: {row.register: row for row in panel(actor, case_view(actor, accepted.id, now))}
        for name in ("hr", "border", "head", "window")
        for actor in [accepted.city.actor(name)]
    }
    assert set(rows["hr"]) == {"tax", "social_insurance", "education", "market_entities"}
    assert set(rows["border"]) == {"exit_entry"}
    assert set(rows["head"]) == {*rows["hr"], *rows["border"]}
    assert rows["window"] == {}
    (salary,) = rows["hr"]["tax"].fields
    assert salary.answered is not None
    assert (salary.answered.en, salary.differs) == ("380,000 yuan a year", False)
    assert "380,000" in salary.stated.en


def test_a_department_sees_no_look_of_another_one(answered: RegisterRequest, accepted: Application) -> None:
    seen = {
        name: {look.request.department for look in looks_of_case(accepted.city.actor(name), accepted.id)}
        for name in ("hr", "border", "window", "agent", "rival")
    }
    assert seen == {
        "hr": {"hrss_bureau"},
        "border": {"exit_entry"},
        "window": set(),
        "agent": {"hrss_bureau"},  # what was asked about the employer itself
        "rival": set(),
    }


def test_a_supervisor_is_led_from_the_desk_to_the_objections(
    answered: RegisterRequest, accepted: Application
) -> None:
    exchange.object_to(accepted.city.actor("Kari"), accepted.city.now, answered.pk, "Why?")
    TOTP.activate(accepted.city.account("head"), generate_totp_secret())
    head = browser(accepted, "head")
    assert "/en/looks/objections/" in head.get("/en/worklist/").content.decode()
    page = head.get("/en/looks/objections/").content.decode()
    assert "Why?" in page and "Kari" in page
    head.post(f"/en/looks/{answered.pk}/answer/", {"upheld": "no", "text": "The form asks for it."})
    assert "No objection waits" in head.get("/en/looks/objections/").content.decode()


def test_the_case_page_has_the_answers_beside_what_was_stated(
    answered: RegisterRequest, accepted: Application
) -> None:
    TOTP.activate(accepted.city.account("hr"), generate_totp_secret())
    page = browser(accepted, "hr").get(f"/en/cases/{accepted.id}/").content.decode()
    assert "What the registers say" in page
    assert page.count("380,000 yuan a year") >= 2, "on record and stated"
