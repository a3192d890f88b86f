"""Feature: whoever changes one byte of the record, with full power over the database, is found out."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, models, transaction
from django.test import Client
from django.urls import reverse

from haina.cases.chain import verify_chains
from haina.cases.models import CaseEvent, DayRoot
from haina.cases.roots import make_roots, prove, verify_roots
from haina.cli.command import run

Change = tuple[str, list[object]]


class _TakenBack(Exception):
    """Ends a change that is only tried."""


def _other(field: models.Field, value: Any) -> object:  # type: ignore[type-arg]
    """Another value of a column, as near to the old one as can be."""
    if value is None:
        return "0" * 8 + "-0000-4000-8000-" + "0" * 12 if isinstance(field, models.ForeignKey) else "x"
    if isinstance(field, models.DateTimeField):
        return value + timedelta(microseconds=1)
    if isinstance(field, models.DateField):
        return value + timedelta(days=1)
    if isinstance(value, int):
        return value + 1000
    text = str(value)
    return text[:-1] + ("~" if len(text) < 32 else "0" if text[-1] != "0" else "1") if text else "x"


def _columns(event: CaseEvent) -> Iterator[tuple[str, Change]]:
    """Each column of the stored event but the payload, changed by itself."""
    for field in CaseEvent._meta.concrete_fields:
        if field.column in {"payload", "case_id"}:
            continue
        value = getattr(event, field.attname)
        yield field.column, (f'"{field.column}" = %s', [_other(field, value)])


def _paths(value: object, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], object]]:
    """Every place in a JSON value with what stands there."""
    inner: dict[str, object] = {}
    if isinstance(value, dict):
        inner = value
    elif isinstance(value, list):
        inner = {str(number): item for number, item in enumerate(value)}
    for key, item in inner.items():
        yield (*path, key), item
        yield from _paths(item, (*path, key))


def _changed_json(value: object) -> object:
    match value:
        case bool():
            return not value
        case int():
            return value + 1
        case str():
            return value + " "
        case None:
            return ""
        case _:
            return None


def _keys(event: CaseEvent) -> Iterator[tuple[str, Change]]:
    """Each key of the payload at every depth, changed and taken out; and one slipped in."""
    for path, value in _paths(event.payload):
        where, name = "{" + ",".join(json.dumps(part) for part in path) + "}", "/".join(path)
        new = json.dumps(_changed_json(value))
        yield f"{name} changed", ("payload = jsonb_set(payload, %s::text[], %s::jsonb)", [where, new])
        yield f"{name} gone", ("payload = payload #- %s::text[]", [where])
    yield "a key more", ("payload = payload || %s::jsonb", ['{"more": ""}'])
    numbers = [path for path, value in _paths(event.payload) if type(value) is int]
    for path in numbers[:1]:
        where = "{" + ",".join(path) + "}"
        yield (
            "a number written otherwise",
            (
                "payload = jsonb_set(payload, %s::text[], (payload #>> %s::text[] || '.0')::jsonb)",
                [where, where],
            ),
        )


@pytest.fixture
def changing(db: None) -> Iterator[Callable[..., list[str]]]:
    """Change one event behind the triggers' back, say what the check finds, and take the change back."""

    def change(event: CaseEvent, statement: str, values: list[object]) -> list[str]:
        found: list[str] = []
        with pytest.raises(_TakenBack), transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(
                    f"UPDATE cases_caseevent SET {statement} WHERE case_id = %s AND sequence = %s",  # noqa: S608
                    [*values, event.case_id, event.sequence],
                )
                assert cursor.rowcount == 1
            found += [f"{one.case_id}#{one.sequence}" for one in verify_chains()]
            raise _TakenBack
        return found

    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE cases_caseevent DISABLE TRIGGER USER")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        # Foreign keys are checked at the end, which a change that is taken back does not reach.
    yield change
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE cases_caseevent ENABLE TRIGGER USER")


def test_a_change_of_any_column_of_any_event_is_found_and_named(draft, changing) -> None:
    draft.issued()
    for event in CaseEvent.objects.filter(case_id=draft.id).order_by("sequence"):
        for name, (statement, values) in _columns(event):
            named = changing(event, statement, values)
            assert named, f"{event.kind}.{name}"
            if name != "sequence":
                assert f"{event.case_id}#{event.sequence}" in named, f"{event.kind}.{name}"


def test_a_change_of_any_key_of_what_an_event_says_is_found_and_named(draft, changing) -> None:
    """Given every kind of event of a whole case, then each key at every depth is tried in turn."""
    draft.issued()
    tried = 0
    for event in CaseEvent.objects.filter(case_id=draft.id).distinct("kind").order_by("kind", "sequence"):
        for name, (statement, values) in _some(_keys(event)):
            named = changing(event, statement, values)
            assert f"{event.case_id}#{event.sequence}" in named, f"{event.kind}: {name}"
            tried += 1
    assert tried > 150


def _some(changes: Iterator[tuple[str, Change]]) -> Iterator[tuple[str, Change]]:
    """All changes of short events, and a few hundred of the rules' long answers."""
    listed = list(changes)
    step = max(1, len(listed) // 120)
    return iter(listed[::step])


def test_an_event_moved_to_another_case_is_missed_in_one_and_found_in_the_other(
    draft, start, changing
) -> None:
    draft.submitted()
    other = start(person="Luc")
    last = CaseEvent.objects.filter(case_id=draft.id).latest("sequence")
    named = changing(last, "case_id = %s", [other.id])
    assert f"{draft.id}#{last.sequence}" in named
    assert f"{other.id}#{last.sequence}" in named


def test_the_command_finds_a_whole_record_whole(draft, capsys: pytest.CaptureFixture[str]) -> None:
    draft.issued()
    make_roots(draft.city.now + timedelta(days=3))
    assert run(["verify", "--lang", "en"]) == 0
    said = capsys.readouterr().out
    assert f"{CaseEvent.objects.count()} events, {DayRoot.objects.count()} daily roots" in said
    assert DayRoot.objects.count() == 3


def test_the_command_names_the_event_and_the_day_that_were_changed(
    draft, capsys: pytest.CaptureFixture[str]
) -> None:
    """Given somebody who changes an event and makes its hash and the next ones right again, the day tells."""
    draft.submitted()
    make_roots(draft.city.now + timedelta(days=1))
    event = CaseEvent.objects.get(case_id=draft.id, kind="submitted")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE cases_caseevent DISABLE TRIGGER USER")
        cursor.execute(
            "UPDATE cases_caseevent SET hash = repeat('a', 64) WHERE case_id = %s AND sequence = %s",
            [event.case_id, event.sequence],
        )
        cursor.execute("ALTER TABLE cases_caseevent ENABLE TRIGGER USER")
    assert run(["verify", "--format", "json"]) == 1
    answer = json.loads(capsys.readouterr().out)
    assert answer["good"] is False
    assert {"case": str(draft.id), "event": event.sequence, "fault": "changed"} in answer["breaks"]
    assert {"day": event.on.isoformat(), "fault": "changed"} in answer["days"]
    assert run(["verify", "--lang", "zh"]) == 1
    assert f"第 {event.sequence} 个事件：内容被改动" in capsys.readouterr().out


def test_anyone_reads_the_roots_and_the_proof_of_an_event(draft, client: Client) -> None:
    draft.submitted()
    make_roots(draft.city.now + timedelta(days=1))
    (root,) = DayRoot.objects.all()
    assert root.root in client.get(reverse("cases:roots")).content.decode()
    assert client.get("/roots.json").json()["roots"][0]["root"] == root.root
    address = reverse("cases:proof_of", args=[draft.id, 1])
    asked = client.get(reverse("cases:proof"), {"case": str(draft.id), "event": "1"})
    assert asked["Location"] == address
    assert root.root in client.get(address).content.decode()
    proof = client.get(f"/proof/{draft.id}/1.json").json()
    assert (proof["root"], proof["day"]) == (root.root, root.day.isoformat())
    found = prove(draft.id, 1)
    assert found is not None
    assert found.holds
    assert list(verify_roots()) == []


def test_an_event_whose_day_is_not_over_has_no_proof_yet(draft, client: Client) -> None:
    draft.submitted()
    page = client.get(reverse("cases:proof_of", args=[draft.id, 1]))
    assert (page.status_code, page.context["proof"], page.context["waits"]) == (200, None, True)
    assert client.get(reverse("cases:proof_of", args=[draft.id, 999])).status_code == 404
    assert client.get(f"/proof/{draft.id}/1.json").status_code == 404
    assert client.get(reverse("cases:proof"), {"case": "x", "event": "0"}).status_code == 422
