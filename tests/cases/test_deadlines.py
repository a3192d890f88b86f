"""Feature: every case says by when; the clock stands still for the applicant; what runs out is escalated."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests.cases.procedures import HERE, term

from haina.cases import queries, verbs
from haina.cases.deadlines import deadlines
from haina.cases.models import Case, CaseEvent, CaseStage, Notice
from haina.cases.policies import working_calendar
from haina.cases.refusals import Refusal
from haina.cases.state import Item
from haina.cases.store import load_state
from haina.policy.procedures import Extension

ONE_ITEM = [Item("field", "job_title", "too short")]


def _due(application, stage: str) -> date | None:
    return CaseStage.objects.get(case_id=application.id, stage=stage).due


def test_the_pre_check_has_five_working_days_from_the_day_after_filing(draft) -> None:
    draft.submitted()
    assert _due(draft, "pre_check") == date(2026, 11, 9)
    assert draft.row.due == date(2026, 11, 9)


def test_the_total_binds_a_longer_term_of_a_department(draft, procedure_is) -> None:
    """Given ten working days for a review but seven for the whole case, then seven bind."""
    procedure_is(lambda known: replace(known, total=term(7, "accepted")))
    draft.accepted()
    assert _due(draft, "employment_review") == date(2026, 11, 11)
    view = queries.case_view(draft.city.actor("hr"), draft.id, draft.city.now)
    assert view.clocks.stages["employment_review"].due == date(2026, 11, 16)
    assert view.clocks.total.due == date(2026, 11, 11)
    assert {holder.due for holder in view.holders} == {date(2026, 11, 11)}
    assert {holder.left for holder in view.holders} == {7}


def test_the_category_that_the_rules_find_shortens_the_term(draft) -> None:
    """Given a person of category A, then a department has five days instead of ten."""
    draft.accepted(high_end_ground="talent_programme")
    lengths = {stage.id: stage.term.length for stage in load_state(draft.id).open_stages}
    assert lengths == {"employment_review": 5, "residence_review": 5}


@pytest.mark.parametrize(("ground", "days"), [("talent_programme", 7), ("none", 20)])
def test_the_single_window_decides_category_a_in_seven_days_and_others_in_those_of_the_guide(
    draft, ground: str, days: int
) -> None:
    draft.accepted(high_end_ground=ground)
    assert load_state(draft.id).total.term.length == days


def test_a_pause_across_a_public_holiday_moves_the_end_by_the_working_days_in_it(draft) -> None:
    """Given a return before National Day and an answer after it, then only working days were paused."""
    draft.city.go_to(date(2026, 9, 28))
    draft.submitted()
    assert _due(draft, "pre_check") == date(2026, 10, 10)
    draft.city.go_to(date(2026, 9, 30))
    draft.does("window", verbs.return_for_correction, "pre_check", items=ONE_ITEM)
    assert _due(draft, "pre_check") is None
    assert CaseStage.objects.get(case=draft.row, stage="pre_check").days_held == 3
    draft.city.go_to(date(2026, 10, 8))
    draft.does("agent", verbs.resubmit, declared=True)
    assert _due(draft, "pre_check") == date(2026, 10, 12)


def test_a_correction_on_the_same_day_changes_nothing(draft) -> None:
    draft.submitted()
    before = _due(draft, "pre_check")
    draft.does("window", verbs.return_for_correction, "pre_check", items=ONE_ITEM)
    draft.does("agent", verbs.resubmit, declared=True)
    assert _due(draft, "pre_check") == before


def test_the_applicant_is_told_by_when_to_answer(draft) -> None:
    draft.submitted()
    draft.does("window", verbs.return_for_correction, "pre_check", items=ONE_ITEM)
    view = queries.case_view(draft.city.actor("agent"), draft.id, draft.city.now)
    assert [(holder.kind, holder.due) for holder in view.holders] == [("applicant", date(2026, 11, 16))]
    notice = Notice.objects.get(case=draft.row, notice="returned")
    assert "拟任职务" in notice.body["zh"]
    assert "Job title (too short)" in notice.body["en"]
    assert "2026年11月16日" in notice.body["zh"]


def test_nothing_is_escalated_on_the_last_day(draft) -> None:
    draft.submitted()
    draft.city.go_to(date(2026, 11, 9))
    assert verbs.escalate_overdue(draft.city.now).done == ()


def test_what_has_run_out_is_escalated_once_and_the_supervisor_is_told(draft) -> None:
    """Given nobody answered by the last day, when the sweep comes by twice, then it is escalated once."""
    draft.submitted()
    draft.city.go_to(date(2026, 11, 10))
    assert verbs.escalate_overdue(draft.city.now).done == (draft.id,)
    assert verbs.escalate_overdue(draft.city.now).done == ()
    assert CaseEvent.objects.filter(case_id=draft.id, kind="escalated").count() == 1
    notice = Notice.objects.get(case=draft.row, notice="escalated")
    assert notice.account == draft.city.account("head")
    assert CaseEvent.objects.get(case_id=draft.id, kind="escalated").department == "clock"


def test_the_whole_case_running_out_is_escalated_apart_from_its_stages(draft) -> None:
    draft.accepted()
    reviews = {"employment_review", "residence_review"}
    for day, late in ((date(2026, 11, 17), reviews), (date(2026, 12, 1), {"", *reviews})):
        draft.city.go_to(day)
        verbs.escalate_overdue(draft.city.now)
        assert {event.payload["stage"] for event in CaseEvent.objects.filter(kind="escalated")} == late


def test_while_it_waits_for_the_applicant_no_department_is_late(draft) -> None:
    draft.submitted()
    draft.does("window", verbs.return_for_correction, "pre_check", items=ONE_ITEM)
    draft.city.go_to(date(2026, 11, 13))
    assert verbs.escalate_overdue(draft.city.now).done == ()
    draft.city.go_to(date(2026, 11, 17))
    assert verbs.escalate_overdue(draft.city.now).done == (draft.id,)
    kinds = CaseEvent.objects.filter(case_id=draft.id).values_list("kind", flat=True)
    assert "answer_overdue" in kinds
    assert "escalated" not in kinds


def test_one_bad_case_does_not_stop_the_sweep(draft, start, caplog: pytest.LogCaptureFixture) -> None:
    """Given a case whose procedure no pack knows, then the other late case is still escalated."""
    draft.submitted()
    other = start(person="Luc").submitted()
    Case.objects.filter(pk=draft.id).update(procedure="unheard_of")
    draft.city.go_to(date(2026, 11, 10))
    sweep = verbs.escalate_overdue(draft.city.now)
    assert (sweep.done, sweep.failed) == ((other.id,), (draft.id,))
    assert str(draft.id) in caplog.text


def test_more_time_is_taken_once_with_a_reason_that_is_told(draft) -> None:
    draft.accepted(high_end_ground="talent_programme")
    draft.does("head", verbs.extend, reasons=["complex"])
    view = queries.case_view(draft.city.actor("head"), draft.id, draft.city.now)
    assert view.clocks.total.due == date(2026, 11, 25)
    notice = Notice.objects.get(case=draft.row, notice="extended", account=draft.city.account("agent"))
    assert "25 November 2026" in notice.body["en"]
    with pytest.raises(Refusal) as refusal:
        draft.does("head", verbs.extend, reasons=["complex"])
    assert refusal.value.code == "extensions_used"


def test_a_clock_that_runs_into_an_unpublished_year_says_so(draft) -> None:
    draft.city.go_to(date(2026, 12, 29))
    draft.submitted()
    assert draft.row.provisional
    assert draft.row.due == date(2027, 1, 5)


def test_an_extension_in_another_unit_lengthens_every_running_clock_in_its_own_days(
    draft, procedure_is
) -> None:
    """Given an extension by days of the calendar, then the steps and the whole last so many days longer."""
    more = Extension(1, term(14, "accepted", "calendar_days"), HERE)
    procedure_is(lambda known: replace(known, extension=more))
    draft.accepted()
    before = deadlines(load_state(draft.id), working_calendar())
    draft.does("head", verbs.extend, reasons=["complex"])
    after = deadlines(load_state(draft.id), working_calendar())
    for name, clock in after.stages.items():
        assert clock.due == before.stages[name].due + timedelta(days=14)
    assert after.total.due == before.total.due + timedelta(days=14)
    assert CaseStage.objects.filter(case_id=draft.id, status="open", due=after.next).exists()
