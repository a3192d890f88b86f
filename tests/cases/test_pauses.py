"""Feature: a department stops its clock on a ground of the procedure; it goes on with the days left."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest
from tests.cases.procedures import PAUSES, tolerant, with_stage

from haina.cases import queries, verbs
from haina.cases.models import Case, CaseEvent, CaseStage
from haina.cases.policies import current_policy
from haina.cases.refusals import Refusal
from haina.cases.state import Item
from haina.cases.store import load_state
from haina.rules.text import Text

EXPERT = {"ground": "expert", "note": "Professor Li is asked about the field"}


@pytest.fixture
def reviewed(draft, procedure_is):
    """An accepted application of class A, five working days for each review, that can be paused."""
    procedure_is(
        lambda known: replace(known, pauses=PAUSES),
        lambda known: with_stage(known, "residence_review", may_return=True),
    )
    return draft.accepted(high_end_ground="talent_programme")


def _due(application, stage: str) -> date | None:
    return CaseStage.objects.get(case_id=application.id, stage=stage).due


def test_a_pause_stops_the_own_clock_and_the_whole_cases_but_no_other_departments(reviewed) -> None:
    reviewed.does("hr", verbs.pause, "employment_review", **EXPERT)
    row = CaseStage.objects.get(case_id=reviewed.id, stage="employment_review")
    assert (row.due, row.days_held, row.held) == (None, 5, "expert")
    assert _due(reviewed, "residence_review") == date(2026, 11, 9)
    view = queries.case_view(reviewed.city.actor("hr"), reviewed.id, reviewed.city.now)
    assert view.clocks.total.due is None


def test_a_pause_across_two_weeks_moves_the_end_by_the_working_days_in_it(reviewed) -> None:
    """Given a pause from Tuesday to Thursday of the next week, then seven working days are added."""
    reviewed.city.go_to(date(2026, 11, 3))
    reviewed.does("hr", verbs.pause, "employment_review", **EXPERT)
    reviewed.city.go_to(date(2026, 11, 12))
    reviewed.does("hr", verbs.resume, "employment_review", note="The opinion is here")
    assert _due(reviewed, "employment_review") == date(2026, 11, 18)
    view = queries.case_view(reviewed.city.actor("hr"), reviewed.id, reviewed.city.now)
    assert view.clocks.total.due == date(2026, 11, 20)
    assert _due(reviewed, "residence_review") == date(2026, 11, 9)


def test_a_pause_ends_by_itself_with_its_longest_time_also_when_the_sweep_comes_late(reviewed) -> None:
    """Given ten working days at most from 3 November, then days count again from 18 November on."""
    reviewed.city.go_to(date(2026, 11, 3))
    reviewed.does("hr", verbs.pause, "employment_review", **EXPERT)
    reviewed.does("border", verbs.approve, "residence_review")
    reviewed.city.go_to(date(2026, 11, 17))
    assert verbs.escalate_overdue(reviewed.city.now).done == ()
    reviewed.city.go_to(date(2026, 11, 19))
    assert verbs.escalate_overdue(reviewed.city.now).done == (reviewed.id,)
    event = CaseEvent.objects.get(case_id=reviewed.id, kind="resumed")
    assert (event.payload["until"], event.payload["by_itself"]) == ("2026-11-17", True)
    assert _due(reviewed, "employment_review") == date(2026, 11, 23)


def test_while_it_is_stopped_nothing_is_decided_or_late_and_a_return_still_reaches_the_applicant(
    reviewed,
) -> None:
    reviewed.does("hr", verbs.pause, "employment_review", ground="register", note="no answer")
    with pytest.raises(Refusal) as held:
        reviewed.does("hr", verbs.approve, "employment_review")
    assert held.value.code == "held"
    items = [Item("field", "job_title")]
    reviewed.does("border", verbs.return_for_correction, "residence_review", items=items)
    reviewed.city.go_to(date(2026, 11, 5))
    reviewed.does("hr", verbs.resume, "employment_review")
    reviewed.does("agent", verbs.resubmit, declared=True)
    assert _due(reviewed, "employment_review") == date(2026, 11, 12)
    assert _due(reviewed, "residence_review") == date(2026, 11, 12)


@pytest.mark.parametrize(
    ("changed", "code"), [({"ground": "lunch"}, "unknown_ground"), ({"note": " "}, "no_note")]
)
def test_a_clock_is_stopped_only_on_a_ground_and_with_a_word(reviewed, changed, code) -> None:
    with pytest.raises(Refusal) as refusal:
        reviewed.does("hr", verbs.pause, "employment_review", **{**EXPERT, **changed})
    assert refusal.value.code == code


def test_where_only_the_supervisor_extends_an_officer_cannot(draft, procedure_is) -> None:
    procedure_is(lambda known: replace(known, extension=replace(known.extension, by="supervisor")))
    draft.accepted()
    with pytest.raises(Refusal) as refusal:
        draft.does("hr", verbs.extend, reasons=["complex"])
    assert refusal.value.code == "supervisor_extends"
    assert draft.does("head", verbs.extend, reasons=["complex"]).kinds == ("extended",)


def test_a_step_is_handed_over_to_a_colleague_and_to_nobody_else(reviewed) -> None:
    hr2, window = (reviewed.city.account(name).pk for name in ("hr2", "window"))
    reviewed.does("hr", verbs.claim, "employment_review")
    with pytest.raises(Refusal) as refusal:
        reviewed.does("hr", verbs.hand_over, "employment_review", officer_id=window)
    assert refusal.value.code == "not_a_colleague"
    reviewed.does("hr", verbs.hand_over, "employment_review", officer_id=hr2, note="I am on leave")
    assert CaseStage.objects.get(case_id=reviewed.id, stage="employment_review").officer_id == hr2
    reviewed.does("head", verbs.hand_over, "employment_review", officer_id=reviewed.city.account("hr").pk)
    assert reviewed.does("hr", verbs.approve, "employment_review").kinds == ("stage_approved",)


class Notice2027:
    """A calendar of 2027 in which the first Monday of the year is off, too."""

    notice = "for the test"
    holidays = {date(2027, 1, day): Text("元旦", "New Year") for day in (1, 2, 3, 4)}  # noqa: RUF012
    workdays = frozenset({date(2027, 1, 9)})


def test_a_newly_published_calendar_is_counted_by_and_leaves_an_event(draft, monkeypatch) -> None:
    """Given a last day in a year that was not published, when it is, then the event says what it is now."""
    draft.city.go_to(date(2026, 12, 29))
    draft.submitted()
    assert (draft.row.provisional, draft.row.rests_on) == (True, 2027)
    before = draft.row.due
    assert verbs.recount_clocks(draft.city.now).done == ()
    monkeypatch.setitem(current_policy().calendar.years, 2027, Notice2027())
    assert verbs.recount_clocks(draft.city.now).done == (draft.id,)
    event = CaseEvent.objects.get(case_id=draft.id, kind="clock_recounted")
    after = Case.objects.get(pk=draft.id)
    assert event.payload["years"] == [2027]
    assert event.payload["changes"] == [
        {"stage": "pre_check", "before": before.isoformat(), "after": after.due.isoformat()}
    ]
    assert (after.provisional, after.rests_on, after.due) == (False, None, date(2027, 1, 7))
    assert verbs.recount_clocks(datetime.fromisoformat("2027-01-02T00:00:00+08:00")).done == ()


def test_a_promise_that_outlasts_the_decision_is_counted_anew_too(draft, procedure_is, monkeypatch) -> None:
    """Given a document owed after the permit was granted, when the year is published, then its day moves."""
    procedure_is(tolerant)
    draft.city.go_to(date(2026, 12, 29))
    draft.filled()
    health = next(each for each in load_state(draft.id).documents.values() if each.kind == "health")
    draft.does("agent", verbs.remove_document, health.id)
    draft.does("agent", verbs.submit, declared=True, promised=["health"])
    draft.does("window", verbs.accept, "pre_check")
    draft.does("hr", verbs.approve, "employment_review")
    draft.does("border", verbs.approve, "residence_review")
    assert (draft.row.state, draft.row.rests_on) == ("approved", 2027)
    before = draft.row.watch
    monkeypatch.setitem(current_policy().calendar.years, 2027, Notice2027())
    assert verbs.recount_clocks(draft.city.now).done == (draft.id,)
    assert draft.row.rests_on is None
    assert draft.row.watch != before
