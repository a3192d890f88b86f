"""The registers of a test: the real process, on a port of its own, with the real faults."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from haina.cli.registers import switch_fault
from haina.exchange.client import HttpRegisters
from haina.exchange.demo_registers import Fault
from haina.exchange.signing import ADMINISTRATION, FOLDER, key_of
from haina.server import processes

from ..cases.conftest import City, city, committed_city, draft, start
from ..support.serving import free_port

__all__ = ["City", "city", "committed_city", "draft", "start"]

#: What the registers know: Kari as her application says, Luc with another salary and without a degree.
RECORDS = """
registers:
  household: []
  exit_entry:
    - {known_by: {passport: N1234567}, name: KARI, nationality: foreign, birth_date: 1990-05-01,
       passport_expiry: 2034-05-01, residence_permits: [{from: 2020-01-01, to: 2022-12-31, kind: work}]}
  tax:
    - {known_by: {passport: N1234567}, name: KARI, annual_salary: 380000.00, annual_income_tax: 61000}
    - {known_by: {passport: L7654321}, name: Luc, annual_salary: 120000}
  social_insurance:
    - {known_by: {passport: N1234567}, name: KARI, job_contract: true}
  education:
    - {known_by: {passport: N1234567}, name: KARI, highest_degree: master}
  market_entities: []
"""


class RunningRegisters:
    """One process of the demo's registers; it can be killed, started again and put at fault."""

    def __init__(self, var: Path) -> None:
        self.var, self.port = var, free_port()
        self.records = var / "city.yaml"
        self.records.write_text(RECORDS, encoding="utf-8")
        self.start()

    @property
    def keys(self) -> Path:
        """The folder of the departments' keys."""
        return self.var / "secrets" / FOLDER

    @property
    def address(self) -> str:
        """Where they answer."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start the process and wait until it answers."""
        command = [sys.executable, "-m", "haina", "registers", "--port", str(self.port)]
        with (self.var / "registers.log").open("ab") as log:
            self.process = subprocess.Popen(
                [*command, "--records", str(self.records)],
                env={**os.environ, "HAINA_VAR": str(self.var)},
                stdout=log,
                stderr=log,
            )
        assert processes.wait_until(self.well, 60), (self.var / "registers.log").read_text()

    def well(self) -> bool:
        """Whether it answers."""
        try:
            return bool(self.health()["registers"])
        except OSError:
            return False

    def health(self) -> dict[str, object]:
        """What it says about itself; raises OSError where nobody answers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/health")
            found: dict[str, object] = json.loads(connection.getresponse().read())
            return found
        finally:
            connection.close()

    def kill(self) -> None:
        """Kill it with -9."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def fault(self, register: str, fault: Fault = Fault.NONE, seconds: float = 60.0) -> None:
        """Switch a fault on, or off."""
        key = key_of(self.keys, ADMINISTRATION)
        assert switch_fault(self.port, key, register, fault, seconds) == 200

    def client(self, whole: float = 8.0) -> HttpRegisters:
        """A client that gives up after so many seconds."""
        return HttpRegisters(self.address, self.keys, whole=whole)


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningRegisters]:
    """The process, once for all tests of a worker."""
    registers = RunningRegisters(tmp_path_factory.mktemp("registers"))
    yield registers
    registers.process.terminate()
    assert registers.process.wait(10) == 0


@pytest.fixture
def registers(running: RunningRegisters) -> Iterator[RunningRegisters]:
    """The registers without a fault; what a test breaks is mended after it."""
    yield running
    if running.process.poll() is not None:
        running.start()
    for register in running.health()["faults"]:  # type: ignore[union-attr]
        running.fault(str(register))
