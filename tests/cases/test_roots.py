"""Feature: each day's root fixes its events; one changed byte is found, one event proved by hashes."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from haina.cases import verbs
from haina.cases.chain import verify_all
from haina.cases.models import CaseEvent, DayRoot, LateEvent
from haina.cases.roots import Proof, RootBreak, make_roots, prove, verify_roots
from haina.exchange.trees import leaf_of, path_to, root_of, tree_of

HASHES = st.lists(st.binary(min_size=1, max_size=4).map(lambda seed: hashlib.sha256(seed).hexdigest()))


def two_days(draft) -> None:
    """A draft on Monday, nothing on Tuesday, the filing on Wednesday, and the roots of all three."""
    draft.city.go_to(date(2026, 11, 4))
    draft.submitted()
    make_roots(draft.city.now + timedelta(days=1))


def test_every_day_that_is_over_has_a_root_chained_to_the_day_before(draft) -> None:
    two_days(draft)
    made = list(DayRoot.objects.order_by("day"))
    assert [each.day.day for each in made] == [2, 3, 4]
    assert [each.count for each in made] == [1, 0, CaseEvent.objects.count() - 1]
    assert [each.previous for each in made[1:]] == [each.root for each in made[:2]]
    assert make_roots(draft.city.now + timedelta(days=1)) == []
    assert list(verify_all()) == []


def test_each_event_can_be_proved_with_hashes_alone_and_another_cannot(draft) -> None:
    two_days(draft)
    for event in CaseEvent.objects.all():
        proof = prove(event.case_id, event.sequence)
        assert proof is not None and proof.holds
        assert proof.root == DayRoot.objects.get(day=event.on).root
        assert not replace(proof, leaf=hashlib.sha256(b"forged").hexdigest()).holds


def test_today_has_no_root_yet_and_nothing_to_prove(draft) -> None:
    make_roots(draft.city.now)
    assert not DayRoot.objects.exists()
    assert prove(draft.id, 1) is None


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE cases_caseevent SET hash = repeat('a', 64) WHERE kind = 'submitted'",
        "DELETE FROM cases_caseevent WHERE kind = 'submitted'",
        'UPDATE cases_caseevent SET "on" = "on" - 1 WHERE kind = \'submitted\'',
    ],
)
def test_a_day_whose_events_were_changed_by_hand_is_named(draft, change: str) -> None:
    two_days(draft)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE cases_caseevent DISABLE TRIGGER USER")
        cursor.execute(change)
        cursor.execute("ALTER TABLE cases_caseevent ENABLE TRIGGER USER")
    assert RootBreak(date(2026, 11, 4), "changed") in list(verify_roots())


def test_a_rewritten_root_breaks_the_chain_of_days(draft) -> None:
    """Given somebody makes one root anew to fit forged events, then the next day does not follow it."""
    two_days(draft)
    first = DayRoot.objects.order_by("day")[0]
    forged = root_of(first.day, 0, first.tree, first.previous)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE cases_dayroot DISABLE TRIGGER USER")
        cursor.execute("UPDATE cases_dayroot SET root = %s WHERE day = %s", [forged, first.day])
        cursor.execute("ALTER TABLE cases_dayroot ENABLE TRIGGER USER")
    assert {each.day.day for each in verify_roots()} == {2, 3}


def test_an_event_dated_on_a_day_with_a_root_is_covered_by_a_later_root(draft) -> None:
    two_days(draft)
    draft.does("window", verbs.add_note, text="written while the clock of the machine was behind")
    late = LateEvent.objects.get()
    assert (late.case_id, late.sequence, late.covered_by) == (draft.id, draft.row.sequence, None)
    assert list(verify_all()) == []
    make_roots(draft.city.now + timedelta(days=2))
    proof = prove(draft.id, draft.row.sequence)
    assert proof is not None and proof.holds and proof.day == date(2026, 11, 5)
    assert list(verify_all()) == []


@pytest.mark.parametrize(
    "statement",
    ["UPDATE cases_dayroot SET count = 0", "DELETE FROM cases_dayroot", "TRUNCATE cases_dayroot CASCADE"],
)
def test_the_database_keeps_roots_as_they_are(draft, statement: str) -> None:
    two_days(draft)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_database_refuses_a_root_that_does_not_follow(draft) -> None:
    two_days(draft)
    last = DayRoot.objects.order_by("-day")[0]
    for day, previous in [
        (last.day + timedelta(days=2), last.root),
        (last.day + timedelta(days=1), "0" * 64),
    ]:
        with pytest.raises(IntegrityError, match="does not follow"), transaction.atomic():
            DayRoot.objects.create(
                day=day, tree="0" * 64, count=0, previous=previous, root="1" * 64, made_at=draft.city.now
            )


@given(HASHES, st.data())
def test_the_tree_and_its_paths_agree_for_any_number_of_leaves(
    hashes: list[str], data: st.DataObject
) -> None:
    tree, count = tree_of(hashes)
    assert count == len(hashes)
    if not hashes:
        return
    place = data.draw(st.integers(0, count - 1))
    path = tuple(path_to([leaf_of(each) for each in hashes], place))
    day, before = date(2026, 1, 1), "0" * 64
    case = CaseEvent().case_id
    proof = Proof(case, 1, hashes[place], path, day, count, before, root_of(day, count, tree, before))
    assert proof.holds
    assert len(path) <= count.bit_length()
