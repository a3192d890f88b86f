"""Feature: what runs for somebody stands on one page and in their calendar, which follows when it moves."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.utils import timezone, translation
from icalendar import Calendar

from haina.cases import verbs
from haina.cases.dates import verbs as calendar
from haina.cases.dates.ics import calendar_file
from haina.cases.dates.items import DateKind
from haina.cases.dates.models import Feed
from haina.cases.dates.queries import dates_of
from haina.cases.state import Item as Asked
from haina.people.models import IdentityDocument, Mandate

from .conftest import City
from .test_appointments import NINE, books, coming, hall_of

__all__ = ["coming"]  # a fixture


def kinds(city: City, who: str) -> dict[str, date]:
    """What runs for somebody: the days by kind."""
    on = timezone.localdate(city.now)
    with translation.override("en"):
        return {item.kind.value: item.day for item in dates_of(city.actor(who), city.now, on)}


def read(city: City, who: str) -> dict[str, dict[str, object]]:
    """The calendar of somebody as a calendar program reads it: entries by their UID."""
    entries = calendar.refresh(city.account(who), city.now)
    with translation.override("en"):
        file = Calendar.from_ical(calendar_file(entries))
    assert isinstance(file, Calendar)
    assert not file.errors and (file["VERSION"], file["METHOD"]) == ("2.0", "PUBLISH")
    events = {str(event["UID"]): dict(event) for event in file.walk("VEVENT")}
    assert len(events) == len(entries)
    return events


def test_who_files_sees_the_departments_days_and_the_officer_their_own(draft) -> None:
    draft.submitted()
    assert kinds(draft.city, "agent") == {"stage": date(2026, 11, 9)}
    assert kinds(draft.city, "Kari") == {"stage": date(2026, 11, 9)}
    assert kinds(draft.city, "rival") == {}
    assert kinds(draft.city, "window") == {}
    draft.does("window", verbs.claim, "pre_check")
    assert kinds(draft.city, "window") == {"task": date(2026, 11, 9)}


def test_a_correction_says_to_each_what_to_do(draft) -> None:
    draft.submitted()
    asked = [Asked("field", "job_title", "too short")]
    draft.does("window", verbs.return_for_correction, "pre_check", items=asked, reasons=["contradiction"])
    on = timezone.localdate(draft.city.now)
    with translation.override("en"):
        [mine] = dates_of(draft.city.actor("agent"), draft.city.now, on)
        [hers] = dates_of(draft.city.actor("Kari"), draft.city.now, on)
    assert (mine.kind, mine.day) == (DateKind.CORRECTION, draft.row.due)
    assert "hand it in again" in mine.todo
    assert "You need do nothing" in hers.todo


def test_papers_mandates_and_appeals_run_too(draft, start) -> None:
    draft.issued()
    city = draft.city
    refused = start(person="Luc").accepted()
    refused.does("border", verbs.refuse, "residence_review", reasons=["security"])
    IdentityDocument.objects.create(
        person=city.persons["Kari"], kind="passport", country="NOR", number="1", valid_to=date(2030, 1, 1)
    )
    Mandate.objects.filter(account=city.account("agent")).update(valid_to=date(2027, 1, 31))
    assert kinds(city, "agent").keys() == {"expiry", "appeal", "mandate"}
    assert kinds(city, "agent")["mandate"] == date(2027, 1, 31)
    assert kinds(city, "Kari") == {"expiry": date(2030, 1, 1)} or "expiry" in kinds(city, "Kari")


def test_a_day_in_an_unpublished_year_is_provisional_on_the_page_and_in_the_calendar(draft) -> None:
    draft.city.go_to(date(2026, 12, 28))
    draft.submitted(contract_from="2027-02-01")
    on = timezone.localdate(draft.city.now)
    [item] = dates_of(draft.city.actor("agent"), draft.city.now, on)
    assert (item.day.year, item.provisional) == (2027, True)
    [event] = read(draft.city, "agent").values()
    assert event["STATUS"] == "TENTATIVE"
    assert "(provisional)" in event["SUMMARY"]


def test_a_day_that_moves_updates_its_entry_and_one_that_is_over_is_cancelled(draft) -> None:
    """Given an extension, the same entry has a later day and a higher number; answered, it is cancelled."""
    draft.accepted()
    city = draft.city
    before = read(city, "agent")
    again = read(city, "agent")
    assert before == again
    city.wait(hours=1)
    draft.does("hr", verbs.extend, reasons=["complex"])
    moved = read(city, "agent")
    assert moved.keys() == before.keys()
    for uid, event in moved.items():
        assert event["SEQUENCE"] == before[uid]["SEQUENCE"] + 1
        assert event["LAST-MODIFIED"].dt > before[uid]["LAST-MODIFIED"].dt
        assert event["DTSTART"].dt > before[uid]["DTSTART"].dt
        assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(days=1)
    draft.does("hr", verbs.approve, "employment_review")
    settled = read(city, "agent")
    assert settled.keys() == moved.keys()
    assert sorted(str(event["STATUS"]) for event in settled.values()) == ["CANCELLED", "CONFIRMED"]
    city.wait(days=70)
    assert not {uid for uid, event in read(city, "agent").items() if event["STATUS"] == "CANCELLED"} & {
        uid for uid, event in settled.items() if event["STATUS"] == "CANCELLED"
    }


def test_an_appointment_stands_in_both_calendars_with_its_place_and_without_names(coming) -> None:
    city = coming.city
    coming.does("border", verbs.claim, "residence_review")
    books(coming, hall_of(city), NINE)
    for who in ("agent", "border"):
        events = [event for event in read(city, who).values() if "LOCATION" in event]
        [event] = events
        assert event["DTSTART"].dt == NINE
        assert coming.row.reference in event["SUMMARY"]
        assert "Kari" not in str(event)
    assert kinds(city, "border").keys() == {"task", "appointment"}


def test_chinese_of_any_length_is_folded_as_the_standard_says(draft) -> None:
    draft.city.account("agent").language = "zh-hans"
    draft.city.account("agent").save()
    draft.accepted()
    entries = calendar.refresh(draft.city.account("agent"), draft.city.now)
    with translation.override("zh-hans"):
        file = calendar_file(entries)
    assert all(len(line) <= 75 for line in file.split(b"\r\n"))
    assert "需在此日前" in file.decode().replace("\r\n ", "")


def test_the_private_address_serves_until_it_is_ended(draft) -> None:
    """Given an address, then it needs no login, a wrong letter finds nothing, and a new one replaces it."""
    draft.submitted()
    city = draft.city
    first = calendar.open_feed(city.actor("agent"), city.now)
    program = Client()
    response = program.get(f"/calendar/{first.token}.ics")
    assert (response.status_code, response["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert draft.row.reference in response.content.decode()
    assert Feed.objects.get().read_at is not None
    wrong = first.token[:-1] + ("0" if first.token[-1] != "0" else "1")
    assert program.get(f"/calendar/{wrong}.ics").status_code == 404
    second = calendar.open_feed(city.actor("agent"), city.now)
    assert program.get(f"/calendar/{first.token}.ics").status_code == 404
    assert program.get(f"/calendar/{second.token}.ics").status_code == 200
    calendar.end_feed(city.actor("agent"), city.now)
    assert program.get(f"/calendar/{second.token}.ics").status_code == 404


def test_an_account_that_may_not_log_in_has_no_calendar(draft) -> None:
    feed = calendar.open_feed(draft.city.actor("agent"), draft.city.now)
    draft.city.account("agent").is_active = False
    draft.city.account("agent").save()
    assert Client().get(f"/calendar/{feed.token}.ics").status_code == 404


@pytest.mark.parametrize(("who", "expected"), [("agent", "answers"), ("window", "Answer it")])
def test_the_page_says_what_to_do(draft, who: str, expected: str) -> None:
    draft.submitted()
    draft.does("window", verbs.claim, "pre_check")
    TOTP.activate(draft.city.account("window"), generate_totp_secret())
    browser = Client()
    browser.force_login(draft.city.account(who))
    page = browser.get("/en/me/dates/").content.decode()
    assert draft.row.reference in page and expected in page
    assert browser.get("/en/me/dates.ics").content.startswith(b"BEGIN:VCALENDAR")
    browser.post("/en/me/dates/feed/", {"act": "open"})
    assert Feed.objects.get().token in browser.get("/en/me/dates/").content.decode()
