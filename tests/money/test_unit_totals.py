"""Feature: pay keeps to its total, and the money of a project to its lines, its years and who may move it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from haina.money.books.models import Adjustment, PayItem, PayTotal, ResearchBudget
from haina.money.books.verbs.adjust_budget import Change, adjust_budget
from haina.money.books.verbs.answer_adjustment import answer_adjustment
from haina.money.books.verbs.answer_pay_total import answer_pay_total
from haina.money.books.verbs.ask_pay_total import ask_pay_total
from haina.money.books.verbs.close_budget import close_budget
from haina.money.books.verbs.end_year import end_year
from haina.money.books.verbs.open_budget import NewBudget, open_budget
from haina.money.books.verbs.pay_under_total import Payment, pay_under_total
from haina.money.books.verbs.spend import Cost, spend
from haina.money.queries import trial_balance
from haina.people.book_permissions import MayNotKeep
from haina.people.models import Posting

from .test_unit_books import Unit, change_behind, refused

FIRST, LAST, MAY = date(2018, 1, 1), date(2018, 12, 31), date(2018, 5, 2)
BIDDING = "bid_project_personnel_paid"


class Office(Unit):
    """The university, with officers of the departments that confirm totals and approve changes."""

    def __init__(self) -> None:
        super().__init__()
        for name, department in (("payer", "hrss_bureau"), ("treasurer", "finance_bureau")):
            Posting.objects.create(
                account=self.login(name), department=department, office="officer", valid_from=date(2010, 1, 1)
            )

    def on(self, year: int, month: int = 1, day: int = 5) -> None:
        self.now = datetime(year, month, day, 1, tzinfo=UTC)

    def total(self, **facts: object) -> PayTotal:
        given = {
            "institution_type": "university",
            "merit_pay_set_for_industry": True,
            "merit_pay_last_total": Decimal(9_000_000),
            "merit_pay_adjustment": Decimal("0.05"),
            **facts,
        }
        said = {"first": FIRST, "last": LAST, "facts": given}
        return ask_pay_total(self.act(), self.university, "merit_pay_book", **said)  # type: ignore[arg-type]

    def pay(self, total: PayTotal, yuan: int, outside: str = "", on: date = MAY) -> PayItem:
        payment = Payment("quarter", yuan * 100, on, f"P-{next(self.keys)}", outside)
        return pay_under_total(self.act(), total, payment)

    def budget(self, funder: str = "central", **lines: int) -> ResearchBudget:
        facts = {"hosts_research_project": True, "project_funder": funder}
        wanted = {item: fen * 100 for item, fen in (lines or {"materials": 600, "equipment": 400}).items()}
        new = NewBudget("research_budget_book", "Thin films", "G-2016/7", facts, wanted, date(2016, 10, 10))
        return open_budget(self.act(), self.university, new)

    def move(self, budget: ResearchBudget, giver: str, taker: str, yuan: int) -> Adjustment:
        return adjust_budget(self.act(), budget, Change(giver, taker, yuan * 100, "dearer"))

    def spends(self, budget: ResearchBudget, item: str, yuan: int, on: date = MAY) -> object:
        cost = Cost("wafers", yuan * 100, on, f"S-{next(self.keys)}")
        return spend(self.act(), budget.lines.get(item=item), cost)


@pytest.fixture
def office(db: None) -> Office:
    return Office()


def left(budget: ResearchBudget) -> dict[str, int]:
    return {line.item: line.account.balance // 100 for line in budget.lines.select_related("account")}


# Pay


def test_what_counts_keeps_to_the_total_and_what_does_not_is_written_beside_it(office: Office) -> None:
    """Given 9,450,000 confirmed, when 9,000,000 count and 3,000,000 do not, then 450,000 are left."""
    total = office.total()
    assert total.fen == 945_000_000
    assert refused(office.pay, total, 1) == "pay_item_is_in_time"
    with pytest.raises(MayNotKeep):
        answer_pay_total(office.act("keeper"), total, confirmed=True, document="H-1")
    total = answer_pay_total(office.act("payer"), total, confirmed=True, document="H-1")
    office.pay(total, 9_000_000)
    office.pay(total, 3_000_000, BIDDING)
    assert refused(office.pay, total, 450_001) == "account_keeps_its_floor"
    office.pay(total, 450_000)
    assert refused(office.pay, total, 1) == "account_keeps_its_floor"
    assert refused(office.pay, total, 1, "merit_pay_adjustment") == "counts"
    assert refused(office.pay, total, 1, BIDDING, date(2019, 1, 1)) == "pay_item_is_in_time"
    change_behind("UPDATE books_payitem SET outside = 'x', entry_id = NULL")
    change_behind("UPDATE books_paytotal SET fen = fen * 2")
    assert sum(trial_balance(office.now.date()).values()) == 0


def test_a_total_is_answered_once_and_asked_once_for_a_time(office: Office) -> None:
    total = office.total()
    assert refused(office.total) == "pay_total_of_a_time_once"
    officer = office.act("payer")
    assert refused(answer_pay_total, officer, total, confirmed=False, document="", why=" ") == "no_reason"
    answer_pay_total(officer, total, confirmed=False, document="", why="the last total was another")
    assert refused(answer_pay_total, officer, total, confirmed=True, document="H") == "answered_once"
    assert office.total().state == PayTotal.State.ASKED


def test_a_total_that_nobody_has_set_is_not_guessed(office: Office) -> None:
    assert refused(office.total, merit_pay_set_for_industry=False, merit_pay_requested=True) == "not_certain"


# Projects


def test_the_unit_moves_what_is_left_to_it_and_no_line_goes_below_zero(office: Office) -> None:
    office.on(2018, 5, 2)
    budget = office.budget(materials=600, testing=400)
    assert office.move(budget, "materials", "testing", 600).state == Adjustment.State.MADE
    assert left(budget) == {"materials": 0, "testing": 1000}
    assert refused(office.move, budget, "materials", "testing", 1) == "account_keeps_its_floor"
    assert refused(office.move, budget, "testing", "testing", 1) == "adjustment_moves_something"
    assert refused(office.spends, budget, "testing", 1001) == "account_keeps_its_floor"


def test_what_is_not_left_to_the_unit_waits_for_the_department(office: Office) -> None:
    """Equipment was not among the items of 2016; of a city project nobody has said which are."""
    office.on(2018, 5, 2)
    budget = office.budget()
    asked = office.move(budget, "equipment", "materials", 100)
    assert (asked.state, left(budget)["materials"]) == (Adjustment.State.ASKED, 600)
    change_behind("UPDATE books_adjustment SET state = 'made', entry_id = (SELECT max(id) FROM money_entry)")
    with pytest.raises(MayNotKeep):
        answer_adjustment(office.act("payer"), asked, approved=True, document="F-1")
    answer_adjustment(office.act("treasurer"), asked, approved=True, document="F-1")
    assert left(budget) == {"materials": 700, "equipment": 300}
    again = {"approved": True, "document": "F-2"}
    assert refused(answer_adjustment, office.act("treasurer"), asked, **again) == "answered_once"
    assert (
        office.move(office.budget("municipal"), "materials", "equipment", 1).state == Adjustment.State.ASKED
    )


def test_the_rest_is_kept_while_the_project_runs_and_two_years_after_its_review(office: Office) -> None:
    """Given a project that passed its review in 2018, then the rest is used until 2020 and then goes back."""
    office.on(2018, 6, 30)
    budget = office.budget()
    assert end_year(office.act(), budget, 2016, document="Y-16").kept
    assert refused(end_year, office.act(), budget, 2018, document="Y") == "year_runs"
    assert refused(end_year, office.act(), budget, 2016, document="Y") == "year_is_closed_once"
    assert end_year(office.act(), budget, 2017, document="Y-17").kept
    budget = close_budget(office.act(), budget, on=date(2018, 6, 30), accepted=True)
    assert budget.usable_until == date(2020, 6, 30)
    office.on(2021)
    office.spends(budget, "materials", 100, date(2020, 6, 30))
    assert refused(office.spends, budget, "materials", 100, date(2020, 7, 1)) == "spending_is_in_time"
    for year in (2018, 2019):
        assert end_year(office.act(), budget, year, document=f"Y-{year}").kept
    ended = end_year(office.act(), budget, 2020, document="Y-20")
    assert (ended.kept, ended.fen, left(budget)) == (False, 90_000, {"materials": 0, "equipment": 0})
    assert sum(trial_balance(office.now.date()).values()) == 0


def test_a_project_that_did_not_pass_its_review_gives_everything_back(office: Office) -> None:
    office.on(2017, 2, 1)
    budget = close_budget(office.act(), office.budget(), on=date(2016, 12, 1), accepted=False)
    assert refused(office.spends, budget, "materials", 1, date(2016, 12, 2)) == "spending_is_in_time"
    assert not end_year(office.act(), budget, 2016, document="Y").kept


def test_an_item_that_the_policy_does_not_know_is_no_line(office: Office) -> None:
    assert refused(office.budget, gifts=100) == "budget_line_is_planned"
