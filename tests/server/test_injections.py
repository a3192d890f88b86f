"""Feature: what people write is shown as they wrote it and never carried out, wherever it comes to stand."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pypdf
import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from haina.cases import files, verbs
from haina.cases.models import Case, IssuedDocument
from haina.people.models import Person

from ..cases.conftest import Application, City, people_the

MARKUP = "<img src=x onerror=alert(1)>"
TYPST = '#panic("x") *b* $x$ @y \\ "'
FORMULA = '=HYPERLINK("http://example.org")'


@pytest.fixture
def town(db: None, settings: Any, tmp_path: Path) -> City:
    settings.HAINA_UPLOADS = tmp_path / "uploads"
    city = people_the(City(now=timezone.now()))
    for name in ("window", "hr"):
        TOTP.activate(city.account(name), generate_totp_secret())
    return city


def named(city: City, name: str) -> Application:
    """A case in which everything that people write is `name`: the person, a field, a file, a note."""
    Person.objects.filter(pk=city.persons["Kari"].pk).update(name=name)
    case = city.begin().filled(job_title=name)
    case.attach("passport", name=name + ".pdf")
    case.does("agent", verbs.submit, declared=True)
    case.does("window", verbs.add_note, name)
    return case


def page(city: City, who: str, name: str, *given: object) -> Any:
    client = Client()
    client.force_login(city.account(who))
    with translation.override("en"):
        return client.get(reverse(name, args=given))


@pytest.mark.parametrize(
    ("who", "name"),
    [
        ("agent", "cases:case"),
        ("window", "cases:case"),
        ("agent", "cases:mine"),
        ("window", "cases:worklist"),
        ("Kari", "cases:file_looks"),
    ],
)
def test_markup_is_shown_and_not_carried_out(town: City, who: str, name: str) -> None:
    case = named(town, MARKUP)
    response = page(town, who, name, *([case.id] if name == "cases:case" else []))
    assert response.status_code == 200
    text = response.content.decode()
    assert MARKUP not in text
    if name != "cases:file_looks":
        assert "&lt;img src=x onerror=alert(1)&gt;" in text


def test_a_table_for_a_spreadsheet_has_no_formula(town: City) -> None:
    named(town, FORMULA)
    table = b"".join(page(town, "window", "cases:worklist_csv").streaming_content).decode("utf-8-sig")
    assert FORMULA[:10] in table
    for cell in ("\n=", ",=", '"=', "\n+", ",@"):
        assert cell not in table


def test_a_file_is_given_as_what_it_is_and_under_no_name_of_ours(town: City) -> None:
    """Given a name with a path, quotes and a line's end, then the header holds one line and no path."""
    case = city_case(town, 'a"\r\nSet-Cookie: x=1;../../b')
    document = Case.objects.get(pk=case.id).documents.filter(kind="passport").latest("attached_at")
    response = page(town, "agent", "cases:document", case.id, document.pk)
    assert response.status_code == 200
    assert "Set-Cookie" not in response.headers or "x=1" not in response.headers["Set-Cookie"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "\n" not in response.headers["Content-Disposition"]
    assert "/" not in response.headers["Content-Disposition"].split("filename", 1)[-1].replace("%2F", "")
    b"".join(response)


def city_case(city: City, name: str) -> Application:
    case = city.begin().filled()
    case.attach("passport", name=name + ".pdf")
    return case


def test_a_paper_prints_markup_as_text(town: City) -> None:
    """Given a name that would be a programme for the typesetter, then it is printed letter by letter."""
    Person.objects.filter(pk=town.persons["Kari"].pk).update(name=TYPST)
    case = town.begin().issued()
    pdf = files.path_of(IssuedDocument.objects.get(case_id=case.id).pdf_sha256).read_bytes()
    words = "".join("".join(each.extract_text() for each in pypdf.PdfReader(io.BytesIO(pdf)).pages).split())
    for part in ("#panic", "*b*", "$x$", "@y"):
        assert part in words


@pytest.mark.parametrize("name", ["portal:home", "cases:verify", "account_login", "portal:search"])
def test_every_page_forbids_scripts_that_are_not_ours(client: Client, name: str, db: None) -> None:
    response = client.get(reverse(name))
    policy = response.headers["Content-Security-Policy"]
    rules = {rule.split()[0]: rule.split()[1:] for rule in policy.split(";") if rule.strip()}
    scripts = rules.get("script-src", rules["default-src"])
    assert not {"'unsafe-inline'", "'unsafe-eval'", "*", "data:", "http:", "https:"} & set(scripts)
    assert rules["frame-ancestors"] == ["'none'"]
    assert rules["base-uri"] in (["'none'"], ["'self'"])
    assert rules["form-action"] == ["'self'"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] in {"same-origin", "strict-origin", "no-referrer"}
    assert "camera=()" in response.headers["Permissions-Policy"]
