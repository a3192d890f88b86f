"""The registers of the demo city: real HTTP services in their own process, with faults to switch on.

`serve` answers signed questions from a file of records, at 127.0.0.1 only. A fault is switched by
``PUT /faults/REGISTER`` with a body such as ``{"fault": "slow", "seconds": 30}``, and signed.
"""

from __future__ import annotations

import json
import os
import re
import socket
import sys
import threading
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import yaml

from haina.exchange.signing import (
    ADMINISTRATION,
    DEPARTMENT,
    LEEWAY,
    SIGNATURE,
    TIME,
    NoKey,
    is_signed,
    key_of,
    sign_answer,
    sign_question,
)
from haina.policy import default_directory

#: Names the file of the demo city, where it is not demo/<pack id>.yaml beside the packs' folder.
FILE_VARIABLE = "HAINA_DEMO"
#: Most bytes of a question.
_MOST_BYTES = 64 * 1024
_REFUSAL = {
    "zh": "本登记库不向该部门提供此项数据。",
    "en": "This register does not give these data to that department.",
}


class Fault(StrEnum):
    """What can be wrong with a register."""

    NONE = "none"
    #: It hangs up without a word.
    DOWN = "down"
    #: It answers after some seconds.
    SLOW = "slow"
    #: It answers in a shape that nobody agreed on.
    SHAPE = "shape"
    #: It reports an error of its own.
    ERROR = "error"
    #: It will not answer this department.
    REFUSE = "refuse"
    #: It gives away more than was asked.
    TALKATIVE = "talkative"
    #: Its answers are signed with another key.
    FORGED = "forged"


@dataclass
class City:
    """The records of all registers, and the faults that are switched on."""

    keys: Path
    records: Mapping[str, Sequence[Mapping[str, Any]]]
    faults: dict[str, tuple[Fault, float]] = field(default_factory=dict)
    stopping: threading.Event = field(default_factory=threading.Event)

    def switch(self, register: str, fault: Fault, seconds: float) -> None:
        """Put a register at fault, or right again; `seconds` is how long a slow one takes."""
        if fault is Fault.NONE:
            self.faults.pop(register, None)
        else:
            self.faults[register] = (fault, seconds)

    def answer(self, register: str, question: Mapping[str, Any]) -> dict[str, Any]:
        """What the register has on record about whom it was asked about: the fields asked and no other."""
        identifiers = question["identifiers"]
        for record in self.records[register]:
            if any(record["known_by"].get(paper) == number for paper, number in identifiers.items()):
                values = {name: record[name] for name in question["fields"] if name in record}
                if "bearer" not in question:
                    return self._reply(question, found=True, values=values)
                matched = belongs_to(record, question["bearer"])
                return self._reply(question, found=True, values=values if matched else {}, matched=matched)
        return self._reply(question, found=False, values={})

    def _reply(
        self, question: Mapping[str, Any], *, found: bool, values: Mapping[str, Any], **more: bool
    ) -> dict[str, Any]:
        as_of = datetime.now(UTC).isoformat()
        return {"id": question["id"], "found": found, "values": dict(values), "as_of": as_of, **more}


def belongs_to(record: Mapping[str, Any], bearer: Mapping[str, Any]) -> bool:
    """Whether a record is that of the bearer: one of the names, and the birth date where both have one."""
    names = {_spelling(name) for name in bearer.get("names", ())}
    born, stated = record.get("birth_date"), bearer.get("birth_date")
    if born is not None and stated is not None and str(born) != stated:
        return False
    return _spelling(record.get("name", "")) in names - {""}


def _spelling(name: str) -> str:
    """A name without accents, case and what stands between its letters, as papers print it in many ways."""
    letters = unicodedata.normalize("NFKD", name).casefold()
    return "".join(sorted(part for part in re.split(r"[^\w]+", _plain_letters(letters)) if part))


def _plain_letters(text: str) -> str:
    return "".join(char for char in text if not unicodedata.combining(char))


def demo_file(pack: str) -> Path:
    """The file that describes a pack's demo city: HAINA_DEMO, or demo/PACK.yaml beside the packs' folder."""
    named = os.environ.get(FILE_VARIABLE)
    return Path(named) if named else default_directory().resolve().parents[1] / "demo" / f"{pack}.yaml"


def read_city(file: Path, keys: Path) -> City:
    """The registers of a demo city's file: under ``registers``, records by register. Raises OSError."""
    data = yaml.safe_load(file.read_text(encoding="utf-8"))
    return City(keys, data.get("registers", {}))


class _Handler(BaseHTTPRequestHandler):
    """One connection to the registers of `city`."""

    city: City
    protocol_version = "HTTP/1.1"
    timeout = 30

    def do_GET(self) -> None:
        """``/health`` says which faults are on."""
        if self.path != "/health":
            self._reply(404, b"{}")
            return
        faults = {name: fault.value for name, (fault, _) in self.city.faults.items()}
        self._reply(200, _json({"registers": sorted(self.city.records), "faults": faults}))

    def do_PUT(self) -> None:
        """``/faults/REGISTER`` switches a fault on or off."""
        body = self._body()
        register = self.path.removeprefix("/faults/")
        if body is None or not self._is_signed(ADMINISTRATION, body):
            self._reply(401, b"{}")
        elif register not in self.city.records:
            self._reply(404, b"{}")
        else:
            wanted = json.loads(body)
            self.city.switch(register, Fault(wanted["fault"]), float(wanted.get("seconds", 60)))
            self._reply(200, body)

    def do_POST(self) -> None:
        """``/registers/REGISTER`` answers a question that its department has signed."""
        body = self._body()
        register, department = self.path.removeprefix("/registers/"), self.headers.get(DEPARTMENT, "")
        fault, seconds = self.city.faults.get(register, (Fault.NONE, 0.0))
        if fault is Fault.DOWN:
            self.close_connection = True
        elif body is None or not self._is_signed(department, body):
            self._reply(401, b"{}")
        elif register not in self.city.records:
            self._reply(404, b"{}")
        elif fault is Fault.ERROR:
            self._reply(500, b"internal error")
        else:
            if fault is Fault.SLOW:
                self.city.stopping.wait(seconds)
            self._answer(register, department, json.loads(body), fault)

    def _answer(self, register: str, department: str, question: Mapping[str, Any], fault: Fault) -> None:
        """Reply to a sound question, in the way in which the register is at fault."""
        status, reply = 200, self.city.answer(register, question)
        if fault is Fault.REFUSE:
            status, reply = 403, {"id": question["id"], "refused": _REFUSAL}
        elif fault is Fault.SHAPE:
            reply = {**reply, "values": [reply["values"]]}
        elif fault is Fault.TALKATIVE:
            reply = {**reply, "found": True, "values": {**reply["values"], "home_address": "12 Harbour Road"}}
        body = _json(reply)
        key = b"another key" if fault is Fault.FORGED else key_of(self.city.keys, department)
        self._reply(status, body, sign_answer(key, str(question["id"]), body))

    def _body(self) -> bytes | None:
        """The body; None for one whose length is not given or too much."""
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > _MOST_BYTES:
            self.close_connection = True
            return None
        return self.rfile.read(int(length))

    def _is_signed(self, department: str, body: bytes) -> bool:
        """Whether the message was signed by the department, just now."""
        moment = self.headers.get(TIME, "")
        try:
            key = key_of(self.city.keys, department)
            age = abs((datetime.now(UTC) - datetime.fromisoformat(moment)).total_seconds())
        except (NoKey, ValueError, TypeError):
            return False
        expected = sign_question(key, self.path, moment, body)
        return age <= LEEWAY and is_signed(expected, self.headers.get(SIGNATURE, ""))

    def _reply(self, status: int, body: bytes, signature: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.send_header(SIGNATURE, signature)
        self.end_headers()
        self.wfile.write(body)


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, default=_plain).encode()


def _plain(value: object) -> str:
    """A day as ISO text, which is how YAML's dates travel."""
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)


class _Server(ThreadingHTTPServer):
    """Serves on a socket that is listening already."""

    daemon_threads = True

    def __init__(self, listener: socket.socket, handler: Callable[..., BaseHTTPRequestHandler]) -> None:
        super().__init__(listener.getsockname()[:2], handler, bind_and_activate=False)
        self.socket.close()
        self.socket = listener

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that hung up is no error of ours; anything else is told as usual."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)


def serve(city: City, listener: socket.socket) -> None:
    """Answer on the listening socket until the process ends."""
    handler = type("Handler", (_Handler,), {"city": city})
    with _Server(listener, handler) as server:
        try:
            server.serve_forever(poll_interval=0.2)
        finally:
            city.stopping.set()
