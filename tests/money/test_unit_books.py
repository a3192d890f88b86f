"""Feature: a unit divides incomes, awards equity and files what is owed later, as the policy says."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from itertools import count
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import translation

from haina.cases.dates.queries import dates_of
from haina.cases.models import Notice
from haina.money.books.acting import Act
from haina.money.books.models import Division, EquityAward, Obligation, Schedule, Stake
from haina.money.books.verbs.award_equity import NewEquity, award_equity
from haina.money.books.verbs.divide_income import Income, divide_income
from haina.money.books.verbs.end_deferral import end_deferral
from haina.money.books.verbs.file_schedule import NewSchedule, file_schedule
from haina.money.books.verbs.fulfil_obligation import fulfil_obligation
from haina.money.books.verbs.record_stake import NewStake, record_stake
from haina.money.books.verbs.register_equity import register_equity
from haina.money.books.verbs.remind import remind
from haina.money.books.verbs.take_back_division import take_back_division
from haina.money.books.verbs.take_back_equity import take_back_equity
from haina.money.models import Account
from haina.money.queries import trial_balance
from haina.money.refusals import MoneyRefusal
from haina.people.actors import actor_for
from haina.people.book_permissions import MayNotKeep
from haina.people.models import Account as Login
from haina.people.models import Mandate, Organisation, Person, Posting

from ..cases.conftest import credit_code

NOW = datetime(2018, 11, 5, 1, tzinfo=UTC)
DAY = date(2018, 6, 30)


class Unit:
    """A university with its keeper, a rival unit, researchers, and officers of two departments."""

    def __init__(self) -> None:
        self.now = NOW
        self.keys = count()
        self.logins: dict[str, Login] = {}
        self.people: dict[str, Person] = {}
        self.university = self.unit("University", 1, "keeper")
        self.rival = self.unit("Rival", 2, "rival")
        for name in ("ada", "bao", "cy"):
            self.people[name] = Person.objects.create(name=name.title(), account=self.login(name))
        for name, department in (("registrar", "market_regulator"), ("taxman", "tax_authority")):
            Posting.objects.create(
                account=self.login(name), department=department, office="officer", valid_from=date(2010, 1, 1)
            )

    def login(self, name: str) -> Login:
        if name not in self.logins:
            self.logins[name] = Login.objects.create(email=f"{name}@example.org", name=name, language="en")
        return self.logins[name]

    def unit(self, name: str, number: int, keeper: str) -> Organisation:
        made = Organisation.objects.create(
            credit_code=credit_code(number), name_zh=f"{name}大学", name_en=name
        )
        Mandate.objects.create(account=self.login(keeper), organisation=made, valid_from=date(2010, 1, 1))
        return made

    def act(self, who: str = "keeper", key: object = None) -> Act:
        actor = actor_for(self.logins[who], self.now.date())
        return Act(actor, self.now, key or uuid4())  # type: ignore[arg-type]

    def income(self, shares: dict[str, Fraction], **facts: object) -> Income:
        given = {
            "transfer_income": Decimal("1000000.05"),
            "transfer_direct_costs": Decimal(200000),
            "prior_split_made": False,
            "institution_award_share": Decimal(0),
            **facts,
        }
        whose = {self.people[name]: share for name, share in shares.items()}
        return Income("transfer_income_book", "Film sensor", f"D-{next(self.keys)}", given, whose, DAY)

    def stake(self, shares: int = 1000) -> Stake:
        new = NewStake("Film sensor", "Lumen Ltd", shares, 200_000_000, date(2018, 1, 1))
        return record_stake(self.act(), self.university, new)

    def equity(self, stake: Stake, who: str = "ada", share: str = "0.5", **facts: object) -> EquityAward:
        given = {
            "institution_type": "university",
            "transfer_mode": "equity",
            "equity_reward_agreed": True,
            "inventor_equity_share": Decimal(share),
            **facts,
        }
        new = NewEquity("inventor_equity_book", self.people[who], f"E-{next(self.keys)}", given, DAY)
        return award_equity(self.act(), stake, new)

    def instalments(self, **more: object) -> Schedule:
        facts = {
            "institution_type": "other",
            "award_for_transfer": True,
            "award_form": "equity",
            "is_high_tech_enterprise": True,
            "instalment_plan_filed": True,
            "equity_award_value": Decimal(600000),
            "award_work_months": 12,
        }
        new = NewSchedule(
            "equity_tax_instalments_book",
            self.people["ada"],
            facts,
            date(2018, 7, 15),
            **more,  # type: ignore[arg-type]
        )
        return file_schedule(self.act(), self.university, new)

    def deferral(self) -> Obligation:
        facts = {
            "institution_type": "other",
            "award_for_transfer": True,
            "award_form": "equity",
            "is_high_tech_enterprise": True,
            "company_listed": False,
            "award_industry_restricted": False,
            "deferral_filed": True,
            "incentive_staff_share": Decimal("0.1"),
            "award_hold_years_agreed": 3,
            "equity_award_value": Decimal(600000),
            "award_work_months": 12,
        }
        new = NewSchedule("equity_tax_deferral_book", self.people["ada"], facts, date(2018, 7, 15))
        return file_schedule(self.act(), self.university, new).obligations.get()


@pytest.fixture
def unit(db: None) -> Unit:
    return Unit()


def refused(action: object, *arguments: object, **named: object) -> str:
    """The name of the promise against an action, which speaks both languages."""
    said = set()
    for language in ("en", "zh-hans"):
        with translation.override(language), pytest.raises(MoneyRefusal) as caught, transaction.atomic():
            action(*arguments, **named)  # type: ignore[operator]
        with translation.override(language):
            said.add(str(caught.value.message))
    assert len(said) == 2, said
    return caught.value.code


def change_behind(statement: str) -> None:
    """Have the database itself refuse."""
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


# Income


def test_the_income_is_divided_to_the_fen_and_every_part_is_in_the_ledger(unit: Unit) -> None:
    """Given 800,000.05 net and nothing agreed, then the team has 560,000.04 of it, and a third each."""
    third = Fraction(1, 3)
    division = divide_income(
        unit.act(), unit.university, unit.income(dict.fromkeys(("ada", "bao", "cy"), third))
    )
    parts = [(part.person and part.person.name, part.fen) for part in division.parts.order_by("position")]
    assert parts == [("Ada", 18_666_668), ("Bao", 18_666_668), ("Cy", 18_666_668), (None, 24_000_001)]
    own = Account.objects.get(person=unit.people["ada"])
    assert own.balance == 18_666_668
    assert sum(trial_balance(NOW.date()).values()) == 0


def test_the_same_key_divides_once(unit: Unit) -> None:
    key = uuid4()
    income = unit.income({"ada": Fraction(1)})
    first = divide_income(unit.act(key=key), unit.university, income)
    assert divide_income(unit.act(key=key), unit.university, income).pk == first.pk
    assert Division.objects.count() == 1


@pytest.mark.parametrize(
    ("shares", "facts", "promise"),
    [
        ({"ada": Fraction(1, 2), "bao": Fraction(1, 3)}, {}, "shares_are_not_the_whole"),
        ({"ada": Fraction(3, 2), "bao": Fraction(-1, 2)}, {}, "shares_are_not_the_whole"),
        ({}, {}, "nobody_named"),
        ({"ada": Fraction(1)}, {"transfer_direct_costs": Decimal(1000001)}, "division_is_of_the_net_income"),
        ({"ada": Fraction(1)}, {"prior_split_made": None}, "not_certain"),
        ({"ada": Fraction(1)}, {"transfer_income": "much"}, "facts_are_wrong"),
        ({"ada": Fraction(1)}, {"transfer_income": Decimal("0.001")}, "division_is_of_the_net_income"),
        ({"ada": Fraction(1)}, {"transfer_income": Decimal(10**17)}, "no_amount"),
    ],
)
def test_what_does_not_add_up_is_not_divided(
    unit: Unit, shares: dict[str, Fraction], facts: dict[str, object], promise: str
) -> None:
    assert refused(divide_income, unit.act(), unit.university, unit.income(shares, **facts)) == promise
    assert not Division.objects.exists()


def test_the_database_itself_keeps_the_parts_together_and_the_protected_one_whole(unit: Unit) -> None:
    divide_income(unit.act(), unit.university, unit.income({"ada": Fraction(1)}))
    change_behind("UPDATE books_divisionpart SET fen = fen - 1 WHERE protected")
    change_behind("DELETE FROM books_divisionpart WHERE protected")
    change_behind(
        "INSERT INTO books_division SELECT (jsonb_populate_record(books_division, jsonb_build_object("
        "'id', gen_random_uuid(), 'key', gen_random_uuid(), 'entry_id', (SELECT min(id) FROM money_entry))"
        ")).* FROM books_division"
    )


def test_a_wrong_division_is_taken_back_once_and_stays_readable(unit: Unit) -> None:
    division = divide_income(unit.act(), unit.university, unit.income({"ada": Fraction(1)}))
    take_back_division(unit.act(), division, document="D-99", why="wrong costs")
    assert Account.objects.get(person=unit.people["ada"]).balance == 0
    assert (
        refused(take_back_division, unit.act(), division, document="D-99", why="again")
        == "entry_is_reversed_once"
    )
    assert Division.objects.count() == 1


@pytest.mark.parametrize("who", ["rival", "ada", "registrar"])
def test_nobody_else_divides_for_a_unit(unit: Unit, who: str) -> None:
    with pytest.raises(MayNotKeep):
        divide_income(unit.act(who), unit.university, unit.income({"ada": Fraction(1)}))


# Equity


def test_shares_are_awarded_by_the_formula_and_never_above_the_whole(unit: Unit) -> None:
    """Given 1,000 shares, when half are awarded to Ada, then 501 more are too many, and 500 fit."""
    stake = unit.stake()
    award = unit.equity(stake)
    assert (award.shares, award.fen) == (500, 100_000_000)
    assert refused(unit.equity, stake, "bao", "0.501") == "stake_is_awarded_once"
    change_behind("UPDATE books_equityaward SET shares = 1001")
    change_behind("UPDATE books_stake SET awarded = 0")
    assert unit.equity(stake, "bao").shares == 500
    stake.refresh_from_db()
    assert stake.left == 0


def test_a_broken_share_is_rounded_up_for_who_is_awarded(unit: Unit) -> None:
    assert unit.equity(unit.stake(3), share="0.5").shares == 2


def test_an_award_that_the_rule_says_no_to_is_refused_with_the_reason(unit: Unit) -> None:
    assert refused(unit.equity, unit.stake(), share="0.49") == "rule_says_no"
    assert refused(unit.equity, unit.stake(), equity_reward_agreed=None) == "not_certain"


def test_an_award_is_registered_once_by_the_department_and_taken_back_once(unit: Unit) -> None:
    stake = unit.stake()
    award = unit.equity(stake)
    with pytest.raises(MayNotKeep):
        register_equity(unit.act("keeper"), award, number="R-1")
    assert (
        refused(register_equity, unit.act("registrar"), award, number=" ") == "equity_award_is_in_one_state"
    )
    register_equity(unit.act("registrar"), award, number="R-1")
    assert refused(register_equity, unit.act("registrar"), award, number="R-2") == "equity_award_ends_once"
    take_back_equity(unit.act(), award, why="left the project")
    stake.refresh_from_db()
    assert stake.left == 1000
    assert refused(take_back_equity, unit.act(), award, why="again") == "equity_award_ends_once"


# Schedules


def test_instalments_are_dated_obligations_that_add_up(unit: Unit) -> None:
    schedule = unit.instalments()
    due = [(each.due_on, each.fen) for each in schedule.obligations.order_by("number")]
    assert due == [(date(2018 + year, 12, 31), 2_938_800) for year in range(5)]
    with translation.override("en"):
        dates = dates_of(unit.act("ada").actor, NOW, NOW.date())
    assert [item.day for item in dates][:2] == [date(2018, 12, 31), date(2019, 12, 31)]
    change_behind("UPDATE books_obligation SET fen = fen + 1")
    change_behind("DELETE FROM books_obligation WHERE number = 5")


def test_days_that_do_not_fit_are_refused(unit: Unit) -> None:
    late = [date(2018 + year, 12, 31) for year in range(4)] + [date(2023, 1, 1)]
    assert refused(unit.instalments, days=late) == "days_do_not_fit"
    assert refused(unit.instalments, days=late[:4]) == "days_do_not_fit"
    unit.now = datetime(2018, 7, 14, 1, tzinfo=UTC)
    assert refused(unit.instalments) == "days_do_not_fit"


def test_an_obligation_is_fulfilled_once_with_a_receipt(unit: Unit) -> None:
    first = unit.instalments().obligations.get(number=1)
    said = {"on": NOW.date(), "document": "T-1"}
    with pytest.raises(MayNotKeep):
        fulfil_obligation(unit.act("rival"), first, **said)
    assert refused(fulfil_obligation, unit.act(), first, on=NOW.date(), document="") == (
        "obligation_is_fulfilled_by_a_receipt"
    )
    fulfil_obligation(unit.act("taxman"), first, **said)
    assert refused(fulfil_obligation, unit.act(), first, **said) == "obligation_is_fulfilled_once"


def test_who_owes_and_the_unit_are_reminded_once_a_span(unit: Unit) -> None:
    unit.instalments()
    told = {date(2018, 11, 20): 0, date(2018, 12, 5): 2, date(2018, 12, 6): 0, date(2019, 1, 5): 2}
    for day, number in told.items():
        assert remind(datetime(day.year, day.month, day.day, 1, tzinfo=UTC)) == number, day
    notices = Notice.objects.filter(account=unit.logins["ada"]).order_by("pk")
    subjects = [each.subject["en"] for each in notices]
    assert subjects[0].startswith("Due on") and subjects[1].startswith("Late")


def test_a_deferral_ends_with_the_sale_and_too_early_with_what_was_deferred(unit: Unit) -> None:
    """Given a deferral of three years, when it is sold after two, then the deferred tax is due at once."""
    sale = {"equity_transfer_price": Decimal(700000), "equity_transfer_fees": Decimal(10000)}
    early, right = unit.deferral(), unit.deferral()
    assert (early.due_on, early.not_before) == (None, date(2021, 7, 15))
    assert (
        refused(fulfil_obligation, unit.act(), early, on=NOW.date(), document="T")
        == "obligation_has_day_and_amount"
    )
    assert end_deferral(unit.act(), early, on=date(2020, 7, 15), facts=sale).owed == early.fen == 14_694_000
    assert refused(end_deferral, unit.act(), right, on=date(2021, 7, 15), facts={}) == "not_certain"
    assert end_deferral(unit.act(), right, on=date(2021, 7, 15), facts=sale).owed == 13_800_000
    assert (
        refused(end_deferral, unit.act(), right, on=date(2021, 7, 16), facts=sale)
        == "obligation_is_fulfilled_once"
    )
