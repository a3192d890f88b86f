"""Signatures between departments and registers: HMAC-SHA256 with a key that the two share (RFC 2104)."""

from __future__ import annotations

import hashlib
import hmac
from pathlib import Path

#: Headers of a signed message.
DEPARTMENT, TIME, SIGNATURE = "X-Haina-Department", "X-Haina-Time", "X-Haina-Signature"
#: Seconds by which the clocks of two departments may differ.
LEEWAY = 300
#: The folder of keys under the installation's secrets, and who may switch the faults of demo registers.
FOLDER, ADMINISTRATION = "registers", "administration"


class NoKey(LookupError):
    """A department has no key on this machine."""


def key_file(folder: Path, department: str) -> Path:
    """Where the key is kept that a department shares with the registers."""
    return folder / f"{department}.key"


def key_of(folder: Path, department: str) -> bytes:
    """The key of a department; raises NoKey."""
    if not department.isidentifier():  # a name from outside must not lead to another folder
        raise NoKey(department)
    try:
        return key_file(folder, department).read_bytes().strip()
    except OSError as error:
        raise NoKey(department) from error


def sign_question(key: bytes, path: str, moment: str, body: bytes) -> str:
    """The signature of a question: over where it goes, when it was asked, and every byte of it."""
    return _sign(key, "question", path, moment, body)


def sign_answer(key: bytes, question: str, body: bytes) -> str:
    """The signature of an answer: over the question that it answers, and every byte of it."""
    return _sign(key, "answer", question, "", body)


def is_signed(expected: str, given: str) -> bool:
    """Whether a signature is the expected one, without telling by the time taken how much of it is right."""
    return hmac.compare_digest(expected.encode(), given.encode("utf-8", "replace"))


def _sign(key: bytes, kind: str, where: str, moment: str, body: bytes) -> str:
    text = "\n".join((kind, where, moment, hashlib.sha256(body).hexdigest()))
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
