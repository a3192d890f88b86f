"""The forms of the officers' pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy

from haina.cases.desks.models import Wording
from haina.cases.desks.wordings import joined
from haina.cases.forms import LONGEST_TEXT
from haina.cases.names import in_active_language
from haina.cases.pages.forms import SeenForm, TypedField, field_widget
from haina.policy.procedures import FormField, Procedure
from haina.rules.text import Text


def in_both_languages(text: Text) -> SafeString:
    """A text as everybody concerned will read it: in the reader's language, and below it in the other one."""
    first, second = (text.zh, text.en) if in_active_language(text) == text.zh else (text.en, text.zh)
    other = "en" if first == text.zh else "zh-Hans"
    return format_html(
        '<span>{}<br><span class="small soft" lang="{}">{}</span></span>', first, other, second
    )


def reasons_for(procedure: Procedure, outcome: str) -> list[tuple[str, SafeString]]:
    """The reasons that a procedure has ready for an outcome, each in both languages."""
    return [
        (reason.id, in_both_languages(reason.text))
        for reason in procedure.reasons
        if outcome in reason.outcomes
    ]


def add_wordings(form: forms.Form, wordings: Sequence[Wording], label: str) -> None:
    """Offer a department's wordings; what is chosen stands, in both languages, before the officer's words."""
    form.known_wordings = {str(each.pk): each for each in wordings}  # type: ignore[attr-defined]  # read by words_of
    if wordings:
        form.fields["wordings"] = forms.MultipleChoiceField(
            label=label,
            choices=[(str(each.pk), in_both_languages(each.text)) for each in wordings],
            widget=forms.CheckboxSelectMultiple,
            required=False,
        )


def words_of(form: forms.Form) -> str:
    """The chosen wordings in both languages, and what was typed."""
    known: dict[str, Wording] = form.known_wordings  # type: ignore[attr-defined]  # set by add_wordings
    return joined((known[each] for each in form.cleaned_data.get("wordings", [])), form.cleaned_data["note"])


#: The outcomes that nobody reaches without a reason.
_REASONED = frozenset({"decline", "refuse", "extend", "revoke"})


class ReasonsForm(SeenForm):
    """An officer's act: reasons to choose where the outcome has some, and words of one's own."""

    reasons = forms.MultipleChoiceField(
        label=gettext_lazy("Reasons"), widget=forms.CheckboxSelectMultiple, required=False
    )
    note = forms.CharField(
        label=gettext_lazy("In your own words"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(
        self,
        data: Any = None,
        *,
        seen: int,
        procedure: Procedure,
        outcome: str,
        wordings: Sequence[Wording] = (),
    ) -> None:
        super().__init__(data, seen=seen)
        add_wordings(self, wordings, gettext("Wordings of the department"))
        self.order_fields(["reasons", "wordings", "note"])
        reasons = reasons_for(procedure, outcome)
        if reasons:
            self.fields["reasons"].choices = reasons  # type: ignore[attr-defined]  # a choice field
            self.fields["reasons"].required = outcome in _REASONED
            self.fields["reasons"].error_messages["required"] = gettext("Give at least one reason.")
            self.fields["reasons"].help_text = gettext(
                "Everybody concerned reads the chosen ones in the language of their account."
            )
        else:
            del self.fields["reasons"]


class NoteForm(SeenForm):
    """A note that stays inside the authority."""

    text = forms.CharField(
        label=gettext_lazy("Note"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3, "data-key": "m"}),
    )


class VerifyFactForm(SeenForm):
    """What a department found about a fact in its own records."""

    value = TypedField(label=gettext_lazy("As in the records"))
    source = forms.CharField(
        label=gettext_lazy("Which record"),
        help_text=gettext_lazy("For example the register and the entry's number."),
        max_length=200,
    )

    def __init__(self, data: Any = None, *, seen: int, field: FormField) -> None:
        super().__init__(data, seen=seen)
        self.fields["value"].widget = field_widget(field)
        self.fields["value"].label = gettext("%(field)s, as in the records") % {
            "field": in_active_language(field.label)
        }


class TogetherForm(forms.Form):
    """Reasons for several cases at once, and for each of them alone where they differ."""

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        reasons: list[tuple[str, SafeString]],
        wordings: Sequence[Wording] = (),
    ) -> None:
        super().__init__(data, label_suffix="", use_required_attribute=False)
        if reasons:
            self.fields["reasons"] = forms.MultipleChoiceField(
                label=gettext("Reasons for all of them"),
                choices=reasons,
                widget=forms.CheckboxSelectMultiple,
                required=False,
            )
        add_wordings(self, wordings, gettext("Wordings of the department, for all of them"))
        self.fields["note"] = forms.CharField(
            label=gettext("In your own words, for all of them"),
            required=False,
            max_length=LONGEST_TEXT,
            widget=forms.Textarea(attrs={"rows": 3}),
        )


class OwnReasonsForm(forms.Form):
    """Reasons for one of several cases; what is said here stands instead of the common ones."""

    def __init__(
        self, data: Mapping[str, Any] | None, reasons: list[tuple[str, SafeString]], prefix: str
    ) -> None:
        super().__init__(data, label_suffix="", use_required_attribute=False, prefix=prefix)
        if reasons:
            self.fields["reasons"] = forms.MultipleChoiceField(
                label=gettext("Reasons for this one"),
                choices=reasons,
                widget=forms.CheckboxSelectMultiple,
                required=False,
            )
        self.fields["note"] = forms.CharField(
            label=gettext("In your own words, for this one"),
            required=False,
            max_length=LONGEST_TEXT,
            widget=forms.Textarea(attrs={"rows": 2}),
        )


def _words(label: Any, *, rows: int = 3, required: bool = False) -> forms.CharField:
    """A field for words of one's own."""
    return forms.CharField(
        label=label, required=required, max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": rows})
    )


class HandOverForm(SeenForm):
    """To whom a stage is handed over."""

    officer = forms.ChoiceField(label=gettext_lazy("Colleague"))
    note = _words(gettext_lazy("What the colleague should know (stays inside)"))

    def __init__(self, data: Any = None, *, seen: int, colleagues: list[tuple[str, str]]) -> None:
        super().__init__(data, seen=seen)
        self.fields["officer"].choices = [("", gettext("Choose …")), *colleagues]  # type: ignore[attr-defined]  # a choice field


class PauseForm(SeenForm):
    """Why the clock is stopped."""

    ground = forms.ChoiceField(label=gettext_lazy("Ground"), widget=forms.RadioSelect)
    note = _words(gettext_lazy("What exactly is waited for"), required=True)

    def __init__(self, data: Any = None, *, seen: int, procedure: Procedure) -> None:
        super().__init__(data, seen=seen)
        grounds = [(each.id, in_both_languages(each.title)) for each in procedure.pauses]
        self.fields["ground"].choices = grounds  # type: ignore[attr-defined]  # a choice field


class ObjectionForm(SeenForm):
    """The department's answer to an objection."""

    upheld = forms.ChoiceField(
        label=gettext_lazy("Is the objection right?"),
        widget=forms.RadioSelect,
        choices=[("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))],
    )
    text = _words(gettext_lazy("Answer, with the reasons"), rows=4, required=True)


class PromiseForm(SeenForm):
    """What a check of a promise found."""

    kept = forms.ChoiceField(
        label=gettext_lazy("Has the promise been kept?"),
        widget=forms.RadioSelect,
        choices=[("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))],
    )
    note = _words(gettext_lazy("What was found"))
