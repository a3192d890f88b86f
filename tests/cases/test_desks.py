"""Feature: a desk remembers how its officer works, leads from case to case, and shows what failed."""

from __future__ import annotations

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db import IntegrityError, connection, transaction
from django.test import Client
from procrastinate.contrib.django import app

from haina.cases import outbox, verbs
from haina.cases.desks.memory import memory_of, remember_filter
from haina.cases.desks.models import LONGEST_FILTER, Wording
from haina.cases.desks.verbs import retire_wording, write_wording
from haina.cases.desks.wordings import joined, offered
from haina.cases.failed_jobs import failed_jobs, sweep_soon, try_again
from haina.cases.models import SweepFailure
from haina.cases.supervision import loads, sweep_failures
from haina.people.models import Posting
from haina.rules.text import Text

from .conftest import PROCEDURE, Application, City

ADDRESS = "/en/worklist/"
LATE = Text(zh="证明已过期。", en="The certificate is out of date.")


@pytest.fixture
def pages(city: City):
    """Sign somebody in, with the second factor that officers need."""

    def sign_in(name: str) -> Client:
        account = city.account(name)
        if not account.authenticator_set.exists():
            TOTP.activate(account, generate_totp_secret())
        client = Client()
        client.force_login(account)
        return client

    return sign_in


def test_the_filter_stands_in_the_address_and_is_remembered_without_names(draft: Application, pages) -> None:
    draft.submitted()
    officer = pages("window")
    officer.get(f"{ADDRESS}?scope=team&claimed=nobody&words=Kari&state=")
    back = officer.get(ADDRESS)
    assert (back.status_code, back.headers["Location"]) == (302, f"{ADDRESS}?scope=team&claimed=nobody")
    assert pages("window2").get(ADDRESS).status_code == 200
    officer.get(f"{ADDRESS}?scope=team")
    assert officer.get(ADDRESS).headers["Location"] == f"{ADDRESS}?scope=team"


def test_a_filter_that_is_too_long_is_not_remembered(city: City) -> None:
    account = city.account("window").pk
    remember_filter(account, memory_of(account), "x" * (LONGEST_FILTER + 1))
    assert memory_of(account).worklist == ""
    assert memory_of(None).shortcuts


def test_the_next_case_is_the_one_that_runs_out_first_and_that_no_colleague_is_on(
    draft: Application, start, pages
) -> None:
    """Given three cases of which a colleague is on one, then one is led from one free case to the other."""
    draft.submitted()
    draft.city.wait(days=1)
    second, third = start(person="Luc").submitted(), start(person="Luc").submitted()
    second.does("window2", verbs.claim, "pre_check")
    officer = pages("window")
    officer.get(f"{ADDRESS}?scope=team")
    following = officer.get(f"{ADDRESS}next/?but={draft.id}")
    assert following.headers["Location"] == f"/en/cases/{third.id}/"
    assert officer.get(f"{ADDRESS}next/?but={third.id}").headers["Location"] == f"/en/cases/{draft.id}/"
    for each in (draft, third):
        each.does("window", verbs.accept, "pre_check")
    assert officer.get(f"{ADDRESS}next/").headers["Location"] == ADDRESS


def test_the_csv_has_the_lines_that_the_filter_leaves(draft: Application, start, pages) -> None:
    draft.submitted()
    other = start(person="Luc").submitted()
    other.does("window", verbs.claim, "pre_check")
    response = pages("window").get("/en/worklist.csv?claimed=me")
    text = b"".join(response).decode("utf-8-sig")
    assert other.row.reference in text
    assert draft.row.reference not in text


def test_what_was_answered_stands_on_a_page_with_its_present_state(draft: Application, pages) -> None:
    draft.accepted()
    page = pages("window").get(f"{ADDRESS}answered/").content.decode()
    assert draft.row.reference in page
    assert "Accepted, under review" in page
    assert draft.row.reference not in pages("hr").get(f"{ADDRESS}answered/").content.decode()


def test_single_keys_can_be_turned_off_for_an_account(city: City, pages) -> None:
    officer = pages("window")
    assert 'data-single-keys="on"' in officer.get(ADDRESS).content.decode()
    officer.post(f"{ADDRESS}keys/", {"shortcuts": "off"})
    assert 'data-single-keys="off"' in officer.get(ADDRESS).content.decode()
    officer.post(f"{ADDRESS}keys/", {"shortcuts": "on"})
    assert 'data-single-keys="on"' in officer.get(ADDRESS).content.decode()


# --- wordings ----------------------------------------------------------------------------------------


def _write(city: City, who: str = "head", department: str = "hrss_bureau", **more: object) -> Wording:
    words = {"outcome": "refuse", "procedure": "", "title": "Out of date", "text": LATE, **more}
    return write_wording(city.actor(who), city.now, department=department, **words)  # type: ignore[arg-type]


def test_a_supervisor_writes_what_the_departments_officers_choose(draft: Application, pages) -> None:
    """Given a wording in both languages, when an officer refuses with it, then both stand in the decision."""
    city = draft.city
    wording = _write(city)
    draft.accepted()
    assert offered(["exit_entry"], PROCEDURE, "refuse") == []
    page = f"/en/cases/{draft.id}/stages/employment_review/refuse/"
    officer = pages("hr")
    shown = officer.get(page)
    assert LATE.en in shown.content.decode()
    form = shown.context["form"]
    officer.post(
        page,
        {
            "key": form["key"].value(),
            "seen": draft.row.sequence,
            "reasons": ["conditions_not_met"],
            "wordings": [str(wording.pk)],
            "note": "See page 2.",
        },
    )
    said = pages("agent").get(f"/zh-hans/cases/{draft.id}/").content.decode()
    assert all(words in said for words in (LATE.zh, LATE.en, "See page 2."))


def test_changing_a_wording_keeps_the_old_one_on_record(city: City) -> None:
    old = _write(city)
    new = _write(city, text=Text(zh="证明过期。", en="Expired."), instead_of=old)
    assert offered(["hrss_bureau"], PROCEDURE, "refuse") == [new]
    retire_wording(city.actor("head"), city.now, new)
    assert offered(["hrss_bureau"], PROCEDURE, "refuse") == []
    assert Wording.objects.count() == 2
    assert joined([old], "Also this.") == f"{LATE.zh}\n{LATE.en}\nAlso this."


def test_only_the_departments_supervisor_writes_its_wordings(city: City, pages) -> None:
    city.officer("chief", "exit_entry", Posting.Office.SUPERVISOR)
    with pytest.raises(PermissionError):
        _write(city, who="hr")
    with pytest.raises(PermissionError):
        _write(city, who="chief")
    with pytest.raises(PermissionError):
        retire_wording(city.actor("chief"), city.now, _write(city))
    assert pages("hr").get(f"{ADDRESS}wordings/").status_code == 403
    assert pages("chief").get(f"{ADDRESS}wordings/").status_code == 200


def test_a_wording_in_one_language_is_none(city: City) -> None:
    with pytest.raises(ValueError, match="both languages"):
        _write(city, text=Text(zh="只有中文", en=" "))
    wording = _write(city)
    with pytest.raises(IntegrityError), transaction.atomic():
        Wording.objects.filter(pk=wording.pk).update(en="")


def test_a_supervisor_writes_changes_and_retires_on_the_pages(city: City, pages) -> None:
    head = pages("head")
    words = {"department": "hrss_bureau", "outcome": "return", "procedure": "", "title": "Stamp"}
    assert head.post(f"{ADDRESS}wordings/", {**words, "zh": "请加盖公章。", "en": ""}).status_code == 422
    head.post(f"{ADDRESS}wordings/", {**words, "zh": "请加盖公章。", "en": "Please add the stamp."})
    [first] = offered(["hrss_bureau"], PROCEDURE, "return")
    head.post(f"{ADDRESS}wordings/{first.pk}/", {**words, "zh": "请盖章。", "en": "Please stamp it."})
    [second] = offered(["hrss_bureau"], PROCEDURE, "return")
    assert second.en == "Please stamp it."
    head.post(f"{ADDRESS}wordings/{second.pk}/", {"act": "retire"})
    assert not offered(["hrss_bureau"], PROCEDURE, "return")
    assert head.get(f"{ADDRESS}wordings/{second.pk}/").status_code == 404


# --- supervision -------------------------------------------------------------------------------------


def test_the_load_of_every_officer_is_counted_also_of_who_has_nothing(draft: Application, start) -> None:
    city = draft.city
    draft.submitted()
    draft.does("window", verbs.claim, "pre_check")
    start(person="Luc").submitted()
    on = city.now.date()
    found = {
        (each.department, str(each.officer or "")): (each.open, each.late)
        for each in loads(city.actor("head"), on)
    }
    assert found["single_window", "window"] == (1, 0)
    assert found["single_window", ""] == (1, 0)
    assert found["hrss_bureau", "hr"] == (0, 0)
    city.wait(days=30)
    assert [each.late for each in loads(city.actor("head"), city.now.date()) if each.open] == [1, 1]
    city.officer("chief", "exit_entry", Posting.Office.SUPERVISOR)
    assert {each.department for each in loads(city.actor("chief"), on)} == {"exit_entry"}


def test_work_that_was_given_up_is_shown_and_tried_again(draft: Application, pages) -> None:
    """Given a job that failed for good, when its supervisor tries it again, then it waits in the queue."""
    city = draft.city
    draft.submitted()
    job = app.configure_task(outbox.ISSUE_DOCUMENT).defer(case_id=str(draft.id))
    _give_up(job)
    head = pages("head")
    assert draft.row.reference in head.get(f"{ADDRESS}supervision/").content.decode()
    city.officer("chief", "exit_entry", Posting.Office.SUPERVISOR)
    assert failed_jobs(city.actor("chief")) == []
    assert not try_again(city.actor("chief"), city.now, job)
    assert head.post(f"{ADDRESS}supervision/again/", {"job": "x"}).status_code == 404
    assert head.post(f"{ADDRESS}supervision/again/", {"job": str(job)}).status_code == 302
    assert failed_jobs(city.actor("head")) == []
    assert pages("window").get(f"{ADDRESS}supervision/").status_code == 403


def _give_up(job: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed' WHERE id = %s", [job])


def test_a_case_that_the_sweep_cannot_read_is_named_and_looked_at_again(draft: Application, pages) -> None:
    city = draft.city
    draft.submitted()
    SweepFailure.objects.create(case_id=draft.id, error="KeyError: x", first_at=city.now, last_at=city.now)
    [failure] = sweep_failures(city.actor("head"))
    assert failure.case_id == draft.id
    head = pages("head")
    assert "KeyError: x" in head.get(f"{ADDRESS}supervision/").content.decode()
    assert head.post(f"{ADDRESS}supervision/again/", {"job": "sweep"}).status_code == 302
    sweep_soon(city.now)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE task_name = %s AND status = 'todo'",
            [outbox.ESCALATE_OVERDUE],
        )
        assert cursor.fetchone()[0] == 1
