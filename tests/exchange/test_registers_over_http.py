"""Feature: a register answers what it was asked, signed, in time; whatever else it does is no answer."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest
import urllib3

from haina.exchange.client import HttpRegisters
from haina.exchange.demo_registers import Fault
from haina.exchange.protocol import NoAnswer, Question, RegisterRefuses, Trouble
from haina.exchange.signing import DEPARTMENT, SIGNATURE, TIME, key_of, sign_question

from .conftest import RunningRegisters


def question(**changed: object) -> Question:
    """What the human-resources bureau asks the tax register about Kari."""
    asked = Question(
        id=uuid4(),
        register="tax",
        department="hrss_bureau",
        subject="person",
        identifiers={"passport": "N1234567"},
        bearer={},
        fields=("annual_salary",),
        purpose={"zh": "核对年薪", "en": "To check the salary"},
        ground="A06.1",
        at=datetime(2026, 11, 2, 1, tzinfo=UTC),
    )
    return replace(asked, **changed)  # type: ignore[arg-type]


def test_the_register_answers_the_fields_that_were_asked_and_no_other(registers: RunningRegisters) -> None:
    answer = registers.client().ask(question())
    assert answer.found
    assert answer.values == {"annual_salary": 380000}
    assert abs((datetime.now(UTC) - answer.as_of).total_seconds()) < 30


def test_somebody_whom_the_register_does_not_know_is_not_found(registers: RunningRegisters) -> None:
    answer = registers.client().ask(question(identifiers={"passport": "X0000000"}))
    assert (answer.found, answer.values) == (False, {})


@pytest.mark.parametrize(
    ("fault", "trouble"),
    [
        (Fault.DOWN, Trouble.UNREACHABLE),
        (Fault.SLOW, Trouble.SLOW),
        (Fault.SHAPE, Trouble.UNREADABLE),
        (Fault.ERROR, Trouble.FAILED),
        (Fault.FORGED, Trouble.UNSIGNED),
    ],
)
def test_a_fault_of_the_register_is_named(
    registers: RunningRegisters, fault: Fault, trouble: Trouble
) -> None:
    registers.fault("tax", fault, seconds=30)
    with pytest.raises(NoAnswer) as caught:
        registers.client(whole=0.5).ask(question())
    assert caught.value.trouble is trouble
    registers.fault("tax")
    assert registers.client().ask(question()).found


def test_a_fault_of_one_register_leaves_the_others_alone(registers: RunningRegisters) -> None:
    registers.fault("tax", Fault.DOWN)
    assert registers.client().ask(question(register="education", fields=("highest_degree",))).values == {
        "highest_degree": "master"
    }


def test_a_register_may_refuse_and_says_why_in_both_languages(registers: RunningRegisters) -> None:
    registers.fault("tax", Fault.REFUSE)
    with pytest.raises(RegisterRefuses) as caught:
        registers.client().ask(question())
    assert caught.value.words["zh"] and caught.value.words["en"]


def test_a_register_that_was_killed_is_unreachable_until_it_is_back(registers: RunningRegisters) -> None:
    registers.kill()
    with pytest.raises(NoAnswer) as caught:
        registers.client().ask(question())
    assert caught.value.trouble is Trouble.UNREACHABLE
    registers.start()
    assert registers.client().ask(question()).found


def test_a_department_without_a_key_asks_nobody(registers: RunningRegisters, tmp_path: Path) -> None:
    with pytest.raises(NoAnswer) as caught:
        HttpRegisters(registers.address, tmp_path).ask(question())
    assert caught.value.trouble is Trouble.NOT_CONNECTED


def send(registers: RunningRegisters, body: bytes, headers: dict[str, str]) -> int:
    """The status of a question as somebody else might send it."""
    pool = urllib3.PoolManager(retries=False)
    return pool.request("POST", f"{registers.address}/registers/tax", body=body, headers=headers).status


def test_a_question_that_its_department_has_not_signed_is_not_answered(registers: RunningRegisters) -> None:
    """Given a wrong key, another body, another department or an old signature, then nothing is told."""
    key, moment = key_of(registers.keys, "hrss_bureau"), datetime.now(UTC).isoformat()
    body = json.dumps({"id": str(UUID(int=1)), "identifiers": {}, "fields": []}).encode()

    def signed(key: bytes, signed_body: bytes, moment: str, department: str) -> dict[str, str]:
        signature = sign_question(key, "/registers/tax", moment, signed_body)
        return {DEPARTMENT: department, TIME: moment, SIGNATURE: signature}

    assert send(registers, body, signed(key, body, moment, "hrss_bureau")) == 200
    assert send(registers, body, signed(b"guessed", body, moment, "hrss_bureau")) == 401
    assert send(registers, body + b" ", signed(key, body, moment, "hrss_bureau")) == 401
    assert send(registers, body, signed(key, body, moment, "exit_entry")) == 401
    assert send(registers, body, signed(key, body, moment, "../django-key")) == 401
    assert send(registers, body, signed(key, body, "2020-01-01T00:00:00+00:00", "hrss_bureau")) == 401
    assert send(registers, body, {}) == 401


def test_the_registers_answer_on_this_machine_only(registers: RunningRegisters) -> None:
    listening = Path("/proc/net/tcp").read_text(encoding="ascii").split("\n")
    port = f":{registers.port:04X} "
    places = {line.split()[1].partition(":")[0] for line in listening if port in line and " 0A " in line}
    assert places == {"0100007F"}, "127.0.0.1 as the kernel writes it"
