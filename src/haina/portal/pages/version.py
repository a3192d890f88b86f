"""Which version of the policy answers, how much is in it, and how to have exactly this one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from haina.cases.models import PolicyVersion
from haina.cases.policies import current_policy
from haina.policy import Policy
from haina.policy.counts import counts_of

MOST_VERSIONS = 50


@require_safe
def version(request: HttpRequest) -> HttpResponse:
    """Show the version that answers now, and those that were published here before."""
    policy = current_policy()
    earlier = PolicyVersion.objects.exclude(pk=policy.version).order_by("-stored_at", "version")
    context = {
        "policy": policy,
        "counts": _named(policy),
        "stored": PolicyVersion.objects.filter(pk=policy.version).values_list("stored_at", flat=True).first(),
        "earlier": earlier.values("version", "stored_at")[:MOST_VERSIONS],
    }
    return render(request, "portal/version.html", context)


def _named(policy: Policy) -> list[tuple[str, str, int]]:
    """Return how much there is of what has a list: name, address of the list, number."""
    counts = counts_of(policy)
    names = [
        (gettext("Articles"), "articles", "articles"),
        (gettext("Clauses"), "map", "clauses"),
        (gettext("Rights"), "rights", "rights"),
        (gettext("Programmes that pay"), "programmes", "programmes"),
        (gettext("Agreements"), "agreements", "agreements"),
        (gettext("Duties"), "duties", "duties"),
        (gettext("Calculators"), "calculators", "calculators"),
        (gettext("Systems"), "systems", "systems"),
        (gettext("Standards"), "standards", "standards"),
        (gettext("Departments"), "departments", "departments"),
        (gettext("Where the two texts differ"), "differences", "differences"),
    ]
    return [(title, f"portal:{page}", counts[key]) for title, page, key in names]
