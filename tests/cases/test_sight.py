"""Feature: a department sees the attributes of a case that its step needs, and no others, anywhere."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.urls import reverse
from django.utils import translation

from haina.cases import verbs
from haina.cases.queries import case_view, history
from haina.cases.refusals import CaseNotFound
from haina.cases.sight import ELSEWHERE, sight_of_stage
from haina.cases.state import Item
from haina.cases.verbs import read_document
from haina.policy.procedures import Procedure

from ..support.policy import installed_policy
from .conftest import DOCUMENTS, FORM, PROCEDURE, Application, City

PROCEDURES = installed_policy().procedures
#: Values that stand nowhere else on a page, by field; each is one that a single step needs.
MARKED = {
    "job_title": "Weaver of marked baskets",
    "citizenship": "Kingdom of Marks",
    "passport_number": "MARK990011",
    "birth_date": "1979-05-17",
    "passport_expiry": "2035-07-29",
    "annual_salary": "777555",
}
#: How the marked values look on a page, in English.
SHOWN = {**MARKED, "birth_date": "17 May 1979", "passport_expiry": "29 July 2035", "annual_salary": "777,555"}
FILES = {kind: f"{kind}-of-the-marked.pdf" for kind in DOCUMENTS}
OFFICERS = {"window": "pre_check", "hr": "employment_review", "border": "residence_review"}


@pytest.mark.parametrize("procedure", PROCEDURES.values(), ids=lambda each: each.id)
def test_every_stage_of_every_procedure_is_shown_what_it_has_to_check(procedure: Procedure) -> None:
    """Given any procedure, then a stage sees what is named for it, and nothing asked is seen by nobody."""
    asked = set(procedure.fields)
    seen: set[str] = set()
    for stage in procedure.stages:
        sight = sight_of_stage(procedure, stage)
        named = {*stage.verifies, *(fact for each in stage.lookups for fact in each.facts)}
        assert named <= sight.found
        assert named & asked <= sight.fields
        assert sight.fields <= asked
        if stage.kind == "acceptance":
            assert sight.fields == asked
        else:
            seen |= sight.fields
            others = [each for each in procedure.stages if each.id != stage.id and each.kind != "acceptance"]
            foreign = {fact for each in others for fact in each.verifies} - named - set(stage.sees)
            shown = set(procedure.grant.shows) if procedure.grant is not None else set()
            assert not (foreign - shown) & sight.fields
    assert seen == asked, sorted(asked - seen)


@pytest.fixture
def marked(city: City) -> Application:
    """A case in review whose values and files can be told apart on any page."""
    application = city.begin()
    application.does("agent", verbs.save_draft, {**FORM, **MARKED})
    for kind, name in FILES.items():
        application.attach(kind, name=name)
    application.does("agent", verbs.submit, declared=True)
    application.does(
        "window",
        verbs.return_for_correction,
        "pre_check",
        items=[
            Item("field", "birth_date", "Remark on the marked birthday."),
            Item("field", "annual_salary", "Remark on the marked salary."),
            Item("document", "no_criminal_record", "Remark on the marked record."),
        ],
    )
    application.does("agent", verbs.resubmit, declared=True)
    application.does("window", verbs.accept, "pre_check")
    application.does(
        "border",
        verbs.verify_fact,
        "residence_review",
        fact="passport_expiry",
        value=MARKED["passport_expiry"],
        source="Marked register",
    )
    return application


def _signs(stage: str) -> dict[str, bool]:
    """Every sign on a page that tells something, and whether the stage may be shown it."""
    procedure = PROCEDURES[PROCEDURE]
    sight = sight_of_stage(procedure, procedure.stage(stage))
    signs = {SHOWN[name]: name in sight.fields for name in MARKED}
    signs |= {name: kind in sight.documents for kind, name in FILES.items()}
    signs["Remark on the marked birthday."] = "birth_date" in sight.fields
    signs["Remark on the marked salary."] = "annual_salary" in sight.fields
    signs["Remark on the marked record."] = "no_criminal_record" in sight.documents
    signs["Marked register"] = "passport_expiry" in sight.found
    return signs


def _officer(city: City, name: str) -> Client:
    account = city.account(name)
    if not account.authenticator_set.exists():
        TOTP.activate(account, generate_totp_secret())
    client = Client()
    client.force_login(account)
    return client


def _addresses(case: Application, stage: str) -> Iterator[str]:
    """Every page, file and download about a case that an officer could ask for."""
    from haina.cases.urls import urlpatterns

    values = {
        "case_id": case.id,
        "stage": stage,
        "act": "approve",
        "section": "worker",
        "fact": "passport_expiry",
        "register": "exit_entry",
        "number": 1,
        "document": "passport",
        "sequence": 3,
    }
    for pattern in urlpatterns:
        names = set(pattern.pattern.converters)
        if names <= set(values):
            yield reverse(f"cases:{pattern.name}", kwargs={name: values[name] for name in names})
        elif "document_id" in names and "case_id" in names:
            for document in case.row.documents.all():
                yield reverse(f"cases:{pattern.name}", args=[case.id, document.pk])
    yield f"{reverse('cases:worklist')}?procedure={PROCEDURE}&stage={stage}"
    yield (f"{reverse('cases:together')}?procedure={PROCEDURE}&stage={stage}&act=approve&case={case.id}")


@pytest.mark.parametrize("who", OFFICERS)
def test_nothing_that_a_department_does_not_need_reaches_its_officer_by_any_address(
    marked: Application, who: str
) -> None:
    """Given a case in review, when an officer asks for every address there is, then only their part shows."""
    client, signs = _officer(marked.city, who), _signs(OFFICERS[who])
    told: set[str] = set()
    with translation.override("en"):
        addresses = list(_addresses(marked, OFFICERS[who]))
    assert len(addresses) > 45
    for address in addresses:
        response = client.get(address)
        assert response.status_code < 500, address
        told |= _leaks(address, response, signs)
    assert {sign for sign, allowed in signs.items() if allowed} == told


def _leaks(address: str, response: object, signs: dict[str, bool]) -> set[str]:
    """The signs that a response shows; fails on one that it must not."""
    body = b"".join(response) if response.streaming else response.content  # type: ignore[attr-defined]
    text = re.sub(r"\s+", " ", body.decode("utf-8", "replace"))
    text += response.headers.get("Content-Disposition", "")  # type: ignore[attr-defined]
    shown = {sign for sign in signs if sign in text}
    assert not {sign for sign in shown if not signs[sign]}, address
    return shown


def test_the_parties_see_their_case_whole(marked: Application) -> None:
    view = case_view(marked.city.actor("agent"), marked.id, marked.city.now)
    assert view.sight.whole
    assert set(MARKED) <= set(view.state.form)
    assert {document.kind for document in view.documents} == set(DOCUMENTS)


def test_a_condition_about_others_facts_keeps_its_answer_and_loses_its_words(marked: Application) -> None:
    [right] = case_view(marked.city.actor("hr"), marked.id, marked.city.now).state.check["rights"]
    kept = [leaf for leaf in right["because"] if ELSEWHERE not in leaf]
    others = [leaf for leaf in right["because"] if ELSEWHERE in leaf]
    assert kept
    assert others
    assert all("text" not in leaf and leaf["value"] == "yes" for leaf in others)


def test_a_file_of_another_departments_is_not_there(marked: Application) -> None:
    city = marked.city
    record = marked.row.documents.get(kind="no_criminal_record")
    with pytest.raises(CaseNotFound):
        read_document(city.actor("hr"), city.now, record.pk)
    assert read_document(city.actor("border"), city.now, record.pk).name == FILES["no_criminal_record"]
    assert not any(
        "Remark on the marked record" in line.words for line in history(city.actor("hr"), marked.id)
    )


def test_who_supervises_all_sees_what_any_step_needs(marked: Application) -> None:
    view = case_view(marked.city.actor("head"), marked.id, marked.city.now)
    assert set(MARKED) <= set(view.state.form)
    assert "passport_expiry" in view.state.verified
