"""Feature: whatever is sent to the interface, it answers as its own document says, and never fails.

Schemathesis draws the requests, of the document's shapes and against them. `HAINA_PROPERTIES=soak` draws many
more, 20,000 at least, and says how many there were. HAINA_FUZZ names the address of a running server to be
asked instead of the one inside the test, with HAINA_PROXIES=1 so that each counts as another visitor's.
"""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode, checks

from haina.api.views import api

from ..support.policy import installed_policy

pytestmark = pytest.mark.django_db

SERVER = os.environ.get("HAINA_FUZZ", "")
SOAK = os.environ.get("HAINA_PROPERTIES") == "soak"
#: Requests that are drawn for one operation; those without parameters have fewer.
DRAWN = 1700 if SOAK else 40
#: What a long run amounts to.
AT_LEAST = 20_000
#: How a refusal may look that the framework gives before the interface is reached.
ELSEWHERE = frozenset({400, 405, 406, 415})
CONFORM = [
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
]
_callers = count(1)
#: How often which status was answered to what schemathesis drew.
answered: Counter[int] = Counter()
PROFILE = settings(deadline=None, derandomize=not SOAK, suppress_health_check=list(HealthCheck))


#: The document as it is published, but plain JSON: schemathesis wants nothing lazy in it.
schema = schemathesis.openapi.from_dict(json.loads(json.dumps(api.get_openapi_schema(), default=str)))
schema.app = None if SERVER else get_wsgi_application()


@pytest.fixture(autouse=True)
def often(db: None, settings: Any) -> Iterator[None]:
    """Anybody may ask as often as they like."""
    settings.RATELIMIT_ENABLE = False
    # The end of a request would close the connection in which the test's transaction is.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def caller() -> str:
    """An address of its own for each request, as behind a proxy: a visitor's limit is tested elsewhere."""
    number = next(_callers)
    return f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


#: Facts of the policy with whatever a program may state of them; None leaves what schemathesis drew.
FACTS = st.none() | st.dictionaries(
    st.sampled_from(sorted(installed_policy().facts)),
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)  # which no JSON has, and no client sends
    | st.text(max_size=9)
    | st.lists(st.text(), max_size=2),
    max_size=6,
)


def keys_of(operation: str) -> st.SearchStrategy[str | None]:
    """Keys that exist where the operation asks for one; None leaves what schemathesis drew."""
    kind = operation.split("/")[3]
    known = getattr(installed_policy(), kind, None) if "{key}" in operation else None
    return st.none() | st.sampled_from(sorted(known)) if known else st.none()


OPERATIONS = {found.ok().label: found.ok() for found in schema.get_all_operations()}


@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_operation_answers_as_the_document_says(operation: str) -> None:
    """Given requests of the document's shapes and against them, then the answer is one that it names."""
    of_shape, against = (OPERATIONS[operation].as_strategy(generation_mode=mode) for mode in GenerationMode)

    @settings(
        max_examples=DRAWN, deadline=None, derandomize=not SOAK, suppress_health_check=list(HealthCheck)
    )
    @given(case=of_shape | against, key=keys_of(operation), facts=FACTS)
    def holds(case: schemathesis.Case, key: str | None, facts: dict[str, Any] | None) -> None:
        if key is not None and "key" in case.path_parameters:
            case.path_parameters["key"] = key
        if facts is not None and isinstance(case.body, dict):
            case.body["facts"] = facts
        response = case.call(base_url=SERVER or None, headers={"X-Forwarded-For": caller()})
        answered[response.status_code] += 1
        assert response.status_code < 500, response.text[:300]
        found = [] if response.status_code in ELSEWHERE else CONFORM
        case.validate_response(response, checks=[checks.not_a_server_error, *found])

    try:
        holds()
    except Unsatisfiable:  # there is nothing that such an operation could be sent wrongly
        once = given(case=of_shape, key=st.none(), facts=st.none())
        settings(max_examples=1)(once(holds.hypothesis.inner_test))()


def test_none_of_all_these_requests_fails(capsys: pytest.CaptureFixture[str]) -> None:
    """Given all that was drawn above, then it is said how much it was, and a long run was long."""
    failed = sum(number for status, number in answered.items() if status >= 500)
    by_status = ", ".join(f"{number:,} × {status}" for status, number in sorted(answered.items()))
    said = f"{answered.total():,} requests of {len(OPERATIONS)} operations, {failed} failed: {by_status}"
    with capsys.disabled():
        sys.stdout.write(f"\n{said}\n")
    assert failed == 0
    assert answered.total() >= (AT_LEAST if SOAK else len(OPERATIONS))


DEEP = "[" * 20_000
#: Bodies that no client of ours would send, and what they are.
HOSTILE = {
    "nothing": b"",
    "no JSON": b"{",
    "a NUL": b'{"facts": {"nationality": "\\u0000"}}',
    "a raw NUL": b'{"facts": {"nationality": "\x00"}}',
    "a lone surrogate": b'{"facts": {"nationality": "\\ud800"}}',
    "a lone surrogate as a name": b'{"facts": {"\\udfff": 1}}',
    "no UTF-8": b'{"facts": {"nationality": "\xff\xfe"}}',
    "UTF-16": '{"facts": {}}'.encode("utf-16"),
    "beyond every number": b'{"facts": {"annual_salary": 1e999}}',
    "beyond every exponent": b'{"facts": {"annual_salary": 1e999999999999}}',
    "a number of 100,000 digits": b'{"facts": {"annual_salary": ' + b"9" * 100_000 + b"}}",
    "as a text": b'{"facts": {"annual_salary": "1e999999999"}}',
    "infinity": b'{"facts": {"annual_salary": Infinity}}',
    "no number": b'{"facts": {"annual_salary": NaN}}',
    "a day that is none": b'{"facts": {"birth_date": "2026-02-30"}}',
    "a day before all": b'{"facts": {"birth_date": "0000-00-00"}}',
    "a year beyond": b'{"on": "99999-01-01", "facts": {}}',
    "the last day": b'{"on": "9999-12-31", "facts": {"birth_date": "0001-01-01"}}',
    "right to left": '{"facts": {"nationality": "\u202egnp.exe"}}'.encode(),
    "deep lists": DEEP.encode(),
    "a deep value": ('{"facts": {"residence_permits": ' + DEEP).encode(),
    "a deep object": (('{"facts":' * 5000) + "1" + "}" * 5000).encode(),
    "a name twice": b'{"facts": {"nationality": "foreign", "nationality": 1}}',
    "facts as a list": b'{"facts": []}',
    "a long name": b'{"facts": {"' + b"x" * 100_000 + b'": 1}}',
    "many names": b'{"facts": {' + b",".join(b'"f%d": 1' % each for each in range(5000)) + b"}}",
    "script": b'{"facts": {"<script>alert(1)</script>": "<img src=x onerror=alert(1)>"}}',
}


@pytest.mark.parametrize("path", ["/api/v1/check", "/api/v1/calculators/b_permit_calculator"])
@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_body_is_refused_with_its_place(client: Client, path: str, what: str) -> None:
    response = client.post(path, HOSTILE[what], content_type="application/json")
    assert response.status_code in {200, 413, 422}, (what, response.content[:300])
    if response.status_code != 200:
        assert response["Content-Type"] == "application/problem+json"
        problem = response.json()
        assert problem["detail"]
        assert "<script" not in problem["detail"] or response["Content-Type"].endswith("json")


@pytest.mark.parametrize(
    "kind",
    ["", "text/plain", "application/xml", "multipart/form-data", "multipart/form-data; boundary=", "a\tb"],
)
def test_another_content_type_is_no_failure(client: Client, kind: str) -> None:
    response = client.generic("POST", "/api/v1/check", b'{"facts": {}}', content_type=kind)
    assert response.status_code in {200, 400, 415, 422}


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/rights/%00",
        "/api/v1/rights/%ff%fe",
        "/api/v1/rights/%ed%a0%80",
        "/api/v1/rights/..%2f..%2fetc%2fpasswd",
        "/api/v1/rights/" + "x" * 5000,
        "/api/v1/rights/%E2%80%AEx",
        "/api/v1/policy/versions/%00.zip",
        "/api/v1/policy/versions/..%2f..%2fsecrets.zip",
        "/api/v1/rights?lang=%00&x=%ff",
        "/api/v1/rights.csv?lang=" + "%f0%9f%98%80" * 500,
    ],
)
def test_a_hostile_address_is_no_failure(client: Client, path: str) -> None:
    assert client.get(path).status_code in {200, 400, 404, 422}
