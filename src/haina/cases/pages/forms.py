"""The forms of the case pages; what a value must be is judged by the verbs, once, for pages and API alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext, gettext_lazy

from haina.cases.forms import LONGEST_TEXT
from haina.cases.names import in_active_language
from haina.cases.pages.door import new_key
from haina.cases.pages.widgets import HistoryWidget, LinesWidget, ListWidget
from haina.cases.refusals import FieldProblem
from haina.policy.procedures import FormField, FormSection
from haina.rules import types


class TypedField(forms.CharField):
    """A field that hands on what was typed; `required` is only shown, so that a draft may have gaps."""

    def clean(self, value: Any) -> Any:
        """Return what was typed; rows and choices as the widget read them."""
        return "" if value is None else value


class SeenForm(forms.Form):
    """A form that knows which state of the case it was drawn from, and is carried out once."""

    key = forms.CharField(widget=forms.HiddenInput, required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Mapping[str, Any] | None = None, *, seen: int | str, **options: Any) -> None:
        options.setdefault("initial", {})
        options["initial"] = {**options["initial"], "key": new_key(), "seen": seen}
        super().__init__(data, label_suffix="", use_required_attribute=False, **options)

    def typed(self) -> dict[str, object]:
        """Return what was typed into each field, a history as its rows."""
        return {
            name: field.widget.value_from_datadict(self.data, self.files, name)
            for name, field in self.fields.items()
            if name not in ("key", "seen")
        }

    def one_more_row(self, name: str) -> None:
        """Draw a history with one row more than it was sent with."""
        widget = self.fields[name].widget
        if isinstance(widget, HistoryWidget):
            widget.at_least = widget.count(self.data, name) + 1

    def take(self, problems: Iterable[FieldProblem]) -> None:
        """Put what a verb found wrong beside the fields."""
        for problem in problems:
            self.add_error(problem.name if problem.name in self.fields else None, str(problem.message))


def section_form(
    section: FormSection,
    values: Mapping[str, object],
    seen: int | str,
    data: Mapping[str, Any] | None = None,
    *,
    only: frozenset[str] | None = None,
    remarks: Mapping[str, str] | None = None,
) -> SeenForm:
    """Return the form of one section with the saved values or what was sent.

    `only` these fields if given; `remarks` stand under the labels of the fields that they name.
    """
    form = SeenForm(data, seen=seen, initial={name: _shown(value) for name, value in values.items()})
    for field in section.fields:
        if only is None or field.name in only:
            form.fields[field.name] = _form_field(field, (remarks or {}).get(field.name, ""))
    return form


def redrawn(data: QueryDict, seen: int | str) -> QueryDict:
    """Return what was typed before signing in, as a form that can be sent anew."""
    data["key"], data["seen"] = new_key(), str(seen)
    return data


def _shown(value: object) -> object:
    return {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value


def _form_field(field: FormField, remark: str = "") -> TypedField:
    texts = [in_active_language(text) for text in (field.help, field.pattern_help) if text]
    help_text = " ".join([*texts, remark] if remark else texts)
    return TypedField(
        label=in_active_language(field.label),
        help_text=help_text,
        required=field.required,
        widget=field_widget(field),
    )


def field_widget(field: FormField) -> forms.Widget:
    """The control in which a field is filled in."""
    if isinstance(field.type, types.History):
        return HistoryWidget(field.type)
    if isinstance(field.type, types.List):
        return ListWidget(field.type.of) if isinstance(field.type.of, types.Enum) else LinesWidget()
    choices = _choices(field)
    if choices and len(choices) <= 5:
        return forms.RadioSelect(choices=choices)
    if choices:
        return forms.Select(choices=[("", gettext("Choose …")), *choices])
    if isinstance(field.type, types.Date):
        return forms.DateInput(attrs={"type": "date"})
    if isinstance(field.type, types.Int):
        return forms.TextInput(attrs={"inputmode": "numeric"})
    if isinstance(field.type, types.Money | types.Number):
        return forms.TextInput(attrs={"inputmode": "decimal"})
    return forms.TextInput(attrs={"maxlength": LONGEST_TEXT, "autocomplete": "off"})


def _choices(field: FormField) -> list[tuple[str, str]]:
    if field.options:
        return [(option.name, in_active_language(option.label)) for option in field.options]
    if isinstance(field.type, types.Bool):
        return [("yes", gettext("Yes")), ("no", gettext("No"))]
    if isinstance(field.type, types.Enum):
        return [(value.name, in_active_language(value.label)) for value in field.type.values]
    return []


class PartiesForm(forms.Form):
    """For which organisation, and about whom: oneself, somebody known, somebody new, or nobody in person.

    Without `organisations` it is a person who files; without `people` no person is asked for.
    """

    key = forms.CharField(widget=forms.HiddenInput, required=False)
    organisation = forms.ChoiceField(label=gettext_lazy("On behalf of"), widget=forms.RadioSelect)
    person = forms.ChoiceField(label=gettext_lazy("About whom"), widget=forms.RadioSelect)
    name = forms.CharField(
        label=gettext_lazy("Name of the new person"),
        help_text=gettext_lazy("As it stands in the passport. Leave it empty if you chose somebody above."),
        required=False,
        max_length=200,
    )
    chinese_name = forms.CharField(label=gettext_lazy("Chinese name"), required=False, max_length=80)

    #: Somebody whom nobody has registered yet; oneself, registered or not.
    NEW, SELF = "new", "self"

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        organisations: list[tuple[str, str]] | None,
        people: list[tuple[str, str]],
        *,
        names_needed_for: str = "",
    ) -> None:
        first = organisations[0][0] if organisations else ""
        initial = {"key": new_key(), "organisation": first, "person": people[0][0] if people else ""}
        super().__init__(data, label_suffix="", use_required_attribute=False, initial=initial)
        self.names_needed_for = names_needed_for
        if organisations is None:
            del self.fields["organisation"]
        else:
            self.fields["organisation"].choices = organisations  # type: ignore[attr-defined]  # a choice field
        if people:
            self.fields["person"].choices = people  # type: ignore[attr-defined]  # a choice field
        else:
            del self.fields["person"]
        if not names_needed_for:
            del self.fields["name"], self.fields["chinese_name"]
        elif names_needed_for == self.SELF:
            self.fields["name"].label = gettext("Your name")
            self.fields["name"].help_text = gettext("As it stands in the passport or identity card.")

    def clean(self) -> dict[str, Any]:
        """Ask for a name when the person is not registered yet."""
        cleaned = super().clean() or {}
        chosen = cleaned.get("person")
        if chosen and chosen == self.names_needed_for and not cleaned.get("name", "").strip():
            self.add_error("name", gettext("Write the name as it stands in the passport."))
        return cleaned


class AnswersForm(forms.Form):
    """Whether answers that were given before are put into the form."""

    use = forms.ChoiceField(widget=forms.RadioSelect, initial="yes")

    def __init__(self, data: Mapping[str, Any] | None, *, count: int, of: int) -> None:
        super().__init__(data, label_suffix="", use_required_attribute=False)
        share = {"count": count, "of": of, "percent": round(100 * count / of)}
        filled = gettext("Use them: they fill in %(count)s of the %(of)s fields (%(percent)s%%)") % share
        use = self.fields["use"]
        use.label = gettext("Your answers")
        use.choices = [("yes", filled), ("no", gettext("Begin with an empty form"))]  # type: ignore[attr-defined]  # a choice field


class UploadForm(SeenForm):
    """One file for one kind of document."""

    file = forms.FileField(label=gettext_lazy("File"), required=True)

    def __init__(
        self, data: Any = None, *, seen: int | str, files: Any = None, kind: str, accept: str
    ) -> None:
        super().__init__(data, seen=seen, files=files, prefix=None)
        self.auto_id = f"id_{kind}_%s"
        self.fields["file"].widget.attrs["accept"] = accept


class DeclareForm(SeenForm):
    """The declaration under an application, promises about documents, and a note with a correction."""

    declared = forms.BooleanField(required=False)
    note = forms.CharField(
        label=gettext_lazy("Note to the officer"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    promised = forms.MultipleChoiceField(
        label=gettext_lazy("To be handed in later"), widget=forms.CheckboxSelectMultiple, required=False
    )
    committed = forms.MultipleChoiceField(
        label=gettext_lazy("Promises in place of a document"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(
        self,
        data: Any = None,
        *,
        seen: int,
        declaration: str,
        with_note: bool,
        later: list[tuple[str, str]] | None = None,
        instead: list[tuple[str, str]] | None = None,
    ) -> None:
        super().__init__(data, seen=seen)
        self.fields["declared"].label = declaration
        if not with_note:
            del self.fields["note"]
        for name, choices in (("promised", later), ("committed", instead)):
            if choices:
                self.fields[name].choices = choices  # type: ignore[attr-defined]  # a choice field
            else:
                del self.fields[name]


class WordsForm(SeenForm):
    """A text of one's own: the grounds of an appeal, or an objection."""

    text = forms.CharField(max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 8}))

    def __init__(self, data: Any = None, *, seen: int, label: str) -> None:
        super().__init__(data, seen=seen)
        self.fields["text"].label = label


class CheckForm(forms.Form):
    """A number from a permit, or the text of its QR code."""

    number = forms.CharField(
        label=gettext_lazy("Number of the permit, or the text of its QR code"),
        max_length=4096,
        strip=True,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
