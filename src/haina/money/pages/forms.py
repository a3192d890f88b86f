"""The forms of money's pages; amounts are typed in yuan and are fen everywhere else."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from haina.cases.forms import LONGEST_TEXT
from haina.cases.pages.door import new_key
from haina.money.models import AwardReport
from haina.money.models.ledger import LARGEST
from haina.money.overlap import Line
from haina.policy.guarding import WHOLE_EFFORT


class KeyForm(forms.Form):
    """A form that is carried out once."""

    key = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, **options: Any) -> None:
        options["initial"] = {**options.get("initial", {}), "key": new_key()}
        super().__init__(data, label_suffix="", use_required_attribute=False, **options)


class AmountField(forms.DecimalField):
    """An amount in yuan, to the fen; its value is fen."""

    def __init__(self, **options: Any) -> None:
        most = Decimal(LARGEST).scaleb(-2)
        super().__init__(min_value=Decimal("0.01"), max_value=most, decimal_places=2, **options)
        self.widget.attrs.update({"inputmode": "decimal", "autocomplete": "off"})

    def to_python(self, value: Any) -> Any:
        """Take commas and blanks between thousands as nothing."""
        return super().to_python(
            value.replace(",", "").replace("，", "").strip() if isinstance(value, str) else value
        )

    def clean(self, value: Any) -> Any:
        """Return fen; None for nothing."""
        yuan = super().clean(value)
        return None if yuan is None else int(yuan.scaleb(2))


def _words(label: Any, *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=LONGEST_TEXT, required=required, widget=forms.Textarea(attrs={"rows": 4})
    )


class WordsForm(KeyForm):
    """Words of one's own."""

    words = _words(_("In your own words"))


class MaybeWordsForm(KeyForm):
    """Words of one's own, if there is something to say."""

    words = _words(_("In your own words"), required=False)


class PlanForm(KeyForm):
    """A plan that is drawn up."""

    code = forms.SlugField(
        label=_("Code"), max_length=60, help_text=_("Letters, figures and dashes; it stays.")
    )
    title_zh = forms.CharField(label=_("Title in Chinese"), max_length=200)
    title_en = forms.CharField(label=_("Title in English"), max_length=200)
    department = forms.ChoiceField(label=_("Department that runs it"))
    budget = forms.ChoiceField(label=_("Budget"))
    year = forms.IntegerField(label=_("Year"), min_value=2016, max_value=2100)
    programmes = forms.MultipleChoiceField(
        label=_("Programmes"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: everything that draws on the budget."),
    )

    def __init__(
        self,
        data: Any = None,
        *,
        departments: Sequence[tuple[str, str]],
        budgets: Sequence[tuple[str, str]],
        programmes: Sequence[tuple[str, str]],
    ) -> None:
        super().__init__(data, initial={"year": timezone.localdate().year})
        for name, choices in (("department", departments), ("budget", budgets), ("programmes", programmes)):
            self.fields[name].choices = choices  # type: ignore[attr-defined]  # fields with choices


class FilingForm(KeyForm):
    """That a plan was filed."""

    number = forms.CharField(label=_("Filing number"), max_length=120)
    on = forms.DateField(label=_("Filed on"), widget=forms.DateInput(attrs={"type": "date"}))


class MoneyForm(KeyForm):
    """An amount, and the document that it rests on."""

    amount = AmountField(label=_("Amount in yuan"))
    document = forms.CharField(label=_("Number of the document"), max_length=120)


class AppropriationForm(MoneyForm):
    """Money for a budget of a year."""

    budget = forms.ChoiceField(label=_("Budget"))
    year = forms.IntegerField(label=_("Year"), min_value=2016, max_value=2100)

    def __init__(self, data: Any = None, *, budgets: Sequence[tuple[str, str]]) -> None:
        super().__init__(data, initial={"year": timezone.localdate().year})
        self.fields["budget"].choices = budgets  # type: ignore[attr-defined]  # a field with choices
        self.order_fields(["budget", "year", "amount", "document"])


class CallForm(KeyForm):
    """A call that is opened."""

    code = forms.SlugField(
        label=_("Code"), max_length=60, help_text=_("Letters, figures and dashes; it stays.")
    )
    programme = forms.ChoiceField(label=_("Programme"))
    title_zh = forms.CharField(label=_("Title in Chinese"), max_length=200)
    title_en = forms.CharField(label=_("Title in English"), max_length=200)
    opens_at = forms.DateTimeField(
        label=_("Opens"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    closes_at = forms.DateTimeField(
        label=_("Closes"),
        help_text=_("What arrives here up to this moment counts."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    amount = AmountField(label=_("Amount in yuan"))
    quota = forms.IntegerField(
        label=_("At most so many awards"), min_value=1, max_value=10**6, required=False
    )
    purpose = forms.CharField(
        label=_("What the awards are for"),
        max_length=200,
        required=False,
        help_text=_("For the same purpose nobody is paid twice."),
    )
    tilt = forms.BooleanField(label=_("The ranking leans to young people and firms"), required=False)

    def __init__(self, data: Any = None, *, programmes: Sequence[tuple[str, str]], now: datetime) -> None:
        super().__init__(data, initial={"opens_at": timezone.localtime(now).replace(second=0, microsecond=0)})
        self.fields["programme"].choices = programmes  # type: ignore[attr-defined]  # a field with choices


class RoundForm(KeyForm):
    """The round of review of a call."""

    round = forms.ChoiceField(label=_("Round of review"))

    def __init__(self, data: Any = None, *, rounds: Sequence[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["round"].choices = rounds  # type: ignore[attr-defined]  # a field with choices


class TermsForm(KeyForm):
    """What is laid down about an award."""

    amount = AmountField(label=_("Amount in yuan"), required=False)
    purpose = forms.CharField(
        label=_("What the award is for"),
        max_length=200,
        required=False,
        help_text=_("For the same purpose nobody is paid twice."),
    )
    first = forms.DateField(
        label=_("First day"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    last = forms.DateField(
        label=_("Last day"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    effort = forms.IntegerField(
        label=_("Share of working time, in thousandths"),
        min_value=0,
        max_value=WHOLE_EFFORT,
        required=False,
    )
    words = _words(_("On what ground"))

    def __init__(self, data: Any = None, *, asks_amount: bool) -> None:
        super().__init__(data)
        if not asks_amount:
            del self.fields["amount"]


class BudgetField(forms.CharField):
    """Lines of a budget, one a line: what it is for, then yuan; its value is a tuple of `Line`."""

    _LINE = re.compile(
        r"(?P<title>\S.*?)[\s:：,，、]+(?P<yuan>[0-9][0-9,，]{0,17}(?:\.[0-9]{1,2})?)\s*(?:元|yuan|RMB)?",
        re.IGNORECASE,
    )

    def clean(self, value: Any) -> Any:
        """Return the lines. Raises ValidationError that names the first one which cannot be read."""
        found = []
        for line in str(super().clean(value)).splitlines():
            if not line.strip():
                continue
            read = self._LINE.fullmatch(line.strip())
            if read is None:
                raise forms.ValidationError(
                    _("No amount stands at the end of the line “%(line)s”."),
                    params={"line": line.strip()[:80]},
                )
            yuan = Decimal(re.sub("[,，]", "", read["yuan"]))
            found.append(Line(read["title"][:200], int(yuan.scaleb(2))))
        return tuple(found)


class ProjectForm(KeyForm):
    """What a project is and what it costs."""

    title = forms.CharField(label=_("Title of the project"), max_length=200)
    text = forms.CharField(
        label=_("What it is about"), max_length=4 * LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 8})
    )
    lines = BudgetField(
        label=_("Budget"),
        required=False,
        max_length=4 * LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("One item a line, with its amount in yuan at the end, such as: Microscope 300,000"),
    )

    def __init__(self, data: Any = None, *, told: dict[str, str]) -> None:
        super().__init__(data, initial=told)


class EvaluationForm(WordsForm):
    """What came of an award."""

    outcome = forms.ChoiceField(
        label=_("The aims were"), choices=AwardReport.Outcome.choices, widget=forms.RadioSelect
    )

    field_order = ("outcome", "words")


class ClawbackForm(WordsForm):
    """How much comes back, and why."""

    rule = forms.ChoiceField(label=_("By which rule"), required=False)
    amount = AmountField(label=_("Amount in yuan"))

    field_order = ("rule", "amount", "words")

    def __init__(self, data: Any = None, *, rules: Sequence[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["rule"].choices = [("", _("by a decision of its own")), *rules]  # type: ignore[attr-defined]


class OrderForm(KeyForm):
    """The order to pay."""

    document = forms.CharField(label=_("Number of the order to pay"), max_length=120)
