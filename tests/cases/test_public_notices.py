"""Feature: what is agreed to is on public notice; anybody may object, and it ends answered and in time."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import translation
from tests.cases.procedures import published

from haina.cases import queries, verbs
from haina.cases.models import CaseEvent, CaseStage, Notice
from haina.cases.refusals import CaseNotFound, Refusal
from haina.cases.store import load_state

TEXT = "This person never worked there."


@pytest.fixture
def on_notice(draft, procedure_is):
    """An application that all departments agree to, on notice from Monday 2 to Monday 9 November."""
    procedure_is(published)
    return draft.approved()


def objects(application, who: str = "citizen"):
    city = application.city
    return verbs.make_objection(city.actor(who), city.now, application.id, text=TEXT, key=city.key())


def answer(application, number: int = 1, *, upheld: bool = False):
    words = {"number": number, "text": "We looked into it.", "upheld": upheld}
    return application.does("window", verbs.answer_objection, "notice", **words)


def kinds(application) -> list[str]:
    events = CaseEvent.objects.filter(case_id=application.id).order_by("sequence")
    return list(events.values_list("kind", flat=True))


def test_agreement_is_shown_first_and_granted_on_the_day_after_the_last(on_notice) -> None:
    assert (on_notice.row.state, on_notice.row.published_until) == ("in_review", date(2026, 11, 9))
    on_notice.city.go_to(date(2026, 11, 9))
    assert verbs.escalate_overdue(on_notice.city.now).done == ()
    on_notice.city.go_to(date(2026, 11, 10))
    assert verbs.escalate_overdue(on_notice.city.now).done == (on_notice.id,)
    assert kinds(on_notice)[-2:] == ["publication_ended", "approved"]
    assert on_notice.row.published_until is None


def test_anybody_with_an_account_may_object_and_is_told_the_answer(on_notice) -> None:
    assert objects(on_notice).kinds == ("objection_made",)
    told = Notice.objects.filter(case_id=on_notice.id, notice__contains="objection_made")
    assert {notice.account.name for notice in told} == {"window", "window2"}
    answer(on_notice)
    told = Notice.objects.get(case_id=on_notice.id, account=on_notice.city.account("citizen"))
    assert "We looked into it." in told.body["en"]
    assert str(on_notice.id) not in told.body["en"]


def test_the_applicant_reads_the_objection_and_not_who_made_it(on_notice) -> None:
    objects(on_notice)
    city = on_notice.city
    for reader, name in [("agent", "a member of the public"), ("window", "citizen")]:
        with translation.override("en"):
            lines = queries.history(city.actor(reader), on_notice.id)
        assert [line.who for line in lines if line.kind == "objection_made"] == [name]


def test_nobody_objects_twice_at_once_or_without_a_word(on_notice) -> None:
    objects(on_notice)
    with pytest.raises(Refusal) as refusal:
        objects(on_notice)
    assert refusal.value.code == "objected"
    objects(on_notice, who="another")


def test_without_a_notice_a_stranger_does_not_even_learn_that_there_is_a_case(draft) -> None:
    draft.accepted()
    with pytest.raises(CaseNotFound):
        objects(draft)


def test_it_does_not_end_with_an_unanswered_objection_but_is_escalated(on_notice) -> None:
    """Given an objection without an answer on the last day, then the supervisor is told, and it goes on."""
    objects(on_notice)
    on_notice.city.go_to(date(2026, 11, 10))
    verbs.escalate_overdue(on_notice.city.now)
    verbs.escalate_overdue(on_notice.city.now)
    assert kinds(on_notice).count("escalated") == 1
    assert on_notice.row.state == "in_review"
    assert answer(on_notice).kinds == ("objection_answered", "publication_ended", "approved")


def test_it_does_not_end_before_its_day_though_everything_is_answered(on_notice) -> None:
    objects(on_notice)
    assert answer(on_notice).kinds == ("objection_answered",)
    assert CaseStage.objects.get(case_id=on_notice.id, stage="notice").status == "open"


def test_an_objection_that_is_right_refuses_what_was_agreed_to(on_notice) -> None:
    objects(on_notice)
    answer(on_notice, upheld=True)
    on_notice.city.go_to(date(2026, 11, 10))
    verbs.escalate_overdue(on_notice.city.now)
    assert on_notice.row.state == "refused"
    refused = CaseEvent.objects.get(case_id=on_notice.id, kind="refused")
    assert (refused.payload["by"], refused.payload["note"]) == ("objection", "We looked into it.")
    assert load_state(on_notice.id).objections[0].upheld
