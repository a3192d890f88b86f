"""Feature: a form gets old only by what concerns its decision; the sweep remembers what it cannot read."""

from __future__ import annotations

from datetime import date

import pytest

from haina.cases import verbs
from haina.cases.models import Case, CaseEvent, IssuedDocument, SweepFailure
from haina.cases.refusals import Stale


def test_one_departments_answer_does_not_make_the_others_form_old(draft) -> None:
    """Given both reviews are open on two desks, when one agrees, then the other's form still counts."""
    draft.accepted()
    seen = draft.row.sequence
    draft.does("hr", verbs.approve, "employment_review", seen=seen)
    assert draft.does("border", verbs.approve, "residence_review", seen=seen).state == "approved"


def test_what_settles_the_case_makes_every_form_old(draft) -> None:
    draft.accepted()
    seen = draft.row.sequence
    draft.does("hr", verbs.refuse, "employment_review", reasons=["conditions_not_met"], seen=seen)
    with pytest.raises(Stale):
        draft.does("border", verbs.approve, "residence_review", seen=seen)


def test_a_colleagues_answer_on_the_same_step_makes_the_form_old(draft) -> None:
    draft.accepted()
    seen = draft.row.sequence
    draft.does("hr2", verbs.approve, "employment_review", seen=seen)
    with pytest.raises(Stale) as stale:
        draft.does("hr", verbs.approve, "employment_review", seen=seen)
    assert [one.kind for one in stale.value.meanwhile] == ["stage_approved"]


@pytest.mark.parametrize(("salary", "is_old"), [("380000", False), ("120000", True)])
def test_a_look_into_another_register_matters_only_if_it_found_something_else(draft, salary, is_old) -> None:
    draft.accepted()
    seen = draft.row.sequence
    found = {"fact": "annual_salary", "value": salary, "source": "payroll register"}
    draft.does("hr", verbs.verify_fact, "employment_review", **found)
    if is_old:
        with pytest.raises(Stale):
            draft.does("border", verbs.approve, "residence_review", seen=seen, note="all the same")
    else:
        draft.does("border", verbs.approve, "residence_review", seen=seen)


def test_the_applicant_who_acts_on_the_whole_case_is_told_of_everything(draft) -> None:
    draft.accepted()
    seen = draft.row.sequence
    draft.does("hr", verbs.approve, "employment_review")
    with pytest.raises(Stale):
        draft.does("agent", verbs.withdraw, seen=seen)


def test_the_error_of_one_case_is_kept_until_the_sweep_gets_through_it(draft, start) -> None:
    """Given a case that cannot be read, then its error is on record, the others go on, and it heals."""
    draft.submitted()
    other = start(person="Luc").submitted()
    Case.objects.filter(pk=draft.id).update(procedure="unheard_of")
    draft.city.go_to(date(2026, 11, 10))
    for _ in range(2):
        assert verbs.escalate_overdue(draft.city.now).failed == (draft.id,)
    failure = SweepFailure.objects.get()
    assert (failure.case_id, failure.times, failure.error) == (draft.id, 2, "KeyError: 'unheard_of'")
    assert CaseEvent.objects.filter(case_id=other.id, kind="escalated").exists()
    Case.objects.filter(pk=draft.id).update(procedure="foreigner_work_permit")
    assert verbs.escalate_overdue(draft.city.now).done == (draft.id,)
    assert not SweepFailure.objects.exists()


def test_a_round_looks_only_at_what_has_run_out(draft, start, django_assert_num_queries) -> None:
    """However many clocks are open, a round in which none has run out asks the database twice."""
    draft.submitted()
    for _ in range(3):
        start(person="Luc").submitted()
    with django_assert_num_queries(2):
        assert verbs.escalate_overdue(draft.city.now).done == ()


def test_what_was_issued_runs_out_on_the_day_after_its_last(draft) -> None:
    draft.issued()
    last = IssuedDocument.objects.get(case_id=draft.id).valid_to
    draft.city.go_to(last)
    assert verbs.escalate_overdue(draft.city.now).done == ()
    draft.city.wait(days=1)
    assert verbs.escalate_overdue(draft.city.now).done == (draft.id,)
    assert draft.row.state == "expired"
    assert verbs.escalate_overdue(draft.city.now).done == ()
