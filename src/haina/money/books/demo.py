"""The demo's books: what a unit divided, awarded, filed for later, asked for, and has for its projects."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5

from django.utils.timezone import localdate

from haina.money.books.acting import Act
from haina.money.books.models import EquityAward, ResearchBudget, Stake
from haina.money.books.verbs.adjust_budget import Change, adjust_budget
from haina.money.books.verbs.ask_pay_total import ask_pay_total
from haina.money.books.verbs.award_equity import NewEquity, award_equity
from haina.money.books.verbs.divide_income import Income, divide_income
from haina.money.books.verbs.file_schedule import NewSchedule, file_schedule
from haina.money.books.verbs.open_budget import NewBudget, open_budget
from haina.money.books.verbs.record_stake import NewStake, record_stake
from haina.money.books.verbs.spend import Cost, spend
from haina.people.actors import actor_for
from haina.people.models import Organisation

if TYPE_CHECKING:
    from haina.cases.demo.people import Population

_NAMES = UUID("6f0b2f3b-3a9e-4f0a-9e0d-5c5f6a3f7a10")


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of the demo's file: something that is written into a book of a unit."""

    people: Population
    said: Mapping[str, Any]
    act: Act
    unit: Organisation

    @property
    def on(self) -> date:
        """The day to which it belongs."""
        return self.act.today


def make_books(people: Population, data: Mapping[str, Any], now: datetime) -> None:
    """Write what of the demo's books is not there yet."""
    for number, said in enumerate(data.get("books", ()), start=1):
        at = now - timedelta(days=said["days_ago"])
        act = Act(actor_for(people.accounts[said["by"]], localdate(at)), at, uuid5(_NAMES, str(number)))
        _WRITTEN[said["act"]](_Line(people, said, act, people.employers[said["unit"]]))


def _divide(line: _Line) -> None:
    said = line.said
    shares = {line.people.persons[id]: Fraction(share) for id, share in said["shares"].items()}
    income = Income(said["book"], said["title"], said["document"], said["facts"], shares, line.on)
    divide_income(line.act, line.unit, income)


def _receive(line: _Line) -> None:
    said = line.said
    new = NewStake(said["title"], said["company"], said["shares"], said["yuan"] * 100, line.on)
    record_stake(line.act, line.unit, new)


def _award(line: _Line) -> None:
    said = line.said
    stake = Stake.objects.get(organisation=line.unit, title=said["stake"])
    person = line.people.persons[said["person"]]
    award_equity(line.act, stake, NewEquity(said["book"], person, said["document"], said["facts"], line.on))


def _schedule(line: _Line) -> None:
    said = line.said
    person = line.people.persons[said["person"]]
    equity = EquityAward.objects.filter(person=person, stake__organisation=line.unit).first()
    file_schedule(line.act, line.unit, NewSchedule(said["book"], person, said["facts"], line.on, equity))


def _ask(line: _Line) -> None:
    year = line.on.year
    days = {"first": date(year, 1, 1), "last": date(year, 12, 31)}
    ask_pay_total(line.act, line.unit, line.said["book"], facts=line.said["facts"], **days)


def _open(line: _Line) -> None:
    said = line.said
    lines = {item: yuan * 100 for item, yuan in said["lines"].items()}
    new = NewBudget(said["book"], said["title"], said["document"], said["facts"], lines, line.on)
    open_budget(line.act, line.unit, new)


def _spend(line: _Line) -> None:
    said = line.said
    item = _budget(line).lines.get(item=said["item"])
    spend(line.act, item, Cost(said["for"], said["yuan"] * 100, line.on, said["document"]))


def _move(line: _Line) -> None:
    said = line.said
    change = Change(said["giver"], said["taker"], said["yuan"] * 100, said["why"])
    adjust_budget(line.act, _budget(line), change)


def _budget(line: _Line) -> ResearchBudget:
    return ResearchBudget.objects.get(organisation=line.unit, title=line.said["budget"])


_WRITTEN: Mapping[str, Callable[[_Line], None]] = {
    "divide": _divide,
    "receive": _receive,
    "award": _award,
    "schedule": _schedule,
    "ask": _ask,
    "open": _open,
    "spend": _spend,
    "move": _move,
}
