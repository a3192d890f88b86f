"""Errors as problem documents (RFC 9457), in the reader's language, with the place and what to do."""

from __future__ import annotations

import json
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from django.utils.translation import get_language

from haina.rules import Problem, Text

#: The media type of a problem document.
PROBLEM = "application/problem+json"
#: The name that places in a request's body show.
BODY = "body"


class ApiProblem(Exception):
    """Something that the interface refuses; it becomes a problem document."""

    def __init__(
        self, status: HTTPStatus, code: str, detail: Text, problems: Sequence[Problem] = (), retry: int = 0
    ) -> None:
        super().__init__(detail.en)
        self.status = status
        self.code = code
        self.detail = detail
        self.problems = tuple(problems)
        self.retry = retry


def _language() -> str:
    return "zh" if (get_language() or "en").startswith("zh") else "en"


def problem_response(error: ApiProblem) -> HttpResponse:
    """Return the problem document of an error."""
    lang = _language()
    document: dict[str, Any] = {
        "type": f"urn:haina:problem:{error.code}",
        "title": error.status.phrase,
        "status": int(error.status),
        "detail": error.detail.in_(lang),
    }
    if error.problems:
        document["problems"] = [_one(problem, lang) for problem in error.problems]
    body = json.dumps(document, ensure_ascii=False, indent=2)
    response = HttpResponse(body, status=int(error.status), content_type=PROBLEM)
    response["Content-Language"] = "zh-Hans" if lang == "zh" else "en"
    if error.retry:
        response["Retry-After"] = str(error.retry)
    return response


def _one(problem: Problem, lang: str) -> dict[str, Any]:
    """Return one problem: where in the body it is, what is wrong, and what to write instead."""
    return {
        "code": problem.code,
        "message": problem.message.in_(lang),
        "suggestion": problem.suggestion.in_(lang) if problem.suggestion else None,
        "line": problem.place.line,
        "column": problem.place.column,
    }


def not_found(what: Text) -> ApiProblem:
    """Return the error for something that the policy does not have."""
    detail = Text(zh=f"政策中没有{what.zh}", en=f"the policy has no {what.en}")
    return ApiProblem(HTTPStatus.NOT_FOUND, "not-found", detail)
