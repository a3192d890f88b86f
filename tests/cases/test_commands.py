"""Feature: a command done twice is done once; one decided on an old view is refused with what happened."""

from __future__ import annotations

import pytest

from haina.cases import verbs
from haina.cases.models import Case, CaseEvent
from haina.cases.refusals import CaseNotFound, Forbidden, KeyUsed, Refusal, Stale


def test_the_same_key_again_changes_nothing_and_gives_the_same_receipt(draft) -> None:
    draft.filled()
    first = draft.does("agent", verbs.submit, declared=True, key="submit-1")
    events = CaseEvent.objects.filter(case_id=draft.id).count()
    draft.does("window", verbs.accept, "pre_check")
    again = draft.does("agent", verbs.submit, declared=True, key="submit-1", seen=1)
    assert again.replayed
    assert (again.case_id, again.sequence, again.kinds, again.state, again.at) == (
        first.case_id,
        first.sequence,
        first.kinds,
        first.state,
        first.at,
    )
    assert CaseEvent.objects.filter(case_id=draft.id, batch__lte=first.sequence).count() == events


def test_beginning_twice_with_one_key_begins_one_case(city) -> None:
    begin = {
        "organisation_id": city.employers["Beidou"].pk,
        "person_id": city.persons["Kari"].pk,
        "key": "begin-1",
    }
    first = verbs.start_draft(city.actor("agent"), city.now, "foreigner_work_permit", **begin)
    again = verbs.start_draft(city.actor("agent"), city.now, "foreigner_work_permit", **begin)
    assert (again.case_id, again.replayed) == (first.case_id, True)
    assert Case.objects.count() == 1


def test_a_key_is_not_taken_for_something_else(draft) -> None:
    draft.does("agent", verbs.save_draft, {"job_title": "Engineer"}, key="mine")
    with pytest.raises(KeyUsed):
        draft.does("agent", verbs.withdraw, key="mine")


def test_a_key_of_one_account_gives_nothing_away_to_another(draft, start) -> None:
    draft.does("agent", verbs.save_draft, {"job_title": "Engineer"}, key="mine")
    other = start(who="rival", employer="Nanshan", person="Luc")
    with pytest.raises(KeyUsed):
        other.does("rival", verbs.save_draft, {"job_title": "Engineer"}, key="mine")


def test_a_decision_on_an_old_view_is_refused_with_what_happened_meanwhile(draft) -> None:
    """Given two look at the same page, when one accepts, then the other is told so in both languages."""
    draft.submitted()
    seen = draft.row.sequence
    draft.does("window", verbs.accept, "pre_check")
    with pytest.raises(Stale) as stale:
        draft.does("agent", verbs.withdraw, seen=seen)
    assert stale.value.seen == seen
    assert [one.kind for one in stale.value.meanwhile] == [
        "accepted",
        "total_started",
        "stage_opened",
        "stage_opened",
    ]
    assert stale.value.meanwhile[0].words == {
        "zh": "外国人来华工作“一口受理”窗口受理了申请。",
        "en": "Single window for foreigners' work accepted the application.",
    }


def test_a_note_or_a_claim_makes_nobodys_page_old(draft) -> None:
    draft.accepted()
    seen = draft.row.sequence
    draft.does("hr", verbs.add_note, "Calling the employer.")
    draft.does("hr2", verbs.claim, "employment_review")
    draft.does("border", verbs.approve, "residence_review", seen=seen)


def test_parties_are_not_told_of_notes_when_they_are_late(draft) -> None:
    draft.submitted()
    seen = draft.row.sequence
    draft.does("window", verbs.add_note, "Suspicious.")
    draft.does("window", verbs.accept, "pre_check")
    with pytest.raises(Stale) as stale:
        draft.does("agent", verbs.withdraw, seen=seen)
    assert "note_added" not in [one.kind for one in stale.value.meanwhile]


def test_a_view_from_the_future_is_refused(draft) -> None:
    with pytest.raises(Stale):
        draft.does("agent", verbs.save_draft, {"job_title": "Engineer"}, seen=99)


def test_another_employers_case_does_not_exist_for_an_agent(draft) -> None:
    with pytest.raises(CaseNotFound):
        draft.does("rival", verbs.save_draft, {"job_title": "Engineer"})


def test_nobody_files_for_an_employer_without_a_mandate(city) -> None:
    with pytest.raises(Forbidden):
        verbs.start_draft(
            city.actor("rival"),
            city.now,
            "foreigner_work_permit",
            organisation_id=city.employers["Beidou"].pk,
            person_id=city.persons["Kari"].pk,
            key="k",
        )


def test_an_officer_decides_only_for_the_own_department(draft) -> None:
    draft.accepted()
    with pytest.raises(Forbidden):
        draft.does("border", verbs.approve, "employment_review")


def test_a_stage_is_answered_once(draft) -> None:
    draft.accepted()
    draft.does("hr", verbs.approve, "employment_review")
    with pytest.raises(Refusal) as refusal:
        draft.does("hr", verbs.refuse, "employment_review", reasons=["conditions_not_met"])
    assert refusal.value.code == "stage_closed"


def test_a_procedure_that_does_not_exist_is_refused(city) -> None:
    with pytest.raises(Refusal) as refusal:
        verbs.start_draft(city.actor("agent"), city.now, "flying_carpet_permit", key="k")
    assert refusal.value.code == "unknown_procedure"


def test_time_without_a_zone_is_refused_at_the_door(draft) -> None:
    with pytest.raises(ValueError, match="time zone"):
        verbs.withdraw(
            draft.city.actor("agent"), draft.city.now.replace(tzinfo=None), draft.id, key="k", seen=1
        )


def test_issuing_twice_issues_once(draft) -> None:
    draft.issued()
    again = verbs.issue(draft.city.now, draft.id)
    assert again.replayed
    assert CaseEvent.objects.filter(case_id=draft.id, kind="issued").count() == 1
