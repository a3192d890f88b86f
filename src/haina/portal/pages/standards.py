"""The standards that fill the clauses, each with its dated values; and the departments."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from haina.cases.policies import current_policy
from haina.portal import reading
from haina.portal.drawing import draw_values
from haina.portal.pages.days import read_day


@require_safe
def standards(request: HttpRequest) -> HttpResponse:
    """Show every standard with its value on the day."""
    policy, day = current_policy(), read_day(request)
    rows = [reading.read_standard(policy, name, day.on) for name in policy.standards]
    return render(request, "portal/standards.html", {"policy": policy, "rows": rows, "day": day})


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


@require_safe
def departments(request: HttpRequest) -> HttpResponse:
    """Show the departments and how many clauses each handles."""
    policy = current_policy()
    rows = [
        {
            "department": department,
            "count": sum(department.id in clause.departments for clause in policy.clauses.values()),
        }
        for department in policy.departments.values()
    ]
    return render(request, "portal/departments.html", {"policy": policy, "rows": rows})


@require_safe
def department(request: HttpRequest, key: str) -> HttpResponse:
    """Show one department: its names over time, its clauses, its rights, the facts it attests."""
    policy = current_policy()
    if key not in policy.departments:
        raise Http404(key)
    context = {
        "policy": policy,
        "department": policy.departments[key],
        "clauses": [clause for clause in policy.clauses.values() if key in clause.departments],
        "rights": [right for right in policy.rights.values() if right.grants.apply_to == key],
        "facts": [fact for fact in policy.facts.values() if key in fact.attested_by],
    }
    return render(request, "portal/department.html", context)
