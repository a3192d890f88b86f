"""Feature: `haina registers` switches the faults of the running registers, and says what it cannot do."""

from __future__ import annotations

import pytest

from haina.cli import main
from haina.cli.registers import switch_fault
from haina.exchange.demo_registers import Fault

from ..support.serving import free_port
from .conftest import RunningRegisters


@pytest.fixture
def here(registers: RunningRegisters, monkeypatch: pytest.MonkeyPatch) -> RunningRegisters:
    """The running registers' own folder is ours."""
    monkeypatch.setenv("HAINA_VAR", str(registers.var))
    return registers


def switch(port: int, *wishes: str) -> int:
    """Run the command with these wishes."""
    words = [word for wish in wishes for word in ("--set", wish)]
    return main(["registers", "--lang", "en", "--port", str(port), *words])


def test_faults_are_switched_on_and_off(here: RunningRegisters, capsys: pytest.CaptureFixture[str]) -> None:
    assert switch(here.port, "tax=down", "education=slow") == 0
    assert here.health()["faults"] == {"tax": "down", "education": "slow"}
    assert switch(here.port, "tax=none", "education=none") == 0
    assert here.health()["faults"] == {}
    assert capsys.readouterr().out.startswith("tax: down\neducation: slow\n")


def test_a_fault_or_a_register_that_does_not_exist_is_named(
    here: RunningRegisters, capsys: pytest.CaptureFixture[str]
) -> None:
    assert switch(here.port, "tax=broken") == 2
    assert switch(here.port, "library=down") == 2
    said = capsys.readouterr().err
    assert "a fault is one of none, down" in said
    assert "there is no register library" in said


def test_where_no_registers_answer_it_says_so(
    here: RunningRegisters, capsys: pytest.CaptureFixture[str]
) -> None:
    assert switch(free_port(), "tax=down") == 2
    assert "refused" in capsys.readouterr().err


def test_nobody_else_switches_faults(here: RunningRegisters) -> None:
    assert switch_fault(here.port, b"guessed", "tax", Fault.DOWN) == 401
