"""The form of a draft: its texts, and rows of values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from haina.drafts.models import Draft
from haina.drafts.proposals import Proposal, TypedValue, ValueRefused, read_typed
from haina.policy import Policy
from haina.rules.text import Text

#: Rows of values: empty ones after those that are filled in, and all together.
_EMPTY, MOST_ROWS = 2, 20


class TextsForm(forms.Form):
    """What the draft is called, and why it is made."""

    title_zh = forms.CharField(label=gettext_lazy("Title in Chinese"), max_length=120)
    title_en = forms.CharField(label=gettext_lazy("Title in English"), max_length=200)
    reason_zh = forms.CharField(
        label=gettext_lazy("Reason in Chinese"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )
    reason_en = forms.CharField(
        label=gettext_lazy("Reason in English"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )


class ValueForm(forms.Form):
    """One value of a standard; a row that is left empty counts for nothing."""

    standard = forms.CharField(label=gettext_lazy("Standard"), max_length=200, required=False)
    value = forms.CharField(label=gettext_lazy("New value"), max_length=200, required=False)
    valid_from = forms.DateField(
        label=gettext_lazy("In force from"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    @property
    def is_filled(self) -> bool:
        """Whether anything was typed."""
        return any(self.data.get(self.add_prefix(name), "").strip() for name in self.fields)

    def clean(self) -> dict[str, Any]:
        """A row is whole or empty."""
        cleaned: dict[str, Any] = super().clean() or {}
        if self.is_filled:
            for name in self.fields:
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, gettext("This is missing."))
        return cleaned


@dataclass
class DraftForm:
    """The whole form: texts and rows."""

    texts: TextsForm
    rows: list[ValueForm]

    @classmethod
    def empty(cls, draft: Draft | None, standard: str = "") -> DraftForm:
        """The form to be filled in, with what the draft says so far, or with the name of one standard."""
        values = [] if draft is None else list(draft.values.all())
        initial: dict[str, Any] = {}
        if draft is not None:
            initial = {name: getattr(draft, name) for name in TextsForm.base_fields}
        filled: list[dict[str, Any]] = [
            {"standard": each.standard, "value": each.value, "valid_from": each.valid_from} for each in values
        ]
        if standard and not filled:
            filled = [{"standard": standard[:200]}]
        rows = [*filled, *({} for _ in range(_EMPTY))][:MOST_ROWS]
        return cls(
            TextsForm(initial=initial, label_suffix="", use_required_attribute=False),
            [_row(number, initial=each) for number, each in enumerate(rows)],
        )

    @classmethod
    def sent(cls, data: Any) -> DraftForm:
        """The form as it was sent, with empty rows after those that are filled in."""
        rows = [_row(number, data=data) for number in range(MOST_ROWS)]
        last = max((number for number, row in enumerate(rows) if row.is_filled), default=-1)
        texts = TextsForm(data, label_suffix="", use_required_attribute=False)
        return cls(texts, rows[: min(MOST_ROWS, last + 1 + _EMPTY)])

    def proposal(self, policy: Policy, today: date) -> Proposal | None:
        """What is proposed; None where something is wrong, which stands beside its field then."""
        filled = [row for row in self.rows if row.is_filled]
        sound = all([self.texts.is_valid(), *(row.is_valid() for row in filled)])
        values: dict[str, TypedValue] = {}
        for row in filled:
            typed = _checked(row, policy, today) if row.is_valid() else None
            if typed is None:
                sound = False
            elif typed.standard in values:
                row.add_error("standard", gettext("The draft changes this standard already."))
                sound = False
            else:
                values[typed.standard] = typed
        if not filled:
            self.texts.add_error(None, gettext("Give at least one standard another value."))
            sound = False
        if not sound:
            return None
        said = self.texts.cleaned_data
        return Proposal(
            Text(said["title_zh"], said["title_en"]),
            Text(said["reason_zh"], said["reason_en"]),
            tuple(values.values()),
            policy.version,
        )

    @property
    def errors(self) -> list[dict[str, str]]:
        """Everything that is wrong, each with its place."""
        found = [{"place": "#id_title_zh", "message": str(each)} for each in self.texts.non_field_errors()]
        found.extend(_errors(self.texts))
        for number, row in enumerate(self.rows, 1):
            found.extend(_errors(row, gettext("Value %(number)s") % {"number": number} + ", "))
        return found


def _row(number: int, **more: Any) -> ValueForm:
    return ValueForm(prefix=f"v{number}", label_suffix="", use_required_attribute=False, **more)


def _checked(row: ValueForm, policy: Policy, today: date) -> TypedValue | None:
    """The value of a row, with the standard's own name; None once what is wrong stands in the row."""
    said = row.cleaned_data
    typed = TypedValue(said["standard"].strip(), said["value"].strip(), said["valid_from"])
    try:
        change = read_typed(policy, typed, today)
    except ValueRefused as error:
        for name, words in error.problems.items():
            row.add_error(name, words)
        return None
    return TypedValue(change.standard, typed.value, typed.valid_from)


def _errors(form: forms.Form, of: str = "") -> Iterable[dict[str, str]]:
    for bound in form.visible_fields() if form.is_bound else ():
        for message in bound.errors:
            yield {"place": f"#{bound.id_for_label}", "message": f"{of}{bound.label}: {message}"}
