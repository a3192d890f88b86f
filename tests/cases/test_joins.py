"""Feature: the departments' answers make one decision by the join, and silence can be an answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import product

import pytest
from tests.cases.conftest import FORM
from tests.cases.procedures import joined_by, stage, with_stage

from haina.cases import verbs
from haina.cases.deadlines import deadlines
from haina.cases.models import CaseEvent, CaseStage, Notice
from haina.cases.policies import current_policy, working_calendar
from haina.cases.state import Item, StageStatus
from haina.cases.store import load_state
from haina.people.permissions import State
from haina.policy.joining import Answer, joined
from haina.policy.procedures import Join

YES, NO, OPEN = Answer.APPROVE, Answer.REFUSE, Answer.OPEN
JOINS = {
    "all": Join("all"),
    "any": Join("any"),
    "quorum": Join("quorum", 2),
    "veto": Join("veto", None, ("a",)),
}


def three(join: Join):
    """A procedure in which three departments decide."""
    procedure = current_policy().procedures["foreigner_work_permit"]
    return replace(procedure, join=join, stages=tuple(stage(id, id) for id in "abc"))


@pytest.mark.parametrize(
    ("join", "answers", "verdict"),
    [
        ("all", (YES, YES, OPEN), None),
        ("all", (YES, YES, YES), True),
        ("all", (OPEN, NO, OPEN), False),
        ("any", (NO, NO, OPEN), None),
        ("any", (OPEN, YES, OPEN), True),
        ("any", (NO, NO, NO), False),
        ("quorum", (YES, NO, OPEN), None),
        ("quorum", (YES, NO, YES), True),
        ("quorum", (NO, NO, OPEN), False),
        ("veto", (NO, YES, YES), False),
        ("veto", (OPEN, YES, YES), None),
        ("veto", (YES, YES, OPEN), None),
        ("veto", (YES, YES, YES), True),
        ("veto", (YES, NO, OPEN), False),
    ],
)
def test_a_join_is_settled_as_soon_as_it_can_be(join, answers, verdict) -> None:
    assert joined(three(JOINS[join]), dict(zip("abc", answers, strict=True))) is verdict


@pytest.mark.parametrize("join", JOINS.values(), ids=JOINS.keys())
def test_when_all_have_answered_every_join_has_a_verdict_that_one_more_yes_never_turns_to_no(join) -> None:
    procedure = three(join)
    for answers in product((YES, NO), repeat=3):
        verdict = joined(procedure, dict(zip("abc", answers, strict=True)))
        assert verdict is not None
        for place in range(3):
            better = [YES if number == place else each for number, each in enumerate(answers)]
            assert joined(procedure, dict(zip("abc", better, strict=True))) >= verdict


def test_one_refusal_does_not_end_what_one_agreement_grants(draft, procedure_is) -> None:
    """Given one yes is enough, when one says no, the other's yes grants it."""
    procedure_is(lambda known: joined_by(known, Join("any")))
    draft.accepted()
    draft.does("hr", verbs.refuse, "employment_review", reasons=["conditions_not_met"])
    assert draft.row.state == "in_review"
    draft.does("border", verbs.approve, "residence_review")
    assert draft.row.state == "approved"


def test_a_veto_refuses_at_once(draft, procedure_is) -> None:
    procedure_is(lambda known: joined_by(known, Join("veto", None, ("residence_review",))))
    draft.accepted()
    draft.does("border", verbs.refuse, "residence_review", reasons=["security"])
    assert draft.row.state == "refused"
    assert load_state(draft.id).stages["employment_review"].status is StageStatus.MOOT


def test_silence_that_means_agreement_agrees_on_the_day_after_the_last(draft, procedure_is) -> None:
    """Given the border's silence is agreement, when its last day is over, then the clock agrees for it."""
    procedure_is(lambda known: with_stage(known, "residence_review", silence="approve"))
    draft.accepted(high_end_ground="talent_programme")
    draft.does("hr", verbs.approve, "employment_review")
    draft.city.go_to(date(2026, 11, 9))
    assert verbs.escalate_overdue(draft.city.now).done == ()
    draft.city.go_to(date(2026, 11, 10))
    assert verbs.escalate_overdue(draft.city.now).done == (draft.id,)
    kinds = list(CaseEvent.objects.filter(case_id=draft.id).values_list("kind", flat=True))
    assert kinds[-2:] == ["deemed_approved", "approved"]
    assert CaseStage.objects.get(case_id=draft.id, stage="residence_review").deemed
    event = CaseEvent.objects.get(case_id=draft.id, kind="deemed_approved")
    assert (event.department, event.role) == ("clock", "automation")
    told = Notice.objects.filter(case_id=draft.id, notice__contains="deemed_approved")
    assert {notice.account.name for notice in told} == {"agent", "head"}
    assert all("视为同意" in notice.body["zh"] for notice in told)
    assert verbs.escalate_overdue(draft.city.now).done == ()


def test_silence_that_means_refusal_refuses_and_says_why(draft, procedure_is) -> None:
    procedure_is(lambda known: with_stage(known, "employment_review", silence="refuse"))
    draft.accepted(high_end_ground="talent_programme")
    draft.city.go_to(date(2026, 11, 10))
    verbs.escalate_overdue(draft.city.now)
    assert draft.row.state == "refused"
    assert CaseEvent.objects.get(case_id=draft.id, kind="refused").payload["by"] == "silence"


def test_silence_of_the_window_accepts_and_lets_the_departments_begin(draft, procedure_is) -> None:
    procedure_is(lambda known: with_stage(known, "pre_check", silence="approve"))
    draft.submitted()
    draft.city.go_to(date(2026, 11, 10))
    verbs.escalate_overdue(draft.city.now)
    state = load_state(draft.id)
    assert state.state == "in_review"
    assert {each.id for each in state.open_stages} == {"employment_review", "residence_review"}
    assert state.total is not None


def test_a_file_about_which_nothing_is_said_in_time_counts_as_accepted_from_the_day_it_came(
    draft, procedure_is
) -> None:
    """Given silence that accepts and a week of correction, then clocks count from filing, less that week."""
    procedure_is(lambda known: with_stage(known, "pre_check", silence="approve"))
    draft.submitted()
    draft.does("window", verbs.return_for_correction, "pre_check", items=[Item("field", "job_title", "?")])
    draft.city.go_to(date(2026, 11, 9))
    draft.does("agent", verbs.save_draft, {**FORM, "job_title": "Head of optics"})
    draft.does("agent", verbs.resubmit, declared=True)
    draft.city.go_to(date(2026, 11, 17))
    assert verbs.escalate_overdue(draft.city.now).done == (draft.id,)
    state = load_state(draft.id)
    assert state.state is State.IN_REVIEW
    assert state.stages["pre_check"].deemed
    assert state.total is not None and state.total.event == date(2026, 11, 2)
    assert {stage.opened_on for stage in state.open_stages} == {date(2026, 11, 2)}
    clocks = deadlines(state, working_calendar())
    # Twenty working days from the second of November, of which the five of the correction do not count.
    assert clocks.total is not None and clocks.total.due == date(2026, 12, 7)
    assert clocks.stages["employment_review"].due == date(2026, 11, 23)
    told = Notice.objects.filter(case_id=draft.id, notice="standard_deemed_approved")
    assert {notice.account.name for notice in told} == {"agent", "head"}
    assert all("自收到之日起即视为受理" in notice.body["zh"] for notice in told)


def test_a_licence_is_accepted_by_silence_and_other_matters_are_not() -> None:
    """Article 32 of the licensing law is for licences; elsewhere silence is told to the supervisor."""
    procedures = current_policy().procedures
    for procedure in procedures.values():
        silences = {stage.silence for stage in procedure.stages if stage.kind == "acceptance"}
        licence = procedure.like in ("licence", "joint_licence")
        assert silences == ({"approve"} if licence else {"escalate"}), procedure.id
