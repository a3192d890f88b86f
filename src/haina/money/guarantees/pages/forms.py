"""Forms of guarantees: a loan, a loss, what was recovered."""

from __future__ import annotations

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy

from haina.money.guarantees.verbs import Loan, NewLoss


def _amount(label: str) -> forms.DecimalField:
    return forms.DecimalField(label=label, min_value=Decimal("0.01"), max_digits=15, decimal_places=2)


def _day(label: str) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}))


def fen_of(yuan: Decimal) -> int:
    """Fen of an amount in yuan with two places."""
    return int(yuan * 100)


class LoanForm(forms.Form):
    """A loan as its contract says."""

    lender = forms.CharField(
        label=gettext_lazy("Unified social credit code of the lender"),
        max_length=18,
        help_text=gettext_lazy("Where the guarantee backs that of another guarantor: of that guarantor."),
    )
    contract = forms.CharField(label=gettext_lazy("Number of the loan contract"), max_length=120)
    amount = _amount(gettext_lazy("Amount of the loan"))  # type: ignore[arg-type]  # a lazy text
    first_day = _day(gettext_lazy("First day"))  # type: ignore[arg-type]  # a lazy text
    last_day = _day(gettext_lazy("Last day"))  # type: ignore[arg-type]  # a lazy text
    share = forms.DecimalField(
        label=gettext_lazy("Share of a loss that is borne, in per cent"),
        min_value=Decimal("0.01"),
        max_value=Decimal(100),
        max_digits=5,
        decimal_places=2,
    )
    document = forms.CharField(label=gettext_lazy("Document that sets it"), max_length=120)

    def loan(self) -> Loan:
        """What the form says."""
        data = self.cleaned_data
        share = data.get("share")
        return Loan(
            data["lender"],
            data["contract"],
            fen_of(data["amount"]),
            data["first_day"],
            data["last_day"],
            None if share is None else share / 100,
            data.get("document", ""),
        )


class LossForm(forms.Form):
    """A loss that a lender claims."""

    amount = _amount(gettext_lazy("Net loss"))  # type: ignore[arg-type]  # a lazy text
    defaulted_on = _day(gettext_lazy("Day of the default"))  # type: ignore[arg-type]  # a lazy text
    papers = forms.CharField(label=gettext_lazy("Papers that show it"), max_length=300)

    def loss(self) -> NewLoss:
        """What the form says."""
        data = self.cleaned_data
        return NewLoss(fen_of(data["amount"]), data["defaulted_on"], data["papers"])


class RecoveryForm(forms.Form):
    """What was recovered."""

    amount = _amount(gettext_lazy("Recovered"))  # type: ignore[arg-type]  # a lazy text
