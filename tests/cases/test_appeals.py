"""Feature: a decision is appealed against once, in time; another officer decides, in a case of its own."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import translation
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.cases.procedures import APPEAL

from haina.cases import queries, verbs
from haina.cases.appeals import appeal_until
from haina.cases.chain import verify_all
from haina.cases.credentials import SigningKey
from haina.cases.models import Case, CaseEvent, IssuedDocument, Notice
from haina.cases.policies import current_policy
from haina.cases.refusals import Refusal
from haina.cases.state import StageStatus
from haina.cases.statuses import read_list
from haina.cases.statuses_published import published_list
from haina.cases.store import load_state
from haina.people.permissions import State

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


def upheld(first, officer: str = "hr2"):
    """Appeal against the decision of a case and have the appeal upheld; the linked case."""
    first.does("agent", verbs.appeal, **WHY)
    linked = type(first)(first.city, first.row.appeals.exclude(state="approved").get().pk, first.last)
    linked.does(officer, verbs.approve, "appeal", note="Looked at again.")
    return linked


def test_a_file_that_was_not_accepted_goes_on_as_accepted_once_the_appeal_is_upheld(
    draft, procedure_is
) -> None:
    """Given a file that the window declined, when that is set aside, then the reviews begin."""
    procedure_is(lambda known: replace(known, appeal=APPEAL))
    draft.submitted()
    draft.does("window", verbs.decline, "pre_check", reasons=["not_competent"])
    verbs.tell_by_letter(draft.city.now, draft.id)
    letter = IssuedDocument.objects.get(case_id=draft.id)
    draft.city.go_to(date(2026, 11, 16))
    upheld(draft)
    letter.refresh_from_db()
    assert letter.revoked_at == draft.city.now
    state = load_state(draft.id)
    assert (state.state, state.reasons, state.letter, state.decided_on) == (State.IN_REVIEW, (), "", None)
    assert state.stages["pre_check"].status is StageStatus.ACCEPTED
    assert {each.id for each in state.open_stages} == {"employment_review", "residence_review"}
    assert state.total is not None and state.total.event == date(2026, 11, 16)
    # It goes on like any other case, and its next decision can be appealed against again.
    draft.does("hr", verbs.refuse, "employment_review", reasons=["conditions_not_met"])
    assert draft.row.state == "refused"
    upheld(draft)
    assert draft.row.state == "approved"
    assert list(verify_all()) == []


def test_what_was_revoked_wrongly_is_made_anew_under_another_number(draft, procedure_is) -> None:
    """Given a revoked permit, when the appeal is upheld, then a new one is good and the old one is not."""
    procedure_is(lambda known: replace(known, appeal=APPEAL))
    draft.issued()
    draft.city.go_to(date(2027, 2, 1))
    draft.does("hr", verbs.revoke, reasons=["employment_ended"])
    old = load_state(draft.id).granted
    assert old is not None
    policy = current_policy()
    until = appeal_until(policy, policy.procedures["foreigner_work_permit"], load_state(draft.id))
    assert until == date(2027, 4, 2)
    with pytest.raises(Refusal) as refusal:
        linked = upheld(draft, officer="hr")
    assert refusal.value.code == "same_officer"
    linked = type(draft)(draft.city, draft.row.appeals.get().pk, draft.last)
    linked.does("hr2", verbs.approve, "appeal", note="She works there still.")
    assert draft.row.state == "approved"
    job = ProcrastinateJob.objects.get(task_name="cases.restore_document")
    assert job.args == {"case_id": str(draft.id), "number": old.number}
    for _ in range(2):
        verbs.restore(draft.city.now, draft.id, old.number)
    state = load_state(draft.id)
    assert state.state is State.ISSUED
    assert state.granted is not None and state.granted.number != old.number
    assert state.granted.valid_to == old.valid_to
    papers = {paper.number: paper for paper in IssuedDocument.objects.filter(case_id=draft.id)}
    assert papers[old.number].revoked_at is not None
    assert papers[state.granted.number].replaces == papers[old.number]
    keys = [SigningKey.load_or_create(settings.HAINA_SIGNING_KEY).public()]
    listed = read_list(json.dumps(published_list(1, draft.city.now + timedelta(days=1))), keys)
    assert listed.is_set(papers[old.number].status_index)
    assert not listed.is_set(papers[state.granted.number].status_index)
    assert list(verify_all()) == []


def test_an_appeal_that_comes_too_late_is_told_when_the_time_ended_and_what_is_left(refused) -> None:
    refused.city.go_to(date(2027, 1, 2))
    with pytest.raises(Refusal) as refusal:
        refused.does("agent", verbs.appeal, **WHY)
    for language, words in (
        ("en", "ended on 1 January 2027. You can apply anew"),
        ("zh-hans", "2027年1月1日"),
    ):
        with translation.override(language):
            assert words in str(refusal.value)
