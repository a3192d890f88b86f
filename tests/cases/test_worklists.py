"""Feature: an officer finds the next thing to do: in order, filtered, searched, page by page."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client

from haina.cases import verbs, worklists
from haina.cases.looking import LOOK, forget_old_looks, look, look_away, looking_at
from haina.cases.models import CaseLooking, CaseStage
from haina.cases.state import Item
from haina.cases.worklists import Claimed, Cursor, Scope, Waiting, Wanted, read_cursor
from haina.people.models import Posting
from haina.people.permissions import State

from .conftest import FORM, PDF, PROCEDURE, Application, City
from .procedures import tolerant

ONE_ITEM = [Item("field", "citizenship", "Look again.")]
ALL = Wanted(scope=Scope.ALL)


def listed(city: City, who: str, wanted: Wanted | None = None) -> list[object]:
    """The cases on somebody's list."""
    return [item.case.pk for item in worklists.worklist(city.actor(who), city.now, wanted).items]


@pytest.fixture
def three(draft: Application, start) -> list[Application]:
    """One application that waits for the applicant, and two that run, filed on three days."""
    draft.submitted()
    draft.does("window", verbs.return_for_correction, "pre_check", items=ONE_ITEM)
    draft.city.wait(days=1)
    second = start(person="Luc").submitted()
    draft.city.wait(days=1)
    return [draft, second, start(person="Luc").submitted()]


def test_what_runs_out_first_is_on_top_and_what_waits_is_last(three) -> None:
    city = three[0].city
    items = worklists.worklist(city.actor("window"), city.now).items
    assert [item.case.pk for item in items] == [three[1].id, three[2].id, three[0].id]
    assert [item.is_waiting for item in items] == [False, False, True]
    assert [item.left for item in items] == [4, 5, None]
    assert items[2].held == 5


def test_a_list_of_any_length_is_the_same_few_queries(three, django_assert_num_queries) -> None:
    city = three[0].city
    officer = city.actor("window")
    with django_assert_num_queries(4):  # running ones, standing ones, opinions, who has them open
        items = worklists.worklist(officer, city.now).items
        assert [str(item.case.organisation) + str(item.case.person) for item in items]
    own = {Scope.OWN: 0, Scope.TEAM: 3}
    assert worklists.counts_by_scope(officer, city.now, Wanted()) == own
    assert worklists.counts_by_scope(officer, city.now, Wanted(Scope.ALL)) == {**own, Scope.ALL: 3}


def test_a_page_begins_where_the_one_before_ended(three) -> None:
    city = three[0].city
    officer, found, after = city.actor("window"), [], None
    for _ in range(3):
        page = worklists.worklist(officer, city.now, after=after, most=1)
        found += [item.case.pk for item in page.items]
        after = page.next
    assert found == [three[1].id, three[2].id, three[0].id]
    assert after is None


@pytest.mark.parametrize("place", [Cursor(date(2026, 11, 9), 7), Cursor(None, 12)])
def test_a_place_in_a_list_survives_the_address(place: Cursor) -> None:
    assert read_cursor(str(place)) == place


@pytest.mark.parametrize("text", ["", "x.1", "2026-13-01.1", "2026-11-09", ".", ".-1", "." + "9" * 30])
def test_a_place_that_is_none_is_the_beginning(text: str) -> None:
    assert read_cursor(text) is None


def test_own_team_and_everything_are_three_lists(three) -> None:
    """Given two departments at work on one case, then each has its own steps, and both see all of them."""
    city = three[0].city
    three[1].does("window", verbs.accept, "pre_check")
    three[1].does("hr", verbs.claim, "employment_review")
    assert listed(city, "hr", Wanted(scope=Scope.OWN)) == [three[1].id]
    assert listed(city, "hr2", Wanted(scope=Scope.OWN)) == []
    assert listed(city, "hr2") == [three[1].id]
    assert listed(city, "hr2", ALL) == [three[1].id] * 2
    assert listed(city, "head") == []
    assert sorted(map(str, listed(city, "head", ALL))) == sorted(
        map(str, [three[0].id, three[1].id, three[1].id, three[2].id])
    )


@pytest.mark.parametrize("scope", list(Scope))
def test_who_holds_no_office_has_no_list(three, scope: Scope) -> None:
    assert listed(three[0].city, "agent", Wanted(scope=scope)) == []


def test_an_officer_who_is_a_party_does_not_find_the_case_on_the_list(draft: Application) -> None:
    draft.submitted()
    draft.city.officer("Kari", "single_window", Posting.Office.OFFICER)
    draft.city.officer("agent", "single_window", Posting.Office.OFFICER)
    assert listed(draft.city, "Kari") == listed(draft.city, "agent", ALL) == []
    assert listed(draft.city, "window") == [draft.id]


def test_filters_narrow_the_list(three) -> None:
    city = three[0].city
    waiting, soon, later = (each.id for each in three)
    three[2].does("window", verbs.claim, "pre_check")
    due = three[1].row.due
    assert due is not None
    within = (due - city.now.date()).days
    for wanted, expected in {
        Wanted(procedure=PROCEDURE): [soon, later, waiting],
        Wanted(procedure="none"): [],
        Wanted(stage="pre_check"): [soon, later, waiting],
        Wanted(stage="residence_review"): [],
        Wanted(department="hrss_bureau"): [],
        Wanted(state=State.RETURNED): [waiting],
        Wanted(state=State.SUBMITTED): [soon, later],
        Wanted(within=within): [soon],
        Wanted(within=-1): [],
        Wanted(claimed=Claimed.ME): [later],
        Wanted(claimed=Claimed.SOMEBODY): [later],
        Wanted(claimed=Claimed.NOBODY): [soon, waiting],
        Wanted(waiting=Waiting.APPLICANT): [waiting],
        Wanted(waiting=Waiting.NOTHING): [soon, later],
        Wanted(provisional=True): [],
        Wanted(procedure=PROCEDURE, claimed=Claimed.NOBODY, within=30): [soon],
    }.items():
        assert listed(city, "window", wanted) == expected, wanted


def test_what_ends_in_an_unpublished_year_is_found_by_that(draft: Application) -> None:
    draft.submitted()
    CaseStage.objects.filter(case_id=draft.id).update(due=date(2099, 1, 5))
    items = worklists.worklist(draft.city.actor("window"), draft.city.now, Wanted(provisional=True)).items
    assert [item.provisional for item in items] == [True]


@pytest.mark.parametrize(
    "words", ["Kari", "kar", " KARI ", "Nordmann kari", "卡丽", "北极星", "Beidou", "beid"]
)
def test_a_case_is_found_by_the_beginning_of_a_name(draft: Application, words: str) -> None:
    person, employer = draft.city.persons["Kari"], draft.city.employers["Beidou"]
    person.name, person.chinese_name = "Kari Nordmann", "卡丽"
    employer.name_zh = "上海北极星光学有限公司"
    person.save()
    employer.save()
    draft.submitted()
    assert listed(draft.city, "window", Wanted(words=words)) == [draft.id]


@pytest.mark.parametrize("words", ["ari", "Nanshan", "FWP-1999", "'; drop table", "& | !", "%", "💩"])
def test_words_that_nothing_begins_with_find_nothing(draft: Application, words: str) -> None:
    draft.submitted()
    assert listed(draft.city, "window", Wanted(words=words)) == []


def test_a_case_is_found_by_the_beginning_of_its_reference(draft: Application, start) -> None:
    draft.submitted()
    other = start(person="Luc").submitted()
    assert listed(draft.city, "window", Wanted(words=draft.row.reference.lower())) == [draft.id]
    # The numbers of the two may differ in more than the last digit.
    assert listed(draft.city, "window", Wanted(words=draft.row.reference[:-3])) == [draft.id, other.id]


# --- somebody is looking at this case now -------------------------------------------------------------


def test_a_look_counts_for_some_minutes_and_leaves_no_event(draft: Application) -> None:
    draft.submitted()
    city, before = draft.city, draft.row.sequence
    look(draft.id, city.account("window").pk, "single_window", city.now)
    look(draft.id, city.account("window").pk, "single_window", city.now)
    assert looking_at([draft.id], city.now) == {draft.id: ("window",)}
    assert looking_at([draft.id], city.now, but=city.account("window").pk) == {}
    assert looking_at([draft.id], city.now + LOOK) == {}
    assert draft.row.sequence == before
    assert forget_old_looks(city.now) == 0
    assert forget_old_looks(city.now + LOOK) == 1


def test_a_colleague_sees_who_has_it_open_until_it_is_closed(draft: Application) -> None:
    draft.submitted()
    city = draft.city
    look(draft.id, city.account("window").pk, "single_window", city.now)
    (item,) = worklists.worklist(city.actor("window2"), city.now).items
    assert item.lookers == ("window",)
    look_away(draft.id, city.account("window").pk)
    assert not CaseLooking.objects.exists()


# --- the pages ----------------------------------------------------------------------------------------


def browser_of(city: City, who: str) -> Client:
    """A browser in which an officer has signed in."""
    TOTP.activate(city.account(who), generate_totp_secret())
    client = Client()
    client.force_login(city.account(who))
    return client


def test_the_page_shows_filters_counts_and_who_has_it_open(draft: Application) -> None:
    draft.submitted()
    first, second = browser_of(draft.city, "window"), browser_of(draft.city, "window2")
    first.get(f"/en/cases/{draft.id}/")
    page = second.get("/en/worklist/").content.decode()
    assert draft.row.reference in page
    assert "My departments (1)" in page
    assert "window has it open" in page
    assert "window has this case open now." in second.get(f"/en/cases/{draft.id}/").content.decode()
    assert second.post(f"/en/cases/{draft.id}/close/").url == "/en/worklist/"
    assert "window2 has it open" not in first.get("/en/worklist/").content.decode()


def test_the_number_of_a_case_leads_to_it(draft: Application) -> None:
    draft.submitted()
    answer = browser_of(draft.city, "window").get("/en/worklist/", {"words": f" {draft.row.reference} "})
    assert answer.url == f"/en/cases/{draft.id}/"


def test_the_list_as_csv_has_every_line_and_no_formula(draft: Application, start) -> None:
    person = draft.city.persons["Kari"]
    person.name = "=cmd|'/c calc'!A1"
    person.save()
    draft.submitted()
    other = start(person="Luc").submitted()
    answer = browser_of(draft.city, "window").get("/en/worklist.csv", {"procedure": PROCEDURE})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["Case"] for row in rows] == [draft.row.reference, other.row.reference]
    assert rows[0]["Person"] == "'=cmd|'/c calc'!A1"
    assert rows[0]["Last day"] == "2026-11-09"


def test_what_came_back_corrected_can_be_asked_for(three) -> None:
    """Given a case that was returned, then it is asked for as having come back once its correction is in."""
    city = three[0].city
    came_back = Wanted(came_back=True)
    assert listed(city, "window", came_back) == []
    three[0].does("agent", verbs.save_draft, {**FORM, "citizenship": "Sweden"})
    three[0].does("agent", verbs.resubmit, declared=True)
    assert listed(city, "window", came_back) == [three[0].id]
    assert listed(city, "window", Wanted(appeal=True)) == []
    assert listed(city, "window", Wanted(owes=True)) == []


def test_what_owes_a_promised_document_can_be_asked_for(draft: Application, procedure_is) -> None:
    procedure_is(tolerant)
    draft.filled()
    health = draft.row.documents.get(kind="health", removed_at=None)
    draft.does("agent", verbs.remove_document, health.pk)
    draft.does("agent", verbs.submit, declared=True, promised=["health"])
    assert listed(draft.city, "window", Wanted(owes=True)) == [draft.id]
    draft.does("agent", verbs.hand_in_later, "health", "health.pdf", io.BytesIO(PDF))
    assert listed(draft.city, "window", Wanted(owes=True)) == []


def test_a_clock_that_only_a_register_stops_is_told_from_other_grounds(draft: Application) -> None:
    draft.accepted()
    draft.does("hr", verbs.pause, "employment_review", ground="degree_check", note="No answer yet.")
    assert listed(draft.city, "hr", Wanted(waiting=Waiting.REGISTER)) == [draft.id]
    assert listed(draft.city, "border", Wanted(waiting=Waiting.REGISTER)) == []


def test_nothing_vanishes_after_it_was_sent(three, django_assert_num_queries) -> None:
    """Given an officer's answers, then the latest stand on a list with where each case is now."""
    city = three[0].city
    three[1].does("window", verbs.accept, "pre_check")
    city.wait(hours=1)
    three[2].does("window", verbs.decline, "pre_check", reasons=["incomplete"])
    officer = city.actor("window")
    with django_assert_num_queries(2):
        found = [(each.case.pk, each.kind, each.case.state) for each in worklists.answered_by(officer)]
    assert found == [
        (three[2].id, "declined", State.DECLINED),
        (three[1].id, "accepted", State.IN_REVIEW),
        (three[0].id, "returned_for_correction", State.RETURNED),
    ]
    assert worklists.answered_by(city.actor("window2")) == ()
