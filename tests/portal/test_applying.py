"""Feature: what one answered to 'What can I get?' is offered when one applies, and never used unasked."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from haina.cases.models import Case
from haina.people.models import Account
from haina.policy import Policy
from haina.portal.models import UNSAVED_LIFE, Inquiry

from .test_inquiry import at, start, stored

MARKET, FAMILY = "pr_market_procedure", "pr_family_procedure"


def answered(client: Client) -> str:
    """An inquiry with one answer, given two days ago."""
    address = start(client, "right:pr_market")
    inquiry = stored(address)
    inquiry.give("nationality", "foreign")
    inquiry.saved = True
    inquiry.keep(timezone.now() - timedelta(days=2))
    inquiry.save()
    return address


def test_the_result_leads_to_one_form_for_all_that_is_ticked(client: Client, published: Policy) -> None:
    address = answered(client)
    drawn = client.get(at(address, "result/")).content.decode()
    assert f'name="procedure" value="{MARKET}" form="apply"' in drawn
    several = client.post(at(address, "apply/"), {"procedure": [MARKET, FAMILY]})
    assert several["Location"].endswith(f"/en/cases/start/?procedure={MARKET}&procedure={FAMILY}")
    one = client.post(at(address, "apply/"), {"procedure": [MARKET, FAMILY], "only": FAMILY})
    assert one["Location"].endswith(f"/en/cases/start/{FAMILY}/")
    assert client.post(at(address, "apply/"))["Location"] == at(address, "result/")


def test_answers_follow_through_signing_in_and_fill_in_only_if_one_says_so(
    client: Client, published: Policy
) -> None:
    """Given answers without a name, when one signs in to apply, then they are offered with their day."""
    address = answered(client)
    client.post(at(address, "apply/"), {"procedure": MARKET})
    client.force_login(Account.objects.create(email="ada@example.org", name="Ada"))
    with override("en"):
        begin = reverse("cases:start", args=[MARKET])
    drawn = client.get(begin).content.decode()
    assert "known from your answers" in drawn
    assert (timezone.localdate() - timedelta(days=2)).strftime("%Y") in drawn
    sent = {"person": "self", "name": "Ada Wong", "key": "one"}
    client.post(begin, {**sent, "use": "no"})
    assert Case.objects.get().draft == {}
    client.post(begin, {"person": "self", "key": "two", "use": "yes", "another": "1"})
    assert Case.objects.latest("started_at").draft == {"nationality": "foreign"}


def test_deleted_and_forgotten_answers_are_offered_no_more(client: Client, published: Policy) -> None:
    address = answered(client)
    client.post(at(address, "apply/"), {"procedure": MARKET})
    client.force_login(Account.objects.create(email="ada@example.org", name="Ada"))
    with override("en"):
        begin = reverse("cases:start", args=[MARKET])
    Inquiry.objects.update(expires_at=timezone.now() - UNSAVED_LIFE)
    assert "known from your answers" not in client.get(begin).content.decode()


def test_a_life_event_leads_to_the_choice_of_several(client: Client, published: Policy) -> None:
    event = next(
        each
        for each in published.life_events
        if any(published.rights[id].procedure for id in published.rights_in(each))
    )
    drawn = client.get(f"/en/events/{event.id}/").content.decode()
    assert f"/en/cases/apply/?by=event&amp;open={event.id}#group-{event.id}" in drawn
