"""Feature: holders, members and the department do their part of a voucher on pages of their own."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from haina.cases.refusals import Refusal
from haina.money.vouchers import verbs
from haina.money.vouchers.models import Use, Voucher
from haina.people.models import Account as Login
from haina.people.models import Employment, Mandate, Person

from .vouchers import SINCE, Platform

pytestmark = pytest.mark.django_db


@pytest.fixture
def platform() -> Platform:
    return Platform()


def browser(email: str) -> Client:
    """A browser in which somebody has signed in."""
    client, login = Client(), Login.objects.get(email=email)
    if email.endswith("@city.example") and not login.authenticator_set.exists():
        TOTP.activate(login, generate_totp_secret())
    client.force_login(login)
    return client


def test_a_voucher_goes_its_way_on_pages(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: platform.now)
    voucher, instrument = platform.voucher(), platform.instrument()
    firm = browser("prism@example.org")
    assert voucher.number in firm.get("/en/vouchers/").content.decode()
    at = f"/en/vouchers/{voucher.pk}/"
    wanted = {"instrument": instrument.pk, "day": "2026-03-03", "hour": 10, "hours": 2, "key": "k1"}
    late = firm.post(f"{at}book/", {**wanted, "day": "2026-05-06"})
    assert (late.status_code, "last day is over" in late.content.decode()) == (422, True)
    assert firm.post(f"{at}book/", wanted).status_code == 302
    use = Use.objects.get()
    said = firm.get(at).content.decode()
    assert "400.00 yuan" in said
    platform.now = use.ends_at + timedelta(hours=1)
    firm, university = browser("prism@example.org"), browser("university@example.org")
    office = browser("officer@city.example")
    member = f"/en/vouchers/members/{use.member_id}/"
    assert "Invoice number" in university.get(member).content.decode()
    uses = f"/en/vouchers/uses/{use.pk}/"
    assert university.post(f"{uses}confirm/", {"invoice": "F-77", "from": "member"}).status_code == 302
    assert firm.post(f"{uses}redeem/").status_code == 302
    assert university.post(f"{member}claim/", {"key": "q1"}).status_code == 302
    assert "400.00 yuan" in office.get("/en/office/vouchers/").content.decode()
    settlement = use.member.settlements.get()
    assert office.post(f"/en/vouchers/settlements/{settlement.pk}/pay/").status_code == 302
    assert platform.paid() == 40_000
    for page in (at, f"{at}book/", member, "/zh-hans/vouchers/", "/zh-hans/office/vouchers/"):
        reader = office if "office" in page else university if "members" in page else firm
        assert reader.get(page.replace("/en/", "/zh-hans/")).status_code == 200


def test_the_department_fixes_the_last_day_and_ends_what_is_misused(platform: Platform) -> None:
    platform.now = timezone.now()
    voucher = platform.voucher(last_day=None)
    office, head = browser("officer@city.example"), browser("head@city.example")
    at, later = f"/en/vouchers/{voucher.pk}/", (timezone.localdate() + timedelta(days=90)).isoformat()
    assert office.post(f"{at}issue/", {"last_day": later, "document": ""}).status_code == 422
    assert office.post(f"{at}issue/", {"last_day": later, "document": "Notice 3"}).status_code == 302
    again = office.post(f"{at}issue/", {"last_day": later, "document": "Notice 4"})
    assert again.status_code == 422
    assert office.post(f"{at}end/", {"why": "misused"}).status_code == 403
    assert head.post(f"{at}end/", {"why": ""}).status_code == 422
    assert head.post(f"{at}end/", {"why": "misused"}).status_code == 302
    assert Voucher.objects.get().state == Voucher.State.ENDED


def test_what_is_not_theirs_is_not_there(platform: Platform) -> None:
    voucher, instrument = platform.voucher(), platform.instrument()
    platform.firm("Rival Lasers")
    use = platform.book(voucher, instrument)
    rival = browser("rival@example.org")
    assert rival.get(f"/en/vouchers/{voucher.pk}/").status_code == 404
    assert rival.post(f"/en/vouchers/uses/{use.pk}/redeem/").status_code == 404
    assert rival.get(f"/en/vouchers/members/{use.member_id}/").status_code == 404
    assert rival.get("/en/office/vouchers/").status_code == 403
    owner = browser("university@example.org")
    assert owner.post(f"/en/vouchers/uses/{use.pk}/redeem/").status_code == 403
    assert Client().get(f"/en/vouchers/{voucher.pk}/").status_code == 302


def test_a_member_opens_and_withdraws_its_instruments(platform: Platform) -> None:
    unit = browser("university@example.org")
    office = browser("officer@city.example")
    admit = {"programme": "innovation_voucher", "credit_code": "91310000000000000X"}
    assert office.post("/en/office/vouchers/", admit).status_code == 422
    admit["credit_code"] = platform.owner.credit_code
    assert office.post("/en/office/vouchers/", admit).status_code == 302
    member = platform.member()
    at = f"/en/vouchers/members/{member.pk}/"
    words = {
        "title_zh": "质谱仪",
        "title_en": "Mass spectrometer",
        "place_zh": "二楼",
        "place_en": "2nd floor",
    }
    assert unit.post(at, {**words, "fee": "0", "opens": 9, "closes": 17}).status_code == 422
    assert unit.post(at, {**words, "fee": "300", "opens": 17, "closes": 9}).status_code == 422
    assert unit.post(at, {**words, "fee": "300.50", "opens": 9, "closes": 17}).status_code == 302
    instrument = member.instruments.get()
    assert instrument.fee == 30_050
    assert unit.post(f"/en/vouchers/instruments/{instrument.pk}/withdraw/").status_code == 302
    assert verbs.withdraw_instrument(platform.of(platform.owner), platform.now, instrument.pk).withdrawn_on


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_what_is_misused_or_typed_wrongly_is_refused_kindly(
    platform: Platform, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    """Given what is out of bounds, an expired voucher or a second redemption, then a page says why."""
    monkeypatch.setattr(timezone, "now", lambda: platform.now)
    voucher, instrument = platform.voucher(last_day=date(2026, 3, 5)), platform.instrument()
    firm, university = browser("prism@example.org"), browser("university@example.org")
    at, member = (
        f"/{language}/vouchers/{voucher.pk}/",
        f"/{language}/vouchers/members/{platform.member().pk}/",
    )
    good = {"instrument": instrument.pk, "day": "2026-03-03", "hour": 10, "hours": 1, "key": "k"}
    for wrong in (
        {"hours": "-1"},
        {"hours": "25"},
        {"hours": "9" * 30},
        {"day": "2026-02-30"},
        {"day": "2026-02-02"},
        {"day": "2026-03-06"},
        {"instrument": "999999"},
        {"instrument": "x"},
    ):
        assert kindly(firm.post(f"{at}book/", {**good, **wrong})), wrong
    words = {"title_zh": "质", "title_en": "M", "place_zh": "楼", "place_en": "F", "opens": 9, "closes": 17}
    for fee in ("-5", "0", "9" * 14, "CNY 5", ""):
        assert kindly(university.post(member, {**words, "fee": fee})), fee
    assert firm.post(f"{at}book/", good).status_code == 302
    use = Use.objects.get()
    uses = f"/{language}/vouchers/uses/{use.pk}/"
    assert kindly(firm.post(f"{uses}redeem/")), "not confirmed yet"
    platform.done(use)
    firm, university = browser("prism@example.org"), browser("university@example.org")
    for _again in range(2):
        assert firm.post(f"{uses}redeem/").status_code == 302
    assert platform.owed() == use.fen
    assert kindly(firm.post(f"{uses}cancel/")), "redeemed already"
    assert university.post(f"{member}claim/", {"key": "c"}).status_code == 302
    assert kindly(university.post(f"{member}claim/", {"key": "d"})), "nothing left to claim"
    platform.now += timedelta(days=3)
    firm = browser("prism@example.org")
    assert kindly(firm.post(f"{at}book/", {**good, "day": "2026-03-09", "key": "late"}))


def kindly(answer: HttpResponse) -> bool:
    """Whether a page says what is wrong."""
    return answer.status_code == 422 and "<h1" in answer.content.decode()


def test_an_instrument_of_a_unit_that_acts_for_the_holder_is_refused(platform: Platform) -> None:
    """Given a unit with a mandate of the holder's, then nothing is booked there; other ties are shown."""
    voucher, instrument = platform.voucher(), platform.instrument()
    agency = platform.firm("Agency Labs")
    Mandate.objects.create(
        holder=agency, organisation=platform.holder, valid_from=SINCE, valid_to=date(2030, 1, 1)
    )
    with pytest.raises(Refusal) as caught:
        platform.book(voucher, platform.instrument(owner=agency))
    assert caught.value.code == "use_is_not_at_ones_own"
    someone = Person.objects.create(name="Ada Quist")
    for unit in (platform.holder, platform.owner):
        Employment.objects.create(person=someone, organisation=unit, valid_from=SINCE)
    use = platform.redeemed(platform.book(voucher, instrument))
    member = f"/en/vouchers/members/{use.member_id}/"
    assert "Ada Quist belongs to both" in browser("officer@city.example").get(member).content.decode()
    assert "Ada Quist" not in browser("university@example.org").get(member).content.decode()
