"""What an auditor asks of the books: days, an account, an event, as they are written into an address."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from haina.money.events import Event
from haina.money.models import Account

#: A statement that nobody gives days for goes back so far.
A_YEAR = timedelta(days=365)


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, required=False, widget=forms.DateInput(attrs={"type": "date"}))


class BooksForm(forms.Form):
    """Which accounts, and on which day."""

    on = _day(gettext_lazy("At the end of"))
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of account"),
        required=False,
        choices=[("", gettext_lazy("all")), *Account.Kind.choices],
    )
    q = forms.CharField(label=gettext_lazy("Part of the account’s name"), required=False, max_length=80)


class SpanForm(forms.Form):
    """From one day to another, both included."""

    first = _day(gettext_lazy("From"))
    last = _day(gettext_lazy("To"))

    def span(self, today: date) -> tuple[date, date]:
        """The days that were asked for; the year up to today where none were."""
        given = self.cleaned_data if self.is_bound and self.is_valid() else {}
        last = given.get("last") or today
        return given.get("first") or last - A_YEAR, last

    def clean(self) -> dict[str, Any]:
        """The first day does not come after the last."""
        cleaned: dict[str, Any] = super().clean() or {}
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last < first:
            self.add_error("last", gettext_lazy("The last day lies before the first."))
        return cleaned


class EntriesForm(SpanForm):
    """Which entries."""

    event = forms.ChoiceField(
        label=gettext_lazy("Business event"),
        required=False,
        choices=[("", gettext_lazy("everything")), *Event.choices],
    )
