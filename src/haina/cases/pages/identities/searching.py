"""The office's search: identities by name or number, and all that waits for an officer."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from haina.cases.pages.door import visit_of
from haina.cases.pages.identities.entering import at_the_office
from haina.people.linking.words import verdict
from haina.people.models import Appeal, DoubtfulPair
from haina.people.portraits import decision, waiting_pairs
from haina.people.searching import MOST, lines_of, search

PAGE = 25


class SearchForm(forms.Form):
    """A name or a number."""

    words = forms.CharField(
        label=gettext_lazy("Name or number"),
        help_text=gettext_lazy(
            "In characters or letters, in any order and spelling; or a whole number: of a paper,"
            " a credit code, an e-mail address, an ORCID, or # and the number of the identity."
        ),
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "spellcheck": "false"}),
    )


def search_form(request: HttpRequest) -> SearchForm:
    """The form as it was sent with the address."""
    data = request.GET if "words" in request.GET else None
    return SearchForm(data, label_suffix="", use_required_attribute=False)


@at_the_office
@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Find identities."""
    form = search_form(request)
    words = form.cleaned_data["words"] if form.is_valid() else ""
    context = {
        "form": form,
        "words": words,
        "lines": search(words),
        "most": MOST,
        "pairs": waiting_pairs().count(),
        "appeals": Appeal.objects.filter(answered_at__isnull=True).count(),
        "actor": visit_of(request).actor,
    }
    return render(request, "cases/identities/search.html", context)


@at_the_office
@require_safe
def pairs(request: HttpRequest) -> HttpResponse:
    """List the pairs that wait for an officer, the surest first."""
    page = Paginator(waiting_pairs(), PAGE).get_page(request.GET.get("page"))
    rows = list(page.object_list)
    known = {each.identity.pk: each for each in lines_of([id for row in rows for id in _two(row)])}
    lines = [(row, known[row.one_id], known[row.other_id], verdict(row.bits)) for row in rows]
    context = {"lines": lines, "page": page, "actor": visit_of(request).actor}
    return render(request, "cases/identities/pairs.html", context)


def _two(row: DoubtfulPair) -> tuple[UUID, UUID]:
    return row.one_id, row.other_id


@at_the_office
@require_safe
def appeals(request: HttpRequest) -> HttpResponse:
    """List the appeals that wait for an answer, the oldest first, and those answered lately."""
    rows = Appeal.objects.select_related("event", "made_by")
    open_ones = rows.filter(answered_at__isnull=True).order_by("made_at")[:100]
    answered = rows.filter(answered_at__isnull=False).order_by("-answered_at")[:20]
    context = {
        "lines": [(row, decision(row.event)) for row in open_ones],
        "answered": [(row, decision(row.event)) for row in answered],
        "actor": visit_of(request).actor,
    }
    return render(request, "cases/identities/appeals.html", context)
