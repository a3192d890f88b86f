"""The rows of the register as cells for people: words of the language, links, amounts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy

from haina.cases.events.base import shown_day
from haina.cases.names import in_active_language
from haina.money.amounts import exact_words
from haina.money.models import Award, AwardReport
from haina.policy import Policy
from haina.rules.text import Text

#: What each list is called.
TITLES: Mapping[str, str | Promise] = {
    "plans": gettext_lazy("Filed plans"),
    "calls": gettext_lazy("Calls"),
    "awards": gettext_lazy("Awards"),
    "payments": gettext_lazy("Payments"),
    "outcomes": gettext_lazy("Outcomes"),
}
#: What stands in each list.
LEADS: Mapping[str, str | Promise] = {
    "plans": gettext_lazy("What departments mean to pay for, as it was filed before any money came to it."),
    "calls": gettext_lazy("When one could apply for what, and the money that was there for it."),
    "awards": gettext_lazy("What was granted, and how much of it has been paid."),
    "payments": gettext_lazy("Every payment, and every amount that came back."),
    "outcomes": gettext_lazy("What evaluations found of what had been promised."),
}
#: The columns that people see, by list: keys of the row and their headings.
SHOWN: Mapping[str, tuple[tuple[str, str | Promise], ...]] = {
    "plans": (
        ("title", gettext_lazy("Plan")),
        ("department", gettext_lazy("Department")),
        ("year", gettext_lazy("Year")),
        ("filing_number", gettext_lazy("Filed under")),
        ("funded", gettext_lazy("Budget")),
        ("committed", gettext_lazy("Committed")),
        ("paid", gettext_lazy("Paid")),
        ("awards", gettext_lazy("Awards")),
    ),
    "calls": (
        ("title", gettext_lazy("Call")),
        ("programme", gettext_lazy("Programme")),
        ("opens_at", gettext_lazy("Opens")),
        ("closes_at", gettext_lazy("Closes")),
        ("quota", gettext_lazy("At most")),
        ("funded", gettext_lazy("Budget")),
        ("committed", gettext_lazy("Committed")),
        ("awards", gettext_lazy("Awards")),
    ),
    "awards": (
        ("award", gettext_lazy("Award")),
        ("programme", gettext_lazy("Programme")),
        ("name", gettext_lazy("To whom")),
        ("granted_on", gettext_lazy("Granted on")),
        ("amount", gettext_lazy("Amount")),
        ("paid", gettext_lazy("Paid")),
        ("state", gettext_lazy("State")),
    ),
    "payments": (
        ("day", gettext_lazy("Day")),
        ("award", gettext_lazy("Award")),
        ("programme", gettext_lazy("Programme")),
        ("for", gettext_lazy("Paid for")),
        ("amount", gettext_lazy("Amount")),
    ),
    "outcomes": (
        ("evaluated_at", gettext_lazy("Evaluated on")),
        ("award", gettext_lazy("Award")),
        ("programme", gettext_lazy("Programme")),
        ("outcome", gettext_lazy("Finding")),
    ),
}
_AMOUNTS = frozenset({"funded", "committed", "paid", "amount"})
#: Words for what is stored.
_CHOICES = {"state": Award.State, "outcome": AwardReport.Outcome}
_NUMBERS = _AMOUNTS | {"year", "quota", "awards"}


@dataclass(frozen=True, slots=True)
class Shown:
    """One cell."""

    words: str
    href: str = ""
    is_number: bool = False
    #: The heading of its column, shown beside it on a phone.
    label: str = ""


def headings(name: str) -> list[Shown]:
    """The headings of a list."""
    return [Shown(str(title), is_number=key in _NUMBERS) for key, title in SHOWN[name]]


def cells(name: str, row: Mapping[str, Any], policy: Policy) -> list[Shown]:
    """One row of a list."""
    return [replace(_cell(key, row, policy), label=str(title)) for key, title in SHOWN[name]]


def _cell(key: str, row: Mapping[str, Any], policy: Policy) -> Shown:
    value = row[key]
    if key in _AMOUNTS:
        return Shown(exact_words(int(Decimal(value) * 100), row["currency"]), is_number=True)
    if key == "programme":
        known = policy.programmes.get(value)
        if known is None:
            return Shown(str(value))
        return Shown(in_active_language(known.title), reverse("public_money:programme", args=[value]))
    return Shown(_words(key, value, row, policy), is_number=key in _NUMBERS)


def _words(key: str, value: Any, row: Mapping[str, Any], policy: Policy) -> str:
    if key == "name":
        return _receiver(value, row)
    if key == "for":
        return gettext("came back") if value is None else _text(value)
    if key == "title":
        return _text(value)
    if key == "department":
        return in_active_language(policy.name_of(value))
    if key in _CHOICES:
        return str(_CHOICES[key](value).label)
    return _plain(value)


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return shown_day(timezone.localdate(value))
    if isinstance(value, date):
        return shown_day(value)
    return "–" if value is None else str(value)


def _receiver(name: Mapping[str, str] | None, row: Mapping[str, Any]) -> str:
    if name is not None:
        return _text(name)
    return gettext("a person") if row["receiver"] == Award.Receiver.PERSON else gettext("an organisation")


def _text(pair: Mapping[str, str]) -> str:
    return in_active_language(Text(pair["zh"], pair["en"]))
