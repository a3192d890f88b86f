"""Feature: programs read programmes, agreements, duties and systems, and have them answered.

The pack of the invented city of Aurel is used, which has one of each.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from haina.cases.policies import current_policy, forget_policies
from haina.policy import Policy

AUREL = Path(__file__).parents[1] / "packs" / "aurel"

pytestmark = pytest.mark.django_db


@pytest.fixture
def aurel(monkeypatch: pytest.MonkeyPatch) -> Iterator[Policy]:
    """The policy of Aurel in the place of the one in use."""
    monkeypatch.setenv("HAINA_POLICY", str(AUREL))
    forget_policies()
    yield current_policy()
    forget_policies()


def check(client: Client, body: dict[str, Any]) -> Any:
    return client.post("/api/v1/check", json.dumps(body), content_type="application/json")


FACTS = {"builds_ships": True, "keel_laid": "2021-01-01", "plan_filings": []}


@pytest.mark.parametrize(
    ("of", "keys"),
    [
        ("rights", ["on", "policy", "rights"]),
        ("agreements", ["on", "policy", "rights", "agreements"]),
        ("duties", ["on", "policy", "rights", "duties"]),
        ("all", ["on", "policy", "rights", "agreements", "duties"]),
    ],
)
def test_what_is_asked_for_is_answered_as_the_command_does(
    client: Client, aurel: Policy, of: str, keys: list[str]
) -> None:
    from datetime import date

    response = check(client, {"on": "2021-02-01", "facts": FACTS, "of": of})
    assert response.status_code == 200
    assert list(response.json()) == keys
    given = {**FACTS, "keel_laid": date(2021, 1, 1)}
    expected = aurel.check(given, date(2021, 2, 1), of=of).to_json()
    assert response.json() == json.loads(json.dumps(expected))


def test_a_duty_is_answered_with_its_last_day(client: Client, aurel: Policy) -> None:
    body = check(client, {"on": "2021-02-01", "facts": FACTS, "of": "duties"}).json()
    (duty,) = [each for each in body["duties"] if each["id"] == "file_plans"]
    assert (duty["state"], duty["due"], duty["late_since"]) == ("late", "2021-01-31", "2021-02-01")


def test_another_word_is_refused_with_its_place(client: Client, aurel: Policy) -> None:
    response = check(client, {"facts": {}, "of": "duty"})
    assert response.status_code == 422
    (problem,) = response.json()["problems"]
    assert problem["code"] == "unknown-of"
    assert "duties" in problem["suggestion"]


@pytest.mark.parametrize("name", ["programmes", "agreements", "duties", "systems"])
def test_a_list_has_one_entry_for_each_and_its_csv_one_row(client: Client, aurel: Policy, name: str) -> None:
    ids = list(getattr(aurel, name))
    assert [entry["id"] for entry in client.get(f"/api/v1/{name}").json()] == ids
    response = client.get(f"/api/v1/{name}.csv")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert [row[0] for row in rows[1:]] == ids
    assert {len(row) for row in rows} == {len(rows[0])}


def test_a_programme_says_how_it_pays(client: Client, aurel: Policy) -> None:
    programme = client.get("/api/v1/programmes/hull_aid").json()
    assert programme["amount"] == "min(hull_cost * hull_share, hull_cap)"
    assert [part["share"] for part in programme["instalments"]] == ["0.3", "0.7"]
    assert programme["not_with"] == ["studio_grant"]
    assert [(each["id"], each["share"]) for each in programme["clawback"]] == [
        ("sold", "0.5"),
        ("unpaid", None),
    ]
    other = client.get("/api/v1/programmes/studio_grant").json()
    assert other["not_with"] == ["hull_aid"], "whichever of the two says so"


def test_an_agreement_says_what_must_be_agreed_and_what_follows(client: Client, aurel: Policy) -> None:
    agreement = client.get("/api/v1/agreements/joint_build").json()
    assert [party["role"] for party in agreement["parties"]] == ["owner", "yard", "harbour_office"]
    assert [term["id"] for term in agreement["terms"]] == ["writing", "cost"]
    assert [each["kind"] for each in agreement["consequences"]] == [
        "publish",
        "publish",
        "register",
        "payment",
        "filing",
    ]


@pytest.mark.parametrize(
    ("duty", "due"),
    [
        ("file_plans", {"within": "days(filing_days)", "after": "keel_laid"}),
        ("warn_of_launch", {"before": "launch_day"}),
        ("survey_yard", {"every": "years(1)"}),
        ("keep_watch", {"standing": True}),
        ("report_fleet", {"by": "fleet_report_day"}),
        ("better_quay", {"unstated": {"zh": "逐步", "en": "step by step"}}),
    ],
)
def test_a_duty_says_by_when(client: Client, aurel: Policy, duty: str, due: dict[str, Any]) -> None:
    assert client.get(f"/api/v1/duties/{duty}").json()["due"] == due


@pytest.mark.parametrize("name", ["programmes", "agreements", "duties"])
def test_what_is_not_there_is_not_found(client: Client, aurel: Policy, name: str) -> None:
    response = client.get(f"/api/v1/{name}/nothing")
    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"


def test_one_thing_alone_says_what_it_rests_on_and_what_changed(client: Client, aurel: Policy) -> None:
    duty = client.get("/api/v1/duties/dredge_slip").json()
    assert duty["facts"] == [
        name for name in aurel.facts if name in {"builds_ships", "keel_laid", "quay_works"}
    ]
    assert {"dredging_days", "dredging_tried"} <= set(duty["rests_on"])
    first = duty["history"][0]
    assert (first["on"], first["kind"]) == ("2020-07-01", "force")
    right = client.get("/api/v1/rights/harbour_pass").json()
    assert "pass_years" in right["rests_on"]
    assert [each["on"] for each in right["history"]] == sorted(each["on"] for each in right["history"])
    assert "history" not in client.get("/api/v1/duties").json()[0], "lists stay light"
