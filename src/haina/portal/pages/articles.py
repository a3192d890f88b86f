"""Articles and clauses."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from haina.cases.policies import current_policy
from haina.portal import reading


@require_safe
def articles(request: HttpRequest) -> HttpResponse:
    """Show the articles that are in the policy."""
    return render(request, "portal/articles.html", {"policy": current_policy()})


@require_safe
def article(request: HttpRequest, key: str) -> HttpResponse:
    """Show an article with all its clauses in order, each with the rights that carry it out."""
    policy = current_policy()
    if key not in policy.articles:
        raise Http404(key)
    wanted = policy.articles[key]
    clauses = [policy.clauses[name] for name in wanted.clauses]
    rows = [{"clause": clause, "rights": reading.rights_of_clause(policy, clause)} for clause in clauses]
    return render(request, "portal/article.html", {"policy": policy, "article": wanted, "rows": rows})


@require_safe
def clause(request: HttpRequest, key: str) -> HttpResponse:
    """Show one clause: what it says, who it binds, our notes, and the rights that carry it out."""
    policy = current_policy()
    if key not in policy.clauses:
        raise Http404(key)
    wanted = policy.clauses[key]
    context = {
        "policy": policy,
        "clause": wanted,
        "article": policy.articles[wanted.article],
        "rights": reading.rights_of_clause(policy, wanted),
        "departments": [policy.departments[name] for name in wanted.departments],
    }
    return render(request, "portal/clause.html", context)
