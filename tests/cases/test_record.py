"""Feature: what happened stays as it was written; a change is refused, or found and named."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from haina.cases import verbs
from haina.cases.chain import Break, verify_all, verify_case
from haina.cases.models import CaseEvent
from haina.cases.policies import current_policy, forget_policies
from haina.cases.refusals import Refusal
from haina.cases.state import Item
from haina.cases.store import load_state
from haina.policy import default_directory


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE cases_caseevent SET kind = 'approved'",
        "DELETE FROM cases_caseevent",
        "TRUNCATE cases_caseevent",
        "TRUNCATE cases_case CASCADE",
        "UPDATE cases_policyversion SET pack = 'other'",
        "TRUNCATE cases_policyversion CASCADE",
    ],
)
def test_the_database_refuses_to_change_what_happened(draft, statement: str) -> None:
    draft.submitted()
    before = list(CaseEvent.objects.order_by("sequence").values_list("hash", flat=True))
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert list(CaseEvent.objects.order_by("sequence").values_list("hash", flat=True)) == before


def test_an_event_that_does_not_follow_the_one_before_is_refused(draft) -> None:
    """Given a row put in by hand with a wrong hash or a gap, then the database does not take it."""
    last = CaseEvent.objects.get(case_id=draft.id, sequence=1)
    for sequence, previous in [(2, "f" * 64), (3, last.hash)]:
        forged = CaseEvent.objects.get(case_id=draft.id, sequence=1)
        forged.sequence, forged.previous_hash, forged.key = sequence, previous, None
        with pytest.raises(IntegrityError, match="does not follow"), transaction.atomic():
            forged.save(force_insert=True)


def test_two_outcomes_of_one_case_are_refused_by_the_database(draft) -> None:
    """Given an approved case, when a refusal is written beside it, then the database does not take it."""
    draft.approved()
    last = CaseEvent.objects.filter(case_id=draft.id).order_by("-sequence")[0]
    last.previous_hash, last.sequence, last.kind, last.key = last.hash, last.sequence + 1, "refused", None
    with pytest.raises(IntegrityError, match="has been settled"), transaction.atomic():
        last.save(force_insert=True)


def test_an_untouched_record_verifies(draft, start) -> None:
    draft.issued()
    start(person="Luc").submitted()
    assert list(verify_all()) == []


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE cases_caseevent SET payload = jsonb_set(payload, '{form,job_title}', '\"X\"')"
        " WHERE kind = 'submitted'",
        "UPDATE cases_caseevent SET at = at + interval '1 microsecond' WHERE kind = 'submitted'",
        "UPDATE cases_caseevent SET account_id = NULL WHERE kind = 'submitted'",
        "UPDATE cases_caseevent SET role = 'supervisor' WHERE kind = 'submitted'",
        "UPDATE cases_caseevent SET policy_version = repeat('a', 64) WHERE kind = 'submitted'",
    ],
)
def test_one_changed_detail_is_found_and_named(draft, change: str) -> None:
    """Given somebody with full power over the database changes one detail, then the check names the event."""
    draft.submitted()
    event = CaseEvent.objects.get(case_id=draft.id, kind="submitted")
    _with_triggers_off(change)
    assert verify_case(draft.id) == [Break(draft.id, event.sequence, "changed")]
    assert list(verify_all()) == [Break(draft.id, event.sequence, "changed")]


def test_a_removed_event_is_missed(draft) -> None:
    draft.submitted()
    last = draft.row.sequence
    _with_triggers_off("DELETE FROM cases_caseevent WHERE sequence = 3")
    assert Break(draft.id, 3, "missing") in verify_case(draft.id)
    _with_triggers_off("DELETE FROM cases_caseevent WHERE sequence = %s", last)
    assert Break(draft.id, last, "missing") in verify_case(draft.id)


def test_an_emptied_case_is_missed(draft) -> None:
    _with_triggers_off("DELETE FROM cases_caseevent")
    assert list(verify_all()) == [Break(draft.id, 1, "missing")]


@pytest.fixture
def new_policy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
    """Put a pack into force in which a correction may be asked for twice."""

    def put_into_force() -> None:
        pack = shutil.copytree(default_directory(), tmp_path / "pack")
        procedure = pack / "procedures" / "foreigner_work_permit.yaml"
        text = procedure.read_text(encoding="utf-8")
        procedure.write_text(
            text.replace("correction:\n  times: 1", "correction:\n  times: 2"), encoding="utf-8"
        )
        monkeypatch.setenv("HAINA_POLICY", str(pack))
        forget_policies()

    yield put_into_force
    monkeypatch.undo()
    forget_policies()


def test_a_running_case_keeps_the_policy_that_it_began_under(draft, start, new_policy) -> None:
    """Given a pack that allows two corrections comes into force, then only new cases get the second."""
    ask = {"items": [Item("field", "job_title")]}
    draft.submitted()
    old = current_policy().version
    new_policy()
    assert current_policy().version != old
    later = start(person="Luc").submitted()
    for application in (draft, later):
        application.does(
            "window", verbs.return_for_correction, "pre_check", items=[Item("field", "job_title")]
        )
        application.does("agent", verbs.resubmit, declared=True)
    later.does("window", verbs.return_for_correction, "pre_check", **ask)
    with pytest.raises(Refusal) as refusal:
        draft.does("window", verbs.return_for_correction, "pre_check", **ask)
    assert refusal.value.code == "corrections_used"
    assert (draft.row.policy_version_id, later.row.policy_version_id) == (old, current_policy().version)


def test_the_row_is_the_fold_of_the_events(draft) -> None:
    draft.accepted()
    state = load_state(draft.id)
    row = draft.row
    assert (row.state, row.sequence, row.departments) == (state.state, state.sequence, state.departments)
    assert (row.filed_at, row.decided_at) == (state.filed_at, state.decided_at)


def _with_triggers_off(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE cases_caseevent DISABLE TRIGGER USER")
        cursor.execute(statement, values or None)
        cursor.execute("ALTER TABLE cases_caseevent ENABLE TRIGGER USER")
