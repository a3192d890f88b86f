"""Feature: programs can read the policy as JSON and as CSV, and the description of it does not drift."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from django.test import Client

from haina.api.views import api
from haina.cases.policies import current_policy

SNAPSHOT = Path(__file__).parent / "openapi.json"


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["rights", "standards", "facts", "departments"])
def test_a_list_has_one_entry_for_each_thing(client: Client, name: str) -> None:
    entries = client.get(f"/api/v1/{name}").json()
    assert len(entries) == len(getattr(current_policy(), name))


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["rights", "standards", "facts", "departments", "articles"])
def test_a_list_as_csv_has_a_head_and_rows_of_the_same_length(client: Client, name: str) -> None:
    response = client.get(f"/api/v1/{name}.csv")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    text = response.content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert len(rows) > 1
    assert {len(row) for row in rows} == {len(rows[0])}
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "@", "+"))]


@pytest.mark.django_db
def test_each_thing_has_a_page_of_its_own(client: Client) -> None:
    policy = current_policy()
    for right in policy.rights.values():
        body = client.get(f"/api/v1/rights/{right.id}").json()
        assert body["rule"] == right.when.text
        assert set(body["rests_on"]) <= set(policy.standards)
        assert set(body["facts"]) <= set(policy.facts)
    for key in policy.articles:
        clauses = client.get(f"/api/v1/articles/{key}").json()["clauses"]
        assert [clause["id"] for clause in clauses] == list(policy.articles[key].clauses)
    for key in policy.procedures:
        assert client.get(f"/api/v1/procedures/{key}").json()["stages"]
    for key in list(policy.clauses)[:3]:
        assert client.get(f"/api/v1/clauses/{key}").json()["summary"]["zh"]


@pytest.mark.django_db
def test_decimals_are_text_so_that_nobody_rounds_them(client: Client) -> None:
    values = [value for entry in client.get("/api/v1/standards").json() for value in entry["values"]]
    assert not [value for value in values if isinstance(value["value"], float)]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "said"), [("en", "the policy has no right nothing"), ("zh-Hans", "政策中没有权利 nothing")]
)
def test_what_is_not_there_is_said_in_the_readers_language(client: Client, language: str, said: str) -> None:
    response = client.get("/api/v1/rights/nothing", headers={"accept-language": language})
    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["detail"] == said


def test_the_description_is_the_one_that_was_agreed() -> None:
    """A change is made on purpose: delete tests/api/openapi.json, run this once, and read the difference."""
    described = json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/v1/")))
    if not SNAPSHOT.exists():
        SNAPSHOT.write_text(json.dumps(described, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    assert described == json.loads(SNAPSHOT.read_text(encoding="utf-8"))
