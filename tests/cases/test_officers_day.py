"""Feature: officers are told once a day what runs out for them, and where silence would be an answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from haina.cases import verbs
from haina.cases.channels.kinds import Kind, kind_of
from haina.cases.channels.verbs import choose
from haina.cases.dates.verbs import summarise, warn_of_silence
from haina.cases.models import CaseStage, Notice

from .test_appointments import NINE, books, coming, hall_of

__all__ = ["coming"]  # a fixture


def test_an_officer_is_told_once_what_runs_out_and_what_nobody_is_on(draft, start) -> None:
    """Given a claimed step and an unclaimed one near their end, then both stand in one summary of the day."""
    draft.submitted()
    start(person="Luc").submitted()
    city = draft.city
    draft.does("window", verbs.claim, "pre_check")
    assert summarise(city.now) == 0
    city.go_to(date(2026, 11, 6))
    assert (summarise(city.now), summarise(city.now)) == (2, 0)
    mine = Notice.objects.get(account=city.account("window"), case=None)
    assert kind_of(mine) is Kind.SUMMARY
    assert draft.row.reference in mine.body["en"]
    assert "1 step of your department" in mine.body["en"]
    assert "即将到期" in mine.body["zh"]
    city.go_to(date(2026, 11, 7))
    assert summarise(city.now) == 0  # a Saturday
    city.go_to(date(2026, 11, 10))
    assert summarise(city.now) == 2
    assert "Late:" in Notice.objects.filter(account=city.account("window"), case=None).last().body["en"]


def test_an_officer_who_wants_no_summary_gets_none(draft) -> None:
    draft.submitted()
    city = draft.city
    choose(city.actor("window"), set())
    city.go_to(date(2026, 11, 6))
    assert summarise(city.now) == 1
    assert not Notice.objects.filter(account=city.account("window"), case=None).exists()


def test_who_comes_today_stands_in_the_summary(coming) -> None:
    city = coming.city
    coming.does("border", verbs.claim, "residence_review")
    books(coming, hall_of(city), NINE)
    city.now = NINE.replace(hour=7)
    summarise(city.now)
    summary = Notice.objects.get(account=city.account("border"), case=None)
    assert f"appointment for {coming.row.reference}" in summary.body["en"]


@pytest.mark.parametrize(("silence", "word"), [("approve", "approved"), ("refuse", "refused")])
def test_where_silence_is_an_answer_officers_are_warned_once_for_each_last_day(
    draft, procedure_is, silence: str, word: str
) -> None:
    """Given silence that answers, then whoever is on it is warned two weeks before, and again if it moves."""
    procedure_is(
        lambda known: replace(
            known,
            stages=tuple(
                replace(stage, silence=silence) if stage.id == "residence_review" else stage
                for stage in known.stages
            ),
        )
    )
    draft.accepted()
    city = draft.city
    due = CaseStage.objects.get(stage="residence_review").due
    assert (due - city.now.date()).days <= 14
    assert (warn_of_silence(city.now), warn_of_silence(city.now)) == (1, 0)
    told = Notice.objects.filter(notice__startswith="silence_")
    assert {each.account.name for each in told} == {"border"}
    assert f"counts as {word}" in told.first().body["en"]
    assert kind_of(told.first()) is Kind.WORK
    draft.does("border", verbs.extend, reasons=["complex"])
    city.go_to(CaseStage.objects.get(stage="residence_review").due)
    assert warn_of_silence(city.now) == 1


def test_where_silence_is_no_answer_nobody_is_warned(draft) -> None:
    draft.accepted()
    assert warn_of_silence(draft.city.now) == 0
