"""The result of an inquiry, as a page and as JSON."""

from __future__ import annotations

import json

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from haina.portal.inquiry.progress import next_question
from haina.portal.inquiry.result import grouped
from haina.portal.pages.days import read_day
from haina.portal.pages.inquiry import Visit, visit


@never_cache
@require_safe
def result(request: HttpRequest, token: str) -> HttpResponse:
    """Show what one has, will have, could have and cannot be told yet, each with its reasons."""
    seen, day = visit(token), read_day(request)
    answer = seen.policy.check(_facts(seen), day.on, rights=seen.scope.rights)
    groups = grouped(seen.policy, answer)
    context = {
        "seen": seen,
        "day": day,
        "groups": groups,
        "may_apply": any(
            item.right.procedure
            for group in groups
            for item in group.items
            if group.kind not in ("not", "not_in_force")
        ),
        "question": next_question(seen.policy, seen.scope, seen.inquiry, seen.facts, day.on),
        "skipped": len(seen.inquiry.skipped),
    }
    return render(request, "portal/inquiry/result.html", context)


@never_cache
@require_safe
def result_json(request: HttpRequest, token: str) -> HttpResponse:
    """Return the same object as `haina check --format json`."""
    seen, day = visit(token), read_day(request)
    answer = seen.policy.check(_facts(seen), day.on, rights=seen.scope.rights)
    text = json.dumps(answer.to_json(), ensure_ascii=False, indent=2)
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="haina-{day.on}.json"'
    return response


def _facts(seen: Visit) -> dict[str, object]:
    """Return the facts that the policy can still read."""
    return {name: value for name, value in seen.inquiry.facts.items() if name not in seen.dropped}
