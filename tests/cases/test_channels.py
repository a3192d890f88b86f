"""Feature: everybody is told once, by the channels of their choice; a channel that fails holds up nothing."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.core import mail
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from haina.cases import outbox, verbs
from haina.cases.channels import verbs as channels
from haina.cases.channels.addresses import ask, require_form
from haina.cases.channels.choices import wants
from haina.cases.channels.kinds import ChannelName, Kind, kind_of
from haina.cases.channels.models import Delivery, Webhook
from haina.cases.channels.planning import plan
from haina.cases.channels.port import NotDelivered
from haina.cases.channels.verbs.choose import choosable
from haina.cases.models import Notice
from haina.cases.policies import current_policy
from haina.cases.refusals import Refusal
from haina.cases.tasks import send_notice

from .conftest import Application, City
from .test_outbox import work


@dataclass
class Receiver:
    """A system of an organisation, on this machine, that keeps what it is sent."""

    address: str = ""
    status: int = 200
    gives_back: bool = True
    messages: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    def ids(self) -> list[str]:
        """The ids of the notices that it was sent."""
        return [headers["Haina-Delivery"] for headers, body in self.messages if b'"notice"' in body]


@pytest.fixture
def receiver(settings: object) -> Iterator[Receiver]:
    settings.HAINA_LOOPBACK_WEBHOOKS = True  # type: ignore[attr-defined]
    kept = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            kept.messages.append((dict(self.headers), body))
            reply = body if kept.gives_back else b"{}"
            self.send_response(kept.status)
            self.send_header("Content-Length", str(len(reply)))
            self.end_headers()
            self.wfile.write(reply)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    kept.address = f"http://127.0.0.1:{server.server_port}/notices?from=haina"
    yield kept
    server.shutdown()
    thread.join()
    server.server_close()


def connected(city: City, receiver: Receiver, who: str = "agent", employer: str = "Beidou") -> Webhook:
    """The confirmed address of an employer's system."""
    made = channels.set_webhook(
        city.actor(who), city.now, receiver.address, city.employers[employer].pk if employer else None
    )
    channels.confirm_webhook(city.now, made.pk)
    made.refresh_from_db()
    return made


def deliveries(channel: ChannelName) -> list[Delivery]:
    return list(Delivery.objects.filter(channel=channel).order_by("made_at", "pk"))


def told(case: Application) -> list[Delivery]:
    """Plan what has to be sent about a case."""
    return [each for notice in Notice.objects.filter(case=case.row) for each in plan(notice, case.city.now)]


def test_an_address_is_used_only_after_it_gave_back_what_it_was_sent(draft, receiver: Receiver) -> None:
    receiver.gives_back = False
    with pytest.raises(NotDelivered):
        connected(draft.city, receiver)
    webhook = Webhook.objects.get()
    assert (webhook.confirmed_at, webhook.problem) == (None, "challenge")
    draft.submitted()
    assert not [each for each in told(draft) if each.channel == ChannelName.WEBHOOK]
    receiver.gives_back = True
    channels.confirm_webhook(draft.city.now, webhook.pk)
    webhook.refresh_from_db()
    assert (webhook.confirmed_at, webhook.problem) == (draft.city.now, "")


def test_a_system_is_told_once_of_each_event_and_can_tell_that_it_is_us(draft, receiver: Receiver) -> None:
    """Given the agent's notice sent twice over, then one signed message is taken, in both languages."""
    webhook = connected(draft.city, receiver)
    draft.submitted()
    for _ in range(2):
        for delivery in told(draft):
            channels.deliver(draft.city.now, delivery.pk)
    [id] = receiver.ids()
    headers, body = receiver.messages[-1]
    assert Delivery.objects.get(pk=id).state == Delivery.State.DONE
    seconds, given = (part.split("=", 1)[1] for part in headers["Haina-Signature"].split(","))
    expected = hmac.new(webhook.secret.encode(), f"{seconds}.{id}.".encode() + body, hashlib.sha256)
    assert hmac.compare_digest(given, expected.hexdigest())
    said = json.loads(body)
    assert (said["type"], said["kind"], said["reference"]) == ("notice", "formal", draft.row.reference)
    assert said["link"].endswith(str(draft.id))
    assert set(said["text"]) == {"zh", "en"}


def test_a_system_that_fails_is_tried_again_under_the_same_id_and_holds_up_nothing(
    draft, receiver: Receiver
) -> None:
    connected(draft.city, receiver)
    receiver.status = 503
    draft.submitted()
    [delivery] = [each for each in told(draft) if each.channel == ChannelName.WEBHOOK]
    for _ in range(2):
        with pytest.raises(NotDelivered):
            channels.deliver(draft.city.now, delivery.pk)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts, delivery.problem) == ("waiting", 2, "status")
    draft.does("window", verbs.accept, "pre_check")  # the department goes on meanwhile
    receiver.status = 200
    channels.deliver(draft.city.now, delivery.pk)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.problem) == ("done", "")
    assert receiver.ids() == [str(delivery.pk)] * 3


def test_after_the_last_attempt_it_is_given_up_and_says_so(draft, receiver: Receiver) -> None:
    connected(draft.city, receiver)
    receiver.status = 500
    draft.submitted()
    [delivery] = [each for each in told(draft) if each.channel == ChannelName.WEBHOOK]
    Delivery.objects.filter(pk=delivery.pk).update(attempts=channels.MOST_ATTEMPTS - 1)
    channels.deliver(draft.city.now, delivery.pk)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.problem) == ("failed", "status")


def test_a_system_that_is_gone_is_not_asked_again(draft, receiver: Receiver) -> None:
    webhook = connected(draft.city, receiver)
    receiver.status = 410
    draft.submitted()
    for delivery in told(draft):
        channels.deliver(draft.city.now, delivery.pk)
    webhook.refresh_from_db()
    assert (webhook.ended_at, webhook.problem) == (draft.city.now, "gone")


def test_what_concerns_the_person_alone_is_not_sent_to_the_employer(draft, receiver: Receiver) -> None:
    connected(draft.city, receiver)
    draft.submitted()
    person = Notice.objects.filter(case=draft.row, account=draft.city.account("Kari"))
    assert {each.channel for notice in person for each in plan(notice, draft.city.now)} == {
        "portal",
        "email",
    }


@pytest.mark.parametrize("employer", ["Nanshan", "Beidou"])
def test_only_who_acts_for_an_organisation_in_everything_names_its_system(draft, employer: str) -> None:
    if employer == "Beidou":
        draft.city.account("agent").mandates.update(scope=["foreigner_work_permit"])
    with pytest.raises(PermissionError):
        channels.set_webhook(
            draft.city.actor("agent"), draft.city.now, "https://a.example", draft.city.employers[employer].pk
        )


WRONG = {
    "http://example.org/": "not_an_address",
    "ftp://example.org/": "not_an_address",
    "https://": "not_an_address",
    "https://example.org:99999/": "not_an_address",
    "https://user:pass@example.org/": "address_with_password",
    "https://example.org:22/": "port",
    "https://127.0.0.1/": "private_address",
    "https://10.1.2.3/": "private_address",
    "https://169.254.169.254/latest/": "private_address",
    "https://[::1]/": "private_address",
    "https://[::ffff:10.0.0.1]/": "private_address",
    "https://[64:ff9b::a00:1]/": "private_address",
    "https://[2002:a00:1::]/": "private_address",
    "https://[fe80::1]/": "private_address",
    "https://0.0.0.0/": "private_address",
}


@pytest.mark.parametrize("address", WRONG)
def test_an_address_that_leads_inside_is_refused(draft, address: str) -> None:
    with pytest.raises(NotDelivered) as trouble:
        require_form(address)
    assert (trouble.value.trouble, trouble.value.again) == (WRONG[address], False)
    with pytest.raises(Refusal):
        channels.set_webhook(draft.city.actor("agent"), draft.city.now, address)


@pytest.mark.parametrize("found", [["10.0.0.7"], ["93.184.215.14", "192.168.1.1"], ["::1"]], ids=str)
def test_a_name_that_leads_inside_is_refused_whatever_else_it_leads_to(found: list[str]) -> None:
    with pytest.raises(NotDelivered) as trouble:
        ask("https://inside.example.org/", b"{}", {}, resolve=lambda host, port: found)
    assert trouble.value.trouble == "private_address"


def test_a_system_that_points_elsewhere_is_not_followed(draft, receiver: Receiver) -> None:
    receiver.status = 302
    with pytest.raises(NotDelivered) as trouble:
        connected(draft.city, receiver)
    assert (trouble.value.trouble, len(receiver.messages)) == ("redirect", 1)


def test_a_letter_whose_sending_was_cut_off_is_not_sent_twice(draft) -> None:
    """Given the machine stopped after an attempt began, then the letter is not sent again and says so."""
    draft.submitted()
    [delivery, *_] = [each for each in told(draft) if each.channel == ChannelName.EMAIL]
    Delivery.objects.filter(pk=delivery.pk).update(begun_at=draft.city.now, attempts=1)
    channels.deliver(draft.city.now, delivery.pk)
    delivery.refresh_from_db()
    assert (delivery.state, len(mail.outbox)) == ("unsure", 0)


def test_a_mail_server_that_is_away_is_tried_again(draft, settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    draft.submitted()
    [delivery, *_] = [each for each in told(draft) if each.channel == ChannelName.EMAIL]
    with pytest.raises(NotDelivered):
        channels.deliver(draft.city.now, delivery.pk)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.begun_at, delivery.problem) == ("waiting", None, "mail_server")


def test_a_letter_carries_the_id_of_its_delivery(draft) -> None:
    draft.submitted()
    [delivery, *_] = [each for each in told(draft) if each.channel == ChannelName.EMAIL]
    channels.deliver(draft.city.now, delivery.pk)
    assert mail.outbox[0].extra_headers["Message-ID"].startswith(f"<{delivery.pk}@")


def test_what_was_not_wanted_is_not_sent_but_stands_in_the_portal(draft) -> None:
    """Given no e-mail of any kind and progress filed away, then formal notices stay new in the portal."""
    actor = draft.city.actor("agent")
    assert (Kind.FORMAL, ChannelName.PORTAL) not in choosable(actor)
    assert (Kind.WORK, ChannelName.EMAIL) not in choosable(actor)
    channels.choose(actor, set())
    draft.accepted()
    draft.does("border", verbs.pause, "residence_review", ground=_ground(draft), note="The register is down.")
    for notice in Notice.objects.filter(case=draft.row, account=draft.city.account("agent")):
        send_notice(notice.pk)
    mine = Notice.objects.filter(account=draft.city.account("agent"))
    new = {kind_of(notice) for notice in mine.filter(read_at__isnull=True)}
    old = {kind_of(notice) for notice in mine.filter(read_at__isnull=False)}
    assert (new, old) == ({Kind.FORMAL}, {Kind.PROGRESS})
    assert not [each for each in deliveries(ChannelName.EMAIL) if each.notice.account == actor.account_id]


def _ground(case: Application) -> str:
    return current_policy().procedures[case.row.procedure].pauses[0].id


def test_the_worker_sends_everything_once(committed_city, monkeypatch, receiver: Receiver) -> None:
    connected(committed_city, receiver)
    case = committed_city.begin().accepted()
    work(monkeypatch)
    work(monkeypatch)
    assert not ProcrastinateJob.objects.exclude(status="succeeded").exists()
    assert not Delivery.objects.exclude(state=Delivery.State.DONE).exists()
    assert len(mail.outbox) == Notice.objects.count()
    assert len(receiver.ids()) == len(set(receiver.ids())) == 2
    for notice in Notice.objects.filter(case=case.row):
        outbox.send_notices([notice])
    work(monkeypatch)
    assert (len(mail.outbox), len(receiver.ids())) == (Notice.objects.count(), 2)


def test_the_page_shows_what_is_chosen_and_what_did_not_arrive(draft, receiver: Receiver) -> None:
    """Given a system of one's own that fails, then the page names its trouble and each message that waits."""
    browser = Client()
    browser.force_login(draft.city.account("agent"))
    page = "/en/me/channels/"
    browser.post(page, {"act": "set", "address": receiver.address})
    webhook = Webhook.objects.get(account=draft.city.account("agent"))
    assert "not confirmed yet" in browser.get(page).content.decode()
    channels.confirm_webhook(draft.city.now, webhook.pk)
    receiver.status = 503
    draft.submitted()
    [delivery] = [each for each in told(draft) if each.channel == ChannelName.WEBHOOK]
    with pytest.raises(NotDelivered):
        channels.deliver(draft.city.now, delivery.pk)
    shown = browser.get(page).content.decode()
    assert "is tried again" in shown and "did not accept the message" in shown and webhook.secret in shown
    browser.post(page, {"act": "choose", "want": ["formal:email"]})
    assert wants(webhook.account_id, Kind.FORMAL, ChannelName.EMAIL)
    assert not wants(webhook.account_id, Kind.FORMAL, ChannelName.WEBHOOK)
    browser.post(page, {"act": "end"})
    webhook.refresh_from_db()
    assert webhook.ended_at is not None
    browser.post(page, {"act": "choose", "want": ["formal:email"]})
    assert not wants(webhook.account_id, Kind.FORMAL, ChannelName.WEBHOOK)
