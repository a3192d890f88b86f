"""Feature: an account becomes an officer or a supervisor for a time, by command, and stops being one."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from haina.people.actors import actor_for
from haina.people.models import Account, Posting
from haina.people.verbs.post_officer import PostingRefused, end_posting, post_officer

KNOWN = {"hrss_bureau", "exit_entry"}
DAY = date(2026, 11, 2)


def posted(email: str = "li@example.org", department: str = "hrss_bureau", **more: object) -> Posting:
    values: dict[str, object] = {"departments": KNOWN, "valid_from": DAY, **more}
    return post_officer(email, department, **values).posting  # type: ignore[arg-type]


@pytest.mark.django_db
def test_a_posting_counts_from_its_first_to_its_last_day() -> None:
    account = posted(valid_to=date(2026, 11, 30)).account
    held = {day: actor_for(account, day).departments for day in (date(2026, 11, 1), DAY, date(2026, 12, 1))}
    assert held == {date(2026, 11, 1): frozenset(), DAY: {"hrss_bureau"}, date(2026, 12, 1): frozenset()}


@pytest.mark.django_db
def test_a_supervisor_of_all_departments_needs_no_department() -> None:
    account = posted(department="", office=Posting.Office.SUPERVISOR).account
    assert actor_for(account, DAY).supervises == {""}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [
        {"department": "nowhere"},
        {"department": ""},
        {"valid_to": date(2026, 11, 1)},
        {"email": "Li@Example.org", "valid_from": date(2027, 1, 1)},
    ],
    ids=["unknown department", "officer of nothing", "ends before it begins", "held already"],
)
def test_what_cannot_be_is_refused_with_the_reason(wrong: dict[str, object]) -> None:
    posted()
    with pytest.raises(PostingRefused) as refusal:
        posted(**{"email": "new@example.org", **wrong})
    assert str(refusal.value)
    assert Posting.objects.count() == 1


@pytest.mark.django_db
def test_an_ended_posting_stays_on_record_and_one_to_come_is_taken_back() -> None:
    account = posted().account
    posted(department="exit_entry", valid_from=date(2027, 1, 1))
    assert end_posting("li@example.org", "hrss_bureau", last_day=date(2026, 11, 9)) == 1
    assert actor_for(account, date(2026, 11, 9)).departments == {"hrss_bureau"}
    assert actor_for(account, date(2026, 11, 10)).departments == frozenset()
    end_posting("li@example.org", "exit_entry", last_day=date(2026, 11, 9))
    assert account.postings.count() == 1
    with pytest.raises(PostingRefused):
        end_posting("li@example.org", "exit_entry", last_day=date(2026, 11, 9))


@pytest.mark.django_db
def test_the_command_makes_an_account_whose_owner_chooses_the_password() -> None:
    printed = io.StringIO()
    call_command("post_officer", "Li@example.org", "hrss_bureau", "--name", "Li Hua", stdout=printed)
    account = Account.objects.get(email="li@example.org")
    assert (account.name, account.has_usable_password()) == ("Li Hua", False)
    link = printed.getvalue().split()[-1]
    answer = Client().get("/" + link.split("/", 3)[3], follow=True)
    assert b"password1" in answer.content
    call_command("post_officer", "li@example.org", "hrss_bureau", "--end", stdout=printed)
    assert not actor_for(account, timezone.localdate() + timedelta(days=1)).is_staff
    assert not actor_for(account, timezone.localdate()).is_staff
    with pytest.raises(CommandError):
        call_command("post_officer", "li@example.org", "nowhere")
