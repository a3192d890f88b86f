"""The page on which people see who opened their files."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from haina.cases.file_looks import PAGE, looks_at_files
from haina.cases.page_looks import looks_at_pages
from haina.cases.pages.door import behind_login, visit_of


@behind_login
@require_safe
def file_looks(request: HttpRequest) -> HttpResponse:
    """List who opened a file or, without taking part in it, one's own case; the latest first."""
    start = request.GET.get("before", "")
    if start and not (start.isascii() and start.isdigit() and len(start) < 19):
        raise Http404("no such place in the list")
    actor = visit_of(request).actor
    looks = looks_at_files(actor, int(start) if start else None, PAGE + 1)
    context = {
        "looks": looks[:PAGE],
        "more": looks[PAGE - 1].id if len(looks) > PAGE else None,
        "pages": () if start else looks_at_pages(actor),
    }
    return render(request, "cases/file_looks.html", context)
