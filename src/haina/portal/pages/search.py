"""The search page: results by kind, with the words found marked."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from haina.portal.models import SearchEntry
from haina.portal.search import LONGEST_QUERY, Found, Query, highlighted, search
from haina.portal.words import Language, language

FEW = 5
PAGE_SIZE = 20
_ADDRESSES = {
    SearchEntry.Kind.RIGHT: "portal:right",
    SearchEntry.Kind.PROGRAMME: "portal:right",
    SearchEntry.Kind.AGREEMENT: "portal:agreement",
    SearchEntry.Kind.DUTY: "portal:duty",
    SearchEntry.Kind.CALCULATOR: "portal:calculator",
    SearchEntry.Kind.EVENT: "portal:event",
    SearchEntry.Kind.AUDIENCE: "portal:audience",
    SearchEntry.Kind.ARTICLE: "portal:article",
    SearchEntry.Kind.CLAUSE: "portal:clause",
    SearchEntry.Kind.SYSTEM: "portal:system",
    SearchEntry.Kind.STANDARD: "portal:standard",
    SearchEntry.Kind.DEPARTMENT: "portal:department",
}


@dataclass(frozen=True, slots=True)
class Result:
    """One line of the results: `key` is a clause's number; the body's language is named if it is not ours."""

    key: str
    href: str
    title: SafeString
    body: SafeString
    body_language: str


@dataclass(frozen=True, slots=True)
class Group:
    """The results of one kind: the first few, and where all of them are."""

    kind: str
    label: str
    count: int
    results: tuple[Result, ...]
    more: str


@require_safe
def search_page(request: HttpRequest) -> HttpResponse:
    """Show the results for `q`, all kinds by groups or one `kind` in pages."""
    typed = request.GET.get("q", "")
    query = Query.read(typed)
    kind = request.GET.get("kind", "")
    found = search(query)
    context = {
        "typed": typed[:LONGEST_QUERY],
        "query": query,
        "near": found.near,
        "cut": len(typed) > LONGEST_QUERY,
        **(_one_kind(request, found, query, kind) if kind in SearchEntry.Kind.values else _all(found, query)),
    }
    return render(request, "portal/search.html", context)


def _all(found: Found, query: Query) -> dict[str, object]:
    """Return the first results of every kind."""
    counted = found.entries.order_by().values_list("kind").annotate(Count("pk")) if not query.empty else []
    counts = {kind: count for kind, count, *_ in counted}
    groups = []
    for kind in SearchEntry.Kind:
        if counts.get(kind):
            entries = found.entries.filter(kind=kind)[:FEW]
            more = f"{reverse('portal:search')}?{urlencode({'q': query.text, 'kind': kind.value})}"
            results = tuple(_result(entry, query) for entry in entries)
            groups.append(Group(kind.value, str(kind.label), counts[kind], results, more))
    return {"groups": groups, "count": sum(counts.values())}


def _one_kind(request: HttpRequest, found: Found, query: Query, kind: str) -> dict[str, object]:
    """Return one page of the results of one kind."""
    pages = Paginator(found.entries.filter(kind=kind), PAGE_SIZE)
    page = pages.get_page(request.GET.get("page"))
    return {
        "kind": kind,
        "kind_label": SearchEntry.Kind(kind).label,
        "page": page,
        "page_query": urlencode({"q": query.text, "kind": kind}) + "&",
        "results": [_result(entry, query) for entry in page],
        "count": pages.count,
    }


def _result(entry: SearchEntry, query: Query) -> Result:
    """Return an entry in the reader's language; its body in the other one where only that has the words."""
    here: Language = language()
    there: Language = "en" if here == "zh" else "zh"
    bodies = {"zh": entry.body_zh, "en": entry.body_en}
    titles = {"zh": entry.title_zh, "en": entry.title_en}
    body, body_language = highlighted(bodies[here], query, cut=True), here
    if "<mark>" not in body and "<mark>" not in highlighted(titles[here], query):
        other = highlighted(f"{titles[there]} · {bodies[there]}", query, cut=True)
        if "<mark>" in other:
            body, body_language = other, there
    return Result(
        key=entry.key if entry.kind == SearchEntry.Kind.CLAUSE else "",
        href=reverse(_ADDRESSES[SearchEntry.Kind(entry.kind)], args=[entry.key]),
        title=highlighted(titles[here], query),
        body=body,
        body_language="" if body_language == here else "zh-Hans" if body_language == "zh" else "en",
    )
