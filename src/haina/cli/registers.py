"""`haina registers`: the registers of the demo city, and the switches for what can be wrong with them."""

from __future__ import annotations

import argparse
import http.client
import json
import signal
import socket
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

from haina.cli.language import Speaker
from haina.exchange.demo_registers import Fault, demo_file, read_city, serve
from haina.exchange.signing import (
    ADMINISTRATION,
    DEPARTMENT,
    FOLDER,
    SIGNATURE,
    TIME,
    key_file,
    key_of,
    sign_question,
)
from haina.policy import default_directory, load
from haina.server.places import var_folder
from haina.server.secret_files import secret


def run(arguments: argparse.Namespace) -> int:
    """Answer until stopped, or switch faults; 0 when done, 2 when it cannot be."""
    speaker: Speaker = arguments.speaker
    try:
        if arguments.set:
            return _switch(arguments.set, arguments.port, speaker)
        return _answer(arguments)
    except OSError as error:
        print(f"haina registers: {error}", file=sys.stderr)
        return 2


def make_keys(departments: Iterable[str]) -> Path:
    """Make the keys that departments share with the registers, if they are not there; return the folder."""
    folder = var_folder() / "secrets" / FOLDER
    for department in (*departments, ADMINISTRATION):
        secret(key_file(folder, department))
    return folder


def _answer(arguments: argparse.Namespace) -> int:
    policy = load(default_directory())
    keys = make_keys(policy.departments)
    city = read_city(Path(arguments.records) if arguments.records else demo_file(policy.id), keys)
    signal.signal(signal.SIGTERM, _end)
    if arguments.descriptor is not None:
        listener = socket.socket(fileno=arguments.descriptor)
    else:
        listener = socket.create_server(("127.0.0.1", arguments.port), backlog=64)
    try:
        serve(city, listener)
    except KeyboardInterrupt:
        return 0
    return 0


def _end(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _switch(wishes: Iterable[str], port: int, speaker: Speaker) -> int:
    """Tell the running registers what is to be wrong with them; each wish is REGISTER=FAULT."""
    key = key_of(var_folder() / "secrets" / FOLDER, ADMINISTRATION)
    for wish in wishes:
        register, _, fault = wish.partition("=")
        if fault not in set(Fault):
            known = ", ".join(Fault)
            complaint = speaker.say(f"{wish}：故障应为 {known} 之一", f"{wish}: a fault is one of {known}")
            print(f"haina registers: {complaint}", file=sys.stderr)
            return 2
        status = switch_fault(port, key, register, Fault(fault))
        if status != 200:
            complaint = speaker.say(f"没有登记库 {register}", f"there is no register {register}")
            print(f"haina registers: {complaint} ({status})", file=sys.stderr)
            return 2
        print(f"{register}: {fault}")
    return 0


def switch_fault(port: int, key: bytes, register: str, fault: Fault, seconds: float = 60.0) -> int:
    """Switch a fault of a running register; the status of its reply. Raises OSError where nobody answers."""
    path, moment = f"/faults/{register}", datetime.now(UTC).isoformat()
    body = json.dumps({"fault": fault.value, "seconds": seconds}).encode()
    headers = {DEPARTMENT: ADMINISTRATION, TIME: moment, SIGNATURE: sign_question(key, path, moment, body)}
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("PUT", path, body, headers)
        return connection.getresponse().status
    finally:
        connection.close()
