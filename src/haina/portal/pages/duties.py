"""The duties: the list, and each with who owes it, until when, what fulfils it, and how it stands."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from haina.cases.policies import current_policy
from haina.portal.elements.check import check_duty
from haina.portal.elements.examples import facts_of
from haina.portal.elements.lists import by_article
from haina.portal.pages.checks import sent_sheet
from haina.portal.pages.days import read_day
from haina.portal.pages.element import page_of


@require_safe
def duties(request: HttpRequest) -> HttpResponse:
    """Show every duty by its article, with who owes it and until when."""
    policy, day = current_policy(), read_day(request)
    groups = by_article(policy, policy.duties.values(), day.on)
    return render(request, "portal/duties.html", {"policy": policy, "day": day, "groups": groups})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def duty(request: HttpRequest, key: str) -> HttpResponse:
    """Show a duty; with facts, how it stands. Nothing that is sent is kept."""
    policy, day = current_policy(), read_day(request)
    if key not in policy.duties:
        raise Http404(key)
    wanted = policy.duties[key]
    sheet, facts = sent_sheet(request, policy, facts_of(policy, wanted))
    checked = None if facts is None else check_duty(policy, wanted, sheet, facts, day.on)
    context = {**page_of(policy, wanted, day), "sheet": sheet, "checked": checked}
    return render(request, "portal/duty.html", context)
