"""Articles and clauses."""

from __future__ import annotations

from collections import Counter
from itertools import groupby

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from haina.cases.policies import current_policy
from haina.policy import Article, Clause, Policy
from haina.portal.elements.changes import changes_of
from haina.portal.elements.lists import row_of
from haina.portal.elements.read import read_element, read_shown, read_standards
from haina.portal.elements.source import source_lines
from haina.portal.labels import KINDS
from haina.portal.pages.days import read_day


@require_safe
def articles(request: HttpRequest) -> HttpResponse:
    """Show the articles by chapter, each with how many clauses of each kind it has."""
    policy = current_policy()
    chapters = [
        {"heading": heading, "rows": [_counted(policy, article) for article in inside]}
        for heading, inside in groupby(policy.articles.values(), key=lambda article: article.heading)
    ]
    return render(request, "portal/articles.html", {"policy": policy, "chapters": chapters})


def _counted(policy: Policy, article: Article) -> dict[str, object]:
    """Return an article with the number of its clauses by kind."""
    counts = Counter(policy.clauses[id].kind for id in article.clauses)
    kinds = [
        {"kind": kind, "word": word, "count": counts[kind]} for kind, word in KINDS.items() if counts[kind]
    ]
    return {"article": article, "kinds": kinds}


@require_safe
def article(request: HttpRequest, key: str) -> HttpResponse:
    """Show an article with all its clauses in order, each with what carries it out."""
    policy, day = current_policy(), read_day(request)
    if key not in policy.articles:
        raise Http404(key)
    wanted = policy.articles[key]
    rows = [
        {
            "clause": policy.clauses[name],
            "rows": [row_of(policy, each, day.on) for each in policy.elements_of(name)],
        }
        for name in wanted.clauses
    ]
    context = {"policy": policy, "article": wanted, "rows": rows, "day": day}
    return render(request, "portal/article.html", context)


@require_safe
def clause(request: HttpRequest, key: str) -> HttpResponse:
    """Show one clause: what it says, what runs for it, its standards, changes, examples and lines."""
    policy, day = current_policy(), read_day(request)
    if key not in policy.clauses:
        raise Http404(key)
    wanted = policy.clauses[key]
    elements = policy.elements_of(key)
    before, after = _neighbours(policy, key)
    context = {
        "policy": policy,
        "clause": wanted,
        "article": policy.articles[wanted.article],
        "day": day,
        "reads": [read_element(policy, each, day.on) for each in elements],
        "standards": read_standards(policy, elements, day.on),
        "changes": changes_of(policy, [each.id for each in elements]),
        "shown": [read_shown(policy, each) for each in elements],
        "lines": source_lines(policy, wanted.place),
        "systems": [each for each in policy.systems.values() if key in each.clauses],
        "calculators": [each for each in policy.calculators.values() if key in each.clauses],
        "departments": [policy.departments[name] for name in wanted.departments],
        "before": before,
        "after": after,
    }
    return render(request, "portal/clause.html", context)


def _neighbours(policy: Policy, key: str) -> tuple[Clause | None, Clause | None]:
    """Return the clauses before and after one, through all articles."""
    ids = list(policy.clauses)
    place = ids.index(key)
    before = policy.clauses[ids[place - 1]] if place else None
    after = policy.clauses[ids[place + 1]] if place + 1 < len(ids) else None
    return before, after
