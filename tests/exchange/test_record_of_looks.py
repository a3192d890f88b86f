"""Feature: what is on record about looks cannot be changed unseen; each day's root fixes it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from haina.cases.asking import ask_registers
from haina.exchange.models import LookEntry, LookRoot, RegisterRequest
from haina.exchange.roots import make_roots, verify_looks

from ..cases.conftest import Application
from .conftest import RunningRegisters
from .test_questions import asked, connected, send

__all__ = ["connected"]


@pytest.fixture
def looked(draft: Application, connected: RunningRegisters) -> Application:
    """A case whose stages have asked, one register has answered, and the day is over."""
    draft.accepted()
    ask_registers(draft.city.now, draft.id)
    send(connected, asked(draft, "exit_entry"), draft.city)
    make_roots(draft.city.now + timedelta(days=1))
    return draft


TABLES = ("registerrequest", "requestevent", "lookentry", "lookroot")


def behind_the_back(statement: str) -> None:
    """As somebody who owns the tables: without their triggers, and references checked by nobody."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in TABLES:
            cursor.execute(f"ALTER TABLE exchange_{table} DISABLE TRIGGER USER")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute(statement)


def test_every_look_is_in_its_days_root(looked: Application) -> None:
    root = LookRoot.objects.get()
    assert root.count == LookEntry.objects.count() == RegisterRequest.objects.count() + 1
    assert list(verify_looks()) == []


CHANGES = {
    "another purpose": (
        'UPDATE exchange_registerrequest SET purpose = \'{"zh": "别的", "en": "Other"}\'',
        {"changed"},
    ),
    "another officer": (
        "UPDATE exchange_registerrequest SET account_id = (SELECT id FROM people_account LIMIT 1)",
        {"changed"},
    ),
    "an earlier time": (
        "UPDATE exchange_registerrequest SET asked_at = asked_at - interval '1 microsecond'",
        {"changed"},
    ),
    "another answer": (
        "UPDATE exchange_requestevent SET payload = jsonb_set(payload, '{values,nationality}', '\"other\"')",
        {"changed"},
    ),
    "an answer removed": ("DELETE FROM exchange_requestevent", {"missing"}),
    "a question removed": (
        "DELETE FROM exchange_registerrequest WHERE register = 'education'",
        {"missing"},
    ),
    "an answer removed with its entry": (
        "DELETE FROM exchange_requestevent; DELETE FROM exchange_lookentry WHERE sequence = 1",
        {"changed"},
    ),
    "an event slipped in": (
        "INSERT INTO exchange_requestevent (request_id, sequence, kind, payload, at) "
        "SELECT id, 9, 'consented', '{}', now() FROM exchange_registerrequest WHERE register = 'tax'",
        {"unchained"},
    ),
    "another root": ("UPDATE exchange_lookroot SET root = reverse(root)", {"changed"}),
}


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_is_changed_behind_the_back_is_found(looked: Application, change: str) -> None:
    statement, faults = CHANGES[change]
    behind_the_back(statement)
    found = list(verify_looks())
    assert faults <= {each.fault for each in found}
    assert all(str(each) for each in found)
    with connection.cursor() as cursor:  # the end of a test looks for what refers to nothing
        cursor.execute("DELETE FROM exchange_lookentry; DELETE FROM exchange_requestevent")


def test_what_is_written_late_goes_into_the_next_root(
    looked: Application, connected: RunningRegisters
) -> None:
    send(connected, asked(looked, "education"), looked.city)
    make_roots(looked.city.now + timedelta(days=2))
    assert [root.count for root in LookRoot.objects.order_by("day")] == [6, 1]
    assert LookEntry.objects.filter(root=None).count() == 0
    assert list(verify_looks()) == []


def test_entries_and_roots_are_never_changed(looked: Application) -> None:
    for statement in (
        "UPDATE exchange_lookentry SET hash = 'x'",
        "UPDATE exchange_lookentry SET root_id = NULL",
        "DELETE FROM exchange_lookentry",
        "UPDATE exchange_lookroot SET root = 'x'",
        "DELETE FROM exchange_lookroot",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
