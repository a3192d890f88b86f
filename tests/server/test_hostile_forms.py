"""Feature: whatever bytes are sent to a form, the answer is a page with a reason, never a failure.

Every address that takes a form is sent every kind of hostile value, in its own fields and in others. A long
run (`HAINA_PROPERTIES=soak`) sends each kind to each; a short one takes some of them in turn.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from haina.cases.asking import ask_registers
from haina.cases.models import Case

from ..cases.conftest import City, people_the

SOAK = os.environ.get("HAINA_PROPERTIES") == "soak"
WORK = {"stage": "employment_review"}
#: Values that no person types.
VALUES: dict[str, Any] = {
    "a NUL": "a\0b",
    "a huge number": "9" * 400,
    "beyond every number": "1e999",
    "beyond every exponent": "1E+999999999",
    "no number": "NaN",
    "minus": "-1",
    "right to left": "\u202egpj.exe\u2066",
    "very long": "x" * 60_000,
    "controls": "".join(map(chr, range(1, 32))) + "\x7f\x85\u2028",
    "script": "</script><script>alert(1)</script>",
    "template": "{{ 7*7 }}{% load x %}",
    "a formula": '=HYPERLINK("http://example.org")',
    "a line more": "a\r\nBcc: everybody@example.org\r\n\r\nb",
    "a path": "../../../../etc/passwd",
    "SQL": "'; DROP TABLE people_account; --",
    "combining": "a" + "\u0301" * 3000,
    "a day beyond": "99999-99-99",
    "an id that is none": "00000000-0000-0000-0000-00000000000g",
    "a file": SimpleUploadedFile("x.pdf", b"%PDF-1.4"),
}
#: Fields that forms have; each hostile value is put into all of them.
FIELDS = (
    *("key", "seen", "note", "text", "reasons", "value", "source", "ground", "item", "kind", "name", "email"),
    *(
        "organisation",
        "person",
        "declared",
        "number",
        "token",
        "case",
        "event",
        "slot",
        "place",
        "day",
        "act",
    ),
    *("citizenship", "birth_date", "annual_salary", "passport_number", "nationality", "officer", "version"),
    *("title", "from", "to", "minutes", "seats", "valid_to", "scope", "powers", "language", "sentence", "q"),
    *("scope", "answer", "file", "document", "upheld", "stage", "cases", "grounds", "consent", "address"),
)
#: Bodies that are not what their content type says.
BODIES = {
    "a broken form": (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="note',
    ),
    "a form without a boundary": ("multipart/form-data", b"--x\r\n\r\n--x--"),
    "a form with a bad length": ("multipart/form-data; boundary=" + "x" * 300, b"--"),
    "a part that never ends": (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n' + b"\xff" * 5000,
    ),
    "a part packed twice": (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="a"\r\n'
        b"Content-Transfer-Encoding: base64\r\n\r\n@\r\n--x--",
    ),
    "JSON": ("application/json", b'{"note": 1}'),
    "XML": ("application/xml", b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'),
    "no UTF-8": ("application/x-www-form-urlencoded", b"note=%ff%fe&seen=%ed%a0%80"),
    "raw bytes": ("application/x-www-form-urlencoded", bytes(range(256))),
    "another charset": ("application/x-www-form-urlencoded; charset=utf-16", b"note=%00"),
    "a charset that is none": ("application/x-www-form-urlencoded; charset=none", b"note=a"),
    "many fields": ("application/x-www-form-urlencoded", b"&".join(b"a%d=" % each for each in range(3000))),
    "nothing": ("", b""),
}
#: Addresses that take forms: the case that they are about, what fills their gaps, and who sends.
FORMS: tuple[tuple[str, str, dict[str, str], str], ...] = (
    ("cases:start", "", {"procedure": "foreigner_work_permit"}, "agent"),
    ("cases:fill", "draft", {"section": "worker"}, "agent"),
    ("cases:documents", "draft", {}, "agent"),
    ("cases:check", "draft", {}, "agent"),
    ("cases:withdraw", "reviewed", {}, "agent"),
    ("cases:later", "reviewed", {}, "agent"),
    ("cases:mandates", "", {}, "agent"),
    ("cases:read_all", "", {}, "agent"),
    ("cases:verify", "", {}, "visitor"),
    ("cases:note", "reviewed", {}, "hr"),
    ("cases:hand_over", "reviewed", WORK, "hr"),
    ("cases:pause", "reviewed", WORK, "hr"),
    ("cases:verify_fact", "reviewed", {**WORK, "fact": "annual_salary"}, "hr"),
    ("cases:answer", "reviewed", {**WORK, "act": "approve"}, "hr"),
    ("cases:answer", "reviewed", {**WORK, "act": "refuse"}, "hr"),
    ("cases:send_back", "submitted", {"stage": "pre_check"}, "window"),
    ("cases:whole_case", "reviewed", {"act": "extend"}, "hr"),
    ("cases:ask_register", "reviewed", {**WORK, "register": "education"}, "hr"),
    ("cases:version", "reviewed", {}, "head"),
    ("cases:reissue", "issued", {}, "hr"),
    ("cases:together", "", {}, "hr"),
    ("cases:appointments", "", {}, "hr"),
    ("cases:look_object", "look", {}, "Kari"),
    ("cases:look_answer", "look", {}, "head"),
    ("portal:inquiry", "", {}, "visitor"),
    ("portal:calculator", "", {"key": "b_permit_calculator"}, "visitor"),
    ("portal:agreement", "", {"key": "team_split"}, "visitor"),
    ("portal:duty", "", {"key": "file_talent_plans"}, "visitor"),
    ("account_login", "", {}, "visitor"),
    ("account_signup", "", {}, "visitor"),
    ("account_reset_password", "", {}, "visitor"),
)
#: Pages with a query, which is sent hostile, too.
PAGES = (
    *("portal:search", "portal:home", "portal:rights", "cases:verify", "cases:proof"),
    *("cases:worklist", "choose_language"),
)
QUERIES = (
    *(
        "q=%00",
        "q=%ff%fe",
        "q=%ed%a0%80",
        "start=" + "9" * 40,
        "page=1e999",
        "sort=%27%3B--",
        "before=%0d%0a",
    ),
    *("next=//example.org/", "next=javascript:alert(1)", "language=%00", "case=x&event=-1"),
    *("q=" + "%F0%9F%98%80" * 2000, "&".join(["q=a"] * 900)),
)
ANSWERED = re.compile(rb"<h1|<title")


@pytest.fixture
def senders(db: None, settings: Any, tmp_path: Path) -> dict[str, Any]:
    """Everybody who sends, signed in, and the cases that it is about."""
    settings.RATELIMIT_ENABLE = False
    settings.ACCOUNT_RATE_LIMITS = False
    settings.HAINA_UPLOADS = tmp_path / "uploads"
    settings.HAINA_REGISTERS_URL = "http://127.0.0.1:9"
    city = people_the(City(now=timezone.now()))
    cases: dict[str, Case] = {
        "draft": city.begin().filled().row,
        "submitted": city.begin().submitted().row,
        "reviewed": city.begin().accepted().row,
        "issued": city.begin().issued().row,
    }
    asked = {each.register: each for each in ask_registers(timezone.now(), cases["reviewed"].pk)}
    clients = {"visitor": Client(raise_request_exception=False)}
    for name in ("agent", "Kari", "window", "hr", "head"):
        if name in ("window", "hr", "head"):
            TOTP.activate(city.account(name), generate_totp_secret())
        clients[name] = Client(raise_request_exception=False)
        clients[name].force_login(city.account(name))
    return {"cases": cases, "look": asked["tax"].pk, "clients": clients}


def address_of(senders: dict[str, Any], name: str, about: str, gaps: dict[str, str]) -> str:
    """Where the form is sent."""
    more: dict[str, Any] = dict(gaps)
    if about == "look":
        more["request_id"] = senders["look"]
    elif about:
        more["case_id"] = senders["cases"][about].pk
    with translation.override("en"):
        return reverse(name, kwargs=more)


def sent(number: int) -> Iterator[tuple[str, dict[str, Any] | None]]:
    """What is sent to the form of that number: of values and bodies all, or some in turn."""
    kinds = [*VALUES, *BODIES]
    for place, kind in enumerate(kinds):
        if SOAK or (place + number) % 5 == 0:
            yield kind, dict.fromkeys(FIELDS, VALUES[kind]) if kind in VALUES else None


def test_no_form_fails_whatever_is_sent(senders: dict[str, Any]) -> None:
    failed = []
    for number, (name, about, gaps, who) in enumerate(FORMS):
        address, client = address_of(senders, name, about, gaps), senders["clients"][who]
        seen = str(senders["cases"][about].sequence) if about in senders["cases"] else "1"
        for kind, fields in sent(number):
            for more in ({}, {"key": str(uuid4()), "seen": seen}):
                with transaction.atomic():
                    if fields is not None:
                        response = client.post(address, {**fields, **more})
                    else:
                        content_type, body = BODIES[kind]
                        response = client.generic("POST", address, body, content_type=content_type)
                    transaction.set_rollback(True)
                page = b"" if response.streaming else response.content
                said = response.status_code in range(300, 310) or ANSWERED.search(page)
                if response.status_code >= 500 or not said:
                    failed.append(f"{name} {kind} {bool(more)}: {response.status_code}")
                assert b"<script>alert(1)" not in page, (name, kind)
    assert not failed, "\n".join(failed)


@pytest.mark.parametrize("name", PAGES)
def test_no_query_fails_whatever_stands_in_it(senders: dict[str, Any], name: str) -> None:
    with translation.override("en"):
        address = reverse(name)
    client = senders["clients"]["hr" if "worklist" in name else "visitor"]
    for query in QUERIES:
        with transaction.atomic():
            response = client.get(f"{address}?{query}")
            transaction.set_rollback(True)
        assert response.status_code < 500, (query, response.status_code)
        assert "example.org" not in response.headers.get("Location", ""), query
        assert "javascript:" not in response.headers.get("Location", ""), query
