"""The components on one page, for those who build pages."""

from __future__ import annotations

from datetime import date

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class SampleForm(forms.Form):
    """A form with one field of each kind, to show how fields look."""

    name = forms.CharField(label=_("Name"), help_text=_("As it stands in the passport."))
    start = forms.DateField(label=_("Start of work"), widget=forms.DateInput(attrs={"type": "date"}))
    kind = forms.ChoiceField(
        label=_("Kind of permit"), choices=[("a", "A"), ("b", "B"), ("c", "C")], widget=forms.RadioSelect
    )
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 3}))


SAMPLE_STEPS = (
    (date.min, "not_in_force"),
    (date(2016, 9, 26), "no"),
    (date(2018, 3, 1), "unknown"),
    (date(2019, 8, 1), "yes"),
    (date(2023, 5, 1), "no"),
)


def design(request: HttpRequest) -> HttpResponse:
    """Show every component with a sample."""
    context = {
        "bad_form": SampleForm({"name": "", "start": "", "kind": "z"}),
        "form": SampleForm(),
        "steps": SAMPLE_STEPS,
        "on": date(2020, 1, 15),
        "page": Paginator(range(95), 10).page(3),
        "procedure": [
            {"actor": gettext("Employer"), "text": gettext("Files the application"), "state": "done"},
            {"actor": gettext("Department"), "text": gettext("Checks the documents"), "state": "now"},
            {"actor": gettext("Department"), "text": gettext("Decides"), "state": ""},
        ],
    }
    return render(request, "portal/design.html", context)
