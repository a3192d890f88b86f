"""The list of the programmes that pay, with their amounts and the budgets that they draw on."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from haina.cases.policies import current_policy
from haina.portal.elements.lists import by_article
from haina.portal.pages.days import read_day


@require_safe
def programmes(request: HttpRequest) -> HttpResponse:
    """Show every programme by its article, with how much it pays and from which budget."""
    policy, day = current_policy(), read_day(request)
    groups = by_article(policy, policy.programmes.values(), day.on)
    return render(request, "portal/programmes.html", {"policy": policy, "day": day, "groups": groups})
