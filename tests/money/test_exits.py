"""Feature: the loss of a stake is compensated only after its buyer and its price have been looked into."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import translation

from haina.cases.cautions import cautions_of
from haina.cases.consequences import Weight
from haina.cases.policies import current_policy
from haina.cases.refusals import Refusal
from haina.exchange.models import RegisterRequest, RequestEvent
from haina.money.guarantees import verbs
from haina.money.guarantees.exits import Checked, checked
from haina.money.guarantees.models import Compensation, Exit, Overruling
from haina.money.guarantees.permissions import GuaranteeVerb, MayNot
from haina.money.guarantees.verbs.exits import NewPaper, stake_matter
from haina.money.models import Award
from haina.money.verbs.lay_down_terms import Terms, lay_down_terms
from haina.money.verbs.pay import pay_instalment
from haina.people.models import Employment, Mandate, Organisation, Posting
from haina.people.verbs.merge import merge

from ..cases.conftest import Application, City, credit_code, people_the
from ..cases.test_every_procedure import decide
from .test_running_programmes import decided_on

PROGRAMME = "angel_loss_compensation"
#: A stake of 4 million bought in January 2025 and sold for 1 million a year later.
STAKE = {
    "venture_firm_filed": "yes",
    "venture_firm_checked": "yes",
    "investment_registered": "yes",
    "investment_made_on": "2025-01-05",
    "investment_exit_on": "2026-01-05",
    "investment_amount": "4000000",
    "investment_proceeds": "1000000",
    "exit_to_related_party": "no",
    "exit_price_assessed": "yes",
    "compensation_paid_this_year": "0",
    "firm_founded_on": "2023-01-01",
    "firm_staff": "20",
    "firm_assets": "2000000",
    "firm_sales": "900000",
}
YUAN = 100


class Stake:
    """A case about the loss of a stake, and who looks into it."""

    def __init__(self, city: City, **form: str) -> None:
        self.city = city
        self.application: Application = decided_on(city, PROGRAMME, {**STAKE, **form}, 10_000_000)
        self.seller = city.employers["Beidou"]
        self.officer = city.actor("officer sci_tech_commission")
        city.officer("head", "sci_tech_commission", Posting.Office.SUPERVISOR)
        self.head = city.actor("head")
        self.buyer = self.unit("Far Capital", 41)

    def unit(self, name: str, number: int) -> Organisation:
        """Another unit that the house knows."""
        return Organisation.objects.create(
            credit_code=credit_code(number), name_zh=f"{name}公司", name_en=name
        )

    @property
    def now(self) -> datetime:
        """The time in the city."""
        return self.city.now

    def sold_to(self, number: str = "", **more: str) -> Exit:
        """Enter the buyer."""
        number = "" if more else number or self.buyer.credit_code
        return verbs.enter_exit(self.officer, self.now, self.application.id, number=number, **more)

    def paper(self, kind: str, yuan: int, day: date = date(2026, 1, 4), currency: str = "CNY") -> None:
        """Enter a paper."""
        paper = NewPaper(kind, f"{kind} {yuan} {day}", day, yuan * YUAN, currency)
        verbs.add_exit_paper(self.officer, self.now, self.application.id, paper)

    def clean(self) -> None:
        """A buyer whom nothing connects, and papers that agree with what was stated."""
        self.sold_to()
        self.paper("agreement", 1_000_000)
        self.paper("receipt", 1_000_000)
        self.paper("appraisal", 900_000)
        self.paper("paid_in", 4_000_000, date(2025, 1, 5))

    def found(self) -> Checked:
        """What was found."""
        verb = GuaranteeVerb.CHECK_EXIT
        return checked(*stake_matter(self.officer, self.now, self.application.id, verb))

    def texts(self) -> list[str]:
        """What stands open, in English."""
        return [each.text.en for each in self.found().open]

    def decide(self) -> None:
        """Have every department say yes."""
        procedure = current_policy().procedures[f"{PROGRAMME}_procedure"]
        decide(self.application, procedure, clears_exit=False)


@pytest.fixture(scope="module")
def made(
    django_db_setup: None, django_db_blocker: object, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stake]:
    """A case about the loss of a stake, made once for the whole module and then taken back."""
    from django.conf import settings

    before, settings.HAINA_UPLOADS = settings.HAINA_UPLOADS, Path(tmp_path_factory.mktemp("uploads"))
    database = django_db_blocker.unblock()  # type: ignore[attr-defined]
    with database, translation.override("en"), transaction.atomic():
        yield Stake(people_the(City()))
        transaction.set_rollback(True)
    settings.HAINA_UPLOADS = before


@pytest.fixture
def stake(made: Stake) -> Iterator[Stake]:
    """The case as it was made; what a test does to it is taken back."""
    with transaction.atomic():
        yield deepcopy(made)
        transaction.set_rollback(True)


def refused(code: str) -> object:
    """Expect a refusal of this code."""
    return pytest.raises(Refusal, check=lambda error: error.code == code)


def employed(city: City, who: str, unit: Organisation, first: date, last: date | None = None) -> None:
    Employment.objects.create(person=city.persons[who], organisation=unit, valid_from=first, valid_to=last)


def test_a_clean_exit_is_compensated_and_paid(stake: Stake) -> None:
    """Given papers that agree and a stranger as buyer, then the loss is compensated by its share."""
    stake.clean()
    assert (stake.texts(), stake.found().stake.held_days) == ([], 365)
    said = cautions_of(stake.application.row, stake.now, inside=True)
    assert any("nothing was found" in each.text.en for each in said)
    terms = Terms("As the rules of 2016 had it.", fen=180_000_000)
    payer = current_policy().budgets[current_policy().programmes[PROGRAMME].budget or ""].department
    lay_down_terms(stake.officer, stake.now, stake.application.row, PROGRAMME, terms, key="terms")
    stake.decide()
    row, award = Compensation.objects.get(), Award.objects.get()
    assert (row.loss, row.fen) == (300_000_000, 180_000_000)
    stake.city.officer("payer", payer)
    pay_instalment(stake.city.actor("payer"), stake.now, award.pk, 1)
    verbs.record_recovery_of_compensation(stake.officer, stake.now, row.pk, 30_000_000, key="r")
    assert award.clawbacks.get().fen == 18_000_000


def test_nobody_grants_before_the_exit_was_looked_into(stake: Stake) -> None:
    with refused("exit_not_entered"):
        stake.decide()
    said = cautions_of(stake.application.row, stake.now, inside=True)
    assert any(each.weight == Weight.STOP and each.link for each in said)
    assert not cautions_of(stake.application.row, stake.now, inside=False)[0].link
    assert not Award.objects.exists()


def test_a_person_who_worked_for_both_stops_the_grant_until_a_supervisor_lets_it_stand(stake: Stake) -> None:
    """Given somebody employed by both while the stake was held, then it stops, with the evidence shown."""
    employed(stake.city, "Luc", stake.seller, date(2024, 1, 1), date(2025, 3, 1))
    employed(stake.city, "Luc", stake.buyer, date(2025, 6, 1))
    stake.clean()
    (finding,) = stake.found().findings
    assert "belongs to both" in finding.text.en
    assert [("Far Capital" in each.en, "Beidou" in each.en) for each in finding.evidence] == [
        (False, True),
        (True, False),
    ]
    with refused("exit_has_findings"):
        stake.decide()
    with pytest.raises(MayNot):
        verbs.overrule_finding(stake.officer, stake.now, stake.application.id, finding.key, why="old")
    with refused("reason_missing"):
        verbs.overrule_finding(stake.head, stake.now, stake.application.id, finding.key, why=" ")
    with refused("finding_is_gone"):
        verbs.overrule_finding(stake.head, stake.now, stake.application.id, "0" * 64, why="old")
    why = "He left the seller before the sale and did not take part."
    verbs.overrule_finding(stake.head, stake.now, stake.application.id, finding.key, why=why)
    said = cautions_of(stake.application.row, stake.now, inside=True)
    assert any(each.weight == Weight.NOTE and why in each.text.zh for each in said)
    stake.decide()
    assert Award.objects.exists()
    with refused("exit_is_decided"):
        stake.sold_to()


def test_who_left_before_the_stake_was_bought_connects_nobody(stake: Stake) -> None:
    employed(stake.city, "Luc", stake.seller, date(2020, 1, 1), date(2024, 12, 31))
    employed(stake.city, "Luc", stake.buyer, date(2025, 6, 1))
    stake.clean()
    assert stake.texts() == []


def test_a_new_employment_is_a_new_finding_whatever_was_let_stand(stake: Stake) -> None:
    for unit in (stake.seller, stake.buyer):
        employed(stake.city, "Luc", unit, date(2025, 2, 1))
    stake.clean()
    (finding,) = stake.found().open
    verbs.overrule_finding(stake.head, stake.now, stake.application.id, finding.key, why="known")
    assert stake.texts() == []
    employed(stake.city, "Luc", stake.unit("Third", 43), date(2025, 2, 1))
    assert stake.texts() == []
    employed(stake.city, "Luc", stake.buyer, date(2024, 1, 1), date(2025, 1, 31))
    assert len(stake.texts()) == 1


def test_mandates_and_persons_connect_too(stake: Stake) -> None:
    """Given an account that acts for both, a unit that acts for the other, or one of the seller's people."""
    stake.clean()
    agent = stake.city.account("agent")
    Mandate.objects.create(account=agent, organisation=stake.buyer, valid_from=date(2025, 1, 1))
    Mandate.objects.create(
        holder=stake.seller,
        organisation=stake.buyer,
        valid_from=date(2025, 1, 1),
        valid_to=date(2027, 1, 1),
    )
    assert sorted(stake.texts()) == [
        "One of the two acts for the other.",
        "agent belongs to both.",
    ]
    employed(stake.city, "Luc", stake.seller, date(2025, 2, 1))
    stake.sold_to(str(stake.city.persons["Luc"].pk))
    assert [each for each in stake.texts() if "one of the people of Beidou" in each]


def test_a_unit_joined_with_the_seller_is_the_seller(stake: Stake) -> None:
    stake.city.officer("registrar", "market_regulator", Posting.Office.SUPERVISOR)
    stake.clean()
    one, other = stake.seller.pk, stake.buyer.pk
    merge(
        stake.city.actor("registrar"),
        one,
        other,
        reason="The same firm",
        on=stake.now.date(),
        now=stake.now,
        override_reason="Renamed; the old code was withdrawn.",
    )
    assert any("one and the same" in each for each in stake.texts())


def test_what_the_register_said_of_the_seller_is_read(stake: Stake) -> None:
    """Given an answer of the register of market entities that names the buyer, then that is shown."""
    stake.clean()
    field = {"name": "shareholders", "fact": "shareholders", "label": {"zh": "股东", "en": "Shareholders"}}
    request = RegisterRequest.objects.create(
        key="look",
        register="market_entities",
        title={"zh": "市场主体登记库", "en": "Register of market entities"},
        holder="market_regulator",
        organisation=stake.seller,
        identifiers={"credit_code": stake.seller.credit_code},
        purpose={"zh": "核对", "en": "Check"},
        ground="A26.4",
        fields=[{**field, "type": "text"}],
        names=["shareholders"],
        department="sci_tech_commission",
        stage="review",
        procedure=f"{PROGRAMME}_procedure",
        case_id=stake.application.id,
        asked_at=stake.now,
    )
    RequestEvent.objects.create(
        request=request,
        sequence=1,
        kind="answered",
        at=stake.now,
        payload={"found": True, "values": {"shareholders": stake.buyer.name_zh}, "as_of": ""},
    )
    (finding,) = stake.found().open
    assert "names Far Capital" in finding.text.en
    assert "股东" in finding.evidence[0].zh


def test_the_price_is_held_against_the_papers(stake: Stake) -> None:
    stake.sold_to()
    for said, kind, yuan, day, currency in (
        ("another price", "agreement", 800_000, date(2026, 1, 4), "CNY"),
        ("another price", "receipt", 300_000, date(2026, 1, 4), "CNY"),
        ("below the appraised worth", "appraisal", 2_000_000, date(2026, 1, 4), "CNY"),
        ("does not say the 4,000,000.00", "paid_in", 3_000_000, date(2025, 1, 5), "CNY"),
        ("is in USD", "trade", 1_000_000, date(2026, 1, 4), "USD"),
        ("does not lie within", "agreement", 1_000_000, date(2026, 2, 1), "CNY"),
        ("does not lie within", "receipt", 1_000_000, date(2024, 2, 1), "CNY"),
        ("No paper says at what price", "paid_in", 4_000_000, date(2025, 1, 5), "CNY"),
    ):
        with transaction.atomic():
            stake.paper(kind, yuan, day, currency)
            assert any(said in each for each in stake.texts()), (said, stake.texts())
            transaction.set_rollback(True)


def test_a_stake_without_a_loss_or_never_held_stops_too(stake: Stake) -> None:
    paper = {"investment_proceeds": "4000000", "investment_exit_on": "2025-01-05"}
    matter, right = stake_matter(stake.officer, stake.now, stake.application.id, GuaranteeVerb.CHECK_EXIT)
    stated = replace(matter, state=replace(matter.state, form={**matter.state.form, **paper}))
    said = [each.text.en for each in checked(stated, right).open]
    assert any("no loss" in each for each in said)
    assert any("on or before the day of the investment" in each for each in said)


def test_a_stake_that_nobody_here_bought_needs_a_supervisor(stake: Stake) -> None:
    stake.sold_to(otherwise="Liquidated by court order 12")
    stake.paper("receipt", 1_000_000)
    assert any("connections were not looked for" in each for each in stake.texts())


def test_what_is_entered_wrongly_is_refused(stake: Stake) -> None:
    with refused("nobody_found"):
        stake.sold_to("91310000000000000X")
    for number, otherwise in (("", ""), (stake.buyer.credit_code, "both")):
        with refused("exit_is_to_one"):
            verbs.enter_exit(
                stake.officer, stake.now, stake.application.id, number=number, otherwise=otherwise
            )
    with refused("not_yet"):
        stake.paper("agreement", 1, date(2030, 1, 1))
    stake.paper("agreement", 1)
    for code, paper in (
        ("exit_paper_is_entered_once", ("agreement", 1)),
        ("exit_paper_has_an_amount", ("receipt", -1)),
        ("exit_paper_has_an_amount", ("receipt", 10**15)),
        ("exit_paper_names_a_currency", ("receipt", 1, date(2026, 1, 1), "¥")),
    ):
        with refused(code):
            stake.paper(*paper)  # type: ignore[arg-type]
    made = stake.sold_to()
    with pytest.raises(DatabaseError), transaction.atomic():
        Exit.objects.filter(pk=made.pk).update(otherwise="changed")
    assert not Overruling.objects.exists()


def test_an_officer_looks_into_an_exit_on_its_page(stake: Stake) -> None:
    """Given wrong and right entries, then the page says kindly what is wrong, in both languages."""
    at = f"office/exits/{stake.application.id}/"
    employed(stake.city, "Luc", stake.seller, date(2025, 2, 1))
    employed(stake.city, "Luc", stake.buyer, date(2025, 2, 1))
    officer, head = signed_in(stake.city, "officer sci_tech_commission"), signed_in(stake.city, "head")
    wrong = {"kind": "agreement", "paper": "T-1", "day": "2026-01-04", "currency": "CNY"}
    for amount, more in (("-1", {}), ("9" * 20, {}), ("1000000", {"currency": "yuan"}), ("", {})):
        for language in ("en", "zh-hans"):
            answer = officer.post(f"/{language}/{at}", {**wrong, "amount": amount, **more})
            assert (answer.status_code, "error-summary" in answer.content.decode()) == (422, True)
    nobody = officer.post(f"/en/{at}", {"number": "91310000000000000X"})
    assert (nobody.status_code, "is registered here" in nobody.content.decode()) == (422, True)
    assert officer.post(f"/en/{at}", {**wrong, "amount": "1000000"}).status_code == 302
    assert officer.post(f"/en/{at}", {"number": stake.buyer.credit_code}).status_code == 302
    (finding,) = stake.found().open
    shown = officer.get(f"/en/{at}").content.decode()
    assert "Luc belongs to both" in shown
    assert "A supervisor can let it stand" in shown
    assert "同属双方" in officer.get(f"/zh-hans/{at}").content.decode()
    overrule = f"/en/{at}{finding.key}/"
    assert officer.post(overrule, {"why": "known"}).status_code == 403
    assert head.post(overrule, {"why": " "}).status_code == 422
    assert head.post(overrule, {"why": "Luc is a trainee."}).status_code == 302
    assert "Luc is a trainee." in officer.get(f"/en/{at}").content.decode()
    party = signed_in(stake.city, "agent")
    assert party.get(f"/en/{at}").status_code == 404


def signed_in(city: City, who: str) -> Client:
    """A browser in which somebody has signed in, officers with their second factor."""
    client, login = Client(), city.account(who)
    if login.postings.exists() and not login.authenticator_set.exists():
        TOTP.activate(login, generate_totp_secret())
    client.force_login(login)
    return client
