"""The standards that fill the clauses, each with its dated values."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from haina.cases.policies import current_policy
from haina.portal import reading
from haina.portal.bigrams import normalised
from haina.portal.drawing import draw_values
from haina.portal.pages.days import read_day
from haina.portal.search import LONGEST_QUERY
from haina.rules import StandardDeclaration

PAGE_SIZE = 50


@require_safe
def standards(request: HttpRequest) -> HttpResponse:
    """Show the standards with their values on the day, those whose name has the words of `q`, in pages."""
    policy, day = current_policy(), read_day(request)
    typed = request.GET.get("q", "")[:LONGEST_QUERY]
    words = normalised(typed).split()
    names = [name for name, standard in policy.standards.items() if _has(standard, words)]
    page = Paginator(names, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "policy": policy,
        "day": day,
        "typed": typed,
        "page": page,
        "page_query": urlencode({"q": typed, "on": day.on.isoformat()}) + "&",
        "rows": [reading.read_standard(policy, name, day.on) for name in page],
    }
    return render(request, "portal/standards.html", context)


def _has(standard: StandardDeclaration, words: list[str]) -> bool:
    """Say whether a standard's name has all the words, in either language."""
    said = normalised(f"{standard.label.zh} {standard.label.en} {standard.name}")
    return all(word in said for word in words)


@require_safe
def standard(request: HttpRequest, key: str) -> HttpResponse:
    """Show one standard: its dated values with sources, as a table and as a picture, and what rests on it."""
    policy, day = current_policy(), read_day(request)
    if key not in policy.standards:
        raise Http404(key)
    wanted = reading.read_standard(policy, key, day.on)
    context = {
        "policy": policy,
        "reading": wanted,
        "standard": wanted.standard,
        "day": day,
        "drawing": draw_values(reading.steps_of_values(wanted), day.on),
        "rights": reading.rights_using(policy, key),
    }
    return render(request, "portal/standard.html", context)
