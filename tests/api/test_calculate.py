"""Feature: a program works a calculator out over HTTP, and receives what the command line gives."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client

from haina.api.limits import CHECKS_PER_MINUTE
from haina.cases.policies import current_policy
from haina.policy import Policy
from haina.policy.calculate import calculate, inputs_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def policy() -> Policy:
    cache.clear()
    return current_policy()


def post(client: Client, key: str, body: object, language: str = "en") -> HttpResponse:
    text = body if isinstance(body, str) else json.dumps(body)
    response: Any = client.post(
        f"/api/v1/calculators/{key}",
        text,
        content_type="application/json",
        headers={"accept-language": language},
    )
    return response


def problems(response: HttpResponse) -> list[dict[str, Any]]:
    assert response.status_code == 422
    assert response["Content-Type"] == "application/problem+json"
    found: list[dict[str, Any]] = json.loads(response.content)["problems"]
    return found


def test_each_example_of_the_pack_gives_the_same_as_the_command(client: Client, policy: Policy) -> None:
    """Given the examples of a calculator, when the first is sent, then the answer is the program's own."""
    for calculator in policy.calculators.values():
        example = calculator.examples[0]
        given = json.loads(json.dumps(dict(example.facts), default=str))
        response = post(client, calculator.id, {"on": example.on.isoformat(), "facts": given})
        assert response.status_code == 200, (calculator.id, response.content)
        expected = calculate(policy, calculator.id, example.facts, example.on).to_json()
        assert json.loads(response.content) == json.loads(json.dumps(expected))
        assert response["Cache-Control"] == "no-store"


def test_nothing_known_names_what_is_missing(client: Client, policy: Policy) -> None:
    calculator = next(iter(policy.calculators.values()))
    answer = json.loads(post(client, calculator.id, {"facts": {}}).content)
    assert set(answer["missing_facts"]) <= set(inputs_of(policy, calculator))
    assert answer["missing_facts"]


def test_a_calculator_says_what_it_asks_for_and_how_it_works(client: Client, policy: Policy) -> None:
    for calculator in policy.calculators.values():
        whole = client.get(f"/api/v1/calculators/{calculator.id}").json()
        assert [each["name"] for each in whole["facts"]] == whole["inputs"]
        assert whole["inputs"] == list(inputs_of(policy, calculator))
        assert {each["id"] for each in whole["formulas"]} <= set(policy.program.rules)
        assert set(whole["rests_on"]) <= set(policy.standards)
        assert [each["id"] for each in whole["outputs"]] == [each.id for each in calculator.outputs]


def test_a_wrong_fact_is_refused_with_its_line_and_the_nearest_name(client: Client, policy: Policy) -> None:
    key = next(iter(policy.calculators))
    name = inputs_of(policy, policy.calculators[key])[0]
    (problem,) = problems(post(client, key, '{\n "facts": {\n  "' + name + 'x": "1"\n }\n}'))
    assert (problem["line"], name in problem["suggestion"]) == (3, True)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"facts": []}, "facts-shape"),
        ({"facts": {}, "on": "2016-02-30"}, "impossible-date"),
        ({"facts": {}, "rights": []}, "unknown-key"),
        ({}, "facts-shape"),
    ],
)
def test_a_body_of_the_wrong_shape_is_refused(
    client: Client, policy: Policy, body: object, code: str
) -> None:
    found = problems(post(client, next(iter(policy.calculators)), body))
    assert [problem["code"] for problem in found] == [code]


@pytest.mark.parametrize(("language", "said"), [("en", "calculator nothing"), ("zh-Hans", "计算器 nothing")])
def test_a_calculator_that_is_not_there_is_not_found(
    client: Client, policy: Policy, language: str, said: str
) -> None:
    for response in (
        post(client, "nothing", {"facts": {}}, language),
        client.get("/api/v1/calculators/nothing", headers={"accept-language": language}),
    ):
        assert response.status_code == 404
        assert said in json.loads(response.content)["detail"]


def test_who_asks_too_often_waits(client: Client, policy: Policy) -> None:
    for _ in range(CHECKS_PER_MINUTE):
        post(client, "nothing", "[]")
    response = post(client, "nothing", "[]")
    assert response.status_code == 429
    assert response["Retry-After"] == "60"
    cache.clear()
