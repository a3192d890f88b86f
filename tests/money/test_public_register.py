"""Feature: everybody reads where the money goes, objects and gives tips, and nobody reads who somebody is."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.timezone import localdate

from haina.cases.models import Case
from haina.cases.policies import current_policy
from haina.money.models import Award
from haina.money.public.charts import Bar, bars
from haina.money.public.figures import figures_of, last_month_end
from haina.money.public.models import AwardTraits, Tip
from haina.money.public.names import masked
from haina.money.public.register import COLUMNS, LISTS, Asked
from haina.money.verbs.pay import pay_instalment
from haina.people.models import Posting

from .grants import PROGRAMME, Town


@pytest.fixture
def town(db: None, settings: object, tmp_path_factory: pytest.TempPathFactory) -> Town:
    """The town, in a transaction that the test takes back; its limits on how often one asks are fresh."""
    settings.HAINA_UPLOADS = tmp_path_factory.mktemp("uploads")  # type: ignore[attr-defined]
    cache.clear()
    return Town().people()


def page(name: str, *arguments: object, who: Client | None = None, **query: str) -> str:
    """The text of a page that everybody may see."""
    with translation.override("en"):
        address = reverse(f"public_money:{name}", args=arguments)
    response = (who or Client()).get(address, query)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def api(name: str, **query: str) -> object:
    """What a program is given."""
    return Client().get(reverse(f"api-1:{name}"), query).json()


def paid(town: Town) -> Award:
    """An award of 5,000 yuan, its first instalment paid."""
    town.call(town.funded(20_000), 10_000)
    award = town.awarded()
    with translation.override("en"):
        pay_instalment(town.city.actor("payer"), town.now, award.pk, 1)
    return award


@pytest.mark.django_db
@pytest.mark.parametrize(
    "asked", [{"year": "0000"}, {"year": "9999"}, {"page": "9" * 30}, {"programme": "-"}]
)
def test_what_is_asked_wrongly_bounds_nothing(published_once: None, asked: dict[str, str]) -> None:
    """Given a year or page that is none, then every list is shown, and no error."""
    for name in LISTS:
        assert page("list", name, **asked)


def test_what_is_planned_awarded_and_paid_stands_in_the_register(town: Town) -> None:
    """Given an award that was paid, then page, CSV and JSON say the same of plan, call, award and payment."""
    award = paid(town)
    (plan,) = api("money_plans")
    assert (plan["funded"], plan["committed"], plan["awards"]) == ("20000.00", "5000.00", 1)
    (call,) = api("money_calls", programme=PROGRAMME)
    assert call["funded"] == "10000.00"
    (row,) = api("money_awards", year="2026")
    assert (row["award"], row["amount"], row["name"]) == (award.number, "5000.00", None)
    payments = api("money_payments")
    assert sum(float(each["amount"]) for each in payments) == float(row["paid"]) > 0
    assert api("money_outcomes") == api("money_awards", year="2025") == []
    for name in LISTS:
        shown = page("list", name)
        body = Client().get(reverse(f"api-1:money_{name}_csv")).content.decode("utf-8-sig")
        lines = list(csv.reader(io.StringIO(body)))
        assert tuple(lines[0]) == COLUMNS[name]
        assert len(lines) - 1 == len(list(LISTS[name](Asked())))
        assert "Kari" not in shown + body
    assert "5,000.00 yuan" in page("list", "awards", programme=PROGRAMME)
    assert "Training plan" in page("list", "plans")
    assert "Nothing yet." in page("list", "awards", programme="rent_subsidy")


def test_one_programme_is_said_in_figures_and_few_people_are_kept_back(town: Town) -> None:
    """Given one award in a month, then the next month counts it by traits, and shows none of its cells."""
    award = paid(town)
    assert set(AwardTraits.objects.get(award=award).values) <= {each.id for each in policy_breakdowns()}
    figures = figures_of(current_policy(), PROGRAMME, award.granted_on)
    assert (figures.money.awards, figures.receivers, figures.money.budget) == (1, 1, 1_000_000)
    assert all(cell.awards == 0 for trait in figures.traits for cell in trait.cells)
    later = figures_of(current_policy(), PROGRAMME, award.granted_on + timedelta(days=31))
    assert all(cell.is_kept_back for trait in later.traits for cell in trait.cells)
    shown = page("programme", PROGRAMME)
    assert "5,000.00 yuan" in shown
    assert "<svg" in shown
    assert "5,000 yuan" in page("overview")
    found = Client().get(reverse("api-1:money_programme", args=[PROGRAMME])).json()
    assert (found["committed"], found["receivers"]) == ("5000.00", 1)
    assert Client().get(reverse("api-1:money_programme", args=["none"])).status_code == 404


def policy_breakdowns():
    return current_policy().head.breakdowns


def test_an_age_is_a_band_and_a_month_is_counted_when_it_is_over() -> None:
    """Given a day of birth, then the band is that of the years on the day; the month before is counted."""
    ages = next(each for each in policy_breakdowns() if each.of == "age")
    assert ages.band_of(date(1990, 5, 1), date(2025, 4, 30)) == "30"
    assert ages.band_of(date(1990, 5, 1), date(2025, 5, 1)) == "35"
    assert ages.band_of(date(2000, 1, 1), date(2026, 1, 1)) == "0"
    titles = ages.values_of(current_policy().facts)
    assert [titles[key].en for key in ("0", "30", "60")] == ["under 30", "30 to 34", "60 or older"]
    assert last_month_end(date(2026, 3, 1)) == date(2026, 2, 28)


def test_a_name_is_masked_in_both_scripts() -> None:
    assert (masked("欧阳娜", "Nana Ouyang").zh, masked("欧阳娜", "Nana Ouyang").en) == ("欧**", "N. O.")
    assert masked("", "Kari Nordahl").zh == "K. N."
    assert masked("张伟", "").en == "张*"


def test_a_picture_has_neither_style_nor_script_and_takes_any_name() -> None:
    drawn = bars([Bar("浦东 & <b>", 12, "12"), Bar("Xuhui", None, "kept back")])
    assert "浦东 &amp; &lt;b&gt;" in drawn
    assert "Xuhui (kept back)" in drawn
    assert not any(part in drawn for part in ("<style", "<script", "style=", "<title", "onload"))
    assert bars([]) == ""


def test_what_is_on_public_notice_is_listed_with_the_way_to_object(town: Town) -> None:
    """Given an application on public notice, then everybody finds it; after the last day no more."""
    case = town.accepted().row
    Case.objects.filter(pk=case.pk).update(published_until=localdate() + timedelta(days=3))
    shown = page("notices")
    assert case.reference in shown
    assert reverse("cases:notice", args=[case.pk]).split("/", 2)[2] in shown
    Case.objects.filter(pk=case.pk).update(published_until=localdate() - timedelta(days=1))
    assert case.reference not in page("notices")


def give(client: Client, **said: str) -> object:
    with translation.override("en"):
        address = reverse("public_money:give_tip")
    body = {"key": "one", "programme": PROGRAMME, "text": "Paid twice.", "contact": "me@example.org"}
    return client.post(address, {**body, **said})


def test_a_tip_goes_to_who_watches_over_the_budget_and_its_giver_reads_the_end(town: Town) -> None:
    """Given a tip by nobody, then the keeper's supervisor closes it, and only then is the contact gone."""
    town.city.officer("keeper", "hrss_bureau", Posting.Office.SUPERVISOR)
    town.city.officer("elsewhere", "exit_entry", Posting.Office.SUPERVISOR)
    award = paid(town)
    answered = give(Client(), award=award.number)
    assert answered.status_code == 302
    assert give(Client(), award=award.number).url == answered.url  # sent twice, given once
    tip = Tip.objects.get()
    assert (tip.department, tip.award) == ("hrss_bureau", award)
    assert "Paid twice" not in page("tip", tip.token)
    for who, sees in (("keeper", True), ("elsewhere", False)):
        client = signed_in(town, who)
        assert ("Paid twice." in page("office_tips", who=client)) is sees
    keeper, other = signed_in(town, "keeper"), signed_in(town, "elsewhere")
    with translation.override("en"):
        act = reverse("public_money:answer_tip", args=[tip.pk])
    assert other.post(act, {"act": "close", "answer": "No."}).status_code == 403
    assert keeper.post(act, {"act": "close", "answer": " "}).status_code == 302
    assert keeper.post(act, {"act": "take_up"}).status_code == 302
    assert "being looked into" in page("tip", tip.token)
    keeper.post(act, {"act": "close", "answer": "It was paid once."})
    tip.refresh_from_db()
    assert (tip.state, tip.contact) == (Tip.State.CLOSED, "")
    assert "It was paid once." in page("tip", tip.token)
    assert signed_in(town, "hr").get(reverse("public_money:office_tips")).status_code == 403


def test_a_supervisor_does_not_see_a_tip_about_their_own_award(town: Town) -> None:
    town.city.officer("Kari", "hrss_bureau", Posting.Office.SUPERVISOR)
    award = paid(town)
    give(Client(), award=award.number)
    assert "Paid twice." not in page("office_tips", who=signed_in(town, "Kari"))


@pytest.mark.parametrize(
    ("said", "status"),
    [({"text": " "}, 422), ({"programme": "none"}, 422), ({"award": "FWP-0"}, 422), ({"key": ""}, 422)],
)
def test_a_tip_that_cannot_be_taken_says_why(town: Town, said: dict[str, str], status: int) -> None:
    answered = give(Client(), **said)
    assert answered.status_code == status
    assert "error-summary" in answered.content.decode()


def test_nobody_gives_very_many_tips_at_once(town: Town) -> None:
    answers = [give(Client(), key=f"key {number}").status_code for number in range(7)]
    assert answers == [302] * 5 + [429] * 2


def signed_in(town: Town, name: str) -> Client:
    """A browser of somebody who holds an office, with the second factor set up."""
    account = town.city.account(name)
    if not account.authenticator_set.exists():  # type: ignore[attr-defined]
        TOTP.activate(account, generate_totp_secret())
    client = Client()
    client.force_login(account)
    return client
