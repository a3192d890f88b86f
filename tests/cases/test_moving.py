"""Feature: a running case goes on under a new version when somebody says so, seen before and undone after."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import translation
from tests.cases.conftest import PROCEDURE

from haina.cases import verbs
from haina.cases.chain import verify_all, verify_case
from haina.cases.models import Case, CaseEvent, CaseStage
from haina.cases.moving import preview
from haina.cases.moving_many import outlooks, summary
from haina.cases.pages import versions
from haina.cases.policies import current_policy, forget_policies
from haina.cases.refusals import Forbidden, Refusal
from haina.cases.store import load_state
from haina.policy import default_directory


@pytest.fixture
def new_pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., str]]:
    """Put a pack into force in which the work permit's procedure reads otherwise; returns its version."""

    def put_into_force(*changes: tuple[str, str]) -> str:
        pack = shutil.copytree(default_directory(), tmp_path / "pack")
        path = pack / "procedures" / "foreigner_work_permit.yaml"
        text = path.read_text(encoding="utf-8")
        for before, after in changes:
            assert before in text
            text = text.replace(before, after)
        path.write_text(text, encoding="utf-8")
        monkeypatch.setenv("HAINA_POLICY", str(pack))
        forget_policies()
        return current_policy().version

    yield put_into_force
    monkeypatch.undo()
    forget_policies()


SHORTER = ("options: [{standard: wp_time_precheck}]", "options: [{days: 3}]")
RENAMED = ("pre_check", "first_look")


def _due(application) -> date:
    return CaseStage.objects.get(case_id=application.id, status="open").due


def test_the_preview_says_what_would_change_and_changes_nothing(draft, new_pack) -> None:
    draft.submitted()
    old, version = draft.row.policy_version_id, new_pack(SHORTER)
    seen = preview(draft.city.actor("head"), draft.id, version, draft.city.now)
    assert (seen.before, seen.after, seen.is_possible) == (old, version, True)
    assert [(each.stage, each.before.length, each.after.length) for each in seen.terms] == [
        ("pre_check", 5, 3)
    ]
    assert (seen.terms[0].due_before, seen.terms[0].due_after) == (date(2026, 11, 9), date(2026, 11, 5))
    assert (draft.row.policy_version_id, _due(draft)) == (old, date(2026, 11, 9))


def test_a_move_is_an_event_and_can_be_taken_back(draft, new_pack) -> None:
    draft.submitted()
    old, version = draft.row.policy_version_id, new_pack(SHORTER)
    draft.does("head", verbs.move_to_version, version=version, note="The new term is shorter.")
    assert (draft.row.policy_version_id, _due(draft)) == (version, date(2026, 11, 5))
    assert CaseEvent.objects.get(case_id=draft.id, kind="moved_to_version").policy_version == version
    draft.does("head", verbs.move_back)
    assert (draft.row.policy_version_id, _due(draft)) == (old, date(2026, 11, 9))
    assert load_state(draft.id).moves == ()
    with pytest.raises(Refusal) as refusal:
        draft.does("head", verbs.move_back)
    assert refusal.value.code == "not_moved"
    assert list(verify_all()) == []


def test_a_move_that_loses_an_answered_step_is_refused(draft, new_pack) -> None:
    draft.accepted()
    version = new_pack(RENAMED)
    seen = preview(draft.city.actor("head"), draft.id, version, draft.city.now)
    assert (seen.is_possible, seen.lost) == (False, ("pre_check",))
    with pytest.raises(Refusal) as refusal:
        draft.does("head", verbs.move_to_version, version=version)
    assert refusal.value.code == "answered_stage_gone"
    assert draft.row.policy_version_id != version


def test_a_step_that_waits_is_replaced_by_the_one_that_comes_instead_and_comes_back(draft, new_pack) -> None:
    draft.submitted()
    version = new_pack(RENAMED)
    draft.does("head", verbs.move_to_version, version=version)
    assert [each.id for each in load_state(draft.id).open_stages] == ["first_look"]
    draft.does("head", verbs.move_back)
    assert [each.id for each in load_state(draft.id).open_stages] == ["pre_check"]
    assert set(CaseStage.objects.filter(case_id=draft.id).values_list("stage", flat=True)) == {"pre_check"}
    assert draft.does("window", verbs.accept, "pre_check").kinds[0] == "accepted"


def test_only_a_supervisor_moves_cases_and_only_to_versions_that_are_known(draft) -> None:
    draft.submitted()
    version = draft.row.policy_version_id
    with pytest.raises(Forbidden):
        draft.does("window", verbs.move_to_version, version=version)
    with pytest.raises(Forbidden):
        preview(draft.city.actor("window"), draft.id, version, draft.city.now)
    for wanted, code in [(version, "same_version"), ("f" * 64, "unknown_version")]:
        with pytest.raises(Refusal) as refusal:
            draft.does("head", verbs.move_to_version, version=wanted)
        assert refusal.value.code == code


def test_all_running_cases_are_seen_moved_and_taken_back_and_one_that_cannot_stays(
    draft, start, new_pack, monkeypatch
) -> None:
    """Given an answered case, a waiting one and one with a fault, then each goes its own way."""
    city = draft.city
    answered, waiting = draft.accepted(), start(person="Luc").submitted()
    faulty, old = start(person="Luc").submitted(), draft.row.policy_version_id
    version = new_pack(RENAMED)
    head = city.actor("head")
    found = list(outlooks(head, PROCEDURE, version, city.now))
    assert {each.case_id: bool(each.obstacle) for each in found} == {
        answered.id: True,
        waiting.id: False,
        faulty.id: False,
    }
    numbers = summary(iter(found))
    assert (numbers.movable, sum(numbers.obstacles.values()), numbers.changes["begun"]) == (2, 1, 2)
    assert not CaseEvent.objects.filter(kind="moved_to_version").exists()

    Case.objects.filter(pk=faulty.id).update(head_hash="f" * 64)
    moved = verbs.move_cases(head, city.now, procedure=PROCEDURE, version=version, key="all")
    assert (moved.done, {case_id for case_id, _ in moved.left}) == ((waiting.id,), {answered.id, faulty.id})
    assert waiting.row.policy_version_id == version
    assert [each.id for each in load_state(waiting.id).open_stages] == ["first_look"]

    back = verbs.move_cases_back(head, city.now, procedure=PROCEDURE, version=version, key="back")
    assert (back.done, back.left) == ((waiting.id,), ())
    assert waiting.row.policy_version_id == old
    assert verify_case(waiting.id) == []
    again = verbs.move_cases(city.actor("window"), city.now, procedure=PROCEDURE, version=version, key="no")
    assert again.done == ()

    printed = io.StringIO()
    call_command("move_cases", PROCEDURE, "--as", "head@example.org", "--to", version, stdout=printed)
    assert "2 cases can be moved" in printed.getvalue()
    call_command("move_cases", PROCEDURE, "--as", "head@example.org", "--to", version, "--do", stdout=printed)
    assert "1 cases moved, 2 left as they are" in printed.getvalue()


def test_a_supervisor_sees_moves_and_takes_back_all_on_one_page(draft, start, new_pack, monkeypatch) -> None:
    """Given two cases and one that cannot be moved, then the page says so first, moves two, one at a time."""
    monkeypatch.setattr(versions, "AT_ONCE", 1)
    answered, waiting, third = draft.accepted(), start(person="Luc").submitted(), start().submitted()
    version, old = new_pack(RENAMED), draft.row.policy_version_id
    head, other = Client(), Client()
    for client, who in ((head, "head"), (other, "window")):
        client.force_login(account := draft.city.account(who))
        TOTP.activate(account, generate_totp_secret())
    with translation.override("en"):
        page = reverse("cases:move_all", args=[PROCEDURE])
        assert "Under an older version" in head.get(reverse("cases:versions")).content.decode()
        seen = head.get(page).content.decode()
        assert "2 cases can be moved." in seen
        assert "cannot be moved: 1." in seen
        assert head.post(page, {"key": "all", "do": "move", "note": ""}).status_code == 422
        form, after, words = {"key": "all", "do": "move", "note": "The new steps."}, "", ""
        for _ in range(3):
            words += (answer := head.post(page, {**form, "after": after})).content.decode()
            after = answer.context["moved"]["after"] or ""
        assert (words.count("1 case was moved."), after) == (2, "")
        assert f"{answered.row.reference}</a>: A step that has been answered" in words
    assert {waiting.row.policy_version_id, third.row.policy_version_id} == {version}
    assert answered.row.policy_version_id == old
    monkeypatch.setattr(versions, "AT_ONCE", 200)
    assert head.post(page, {"key": "back", "do": "back", "note": "Too early."}).context["moved"]["done"] == 2
    assert {waiting.row.policy_version_id, third.row.policy_version_id} == {old}
    assert head.get(reverse("cases:move_all", args=["none"])).status_code == 404
    assert head.post(page, {"key": "k" * 60, "do": "move", "note": "Why."}).status_code == 400
    assert other.get(reverse("cases:versions")).status_code == 403
