"""Feature: a program asks what facts can get, and receives the same object as the command line gives."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client

from haina.api.checking import LARGEST_BODY
from haina.api.limits import CHECKS_PER_MINUTE
from haina.cases.policies import current_policy

pytestmark = pytest.mark.django_db


def check(client: Client, body: object, language: str = "en") -> HttpResponse:
    text = body if isinstance(body, str | bytes) else json.dumps(body, ensure_ascii=False)
    response: Any = client.post(
        "/api/v1/check", text, content_type="application/json", headers={"accept-language": language}
    )
    return response


def problems(response: HttpResponse) -> list[dict[str, Any]]:
    assert response["Content-Type"] == "application/problem+json"
    found: list[dict[str, Any]] = json.loads(response.content)["problems"]
    return found


def a_date_fact() -> str:
    return next(name for name, fact in current_policy().facts.items() if fact.type.name == "date")


def test_the_answer_is_the_command_lines(client: Client) -> None:
    policy = current_policy()
    name, on = a_date_fact(), date(2017, 5, 1)
    response = check(client, {"on": "2017-05-01", "facts": {name: "1985-04-02"}})
    assert response.status_code == 200
    expected = policy.check({name: "1985-04-02"}, on).to_json()
    assert json.loads(response.content) == json.loads(json.dumps(expected))
    assert response["Cache-Control"] == "no-store"


def test_only_the_rights_named_are_answered(client: Client) -> None:
    wanted = list(current_policy().rights)[:2]
    body = json.loads(check(client, {"facts": {}, "rights": wanted}).content)
    assert [right["id"] for right in body["rights"]] == wanted


def test_an_unknown_fact_is_refused_with_its_place_and_the_nearest_name(client: Client) -> None:
    name = a_date_fact()
    response = check(client, '{\n "facts": {\n  "' + name + 'x": "1985-04-02"\n }\n}')
    assert response.status_code == 422
    (problem,) = problems(response)
    assert problem["line"] == 3
    assert name in problem["suggestion"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"facts": []}, "facts-shape"),
        ({"facts": {}, "on": "2016-02-30"}, "impossible-date"),
        ({"facts": {}, "on": "9999-01-01"}, "impossible-date"),
        ({"facts": {}, "when": "2016-02-03"}, "unknown-key"),
        ({"facts": {}, "rights": "all"}, "rights-shape"),
        ({"facts": {}, "rights": ["nothing"]}, "unknown-right"),
        ({}, "facts-shape"),
    ],
)
def test_a_body_of_the_wrong_shape_is_refused(client: Client, body: object, code: str) -> None:
    response = check(client, body)
    assert response.status_code == 422
    assert [problem["code"] for problem in problems(response)] == [code]


@pytest.mark.parametrize("body", ["", "null", "[]", "facts: {}", "{", '{"facts": {}} x', b"\xff\xfe{}"])
def test_what_is_no_json_object_is_refused(client: Client, body: str | bytes) -> None:
    response = check(client, body)
    assert response.status_code == 422
    assert response["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(("language", "said"), [("en", "body"), ("zh-hans", "正文")])
def test_errors_speak_the_language_that_was_asked_for(client: Client, language: str, said: str) -> None:
    response = check(client, "[]", language)
    assert said in json.loads(response.content)["detail"]
    assert response["Content-Language"] == ("en" if language == "en" else "zh-Hans")


def test_numbers_are_exact(client: Client) -> None:
    policy = current_policy()
    name = next(name for name, fact in policy.facts.items() if fact.type.name == "money")
    body = '{"on": "2017-05-01", "facts": {"' + name + '": 599999.99}}'
    response = check(client, body)
    assert response.status_code == 200
    expected = policy.check({name: "599999.99"}, date(2017, 5, 1)).to_json()
    assert json.loads(response.content) == json.loads(json.dumps(expected))


def test_a_large_body_is_refused_before_it_is_read(client: Client) -> None:
    response = check(client, '{"facts": {}, "x": "' + "a" * LARGEST_BODY + '"}')
    assert response.status_code == 413


def test_deep_nesting_is_refused(client: Client) -> None:
    assert check(client, '{"facts": ' + "[" * 100_000 + "]" * 100_000 + "}").status_code == 422


def test_who_asks_too_often_waits(client: Client) -> None:
    cache.clear()
    for _ in range(CHECKS_PER_MINUTE):
        check(client, "[]")
    response = check(client, "[]")
    assert response.status_code == 429
    assert response["Retry-After"] == "60"
    assert response["Content-Type"] == "application/problem+json"
    cache.clear()
