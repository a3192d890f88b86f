"""Feature: who has to come books a time of their own; a counter is never promised to two people."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import translation

from haina.cases import verbs
from haina.cases.appointments.models import Appointment, Place, Slot
from haina.cases.appointments.queries import booked_at, free_times
from haina.cases.appointments.verbs import (
    Timetable,
    book,
    cancel,
    close_day,
    give_back,
    move,
    open_place,
    publish,
    record_attendance,
    remind,
)
from haina.cases.chain import verify_case
from haina.cases.models import Notice
from haina.cases.policies import policy_of
from haina.cases.queries import history
from haina.cases.refusals import CaseNotFound, Forbidden, KeyUsed, Refusal
from haina.policy.procedures import AppointmentNeed
from haina.rules.text import Text

from .conftest import PROCEDURE, ZONE, Application, City
from .procedures import HERE
from .test_races import at_once

NEED = AppointmentNeed("residence_review", 20, Text("出入境办证大厅", "In the hall"), HERE, misses=2)
HALL, STREET = Text("办证大厅", "Exit-entry hall"), Text("民生路1500号", "1500 Minsheng Road")
TUESDAY = date(2026, 11, 3)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZONE)


NINE, HALF_PAST = at(TUESDAY, 9), at(TUESDAY, 9, 30)


def timetable(**changes: object) -> Timetable:
    return replace(Timetable(TUESDAY, TUESDAY, time(9), time(10), 30, 1), **changes)  # type: ignore[arg-type]


def hall_of(city: City, **changes: object) -> Place:
    """A hall of the border authority with published times."""
    hall = open_place(city.actor("border"), "exit_entry", title=HALL, address=STREET)
    publish(city.actor("border"), city.now, hall, timetable(**changes))
    return hall


@pytest.fixture
def coming(draft: Application, procedure_is) -> Application:
    """An accepted application whose holder has to come to the border authority."""
    procedure_is(lambda known: replace(known, appointment=NEED))
    return draft.accepted()


def books(
    case: Application, hall: Place, when: datetime, who: str = "agent", verb=book, **more
) -> Appointment:
    values = {"place": hall.pk, "starts_at": when, "key": case.city.key(), **more}
    return verb(case.city.actor(who), case.city.now, case.id, **values)


def test_times_are_published_on_working_days_only_and_only_once(coming: Application) -> None:
    """Given a week with its weekend, two counters and half hours from nine to ten, then there are twenty."""
    city = coming.city
    hall = open_place(city.actor("border"), "exit_entry", title=HALL, address=STREET)
    week = timetable(last_day=TUESDAY + timedelta(days=6), counters=2)
    assert publish(city.actor("border"), city.now, hall, week).made == 20
    assert publish(city.actor("border"), city.now, hall, week).made == 0
    assert publish(city.actor("border"), city.now, hall, timetable(minutes=20)).made == 0
    assert not Slot.objects.filter(starts_at__date=date(2026, 11, 7)).exists()


@pytest.mark.parametrize(
    "wrong", [{"minutes": 0}, {"counters": 0}, {"last_day": date(2026, 11, 2)}, {"closes": time(9)}], ids=str
)
def test_a_timetable_that_cannot_be_is_refused(coming: Application, wrong: dict[str, object]) -> None:
    with pytest.raises(Refusal):
        hall_of(coming.city, **wrong)


def test_only_the_department_itself_publishes_and_closes(coming: Application) -> None:
    hall, city = hall_of(coming.city), coming.city
    for act in (
        lambda: open_place(city.actor("hr"), "exit_entry", title=HALL, address=STREET),
        lambda: publish(city.actor("hr"), city.now, hall, timetable()),
        lambda: close_day(city.actor("hr"), city.now, hall, TUESDAY, why="Closed"),
    ):
        with pytest.raises(PermissionError):
            act()


def test_booking_moving_and_cancelling_tell_everybody_concerned(coming: Application) -> None:
    hall, city = hall_of(coming.city), coming.city
    books(coming, hall, NINE)
    moved = books(coming, hall, HALF_PAST, verb=move)
    cancel(city.actor("agent"), city.now, coming.id)
    cancel(city.actor("agent"), city.now, coming.id)
    told = Notice.objects.filter(account=city.account("Kari"), notice__startswith="appointment")
    assert [each.subject["en"].split(":")[0] for each in told.order_by("id")] == [
        "Appointment booked",
        "Appointment moved",
        "Appointment cancelled",
    ]
    assert "1500 Minsheng Road" in told.first().body["en"]
    assert "民生路1500号" in told.first().body["zh"]
    assert Appointment.objects.filter(pk=moved.pk, cancelled_at__isnull=False).exists()
    assert len(free_times(_procedure(coming), NEED, city.now)) == 2


def _procedure(case: Application):
    return replace(policy_of(case.row.policy_version_id).procedures[PROCEDURE], appointment=NEED)


def test_doing_it_twice_with_one_key_does_it_once(coming: Application) -> None:
    hall = hall_of(coming.city)
    first = books(coming, hall, NINE, key="once")
    assert books(coming, hall, NINE, key="once") == first
    with pytest.raises(KeyUsed):
        books(coming, hall, NINE, key="once", who="Kari")


def test_a_time_that_is_taken_or_over_is_refused_and_moving_keeps_the_old_one(coming, start) -> None:
    hall, city = hall_of(coming.city), coming.city
    other = start(person="Luc").accepted()
    books(other, hall, HALF_PAST)
    mine = books(coming, hall, NINE)
    for verb, when in ((move, HALF_PAST), (book, HALF_PAST)):
        with pytest.raises(Refusal):
            books(coming, hall, when, verb=verb)
    assert [each.pk for each in booked_at([hall], city.now)] == [mine.pk, Appointment.objects.first().pk]
    city.go_to(date(2026, 11, 4))
    with pytest.raises(Refusal):
        books(coming, hall, NINE, verb=move)


@pytest.mark.parametrize("who", ["rival", "Kari", "border"])
def test_who_may_not_file_may_not_book(coming: Application, who: str) -> None:
    with pytest.raises((CaseNotFound, Forbidden)):
        books(coming, hall_of(coming.city), NINE, who=who)


def test_nobody_comes_for_a_step_that_is_over(coming: Application) -> None:
    hall = hall_of(coming.city)
    coming.does("border", verbs.approve, "residence_review")
    with pytest.raises(Refusal) as refusal:
        books(coming, hall, NINE)
    assert refusal.value.code == "stage_over"


def test_a_closed_day_cancels_what_was_booked_and_says_why(coming: Application) -> None:
    hall, city = hall_of(coming.city), coming.city
    books(coming, hall, NINE)
    with pytest.raises(Refusal):
        close_day(city.actor("border"), city.now, hall, TUESDAY, why=" ")
    assert close_day(city.actor("border"), city.now, hall, TUESDAY, why="A pipe has burst.") == 1
    notice = Notice.objects.filter(account=city.account("agent"), notice__endswith="cancelled").get()
    assert "A pipe has burst." in notice.body["zh"]
    assert free_times(_procedure(coming), NEED, city.now) == []
    assert publish(city.actor("border"), city.now, hall, timetable()).made == 2


def test_the_database_itself_refuses_a_second_promise(coming: Application) -> None:
    hall = hall_of(coming.city)
    made = books(coming, hall, NINE)
    made.pk, made.key = None, "another"
    with pytest.raises(IntegrityError), transaction.atomic():
        made.save()
    with pytest.raises(IntegrityError, match="counter_is_at_one_thing"), transaction.atomic():
        Slot.objects.create(
            place=hall,
            counter=1,
            starts_at=NINE + timedelta(minutes=10),
            ends_at=NINE + timedelta(minutes=40),
            published_by=coming.city.account("border"),
        )


def test_thirty_two_clients_race_for_one_time_and_one_has_it(committed_city: City, procedure_is) -> None:
    procedure_is(lambda known: replace(known, appointment=NEED))
    cases = [committed_city.begin().accepted() for _ in range(4)]
    hall = hall_of(committed_city, closes=time(9, 30))
    agent, now = committed_city.actor("agent"), committed_city.now
    results = at_once(
        [
            lambda case=case, turn=turn: book(
                agent, now, case.id, place=hall.pk, starts_at=NINE, key=f"{case.id}-{turn}"
            )
            for case in cases
            for turn in range(8)
        ]
    )
    assert sum(isinstance(result, Appointment) for result in results) == 1
    assert {result.code for result in results if isinstance(result, Refusal)} <= {
        "slot_taken",
        "already_booked",
    }
    assert Appointment.objects.filter(cancelled_at__isnull=True).count() == 1


def test_a_time_is_chosen_on_a_page_and_an_officer_sees_who_comes(coming: Application) -> None:
    hall, city = hall_of(coming.city), coming.city
    hall_of(city, first_day=date(2099, 1, 5), last_day=date(2099, 1, 5))
    applicant, officer = Client(), Client()
    applicant.force_login(city.account("agent"))
    TOTP.activate(city.account("border"), generate_totp_secret())
    officer.force_login(city.account("border"))
    address = f"/en/cases/{coming.id}/appointment/"
    assert "Exit-entry hall" in applicant.get(address).content.decode()
    when = at(date(2099, 1, 5), 9).isoformat()
    sent = {"time": f"{hall.pk}@{when}", "key": "page"}
    assert applicant.post(address, sent).status_code == 302
    assert "Your appointment" in applicant.get(f"/en/cases/{coming.id}/").content.decode()
    assert coming.row.reference in officer.get("/en/appointments/").content.decode()
    assert applicant.post(f"{address}cancel/").status_code == 302
    assert coming.row.reference not in officer.get("/en/appointments/").content.decode()
    assert applicant.get("/en/appointments/").status_code == 403


def recorded(case: Application, *, came: bool, who: str = "border") -> Appointment:
    city = case.city
    return record_attendance(
        city.actor(who), city.now, case.id, came=came, key=city.key(), seen=case.row.sequence
    )


def test_an_officer_moves_and_cancels_with_a_reason_and_both_sides_are_told(coming: Application) -> None:
    hall, city = hall_of(coming.city), coming.city
    coming.does("border", verbs.claim, "residence_review")
    books(coming, hall, NINE)
    with pytest.raises(Refusal) as refusal:
        books(coming, hall, HALF_PAST, who="border", verb=move)
    assert refusal.value.code == "reason_missing"
    books(coming, hall, HALF_PAST, who="border", verb=move, why="The counter is repaired.")
    with pytest.raises(Forbidden):
        cancel(city.actor("hr"), city.now, coming.id, why="Not ours.")
    cancel(city.actor("border"), city.now, coming.id, why="The hall is closed.")
    told = Notice.objects.filter(notice__startswith="appointment").order_by("id")
    assert {each.account.name for each in told} == {"agent", "Kari", "border"}
    mine = [each.body["en"] for each in told if each.account.name == "agent"]
    assert ("The counter is repaired." in mine[1], "The hall is closed." in mine[2]) == (True, True)
    assert not booked_at([hall], city.now)


def test_who_does_not_come_books_again_until_the_procedure_bears_it_no_more(coming: Application) -> None:
    """Given a procedure that bears two missed appointments, the record names both and no third is given."""
    hall, city = hall_of(coming.city), coming.city
    books(coming, hall, NINE)
    with pytest.raises(Refusal) as refusal:
        recorded(coming, came=False)
    assert refusal.value.code == "too_early"
    city.now = at(TUESDAY, 9, 20)
    with pytest.raises(Forbidden):
        recorded(coming, came=False, who="hr")
    recorded(coming, came=False)
    recorded(coming, came=False)
    assert coming.row.events.filter(kind="appointment_missed").count() == 1
    assert verify_case(coming.id) == []
    books(coming, hall, HALF_PAST)
    city.now = at(TUESDAY, 9, 45)
    recorded(coming, came=False)
    hall_of(city, first_day=date(2026, 11, 4), last_day=date(2026, 11, 4))
    with pytest.raises(Refusal) as refusal:
        books(coming, hall, at(date(2026, 11, 4), 9))
    assert refusal.value.code == "missed_too_often"
    with translation.override("en"):
        words = [line.words for line in history(city.actor("agent"), coming.id)]
    assert sum("Nobody came" in each for each in words) == 2
    told = Notice.objects.filter(notice="standard_appointment_missed", account=city.account("agent"))
    assert "decides on what it has" in told.last().body["en"]
    assert "book another time" in told.first().body["en"]


def test_who_came_is_recorded_once(coming: Application) -> None:
    hall, city = hall_of(coming.city), coming.city
    books(coming, hall, NINE)
    city.now = at(TUESDAY, 9, 5)
    assert recorded(coming, came=True).came is True
    with pytest.raises(Refusal) as refusal:
        recorded(coming, came=False)
    assert refusal.value.code == "said_before"
    assert not coming.row.events.filter(kind="appointment_missed").exists()


def test_everybody_is_reminded_once_a_day_before(coming: Application) -> None:
    hall, city = hall_of(coming.city, first_day=date(2026, 11, 5), last_day=date(2026, 11, 5)), coming.city
    when = at(date(2026, 11, 5), 9)
    books(coming, hall, when)
    city.now = when - timedelta(hours=25)
    assert remind(city.now) == 0
    city.now = when - timedelta(hours=23)
    assert (remind(city.now), remind(city.now)) == (1, 0)
    told = Notice.objects.filter(notice__endswith="_soon")
    assert {each.account.name for each in told} == {"agent", "Kari"}
    assert "Minsheng" in told.first().body["en"]


def test_a_time_is_given_back_when_the_case_needs_it_no_more(coming: Application) -> None:
    hall, city = hall_of(coming.city), coming.city
    books(coming, hall, NINE)
    assert give_back(city.now) == 0
    coming.does("border", verbs.approve, "residence_review")
    assert (give_back(city.now), give_back(city.now)) == (1, 0)
    assert len(free_times(_procedure(coming), NEED, city.now)) == 2
    assert Notice.objects.filter(notice__endswith="cancelled", account=city.account("agent")).count() == 1


def test_an_officer_sees_who_comes_and_records_it_on_the_case_page(coming: Application) -> None:
    hall, city = hall_of(coming.city), coming.city
    books(coming, hall, NINE)
    TOTP.activate(city.account("border"), generate_totp_secret())
    officer = Client()
    officer.force_login(city.account("border"))
    # The pages go by the true time, at which the appointment of the test is over or still to come.
    page = officer.get(f"/en/cases/{coming.id}/").content.decode()
    assert "Exit-entry hall" in page
    assert ("Nobody came" in page) != ("Choose another time" in page)
