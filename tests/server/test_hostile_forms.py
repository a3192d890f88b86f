"""Feature: whatever bytes are sent to a form, the answer is a page with a reason, never a failure.

Every address that takes a form is sent every kind of hostile value, in its own fields and in others; which
these are is read off the table of all addresses and found by asking each. A long run
(`HAINA_PROPERTIES=soak`) sends each kind to each; a short one takes some of them in turn.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils import translation

from .routes import LOGIN, ROLES, TABLE, Line
from .test_every_route import Town, answer_of, town

__all__ = ["town"]

SOAK = os.environ.get("HAINA_PROPERTIES") == "soak"
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
#: Forms of which the table of addresses only looks at the page, by who sends them.
MORE = {
    "visitor": (
        *("account_login", "account_signup", "account_reset_password", "account_confirm_email"),
        *("account_reset_password_from_key", "account_confirm_login_code", "mfa_authenticate"),
        *("portal:inquiry_save", "portal:inquiry_question", "portal:design"),
    ),
    "stranger": (
        *("account_logout", "account_reauthenticate", "account_email", "account_change_password"),
        *("account_set_password", "mfa_activate_totp"),
    ),
    "agent": ("cases:appointment",),
    "work": (
        *("mfa_reauthenticate", "mfa_deactivate_totp", "mfa_generate_recovery_codes"),
        *("mfa_download_recovery_codes", "cases:objection", "cases:promise"),
    ),
    "supervisor": ("cases:wording",),
}
#: The same, sent by whoever the table lets look at the page.
OPEN = (
    *("identities:merge", "identities:answer"),
    *("money:pay_all", "money:new_call", "money:act_on_plan", "money:join", "money:terms"),
    *(f"vouchers:{name}" for name in ("mine", "office", "voucher", "book", "issue", "member")),
    *(f"guarantees:{name}" for name in ("mine", "office", "guarantee", "begin", "claim", "recover")),
    *("guarantees:compensation", "guarantees:exit"),
)
#: The interface for programs takes JSON instead of forms; api/test_fuzzed.py tries it.
PROGRAMS = "api-1:"
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


@dataclass(frozen=True)
class Form:
    """One address that takes a form, and who sends it: somebody to whom it is open, where there is one."""

    line: Line
    who: str


def forms() -> list[Form]:
    """Every POST of the table of addresses, once for each case it is about, and the other forms."""
    found = {
        (line.name, line.case, tuple(line.gaps.items())): Form(line, _sender(line))
        for line in TABLE
        if line.method == "POST" and not line.name.startswith(PROGRAMS)
    }
    # The first line of an address is the one that finds something.
    looked_at = {line.name: line for line in reversed(TABLE) if line.method == "GET"}
    more = [
        Form(replace(looked_at[name], method="POST"), who) for who, names in MORE.items() for name in names
    ]
    more += [Form(replace(looked_at[name], method="POST"), _sender(looked_at[name])) for name in OPEN]
    return [*found.values(), *more]


def _sender(line: Line) -> str:
    """Whoever gets furthest by the table: a page or a form with mistakes, rather than a refusal."""
    order = {200: 0, 302: 0, 422: 1, 409: 1, 403: 2}
    return min(ROLES, key=lambda role: order.get(line.answers[role], 3))  # type: ignore[call-overload]


@pytest.fixture
def senders(town: Town, settings: Any) -> Town:
    """Everybody who sends, signed in; what fails is answered as by the server, and nobody is too fast."""
    settings.RATELIMIT_ENABLE = False
    settings.ACCOUNT_RATE_LIMITS = False
    for client in town.clients.values():
        client.raise_request_exception = False
    return town


def address_of(senders: Town, line: Line) -> str:
    """Where the form is sent."""
    gaps = senders.fill(line, dict(line.gaps))
    if line.case:
        gaps["case_id"] = str(senders.cases[line.case].pk)
    with translation.override("en"):
        return reverse(line.name, kwargs=gaps)


def sent(number: int) -> Iterator[tuple[str, dict[str, Any] | None]]:
    """What is sent to the form of that number: of values and bodies all, or some in turn."""
    kinds = [*VALUES, *BODIES]
    for place, kind in enumerate(kinds):
        if SOAK or (place + number) % 12 == 0:
            yield kind, dict.fromkeys(FIELDS, VALUES[kind]) if kind in VALUES else None


def test_no_address_that_takes_a_form_is_left_out(senders: Town) -> None:
    """Given every address of the platform, then what does not refuse a form is in the list, or apart."""
    tried, left_out = {each.line.name for each in forms()}, []
    for line in {line.name: line for line in TABLE if line.name not in tried}.values():
        if line.name.startswith(PROGRAMS):
            continue
        for role in ("supervisor", "visitor"):
            with transaction.atomic():
                answer = answer_of(senders.clients[role].post(address_of(senders, line)))
                transaction.set_rollback(True)
            if answer not in {405, LOGIN}:
                left_out.append(f"{line.name} answers {answer} to the form of a {role}")
    assert not left_out, "\n".join(left_out)


def test_no_form_fails_whatever_is_sent(senders: Town) -> None:
    failed = []
    for number, form in enumerate(forms()):
        name, address, client = form.line.name, address_of(senders, form.line), senders.clients[form.who]
        case = senders.cases.get(form.line.case)
        known = senders.fill(form.line, {**form.line.body, "seen": str(case.sequence) if case else "1"})
        for kind, fields in sent(number):
            for more in ({}, {**known, "key": str(uuid4())}):
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


def test_no_query_fails_whatever_stands_in_it(senders: Town) -> None:
    for name, query in product(PAGES, QUERIES):
        with translation.override("en"):
            address = reverse(name)
        client = senders.clients["work" if "worklist" in name else "visitor"]
        with transaction.atomic():
            response = client.get(f"{address}?{query}")
            transaction.set_rollback(True)
        assert response.status_code < 500, (name, query, response.status_code)
        assert "example.org" not in response.headers.get("Location", ""), (name, query)
        assert "javascript:" not in response.headers.get("Location", ""), (name, query)
