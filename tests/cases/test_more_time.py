"""Feature: an officer asks the supervisor for more time, who sees all that wait and gives it or not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.urls import reverse
from django.utils import translation
from tests.cases.conftest import Application

from haina.cases import verbs
from haina.cases.extensions import waiting
from haina.cases.models import Notice
from haina.cases.refusals import Forbidden, Refusal
from haina.people.models import Posting


@pytest.fixture
def reviewed(draft: Application, procedure_is) -> Application:
    """An application under review whose time only a supervisor extends."""
    procedure_is(lambda known: replace(known, extension=replace(known.extension, by="supervisor")))
    return draft.accepted()


def asked(application: Application, who: str = "hr", note: str = "The university has not answered.") -> None:
    application.does(who, verbs.ask_extension, reasons=["complex"], note=note)


def refused(application: Application, who: str, verb, **more: object) -> str:
    with pytest.raises(Refusal) as refusal:
        application.does(who, verb, **more)
    return refusal.value.code


def test_who_asks_stands_in_the_queue_with_why_and_until_when(reviewed) -> None:
    before = reviewed.row.due
    asked(reviewed)
    [one], number = waiting(reviewed.city.actor("head"))
    assert (number, one.row.pk, one.officer.name, one.asked.department) == (
        1,
        reviewed.id,
        "hr",
        "hrss_bureau",
    )
    assert (one.asked.reasons, one.asked.note) == (("complex",), "The university has not answered.")
    assert one.days.now < one.days.then
    assert reviewed.row.due == before
    told = Notice.objects.get(case=reviewed.row, notice="standard_extension_asked")
    assert told.account == reviewed.city.account("head")
    assert not Notice.objects.filter(case=reviewed.row, account=reviewed.city.account("agent")).filter(
        notice__contains="extension"
    )


def test_what_is_given_is_as_long_as_it_was_said_and_leaves_the_queue(reviewed) -> None:
    asked(reviewed)
    [one], _ = waiting(reviewed.city.actor("head"))
    reviewed.does("head", verbs.extend, reasons=one.asked.reasons, note=one.asked.note)
    assert waiting(reviewed.city.actor("head")) == ([], 0)
    assert refused(reviewed, "hr", verbs.ask_extension, reasons=["complex"]) == "extensions_used"


def test_who_asked_is_told_why_not_and_may_ask_again(reviewed) -> None:
    asked(reviewed)
    assert refused(reviewed, "head", verbs.deny_extension, note=" ") == "no_note"
    reviewed.does("head", verbs.deny_extension, note="Ask the embassy instead.")
    told = Notice.objects.get(case=reviewed.row, notice="extension_denied")
    assert told.account == reviewed.city.account("hr")
    assert "Ask the embassy instead." in told.body["en"]
    assert reviewed.row.extension_asked_at is None
    asked(reviewed)
    assert reviewed.row.extension_asked_at == reviewed.city.now


def test_what_cannot_be_asked_is_refused(reviewed, procedure_is) -> None:
    assert refused(reviewed, "head", verbs.deny_extension, note="No.") == "not_asked"
    assert refused(reviewed, "hr", verbs.ask_extension, reasons=[]) == "no_reason"
    assert refused(reviewed, "window", verbs.ask_extension, reasons=["complex"]) == "no_step"
    asked(reviewed)
    assert refused(reviewed, "border", verbs.ask_extension, reasons=["complex"]) == "asked_already"
    with pytest.raises(Forbidden):
        reviewed.does("hr", verbs.deny_extension, note="No.")
    procedure_is(lambda known: replace(known, extension=replace(known.extension, by="department")))
    assert refused(reviewed, "hr", verbs.ask_extension, reasons=["complex"]) == "no_need_to_ask"


def test_a_supervisor_sees_the_queue_of_the_own_departments_only(reviewed) -> None:
    city = reviewed.city
    city.officer("head elsewhere", "education_commission", Posting.Office.SUPERVISOR)
    asked(reviewed)
    assert waiting(city.actor("head elsewhere")) == ([], 0)
    reviewed.does("agent", verbs.withdraw)
    assert waiting(city.actor("head")) == ([], 0)


def test_the_pages_ask_show_and_answer(reviewed) -> None:
    """Given an officer asks on the page, then the supervisor's list has it, and a click gives it."""
    form = {"key": "a", "seen": str(reviewed.row.sequence), "reasons": "complex", "note": "More to check."}
    ask = reverse("cases:whole_case", args=[reviewed.id, "ask_extension"])
    assert signed_in(reviewed, "hr").post(ask, form).status_code == 302
    head = signed_in(reviewed, "head")
    with translation.override("en"):
        queue = head.get(reverse("cases:extensions")).content.decode()
        assert "More to check." in queue and reviewed.row.reference in queue
        page = head.get(reverse("cases:case", args=[reviewed.id])).content.decode()
        assert "More time has been asked for" in page
    give = reverse("cases:whole_case", args=[reviewed.id, "extend"])
    form |= {"key": "b", "seen": str(reviewed.row.sequence)}
    assert head.post(give, form).status_code == 302
    assert reviewed.row.extension_asked_at is None


def signed_in(application: Application, who: str) -> Client:
    client = Client()
    client.force_login(account := application.city.account(who))
    TOTP.activate(account, generate_totp_secret())
    return client
