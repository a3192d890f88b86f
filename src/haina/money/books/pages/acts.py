"""Everything that is done in the books by a form: what it asks, and which verb it calls."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.dateparse import parse_date
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy

from haina.cases.policies import current_policy
from haina.money.books.acting import Act, person_named
from haina.money.books.models import (
    Adjustment,
    Division,
    EquityAward,
    Obligation,
    PayTotal,
    ResearchBudget,
    Stake,
)
from haina.money.books.pages.asking import (
    Fields,
    adjust_fields,
    answer_fields,
    award_fields,
    budget_fields,
    close_fields,
    divide_fields,
    end_fields,
    fulfil_fields,
    pay_fields,
    register_fields,
    schedule_fields,
    spend_fields,
    stake_fields,
    take_back_fields,
    total_fields,
    why_fields,
    year_fields,
)
from haina.money.books.pages.forms import (
    BookForm,
    fen,
    shares_in,
)
from haina.money.books.refusals import refuse
from haina.money.books.rules import asked_at_the_end, asked_of
from haina.money.books.verbs.adjust_budget import Change, adjust_budget
from haina.money.books.verbs.answer_adjustment import answer_adjustment
from haina.money.books.verbs.answer_pay_total import answer_pay_total
from haina.money.books.verbs.ask_pay_total import ask_pay_total
from haina.money.books.verbs.award_equity import NewEquity, award_equity
from haina.money.books.verbs.close_budget import close_budget
from haina.money.books.verbs.divide_income import Income, divide_income
from haina.money.books.verbs.end_deferral import end_deferral
from haina.money.books.verbs.end_year import end_year
from haina.money.books.verbs.file_schedule import NewSchedule, file_schedule
from haina.money.books.verbs.fulfil_obligation import fulfil_obligation
from haina.money.books.verbs.open_budget import NewBudget, open_budget
from haina.money.books.verbs.pay_under_total import Payment, pay_under_total
from haina.money.books.verbs.record_stake import NewStake, record_stake
from haina.money.books.verbs.register_equity import register_equity
from haina.money.books.verbs.spend import Cost, spend
from haina.money.books.verbs.take_back_division import take_back_division
from haina.money.books.verbs.take_back_equity import take_back_equity
from haina.people.book_permissions import BookVerb
from haina.people.models import Organisation
from haina.policy.unit_books import BookKind, UnitBook

Cleaned = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing that is done by a form."""

    verb: BookVerb
    title: str | Promise
    #: Of what it is: the kinds of book, or the model whose row it names.
    of: tuple[BookKind, ...] | type[Any] | None
    fields: Callable[[Organisation, Any], Fields]
    do: Callable[[Act, Organisation, Any, BookForm], object]
    #: The facts that are asked.
    facts: Callable[[Any], tuple[str, ...]] = lambda of: ()


def subject_of(deed: Deed, organisation: Organisation, of: str) -> Any:
    """The book or row that a form is about; raises Http404 for one that is not this unit's."""
    if deed.of is None:
        return None
    if isinstance(deed.of, tuple):
        book = current_policy().unit_books.get(of)
        if book is None or book.kind not in deed.of:
            raise Http404(of)
        return book
    path = _PATH_TO_UNIT[deed.of]
    try:
        return get_object_or_404(deed.of, **{"pk": of, path: organisation})
    except (ValueError, ValidationError):
        raise Http404(of) from None


def department_of(subject: Any) -> str | None:
    """The department that the book of something names."""
    if subject is None:
        return None
    if isinstance(subject, UnitBook):
        return subject.department
    holder = getattr(subject, "schedule", None) or getattr(subject, "budget", None) or subject
    if hasattr(holder, "department"):
        return str(holder.department)
    book = current_policy().unit_books.get(getattr(holder, "book", ""))
    return None if book is None else book.department


_PATH_TO_UNIT: Mapping[type[Any], str] = {
    Division: "organisation",
    EquityAward: "stake__organisation",
    Obligation: "schedule__organisation",
    PayTotal: "organisation",
    ResearchBudget: "organisation",
    Adjustment: "budget__organisation",
}


def _asked(book: UnitBook) -> tuple[str, ...]:
    return asked_of(current_policy(), book)


# What each form does


def _do_divide(act: Act, unit: Organisation, book: UnitBook, form: BookForm) -> object:
    said = form.cleaned_data
    shares = shares_in(said["shares"])
    income = Income(book.id, said["title"], said["document"], form.facts(), shares, said["happened_on"])
    return divide_income(act, unit, income)


def _do_stake(act: Act, unit: Organisation, of: object, form: BookForm) -> object:
    said = form.cleaned_data
    new = NewStake(said["title"], said["company"], said["shares"], fen(said["value"]), said["received_on"])
    return record_stake(act, unit, new)


def _do_award(act: Act, unit: Organisation, book: UnitBook, form: BookForm) -> object:
    said = form.cleaned_data
    stake = get_object_or_404(Stake, pk=said["stake"], organisation=unit)
    who = person_named(said["person"])
    new = NewEquity(book.id, who, said["document"], form.facts(), said["awarded_on"])
    return award_equity(act, stake, new)


def _do_schedule(act: Act, unit: Organisation, book: UnitBook, form: BookForm) -> object:
    said = form.cleaned_data
    days = tuple(_day_in(each) for each in said.get("days", "").split())
    who = person_named(said["person"])
    return file_schedule(act, unit, NewSchedule(book.id, who, form.facts(), said["begins_on"], days=days))


def _day_in(text: str) -> date:
    try:
        found = parse_date(text)
    except ValueError:
        found = None
    if found is None:
        raise refuse("no_day", gettext("“%(text)s” is not a day such as 2026-12-31.") % {"text": text[:40]})
    return found


def _do_total(act: Act, unit: Organisation, book: UnitBook, form: BookForm) -> object:
    said = form.cleaned_data
    return ask_pay_total(act, unit, book.id, first=said["first"], last=said["last"], facts=form.facts())


def _do_pay(act: Act, unit: Organisation, total: PayTotal, form: BookForm) -> object:
    said = form.cleaned_data
    parts = (said["title"], fen(said["amount"]), said["happened_on"], said["document"], said["outside"])
    return pay_under_total(act, total, Payment(*parts))


def _do_budget(act: Act, unit: Organisation, book: UnitBook, form: BookForm) -> object:
    said = form.cleaned_data
    typed = {name.removeprefix("item."): text for name, text in said.items() if name.startswith("item.")}
    planned = {item: fen(text) for item, text in typed.items() if text.strip()}
    new = NewBudget(book.id, said["title"], said["document"], form.facts(), planned, said["granted_on"])
    return open_budget(act, unit, new)


def _do_adjust(act: Act, unit: Organisation, budget: ResearchBudget, form: BookForm) -> object:
    said = form.cleaned_data
    change = Change(said["giver"], said["taker"], fen(said["amount"]), said["why"])
    return adjust_budget(act, budget, change)


def _do_spend(act: Act, unit: Organisation, budget: ResearchBudget, form: BookForm) -> object:
    said = form.cleaned_data
    cost = Cost(said["title"], fen(said["amount"]), said["happened_on"], said["document"])
    return spend(act, budget.lines.get(item=said["item"]), cost)


def _said(form: BookForm) -> dict[str, Any]:
    """The cleaned fields of an act that takes them as they are."""
    return {name: value for name, value in form.cleaned_data.items() if name != "key"}


def _do_answer_total(act: Act, unit: Organisation, total: PayTotal, form: BookForm) -> object:
    said = _said(form)
    return answer_pay_total(act, total, confirmed=said.pop("answer") == "yes", **said)


def _do_answer_change(act: Act, unit: Organisation, change: Adjustment, form: BookForm) -> object:
    said = _said(form)
    return answer_adjustment(act, change, approved=said.pop("answer") == "yes", **said)


def _do_close(act: Act, unit: Organisation, budget: ResearchBudget, form: BookForm) -> object:
    said = form.cleaned_data
    return close_budget(act, budget, on=said["on"], accepted=said["accepted"] == "yes")


def _do_end(act: Act, unit: Organisation, obligation: Obligation, form: BookForm) -> object:
    return end_deferral(act, obligation, on=form.cleaned_data["on"], facts=form.facts())


_LATER = (BookKind.INSTALMENTS, BookKind.DEFERRAL)

DEEDS: Mapping[str, Deed] = {
    "divide": Deed(
        BookVerb.DIVIDE_INCOME,
        gettext_lazy("Divide an income"),
        (BookKind.DIVISION,),
        divide_fields,
        _do_divide,
        _asked,
    ),
    "take-back-division": Deed(
        BookVerb.TAKE_BACK_DIVISION,
        gettext_lazy("Take a division back"),
        Division,
        take_back_fields,
        lambda act, unit, of, form: take_back_division(act, of, **_said(form)),
    ),
    "stake": Deed(
        BookVerb.RECORD_STAKE, gettext_lazy("Enter shares that were received"), None, stake_fields, _do_stake
    ),
    "award": Deed(
        BookVerb.AWARD_EQUITY,
        gettext_lazy("Award shares"),
        (BookKind.EQUITY,),
        award_fields,
        _do_award,
        _asked,
    ),
    "register": Deed(
        BookVerb.REGISTER_EQUITY,
        gettext_lazy("Register an equity award"),
        EquityAward,
        register_fields,
        lambda act, unit, of, form: register_equity(act, of, **_said(form)),
    ),
    "take-back-equity": Deed(
        BookVerb.TAKE_BACK_EQUITY,
        gettext_lazy("Take an equity award back"),
        EquityAward,
        why_fields,
        lambda act, unit, of, form: take_back_equity(act, of, **_said(form)),
    ),
    "schedule": Deed(
        BookVerb.FILE_SCHEDULE,
        gettext_lazy("File what is paid later"),
        _LATER,
        schedule_fields,
        _do_schedule,
        _asked,
    ),
    "end": Deed(
        BookVerb.END_DEFERRAL,
        gettext_lazy("It has happened: set what is due"),
        Obligation,
        end_fields,
        _do_end,
        lambda of: asked_at_the_end(current_policy(), current_policy().unit_books[of.schedule.book]),
    ),
    "fulfil": Deed(
        BookVerb.FULFIL_OBLIGATION,
        gettext_lazy("Enter that it was paid"),
        Obligation,
        fulfil_fields,
        lambda act, unit, of, form: fulfil_obligation(act, of, **_said(form)),
    ),
    "total": Deed(
        BookVerb.ASK_PAY_TOTAL,
        gettext_lazy("Ask for a total of pay"),
        (BookKind.PAY_TOTAL,),
        total_fields,
        _do_total,
        _asked,
    ),
    "answer-total": Deed(
        BookVerb.ANSWER_PAY_TOTAL,
        gettext_lazy("Confirm a total of pay"),
        PayTotal,
        answer_fields,
        _do_answer_total,
    ),
    "pay": Deed(
        BookVerb.PAY_UNDER_TOTAL,
        gettext_lazy("Enter a payment under the total"),
        PayTotal,
        pay_fields,
        _do_pay,
    ),
    "budget": Deed(
        BookVerb.OPEN_BUDGET,
        gettext_lazy("Open the budget of a project"),
        (BookKind.RESEARCH_BUDGET,),
        budget_fields,
        _do_budget,
        _asked,
    ),
    "adjust": Deed(
        BookVerb.ADJUST_BUDGET,
        gettext_lazy("Move money between lines"),
        ResearchBudget,
        adjust_fields,
        _do_adjust,
    ),
    "answer-change": Deed(
        BookVerb.ANSWER_ADJUSTMENT,
        gettext_lazy("Approve a change of a budget"),
        Adjustment,
        answer_fields,
        _do_answer_change,
    ),
    "spend": Deed(BookVerb.SPEND, gettext_lazy("Enter a cost"), ResearchBudget, spend_fields, _do_spend),
    "close": Deed(
        BookVerb.CLOSE_BUDGET, gettext_lazy("Close the project"), ResearchBudget, close_fields, _do_close
    ),
    "year": Deed(
        BookVerb.END_YEAR,
        gettext_lazy("End a year of the budget"),
        ResearchBudget,
        year_fields,
        lambda act, unit, of, form: end_year(
            act, of, form.cleaned_data["year"], document=form.cleaned_data["document"]
        ),
    ),
}
