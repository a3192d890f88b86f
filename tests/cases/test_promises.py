"""Feature: a gap is tolerated for a promise and a day; what was promised comes later or is escalated."""

from __future__ import annotations

import io
from datetime import date

import pytest
from tests.cases.procedures import tolerant

from haina.cases import verbs
from haina.cases.models import CaseEvent, Notice
from haina.cases.refusals import Forbidden, Refusal
from haina.cases.store import load_state

PDF = b"%PDF-1.7\n1 0 obj\n<</K /later>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture
def gap(draft, procedure_is):
    """An application without the health certificate and the contract."""
    procedure_is(tolerant)
    draft.filled()
    for document in load_state(draft.id).documents.values():
        if document.kind in ("health", "contract"):
            draft.does("agent", verbs.remove_document, document.id)
    return draft


@pytest.fixture
def promised(gap):
    """The same, filed with a promise about each."""
    gap.does("agent", verbs.submit, declared=True, promised=["health"], committed=["contract"])
    return gap


def hand_in(application, kind: str = "health", who: str = "agent"):
    return application.does(who, verbs.hand_in_later, kind, "health.pdf", io.BytesIO(PDF))


def test_without_a_promise_what_is_missing_is_named(gap) -> None:
    with pytest.raises(Refusal) as refusal:
        gap.does("agent", verbs.submit, declared=True, promised=["health"])
    assert (refusal.value.code, refusal.value.facts["documents"]) == ("incomplete", ["contract"])


@pytest.mark.parametrize(
    "promise", [{"promised": ["passport"]}, {"committed": ["health"]}, {"promised": ["no_such_thing"]}]
)
def test_a_promise_is_taken_only_where_the_procedure_takes_it(gap, promise) -> None:
    with pytest.raises(Refusal) as refusal:
        gap.does("agent", verbs.submit, declared=True, **promise)
    assert refusal.value.code == "not_tolerated"


def test_what_was_promised_is_on_the_file_and_comes_later(promised) -> None:
    """Given a promise to hand in the certificate, when it comes, nothing is owed any more."""
    state = load_state(promised.id)
    assert [each.document for each in state.owed] == ["health"]
    assert set(state.promises) == {"health", "contract"}
    promised.does("window", verbs.accept, "pre_check")
    assert hand_in(promised).kinds == ("document_attached", "promised_document_received")
    assert load_state(promised.id).owed == ()
    with pytest.raises(Refusal) as refusal:
        hand_in(promised)
    assert refusal.value.code == "nothing_promised"
    told = Notice.objects.filter(case_id=promised.id, notice__contains="handed_in_later")
    assert {notice.account.name for notice in told} == {"hr", "hr2", "border"}


def test_an_overdue_promise_is_escalated_once_also_after_the_decision(promised) -> None:
    """Given a grant while the certificate is still to come, when its ten days are over, all are told."""
    promised.does("window", verbs.accept, "pre_check")
    promised.does("hr", verbs.approve, "employment_review")
    promised.does("border", verbs.approve, "residence_review")
    promised.city.go_to(date(2026, 11, 16))
    assert verbs.escalate_overdue(promised.city.now).done == ()
    promised.city.go_to(date(2026, 11, 17))
    assert verbs.escalate_overdue(promised.city.now).done == (promised.id,)
    assert verbs.escalate_overdue(promised.city.now).done == ()
    event = CaseEvent.objects.get(case_id=promised.id, kind="promise_overdue")
    assert event.payload == {"document": "health", "due": "2026-11-16"}
    told = Notice.objects.filter(case_id=promised.id, notice__contains="promise_overdue")
    assert {notice.account.name for notice in told} == {"agent", "head"}
    assert hand_in(promised).kinds[-1] == "promised_document_received"


def test_a_department_checks_afterwards_whether_a_promise_was_kept(promised) -> None:
    promised.does("window", verbs.accept, "pre_check")
    with pytest.raises(Refusal) as refusal:
        promised.does("hr", verbs.check_promise, "contract", kept=False)
    assert refusal.value.code == "no_note"
    promised.does("hr", verbs.check_promise, "contract", kept=False, note="There is no contract.")
    assert load_state(promised.id).promises["contract"].kept is False
    with pytest.raises(Forbidden):
        promised.does("agent", verbs.check_promise, "contract", kept=True)
