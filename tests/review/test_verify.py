"""Feature: whoever changes one byte of marks or rankings, with full power over the database, is found out."""

from __future__ import annotations

import json

import pytest
from django.db import connection, transaction

from haina.cli.command import run
from haina.review.models import Round
from haina.review.ranking import faults, places
from haina.review.verbs.close_round import close_round
from haina.review.verbs.open_round import open_round

from .conftest import Hall
from .test_verbs import entered, reviewed, wanted


class _TakenBack(Exception):
    """Ends a change that is only tried."""


@pytest.fixture
def closed(hall: Hall) -> Round:
    """A closed round of two applications, each judged once."""
    officer = hall.actor("officer")
    round = open_round(officer, hall.now, wanted())
    for name, mark in (("Kari", 90), ("Luc", 70)):
        reviewed(hall, entered(hall, round, name), "Ada", mark)
    close_round(officer, hall.now, round.pk)
    return Round.objects.get(pk=round.pk)


def found_after(table: str, change: str) -> set[tuple[str, int | None]]:
    """What the check says after a change behind the back of the triggers, which is taken back."""
    found: set[tuple[str, int | None]] = set()
    with pytest.raises(_TakenBack), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute(f"UPDATE {table} SET {change}")  # noqa: S608 - words of this test
            assert cursor.rowcount == 1
        found |= {(one.fault, one.number) for one in faults()}
        raise _TakenBack
    return found


def test_one_changed_byte_is_found_and_named(hall: Hall, closed: Round) -> None:
    """Given a closed round, when one byte of it is changed, then the check says where; with none, nothing."""
    assert list(faults()) == [] and len(places(closed.pk)) == 2
    first = "id = (SELECT min(id) FROM review_score)"
    for change in ("mark = mark - 1", "words = 'Sound!'"):
        assert found_after("review_score", f"{change} WHERE {first}") == {("marks_changed", 1)}
    last = "WHERE number = 2"
    assert found_after("review_entry", f"ground = 'No.' {last}") == {("marks_changed", 2)}
    handed = "WHERE entry_id = (SELECT max(id) FROM review_entry)"
    assert found_after("review_assignment", f"handed_in_at = NULL {handed}") == {("marks_changed", 2)}
    changed = found_after("review_ranking", "content = jsonb_set(content, '{places,0,score}', '\"99.00\"')")
    assert changed == {("changed", None), ("not_what_its_marks_give", None)}
    assert found_after("review_ranking", "made_at = made_at + interval '1 microsecond'") == {
        ("changed", None)
    }
    unchained = found_after("review_ranking", "previous_hash = repeat('1', 64)")
    assert ("unchained", None) in unchained


def test_haina_verify_names_what_was_changed_in_a_review(
    closed: Round, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["verify", "--format", "json"]) == 0
    whole = json.loads(capsys.readouterr().out)
    assert (whole["good"], whole["rankings"], whole["ranking_breaks"]) == (True, 1, [])
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE review_score DISABLE TRIGGER USER")
        cursor.execute("UPDATE review_score SET mark = 89.99 WHERE id = (SELECT min(id) FROM review_score)")
    assert run(["verify", "--lang", "en"]) == 1
    assert (
        "ranking 1, application 1: marks or grounds are not those that were ranked" in capsys.readouterr().out
    )
    assert run(["verify", "--lang", "zh"]) == 1
    assert "评审排序 1 第 1 号申请：评分或理由与排序时不同" in capsys.readouterr().out
