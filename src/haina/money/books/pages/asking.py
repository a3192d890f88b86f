"""What each form of the books asks, beside the facts that the rules read."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext, gettext_lazy

from haina.cases.policies import current_policy
from haina.money.books.models import PayTotal, ResearchBudget
from haina.money.books.pages.forms import amount, choice, day, document, lines, person, titled, words
from haina.people.models import Organisation
from haina.policy.unit_books import BookKind, UnitBook
from haina.rules.types import Enum

Fields = dict[str, forms.Field]


def divide_fields(unit: Organisation, book: UnitBook) -> Fields:
    """An income."""
    example = gettext_lazy(
        "One line for each: e-mail address or number of a document, a blank, and the share: 1/3, 0.4 or 40%."
    )
    return {
        "title": words(gettext_lazy("What the income is from")),
        "happened_on": day(gettext_lazy("Day of the income")),
        "document": document(),
        "shares": lines(gettext_lazy("Who shares the protected part"), example),
    }


def stake_fields(unit: Organisation, of: object) -> Fields:
    """Shares that were received."""
    return {
        "title": words(gettext_lazy("Scientific result")),
        "company": words(gettext_lazy("Company")),
        "shares": forms.IntegerField(label=gettext_lazy("Shares"), min_value=1, max_value=9 * 10**15),
        "value": amount(gettext_lazy("Value of all of them in yuan")),
        "received_on": day(gettext_lazy("Received on")),
    }


def award_fields(unit: Organisation, book: UnitBook) -> Fields:
    """An award."""
    stakes = [(str(each.pk), str(each)) for each in unit.stakes.order_by("-received_on") if each.left]
    return {
        "stake": choice(gettext_lazy("Shares out of"), stakes),
        "person": person(),
        "awarded_on": day(gettext_lazy("Awarded on")),
        "document": document(),
    }


def schedule_fields(unit: Organisation, book: UnitBook) -> Fields:
    """A schedule."""
    found: Fields = {"person": person(), "begins_on": day(gettext_lazy("Awarded on"))}
    if book.kind is BookKind.INSTALMENTS:
        label, example = (
            gettext_lazy("Days of the instalments"),
            gettext_lazy(
                "One a line, such as 2026-12-31. Left empty, it is the last day of each year in turn."
            ),
        )
        found["days"] = lines(label, example, required=False)
    return found


def end_fields(unit: Organisation, of: object) -> Fields:
    """The end of a deferral."""
    return {"on": day(gettext_lazy("Day on which it happened"))}


def fulfil_fields(unit: Organisation, of: object) -> Fields:
    """A payment of what was due."""
    return {"on": day(gettext_lazy("Paid on")), "document": document()}


def total_fields(unit: Organisation, of: object) -> Fields:
    """The time of a total."""
    return {"first": day(gettext_lazy("First day")), "last": day(gettext_lazy("Ends on"))}


def answer_fields(unit: Organisation, of: object) -> Fields:
    """An answer."""
    return {
        "answer": choice(gettext_lazy("Answer"), [("yes", gettext("Yes")), ("no", gettext("No"))]),
        "document": document(),
        "why": words(gettext_lazy("Why, if not"), most=500, required=False),
    }


def pay_fields(unit: Organisation, total: PayTotal) -> Fields:
    """A payment."""
    policy = current_policy()
    outside = policy.unit_books[total.book].outside
    sorts = [
        ("", gettext("It counts towards the total")),
        *titled((id, policy.facts[id].label) for id in outside),
    ]
    return {
        "title": words(gettext_lazy("Purpose of it")),
        "amount": amount(gettext_lazy("Amount in yuan")),
        "happened_on": day(gettext_lazy("Day")),
        "document": document(),
        "outside": choice(gettext_lazy("Sort"), sorts, required=False),
    }


def items_of(book: UnitBook) -> list[tuple[str, str]]:
    """The items of a budget, in the reader's language."""
    kind = current_policy().facts[book.facts["item"]].type
    return titled((value.name, value.label) for value in kind.values) if isinstance(kind, Enum) else []


def budget_fields(unit: Organisation, book: UnitBook) -> Fields:
    """A budget, with an amount for each item."""
    found: Fields = {
        "title": words(gettext_lazy("Project")),
        "document": document(),
        "granted_on": day(gettext_lazy("Granted on")),
    }
    yuan = gettext("%(item)s, in yuan")
    found.update(
        {f"item.{id}": amount(yuan % {"item": label}, required=False) for id, label in items_of(book)}
    )
    return found


def _lines_of(budget: ResearchBudget) -> list[tuple[str, str]]:
    own = set(budget.lines.values_list("item", flat=True))
    return [each for each in items_of(current_policy().unit_books[budget.book]) if each[0] in own]


def adjust_fields(unit: Organisation, budget: ResearchBudget) -> Fields:
    """A change of a budget."""
    return {
        "giver": choice(gettext_lazy("From"), _lines_of(budget)),
        "taker": choice(gettext_lazy("To"), _lines_of(budget)),
        "amount": amount(gettext_lazy("Amount in yuan")),
        "why": words(gettext_lazy("Why"), most=500),
    }


def spend_fields(unit: Organisation, budget: ResearchBudget) -> Fields:
    """A cost."""
    return {
        "item": choice(gettext_lazy("Line"), _lines_of(budget)),
        "title": words(gettext_lazy("Purpose of it")),
        "amount": amount(gettext_lazy("Amount in yuan")),
        "happened_on": day(gettext_lazy("Day")),
        "document": document(),
    }


def close_fields(unit: Organisation, of: object) -> Fields:
    """The end of a project."""
    passed = [("yes", gettext("It passed its review")), ("no", gettext("It did not pass"))]
    return {"on": day(gettext_lazy("Closed on")), "accepted": choice(gettext_lazy("Review"), passed)}


def year_fields(unit: Organisation, of: object) -> Fields:
    """A year."""
    year = forms.IntegerField(label=gettext_lazy("Year"), min_value=1990, max_value=2200)
    return {"year": year, "document": document()}


def register_fields(unit: Organisation, of: object) -> Fields:
    """A registration."""
    return {"number": words(gettext_lazy("Number of the registration"), most=120)}


def why_fields(unit: Organisation, of: object) -> Fields:
    """A reason."""
    return {"why": words(gettext_lazy("Why"), most=500)}


def take_back_fields(unit: Organisation, of: object) -> Fields:
    """A reason and its document."""
    return {"document": document(), "why": words(gettext_lazy("Why"), most=200)}
