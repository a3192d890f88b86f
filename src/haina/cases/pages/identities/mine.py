"""Who the office takes one to be: names, papers, employers, decisions, and who looked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import capfirst
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST
from django_ratelimit.core import is_ratelimited

from haina.cases.names import in_active_language
from haina.cases.pages.door import Visit, behind_login, visit_of
from haina.cases.pages.identities.comparing import paper_in_words
from haina.cases.pages.identities.entering import spoken
from haina.cases.pages.identities.forms import PlainForm
from haina.cases.pages.identities.one import papers_of, person_of
from haina.cases.policies import current_policy
from haina.people.identities import joined_with
from haina.people.models import IdentityDocument, IdentityLook, Person
from haina.people.portraits import Portrait, decisions_about, others_joined, portrait_of
from haina.people.verbs.renew_document import DocumentRefused, add_document, withdraw_document

PAPERS_AN_HOUR = "10/h"
#: How many looks are shown, the latest first.
_LOOKS = 20


class PaperForm(PlainForm):
    """A paper that one has: new, or in the place of an older one."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind of paper"))
    country = forms.RegexField(
        label=gettext_lazy("Issuing country"),
        help_text=gettext_lazy(
            "Three letters, as in the machine-readable lines of a passport: NOR, CHN, SGP."
        ),
        regex=r"^[A-Za-z]{3}$",
        max_length=3,
    )
    number = forms.CharField(label=gettext_lazy("Number"), max_length=40)
    valid_from = forms.DateField(
        label=gettext_lazy("Valid from"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    valid_to = forms.DateField(
        label=gettext_lazy("Valid until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    replaces = forms.ChoiceField(
        label=gettext_lazy("In the place of"),
        help_text=gettext_lazy("Choose the older paper, where this one was given instead of it."),
        required=False,
    )

    def __init__(self, data: Any, portrait: Portrait | None) -> None:
        super().__init__(data)
        kinds = [(each.value, capfirst(str(each.label))) for each in IdentityDocument.Kind]
        older = [
            (str(each.pk), paper_in_words(each))
            for each in (portrait.documents if portrait else ())
            if not hasattr(each, "replaced_by")
        ]
        self._choose("kind", kinds)
        self._choose("replaces", [("", gettext("none")), *older])

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]  # a choice field

    def clean(self) -> dict[str, Any]:
        """The last day is not before the first."""
        cleaned = super().clean() or {}
        first, last = cleaned.get("valid_from"), cleaned.get("valid_to")
        if isinstance(first, date) and isinstance(last, date) and last < first:
            self.add_error("valid_to", gettext("The last day lies before the first."))
        return cleaned


@behind_login
@spoken
@require_http_methods(["GET", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    """Show who the office takes one to be; when sent, note a paper that one says one has."""
    visit = visit_of(request)
    portrait = portrait_of(visit.actor.person_id) if visit.actor.person_id is not None else None
    data = request.POST if request.method == "POST" else None
    form = PaperForm(data, portrait)
    if data is not None and portrait is None:
        raise PermissionDenied("no person")
    if data is not None and portrait is not None and form.is_valid():
        if is_ratelimited(request, group="paper", key="user", rate=PAPERS_AN_HOUR, increment=True):
            form.add_error(None, gettext("That was a lot at once. Try again later."))
        elif _stated(form, person_of(portrait)):
            words = gettext("It is noted. It counts once an officer has seen the paper.")
            messages.success(request, words)
            return redirect("identities:mine")
    context = {"portrait": portrait, "form": form, **_known(visit, portrait)}
    return render(request, "cases/identities/mine.html", context, status=422 if form.errors else 200)


def _known(visit: Visit, portrait: Portrait | None) -> Mapping[str, object]:
    if portrait is None:
        return {}
    together = list(joined_with(portrait.own.identity.pk))
    decisions = decisions_about(together)
    appeals = (appeal for each in decisions for appeal in each.appeals if appeal.answered_at is None)
    return {
        "waiting": {each.event_id for each in appeals if each.made_by_id == visit.actor.account_id},
        "papers": papers_of(portrait, visit),
        "others": others_joined(portrait.own.identity.pk),
        "decisions": decisions,
        "account": visit.actor.account_id,
        "looks": _looks(together),
    }


def _looks(ids: list[Any]) -> list[tuple[date, str]]:
    """On which days officers of which departments looked, the latest first."""
    departments = current_policy().departments
    looks = IdentityLook.objects.filter(identity__in=ids).order_by("-day", "department")
    rows = looks.distinct("day", "department")
    return [
        (
            row.day,
            in_active_language(departments[row.department].title) if row.department in departments else "",
        )
        for row in rows[:_LOOKS]
    ]


def _stated(form: PaperForm, person: Person) -> bool:
    """Note the paper; what is wrong with it is said beside the field."""
    wanted = form.cleaned_data
    older = IdentityDocument.objects.filter(pk=wanted["replaces"] or 0, person=person).first()
    try:
        add_document(
            person,
            IdentityDocument.Kind(wanted["kind"]),
            wanted["country"].upper(),
            wanted["number"],
            valid_from=wanted["valid_from"],
            valid_to=wanted["valid_to"],
            replaces=older,
            assurance=IdentityDocument.Assurance.STATED,
        )
    except DocumentRefused:
        words = gettext(
            "This cannot be a number of that kind, or does not fit the older paper,"
            " or is on your list already."
        )
        form.add_error("number", words)
        return False
    return True


@behind_login
@spoken
@require_POST
def remove_paper(request: HttpRequest, document_id: int) -> HttpResponse:
    """Take back a paper that one had only told of."""
    visit = visit_of(request)
    own = IdentityDocument.objects.filter(person__account=visit.actor.account_id)
    paper = own.filter(pk=document_id).first()
    if paper is None:
        raise Http404("document")
    try:
        withdraw_document(visit.actor, paper)
    except DocumentRefused:
        messages.error(request, gettext("A paper that was seen stays on record."))
    else:
        messages.success(request, gettext("The paper is taken off your list."))
    return redirect("identities:mine")
