"""The list of rights, and the page of one right."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from haina.cases.policies import current_policy
from haina.policy import Policy, Right
from haina.portal import reading
from haina.portal.navigation import apply_address
from haina.portal.pages.days import read_day
from haina.portal.pages.element import page_of
from haina.portal.procedures import ProcedureDrawing, draw_procedure


@require_safe
def rights(request: HttpRequest) -> HttpResponse:
    """Show every right and programme by its article, with what is in force on the day."""
    policy, day = current_policy(), read_day(request)
    articles = []
    for article in policy.articles.values():
        rows = [
            {"right": policy.rights[key], "force": reading.read_in_force(policy, policy.rights[key], day.on)}
            for key in article.rights
        ]
        if rows:
            articles.append({"article": article, "rows": rows})
    context = {"policy": policy, "articles": articles, "day": day}
    return render(request, "portal/rights.html", context)


@require_safe
def right(request: HttpRequest, key: str) -> HttpResponse:
    """Show one right: what it gives, who can have it, its rule, its standards, its steps and its limit."""
    policy, day = current_policy(), read_day(request)
    if key not in policy.rights:
        raise Http404(key)
    wanted = policy.rights[key]
    context = {
        **page_of(policy, wanted, day),
        "right": wanted,
        "limit": reading.read_standard(policy, wanted.days, day.on) if wanted.days else None,
        "department": policy.departments.get(wanted.grants.apply_to or ""),
        "procedure": _procedure(policy, wanted, day.on),
        "apply": apply_address(wanted),
    }
    return render(request, "portal/right.html", context)


def _procedure(policy: Policy, wanted: Right, on: date) -> ProcedureDrawing | None:
    """Return the picture of the procedure, if the right has one."""
    return draw_procedure(policy, wanted.procedure, on) if wanted.procedure else None
