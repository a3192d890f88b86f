"""The forms on who is who."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy

from haina.people.models import Judgement

LONGEST = 4_000
_REASON = gettext_lazy("The persons concerned read it, and can appeal.")


def _words(label: Any, help_text: Any = "", *, required: bool = True) -> forms.CharField:
    """A field for a few sentences."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class PlainForm(forms.Form):
    """A form with the labels of this house."""

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, label_suffix="", use_required_attribute=False, **options)


class ReasonForm(PlainForm):
    """Why something is decided."""

    reason = _words(gettext_lazy("Why"), _REASON)


class MergeForm(ReasonForm):
    """Why two are one; and why against the rule, where a supervisor decides that."""

    override_reason = _words(
        gettext_lazy("Why although a rule speaks against it"),
        gettext_lazy("Say what is wrong with the number or the judgement that keeps them apart."),
    )

    def __init__(self, data: Any = None, *, against_rule: bool) -> None:
        super().__init__(data)
        if not against_rule:
            del self.fields["override_reason"]


class JudgeForm(ReasonForm):
    """Whether two are one, and why."""

    verdict = forms.ChoiceField(
        label=gettext_lazy("They are"), choices=Judgement.Verdict.choices, widget=forms.RadioSelect
    )
    field_order = ("verdict", "reason")

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        choices = [(each.value, capfirst(str(each.label))) for each in Judgement.Verdict]
        self.fields["verdict"].choices = choices  # type: ignore[attr-defined]  # a choice field


class AnswerForm(PlainForm):
    """Whether an appeal is right, and why."""

    granted = forms.ChoiceField(
        label=gettext_lazy("The appeal is"),
        choices=[
            ("yes", gettext_lazy("right: the decision is taken back")),
            ("no", gettext_lazy("not right: the decision stands")),
        ],
        widget=forms.RadioSelect,
    )
    answer = _words(gettext_lazy("Your answer"), gettext_lazy("Whoever appealed reads it."))


class AppealForm(PlainForm):
    """Why a decision is wrong."""

    words = _words(
        gettext_lazy("Why the decision is wrong"),
        gettext_lazy("Another officer than the one who decided answers you."),
    )


class SplitForm(PlainForm):
    """Who the other person is, what goes over to them, and why."""

    name = forms.CharField(
        label=gettext_lazy("Name of the other person"),
        help_text=gettext_lazy("As on their identity document."),
        max_length=200,
    )
    chinese_name = forms.CharField(label=gettext_lazy("Chinese name"), max_length=80, required=False)
    reason = _words(gettext_lazy("Why they are two"), _REASON)
    moved = forms.MultipleChoiceField(
        label=gettext_lazy("What is the other person’s"),
        widget=forms.CheckboxSelectMultiple,
        # Somebody of whom nothing is known but a name is registered, not parted from another.
        error_messages={"required": gettext_lazy("Tick at least one thing that is the other person’s.")},
    )
    field_order = ("moved", "name", "chinese_name", "reason")

    def __init__(self, data: Any = None, *, choices: list[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["moved"].choices = choices  # type: ignore[attr-defined]  # a choice field

    @property
    def rows(self) -> dict[str, list[int | str]]:
        """Row numbers by table, and keys by the name of the room that keeps them, of what goes over."""
        rows: dict[str, list[int | str]] = {}
        for each in self.cleaned_data["moved"]:
            table, key = each.split(":", 1)
            rows.setdefault(table, []).append(int(key) if key.isdecimal() else key)
        return rows
