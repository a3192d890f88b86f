"""The policy's map: the whole, and one article with its clauses and what runs for each."""

from __future__ import annotations

from functools import lru_cache

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from haina.cases.policies import current_policy
from haina.policy import Policy
from haina.portal.mapping import article_on_the_map, articles_on_the_map, draw_article, draw_map, neighbours
from haina.portal.words import Language, language


@require_safe
def whole(request: HttpRequest) -> HttpResponse:
    """Show every article with its clauses as shapes by kind, and the same as a list."""
    policy = current_policy()
    return render(request, "portal/map.html", {"policy": policy, "whole": _whole(policy, language())})


@lru_cache(maxsize=4)
def _whole(policy: Policy, lang: Language) -> SafeString:
    """Return the picture and its list, made once for a version of the policy and the request's language."""
    parts = articles_on_the_map(policy)
    return render_to_string("portal/parts/map_whole.html", {"parts": parts, "drawing": draw_map(parts)})


@require_safe
def article(request: HttpRequest, key: str) -> HttpResponse:
    """Show one article: its clauses, what runs for each, and the same as a list."""
    policy = current_policy()
    if key not in policy.articles:
        raise Http404(key)
    part = article_on_the_map(policy, key)
    before, after = neighbours(policy, key)
    context = {
        "policy": policy,
        "part": part,
        "drawing": draw_article(part),
        "before": before,
        "after": after,
    }
    return render(request, "portal/map_article.html", context)
