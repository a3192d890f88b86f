"""Feature: a refusal is appealed against once, in time; another officer decides, in a case of its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from tests.cases.procedures import APPEAL

from haina.cases import queries, verbs
from haina.cases.appeals import appeal_until
from haina.cases.chain import verify_all
from haina.cases.models import Case, CaseEvent, Notice
from haina.cases.policies import current_policy
from haina.cases.refusals import Refusal
from haina.cases.store import load_state

WHY = {"grounds": "The salary was read wrongly."}


@pytest.fixture
def refused(draft, procedure_is):
    """An application that hr refused on Monday, 2 November."""
    procedure_is(lambda known: replace(known, appeal=APPEAL))
    draft.accepted()
    draft.does("hr", verbs.refuse, "employment_review", reasons=["conditions_not_met"])
    return draft


@pytest.fixture
def appealed(refused):
    """The same, with an appeal; both cases."""
    refused.does("agent", verbs.appeal, **WHY)
    linked = type(refused)(refused.city, refused.row.appeals.get().pk, refused.last)
    return refused, linked


def test_an_appeal_is_a_case_of_its_own_with_its_own_clock(appealed) -> None:
    first, linked = appealed
    assert linked.row.appeal_of_id == first.id
    assert (linked.row.state, linked.row.due) == ("in_review", date(2026, 11, 16))
    assert load_state(linked.id).form == WHY
    assert load_state(first.id).appeal.case_id == linked.id
    view = queries.case_view(first.city.actor("hr2"), linked.id, first.city.now)
    assert view.procedure.title.en.startswith("Appeal: ")
    assert list(verify_all()) == []


def test_whoever_refused_does_not_decide_the_appeal(appealed) -> None:
    first, linked = appealed
    for verb, words in [(verbs.claim, {}), (verbs.approve, {"note": "I was right"})]:
        with pytest.raises(Refusal) as refusal:
            linked.does("hr", verb, "appeal", **words)
        assert refusal.value.code == "same_officer"
    with pytest.raises(Refusal):
        linked.does("hr2", verbs.hand_over, "appeal", officer_id=first.city.account("hr").pk)


def test_the_database_refuses_the_same_officer_too(appealed) -> None:
    """Given an answer of the first officer written by hand, then the database does not take it."""
    first, linked = appealed
    last = CaseEvent.objects.filter(case_id=linked.id).order_by("-sequence")[0]
    last.previous_hash, last.sequence, last.kind = last.hash, last.sequence + 1, "stage_approved"
    last.stage, last.key = "appeal", None
    last.account = first.city.account("hr")
    with pytest.raises(IntegrityError, match="had a hand"), transaction.atomic():
        last.save(force_insert=True)


def test_an_upheld_appeal_grants_the_first_case(appealed) -> None:
    first, linked = appealed
    linked.does("hr2", verbs.approve, "appeal", note="The salary is above the line.")
    assert (linked.row.state, first.row.state) == ("approved", "approved")
    state = load_state(first.id)
    assert (state.appeal.outcome, state.reasons) == ("upheld", ())
    event = CaseEvent.objects.get(case_id=first.id, kind="appeal_upheld")
    assert (event.department, event.account_id) == ("hrss_bureau", first.city.account("hr2").pk)
    told = Notice.objects.filter(case_id=first.id, notice__contains="appeal_upheld")
    assert {notice.account.name for notice in told} == {"agent", "Kari"}
    assert list(verify_all()) == []


def test_a_rejected_appeal_leaves_the_refusal_as_it_is(appealed) -> None:
    first, linked = appealed
    linked.does("hr2", verbs.refuse, "appeal", reasons=["decision_stands"], note="Nothing new.")
    assert (linked.row.state, first.row.state) == ("refused", "refused")
    assert load_state(first.id).appeal.outcome == "rejected"
    with pytest.raises(Refusal) as refusal:
        first.does("agent", verbs.appeal, **WHY)
    assert refusal.value.code == "appealed"


def test_a_withdrawn_appeal_is_over(appealed) -> None:
    first, linked = appealed
    linked.does("agent", verbs.withdraw)
    assert load_state(first.id).appeal.outcome == "withdrawn"


@pytest.mark.parametrize(("day", "taken"), [(date(2027, 1, 1), True), (date(2027, 1, 2), False)])
def test_the_time_to_appeal_is_counted_from_the_decision(refused, day: date, taken: bool) -> None:
    state = load_state(refused.id)
    procedure = current_policy().procedures["foreigner_work_permit"]
    assert appeal_until(current_policy(), procedure, state) == date(2027, 1, 1)
    refused.city.go_to(day)
    if taken:
        refused.does("agent", verbs.appeal, **WHY)
        return
    with pytest.raises(Refusal) as refusal:
        refused.does("agent", verbs.appeal, **WHY)
    assert refusal.value.code == "too_late"


def test_the_same_key_appeals_once(refused) -> None:
    refused.does("agent", verbs.appeal, **WHY, key="appeal-1")
    assert refused.does("agent", verbs.appeal, **WHY, key="appeal-1", seen=1).replayed
    assert Case.objects.filter(appeal_of=refused.id).count() == 1
