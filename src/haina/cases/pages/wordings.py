"""A department's own wordings: what its supervisor writes once, and its officers choose."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_http_methods

from haina.cases.desks import verbs
from haina.cases.desks.models import LONGEST_WORDING, Wording
from haina.cases.desks.wordings import OUTCOMES, supervised
from haina.cases.names import in_active_language
from haina.cases.pages.door import Visit, behind_login, visit_of
from haina.cases.policies import current_policy
from haina.rules.text import Text

_OUTCOMES = {
    "accept": gettext_lazy("accept"),
    "decline": gettext_lazy("do not accept"),
    "return": gettext_lazy("ask for a correction"),
    "approve": gettext_lazy("approve"),
    "refuse": gettext_lazy("refuse"),
    "extend": gettext_lazy("take more time"),
    "revoke": gettext_lazy("revoke"),
}


def _words(label: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=LONGEST_WORDING, widget=forms.Textarea(attrs={"rows": 3}))


class WordingForm(forms.Form):
    """One wording, in both languages."""

    department = forms.ChoiceField(label=gettext_lazy("Department"))
    outcome = forms.ChoiceField(
        label=gettext_lazy("For which answer"), choices=[(name, _OUTCOMES[name]) for name in OUTCOMES]
    )
    procedure = forms.ChoiceField(label=gettext_lazy("For which procedure"), required=False)
    title = forms.CharField(
        label=gettext_lazy("Short name"),
        help_text=gettext_lazy("Officers choose it by this; nobody else reads it."),
        max_length=80,
    )
    zh = _words(gettext_lazy("In Chinese"))
    en = _words(gettext_lazy("In English"))

    def __init__(self, data: Any = None, *, visit: Visit, initial: dict[str, str] | None = None) -> None:
        super().__init__(data, initial=initial, label_suffix="", use_required_attribute=False)
        policy = current_policy()
        named = policy.departments if "" in visit.actor.supervises else sorted(visit.actor.supervises)
        own = [name for name in named if name in policy.departments]
        departments = [(name, in_active_language(policy.departments[name].title)) for name in own]
        known = [
            (each.id, in_active_language(each.title))
            for each in policy.procedures.values()
            if not each.departments.isdisjoint(own)
        ]
        self.fields["department"].choices = departments  # type: ignore[attr-defined]  # a choice field
        self.fields["procedure"].choices = [("", gettext("all")), *known]  # type: ignore[attr-defined]  # a choice field
        self.fields["zh"].widget.attrs["lang"] = "zh-Hans"
        self.fields["en"].widget.attrs["lang"] = "en"

    def write(self, visit: Visit, instead_of: Wording | None = None) -> None:
        """Put the wording into use; raises PermissionError as the verb does."""
        clean = self.cleaned_data
        verbs.write_wording(
            visit.actor,
            visit.now,
            department=clean["department"],
            outcome=clean["outcome"],
            procedure=clean["procedure"],
            title=clean["title"],
            text=Text(zh=clean["zh"], en=clean["en"]),
            instead_of=instead_of,
        )


def _supervisor(request: HttpRequest) -> Visit:
    visit = visit_of(request)
    if not visit.actor.supervises:
        raise PermissionDenied("wordings are written by supervisors")
    return visit


@behind_login
@require_http_methods(["GET", "POST"])
def wordings(request: HttpRequest) -> HttpResponse:
    """List the wordings of the supervised departments, and write a new one."""
    visit = _supervisor(request)
    form = WordingForm(request.POST or None, visit=visit)
    if request.method == "POST" and form.is_valid():
        form.write(visit)
        messages.success(request, gettext("The wording is in use."))
        return redirect("cases:wordings")
    policy = current_policy()
    lines = [
        (
            each,
            in_active_language(policy.departments[each.department].title),
            _OUTCOMES[each.outcome],
            in_active_language(policy.procedures[each.procedure].title)
            if each.procedure in policy.procedures
            else "",
        )
        for each in supervised(visit.actor)
        if each.department in policy.departments
    ]
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "lines": lines, "actor": visit.actor}
    return render(request, "cases/wordings.html", context, status=status)


@behind_login
@require_http_methods(["GET", "POST"])
def wording(request: HttpRequest, wording_id: int) -> HttpResponse:
    """Change a wording, or take it out of use; the old one stays on record."""
    visit = _supervisor(request)
    found = next((each for each in supervised(visit.actor) if each.pk == wording_id), None)
    if found is None:
        raise Http404(str(wording_id))
    if request.method == "POST" and request.POST.get("act") == "retire":
        verbs.retire_wording(visit.actor, visit.now, found)
        messages.success(request, gettext("The wording is no longer offered."))
        return redirect("cases:wordings")
    initial = {name: getattr(found, name) for name in WordingForm.base_fields}
    form = WordingForm(request.POST or None, visit=visit, initial=initial)
    if request.method == "POST" and form.is_valid():
        form.write(visit, instead_of=found)
        messages.success(request, gettext("The wording is in use."))
        return redirect("cases:wordings")
    status = 422 if request.method == "POST" else 200
    return render(request, "cases/wording.html", {"form": form, "wording": found}, status=status)
