"""Who may act for me, and for whom I may act: giving a mandate with its scope and last day, and ending it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST
from django_ratelimit.core import is_ratelimited

from haina.cases.names import in_active_language
from haina.cases.pages.door import Visit, behind_login, visit_of
from haina.cases.policies import current_policy
from haina.people.models import Mandate
from haina.people.verbs.mandates import MandateUnusable, MayNotGrant, end_mandate, grant_mandate

MANDATES_AN_HOUR = "20/h"


class MandateForm(forms.Form):
    """To whom, for what, and until when."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail address of the account that may act for you"), max_length=254
    )
    scope = forms.ChoiceField(label=gettext_lazy("For what"), required=False)
    valid_to = forms.DateField(
        label=gettext_lazy("Last day"),
        help_text=gettext_lazy("Leave it empty if it holds until you end it."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="", use_required_attribute=False)
        procedures = current_policy().procedures.values()
        named = [
            (each.id, in_active_language(each.title)) for each in procedures if each.filed_by == "person"
        ]
        self.fields["scope"].choices = [("", gettext("Everything")), *named]  # type: ignore[attr-defined]  # a choice field


@behind_login
@require_http_methods(["GET", "POST"])
def mandates(request: HttpRequest) -> HttpResponse:
    """List who may act for me and for whom I may act; when sent, give a mandate."""
    visit = visit_of(request)
    data = request.POST if request.method == "POST" else None
    form = MandateForm(data)
    if data is not None and form.is_valid():
        if is_ratelimited(request, group="mandate", key="user", rate=MANDATES_AN_HOUR, increment=True):
            form.add_error(None, gettext("That was a lot at once. Try again later."))
        elif _granted(visit, form):
            messages.success(request, gettext("The mandate holds from today."))
            return redirect("cases:mandates")
    context = {
        "form": form,
        "may_grant": visit.actor.person_id is not None,
        "given": _lines(visit, person_id=visit.actor.person_id) if visit.actor.person_id else [],
        "held": _lines(visit, account_id=visit.actor.account_id),
    }
    return render(request, "cases/mandates.html", context, status=422 if form.errors else 200)


def _granted(visit: Visit, form: MandateForm) -> bool:
    """Give the mandate; what is wrong with it is said beside the field."""
    wanted = form.cleaned_data
    scope = [wanted["scope"]] if wanted["scope"] else []
    try:
        grant_mandate(visit.actor, visit.on, wanted["email"], scope=scope, valid_to=wanted["valid_to"])
    except MayNotGrant as error:
        raise PermissionDenied(str(error)) from None
    except MandateUnusable as error:
        said = {
            "email": gettext("No other account has this address."),
            "valid_to": gettext("This day has passed."),
        }
        form.add_error(error.field, said[error.field])
        return False
    return True


def _lines(visit: Visit, **whose: object) -> list[tuple[Mandate, list[str], bool]]:
    """Return mandates with their scope in words, and whether each still holds; the latest first."""
    procedures = current_policy().procedures
    rows = Mandate.objects.filter(**whose).select_related("account", "person", "organisation")
    return [
        (
            row,
            [in_active_language(procedures[id].title) if id in procedures else id for id in row.scope],
            row.valid_to is None or row.valid_to >= visit.on,
        )
        for row in rows.order_by("-valid_from", "-pk")[:50]
    ]


@behind_login
@require_POST
def end(request: HttpRequest, mandate_id: int) -> HttpResponse:
    """End a mandate that one has given."""
    visit = visit_of(request)
    try:
        end_mandate(visit.actor, visit.on, mandate_id)
    except MayNotGrant as error:
        raise PermissionDenied(str(error)) from None
    messages.success(request, gettext("The mandate has ended."))
    return redirect("cases:mandates")
