"""Feature: every list of the policy can be had as JSON and as CSV, and the policy names its version."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from django.test import Client

from haina.cases.policies import current_policy
from haina.policy import Policy

pytestmark = pytest.mark.django_db


@pytest.fixture
def policy() -> Policy:
    return current_policy()


def read_csv(client: Client, name: str) -> list[list[str]]:
    response = client.get(f"/api/v1/{name}.csv")
    assert response.status_code == 200
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert {len(row) for row in rows} == {len(rows[0])}
    return rows


LISTS = (
    *("clauses", "differences", "life-events", "audiences", "budgets", "calculators"),
    *("rights", "programmes", "agreements", "duties", "systems", "standards", "facts", "departments"),
)


@pytest.mark.parametrize("name", LISTS)
def test_a_list_is_there_as_json_and_as_csv(client: Client, name: str) -> None:
    """Given a list, when it is read in both forms, then each thing of the one stands in the other."""
    entries = client.get(f"/api/v1/{name}").json()
    rows = read_csv(client, name)
    key = next(iter(entries[0]))
    assert rows[0][0] == key
    assert list(dict.fromkeys(row[0] for row in rows[1:])) == [entry[key] for entry in entries]


def test_a_clause_says_what_carries_it_out(client: Client, policy: Policy) -> None:
    entries = client.get("/api/v1/clauses").json()
    assert [entry["id"] for entry in entries] == list(policy.clauses)
    for entry in entries:
        assert [each["id"] for each in entry["elements"]] == [
            each.id for each in policy.elements_of(entry["id"])
        ]
    one = client.get(f"/api/v1/clauses/{entries[0]['id']}").json()
    assert one == entries[0]


def test_the_differences_are_those_of_the_clauses(client: Client, policy: Policy) -> None:
    wanted = [clause.id for clause in policy.clauses.values() if clause.difference]
    assert [each["clause"] for each in client.get("/api/v1/differences").json()] == wanted != []


def test_a_budget_names_what_draws_on_it(client: Client, policy: Policy) -> None:
    drawn = [id for each in client.get("/api/v1/budgets").json() for id in each["programmes"]]
    assert sorted(drawn) == sorted(policy.programmes)


def test_a_system_stands_for_itself(client: Client, policy: Policy) -> None:
    system = next(iter(policy.systems.values()))
    shown = client.get(f"/api/v1/systems/{system.id}").json()
    assert shown["clauses"] == list(system.clauses)
    behind = [each.id for id in system.clauses for each in policy.elements_of(id)]
    assert [each["id"] for each in shown["elements"]] == behind
    assert client.get("/api/v1/systems/nothing").status_code == 404


def test_the_policy_as_a_whole_names_its_version_and_counts_itself(client: Client, policy: Policy) -> None:
    whole: dict[str, Any] = client.get("/api/v1/policy").json()
    assert (whole["id"], whole["version"]) == (policy.id, policy.version)
    counts = whole["counts"]
    assert (
        counts["clauses"]
        == len(policy.clauses)
        == sum(counts[f"clauses_{kind}"] for kind in ("right", "money", "deal", "duty"))
    )
    assert counts["rights"] + counts["programmes"] == len(policy.rights)
    assert counts["systems"] == len(policy.systems)


def test_what_answers_names_the_version_it_answered_from(client: Client, policy: Policy) -> None:
    calculator = next(iter(policy.calculators))
    for address in ("check", f"calculators/{calculator}"):
        body = json.dumps({"facts": {}})
        answer = client.post(f"/api/v1/{address}", body, content_type="application/json").json()
        assert answer["policy"]["version"] == policy.version, address
