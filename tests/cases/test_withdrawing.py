"""Feature: an application is taken back at any time until it is decided, and arrival counts in an outage."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from haina.cases import verbs
from haina.cases.channels.models import Delivery
from haina.cases.channels.port import NotDelivered
from haina.cases.models import Notice
from haina.cases.queries import case_view
from haina.cases.refusals import Forbidden
from haina.cases.state import Item
from haina.cases.tasks import deliver, send_notice

from .conftest import Application, City


class BrokenPost(BaseEmailBackend):
    """A mail server that is down."""

    def open(self) -> bool:
        """Refuse every connection."""
        raise ConnectionRefusedError("the mail server is down")


def returned(application: Application) -> Application:
    """Filed, and back for a correction."""
    application.submitted().does(
        "window", verbs.return_for_correction, "pre_check", items=[Item("document", "health", "Unreadable")]
    )
    return application


def claimed(application: Application) -> Application:
    """Under review, with an officer on it."""
    application.accepted().does("hr", verbs.claim, "employment_review")
    return application


def half_decided(application: Application) -> Application:
    """One department has agreed, the other has not answered."""
    application.accepted().does("hr", verbs.approve, "employment_review")
    return application


def extended_and_noted(application: Application) -> Application:
    """Something inside has happened that the applicant does not see."""
    application.accepted().does("hr", verbs.add_note, "Looks fine.")
    return application


OPEN: dict[str, Callable[[Application], Application]] = {
    "draft": Application.filled,
    "submitted": Application.submitted,
    "returned": returned,
    "accepted": Application.accepted,
    "claimed": claimed,
    "half decided": half_decided,
    "noted": extended_and_noted,
}


@pytest.mark.parametrize("how", OPEN)
def test_it_is_withdrawn_from_every_state_before_the_decision(city: City, draft, how: str) -> None:
    """Given a case that is still open, when it is withdrawn, then nobody has it any more and all are told."""
    application = OPEN[how](draft)
    was_draft = application.row.state == "draft"
    application.does("agent", verbs.withdraw)
    assert application.row.state == ("discarded" if was_draft else "withdrawn")
    assert application.row.due is None
    assert not application.row.stages.filter(status="open").exists()
    view = case_view(city.actor("agent"), application.id, city.now)
    assert view.holders == ()
    assert view.history[-1].at == city.now


@pytest.mark.parametrize("how", [Application.approved, Application.issued])
def test_what_is_decided_is_not_withdrawn(draft, how) -> None:
    application = how(draft)
    with pytest.raises(Forbidden):
        application.does("agent", verbs.withdraw)


def test_what_follows_is_said_before_it_is_confirmed(city: City, draft, client: Client) -> None:
    application = draft.submitted()
    client.force_login(city.account("agent"))
    with override("en"):
        listed = client.get(reverse("cases:mine")).content.decode()
        address = reverse("cases:withdraw", args=[application.id])
        assert address in listed
        asked = client.get(address).content.decode()
    assert "a new application gets a new date of arrival" in asked
    assert application.row.state == "submitted"


def test_the_time_of_arrival_counts_while_everything_behind_is_down(
    city: City, draft, client: Client, settings
) -> None:
    """Given mail and registers that are down, when it is filed, then it is received, on time and for good."""
    settings.EMAIL_BACKEND = f"{__name__}.BrokenPost"
    settings.HAINA_REGISTERS_URL = "http://127.0.0.1:9"
    application = draft.submitted()
    assert application.row.state == "submitted"
    assert application.row.filed_at == city.now
    arrived = city.now
    for notice in Notice.objects.filter(case=application.row):
        send_notice(notice.pk)
    for delivery in Delivery.objects.filter(channel="email"):
        with pytest.raises(NotDelivered):
            deliver(str(delivery.pk))
    city.wait(days=2)
    client.force_login(city.account("agent"))
    with override("en"):
        receipt = client.get(reverse("cases:receipt", args=[application.id])).content.decode()
    assert application.row.reference in receipt
    assert arrived.strftime("%H:%M") in receipt
    assert mail.outbox == []
