"""What the platform publishes so that it can be checked without it: the status lists."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from haina.cases.models import IssuedDocument
from haina.cases.statuses_published import KEPT_FOR, newest_list, published_list


@require_safe
def statuses(request: HttpRequest) -> HttpResponse:
    """Say what the status lists are, how many documents stand in them, and where they are."""
    counts = {
        "all": IssuedDocument.objects.filter(status_index__isnull=False).count(),
        "revoked": IssuedDocument.objects.filter(revoked_at__isnull=False).count(),
        "replaced": IssuedDocument.objects.filter(replaced_at__isnull=False).count(),
    }
    context = {"counts": counts, "lists": range(1, newest_list() + 1)}
    return render(request, "cases/statuses.html", context)


@require_safe
def status_list(request: HttpRequest, number: int) -> JsonResponse:
    """One signed list, for machines."""
    published = published_list(number, timezone.now())
    if published is None:
        raise Http404("no such list")
    response = JsonResponse(published)
    response["Cache-Control"] = f"public, max-age={int(KEPT_FOR.total_seconds())}"
    response["Access-Control-Allow-Origin"] = "*"
    return response
