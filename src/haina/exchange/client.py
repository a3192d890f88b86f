"""Registers over HTTP: one signed question, one signed answer, within a few seconds or not at all."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import urllib3
from django.conf import settings

from haina.exchange.protocol import Answer, NoAnswer, Question, RegisterRefuses, Registers, Trouble
from haina.exchange.signing import (
    DEPARTMENT,
    FOLDER,
    SIGNATURE,
    TIME,
    NoKey,
    is_signed,
    key_of,
    sign_answer,
    sign_question,
)

#: Seconds to connect, to wait for each piece, and for the whole answer; its most bytes.
CONNECT, READ, WHOLE = 2.0, 5.0, 8.0
MOST_BYTES = 256 * 1024
_PIECE = 16 * 1024


class HttpRegisters:
    """The registers behind one address; `keys` is the folder with the departments' keys."""

    def __init__(self, address: str, keys: Path, *, whole: float = WHOLE) -> None:
        self._address = address.rstrip("/")
        self._keys = keys
        self._whole = whole
        self._pool = urllib3.PoolManager(
            timeout=urllib3.Timeout(connect=min(CONNECT, whole), read=min(READ, whole)), retries=False
        )

    def ask(self, question: Question) -> Answer:
        """The answer; raises NoAnswer where there is none this time, RegisterRefuses where there is none."""
        try:
            key = key_of(self._keys, question.department)
        except NoKey as error:
            raise NoAnswer(Trouble.NOT_CONNECTED, question.department) from error
        status, signature, body = self._send(question, key)
        if status >= 500 or status in (401, 404, 408, 429):
            raise NoAnswer(Trouble.FAILED, str(status))
        if not is_signed(sign_answer(key, str(question.id), body), signature):
            raise NoAnswer(Trouble.UNSIGNED)
        return _read(question, status, body)

    def _send(self, question: Question, key: bytes) -> tuple[int, str, bytes]:
        """Status, signature and body of the reply; raises NoAnswer."""
        path = f"/registers/{question.register}"
        moment = datetime.now(UTC).isoformat()
        body = json.dumps(_as_json(question), ensure_ascii=False, sort_keys=True).encode()
        headers = {
            "Content-Type": "application/json",
            DEPARTMENT: question.department,
            TIME: moment,
            SIGNATURE: sign_question(key, path, moment, body),
        }
        begun = time.monotonic()
        try:
            reply = self._pool.request(
                "POST",
                self._address + path,
                body=body,
                headers=headers,
                preload_content=False,
                redirect=False,
            )
            try:
                return reply.status, reply.headers.get(SIGNATURE, ""), self._body(reply, begun)
            finally:
                reply.close()  # a connection that was cut in the middle must not serve the next question
        except urllib3.exceptions.ConnectTimeoutError as error:
            raise NoAnswer(Trouble.UNREACHABLE, "connect") from error
        except urllib3.exceptions.TimeoutError as error:
            raise NoAnswer(Trouble.SLOW) from error
        except urllib3.exceptions.HTTPError as error:
            raise NoAnswer(Trouble.UNREACHABLE, type(error).__name__) from error

    def _body(self, reply: urllib3.BaseHTTPResponse, begun: float) -> bytes:
        """The whole body; a register that sends a byte now and then is as good as silent."""
        body = b""
        for piece in reply.stream(_PIECE):
            body += piece
            if len(body) > MOST_BYTES:
                raise NoAnswer(Trouble.UNREADABLE, "too long")
            if time.monotonic() - begun > self._whole:
                raise NoAnswer(Trouble.SLOW)
        return body


def _as_json(question: Question) -> dict[str, Any]:
    return {
        "id": str(question.id),
        "department": question.department,
        "subject": question.subject,
        "identifiers": dict(question.identifiers),
        **({"bearer": dict(question.bearer)} if question.bearer else {}),
        "fields": list(question.fields),
        "purpose": dict(question.purpose),
        "ground": question.ground,
        "at": question.at.isoformat(),
    }


def _read(question: Question, status: int, body: bytes) -> Answer:
    """What a signed reply says; raises NoAnswer for one that is no answer to the question."""
    try:
        data = json.loads(body, parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        raise NoAnswer(Trouble.UNREADABLE, "no JSON") from error
    if not isinstance(data, Mapping) or data.get("id") != str(question.id):
        raise NoAnswer(Trouble.UNREADABLE, "another question")
    if status != 200:
        raise RegisterRefuses(_words(data.get("refused")))
    found, values, as_of = data.get("found"), data.get("values"), _moment(data.get("as_of"))
    if not isinstance(found, bool) or not isinstance(values, Mapping) or (values and not found):
        raise NoAnswer(Trouble.UNREADABLE, "found or values")
    matched = data.get("matched")
    if matched is not None and not isinstance(matched, bool):
        raise NoAnswer(Trouble.UNREADABLE, "matched")
    return Answer(found, dict(values), as_of, matched)


def _moment(given: object) -> datetime:
    try:
        moment = datetime.fromisoformat(given) if isinstance(given, str) else None
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise NoAnswer(Trouble.UNREADABLE, "as_of")
    return moment


def _words(given: object) -> dict[str, str]:
    """Why the register refuses, in both languages; nothing where it does not say."""
    if not isinstance(given, Mapping):
        return {"zh": "", "en": ""}
    return {short: str(given.get(short, ""))[:500] for short in ("zh", "en")}


def connected() -> Registers | None:
    """The registers that this installation is connected to (HAINA_REGISTERS_URL); None if to none."""
    if not settings.HAINA_REGISTERS_URL:
        return None
    return HttpRegisters(settings.HAINA_REGISTERS_URL, settings.HAINA_SECRETS / FOLDER)
