"""Reads the body of a check: exact numbers kept, every defect with its line and column."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus

from django.http import HttpRequest

from haina.api.problems import BODY, ApiProblem
from haina.policy import Answer, Policy, ReadError
from haina.policy.calculate import Calculation, calculate
from haina.policy.nodes import Document
from haina.policy.plain import plain
from haina.policy.policy import KINDS, RIGHTS
from haina.policy.reader import read_document
from haina.rules import FactError, Place, Problem, Text
from haina.rules.problems import nearest

#: The largest body that is read, in bytes.
LARGEST_BODY = 1024 * 1024
_KEYS = ("on", "facts", "rights", "of")
_GIVEN = ("on", "facts")
_EARLIEST, _LATEST = date(1900, 1, 1), date(2200, 12, 31)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked: facts as written, a day, the rights (None: all), what `of`, and the body for places."""

    facts: Mapping[str, object]
    on: date
    rights: tuple[str, ...] | None
    of: str
    document: Document

    def place(self, path: tuple[str | int, ...]) -> Place:
        """Return where a fact stands in the body."""
        return self.document.place_of(("facts", *path))


def read_body(request: HttpRequest) -> str:
    """Return the body as text. Raises ApiProblem if it is too large or not UTF-8."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > LARGEST_BODY:
        raise ApiProblem(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            "too-large",
            Text(zh="请求正文不得超过 1 MB", en="the body may be at most 1 MB"),
        )
    try:
        return request.body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _bad([], Text(zh="正文应当是 UTF-8", en="the body must be UTF-8")) from error


def read_asked(policy: Policy, text: str, today: date) -> Asked:
    """Read what is asked. Raises ApiProblem with every defect of the form."""
    document, body, problems = _opened(text, _KEYS)
    facts = _facts(body.get("facts"), document, problems)
    on = _day(body.get("on"), today, document, problems)
    rights = _rights(policy, body.get("rights"), document, problems)
    of = _of(body.get("of", RIGHTS), document, problems)
    if problems:
        raise _bad(problems)
    return Asked(facts, on, rights, of, document)


def read_given(text: str, today: date) -> Asked:
    """Read facts and a day alone, as a calculator wants them. Raises ApiProblem like `read_asked`."""
    document, body, problems = _opened(text, _GIVEN)
    facts = _facts(body.get("facts"), document, problems)
    on = _day(body.get("on"), today, document, problems)
    if problems:
        raise _bad(problems)
    return Asked(facts, on, None, RIGHTS, document)


def _opened(text: str, keys: tuple[str, ...]) -> tuple[Document, dict[str, object], list[Problem]]:
    """Read a JSON object, noting keys that mean nothing. Raises ApiProblem if it is none."""
    if text.lstrip()[:1] != "{":
        raise _bad([], Text(zh="正文应当是 JSON 对象", en="the body must be a JSON object"))
    try:
        document = read_document(text, BODY)
    except ReadError as error:
        raise _bad(error.problems) from error
    body = plain(document.root, json=True)
    if not isinstance(body, dict):
        raise _bad([], Text(zh="正文应当是 JSON 对象", en="the body must be a JSON object"))
    problems = [
        Problem(
            document.key_place((str(key),)),
            "unknown-key",
            Text(zh=f"没有键 {key}", en=f"there is no key {key}"),
            nearest(str(key), keys),
        )
        for key in body
        if key not in keys
    ]
    return document, body, problems


def _facts(value: object, document: Document, problems: list[Problem]) -> Mapping[str, object]:
    """Return the facts as written, noting if they are no object."""
    if isinstance(value, dict):
        return value
    message = Text(zh="facts 应当是“名称: 值”的对象", en="facts must be an object of name and value")
    problems.append(Problem(document.place_of(("facts",)), "facts-shape", message))
    return {}


def answer_asked(policy: Policy, asked: Asked) -> Answer:
    """Answer. Raises ApiProblem with every defect of the facts."""
    try:
        return policy.check(asked.facts, asked.on, asked.place, asked.rights, asked.of)
    except FactError as error:
        raise _bad(error.problems) from error


def calculated(policy: Policy, id: str, asked: Asked) -> Calculation:
    """Work a calculator out. Raises ApiProblem with every defect of the facts."""
    try:
        return calculate(policy, id, asked.facts, asked.on, asked.place)
    except FactError as error:
        raise _bad(error.problems) from error


def _bad(problems: list[Problem] | tuple[Problem, ...], detail: Text | None = None) -> ApiProblem:
    """Return the error for a body that cannot be used."""
    said = detail or Text(zh="请求有误，详见 problems", en="the request has defects; see problems")
    return ApiProblem(HTTPStatus.UNPROCESSABLE_ENTITY, "bad-request", said, problems)


def _day(value: object, today: date, document: Document, problems: list[Problem]) -> date:
    """Return the day asked about, noting what is wrong with it."""
    if value is None:
        return today
    try:
        on = value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError:
        on = date.max
    if not _EARLIEST <= on <= _LATEST:
        message = Text(zh="on 应当是 1900 至 2200 年间的日期", en="on must be a day between 1900 and 2200")
        suggestion = Text(zh="例如 2016-09-26", en="for example 2016-09-26")
        problems.append(Problem(document.place_of(("on",)), "impossible-date", message, suggestion))
    return on


def _of(value: object, document: Document, problems: list[Problem]) -> str:
    """Return what is to be answered, noting a word that means nothing."""
    if value in KINDS:
        return str(value)
    choice = ", ".join(KINDS)
    message = Text(zh=f"of 应当是以下之一：{choice}", en=f"of must be one of {choice}")
    problems.append(Problem(document.place_of(("of",)), "unknown-of", message, nearest(str(value), KINDS)))
    return RIGHTS


def _rights(
    policy: Policy, value: object, document: Document, problems: list[Problem]
) -> tuple[str, ...] | None:
    """Return the rights asked about, noting those that the policy does not have."""
    if value is None:
        return None
    if not isinstance(value, list):
        message = Text(zh="rights 应当是列表", en="rights must be a list")
        problems.append(Problem(document.place_of(("rights",)), "rights-shape", message))
        return ()
    for index, name in enumerate(value):
        if str(name) not in policy.rights:
            message = Text(zh=f"没有名为 {name} 的权利", en=f"there is no right named {name}")
            place = document.place_of(("rights", index))
            problems.append(Problem(place, "unknown-right", message, nearest(str(name), policy.rights)))
    return tuple(dict.fromkeys(str(name) for name in value))
