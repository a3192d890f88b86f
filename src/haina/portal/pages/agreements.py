"""The agreements: the list, and each with its parties, its terms, what follows, and a form to check one."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from haina.cases.policies import current_policy
from haina.portal.elements.check import check_agreement
from haina.portal.elements.examples import facts_of
from haina.portal.elements.lists import by_article
from haina.portal.pages.checks import sent_sheet
from haina.portal.pages.days import read_day
from haina.portal.pages.element import page_of


@require_safe
def agreements(request: HttpRequest) -> HttpResponse:
    """Show every type of agreement by its article."""
    policy, day = current_policy(), read_day(request)
    groups = by_article(policy, policy.agreements.values(), day.on)
    return render(request, "portal/agreements.html", {"policy": policy, "day": day, "groups": groups})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def agreement(request: HttpRequest, key: str) -> HttpResponse:
    """Show an agreement; with facts, whether it is valid. Nothing that is sent is kept."""
    policy, day = current_policy(), read_day(request)
    if key not in policy.agreements:
        raise Http404(key)
    wanted = policy.agreements[key]
    sheet, facts = sent_sheet(request, policy, facts_of(policy, wanted))
    checked = None if facts is None else check_agreement(policy, wanted, sheet, facts, day.on)
    context = {**page_of(policy, wanted, day), "sheet": sheet, "checked": checked}
    return render(request, "portal/agreement.html", context)
