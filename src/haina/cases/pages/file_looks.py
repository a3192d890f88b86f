"""The page on which people see who opened their files."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from haina.cases.file_looks import PAGE, looks_at_files
from haina.cases.pages.door import behind_login, visit_of


@behind_login
@require_safe
def file_looks(request: HttpRequest) -> HttpResponse:
    """List who opened a file in one's own cases, the latest first."""
    start = request.GET.get("before", "")
    if start and not (start.isascii() and start.isdigit() and len(start) < 19):
        raise Http404("no such place in the list")
    looks = looks_at_files(visit_of(request).actor, int(start) if start else None, PAGE + 1)
    more = looks[PAGE - 1].id if len(looks) > PAGE else None
    return render(request, "cases/file_looks.html", {"looks": looks[:PAGE], "more": more})
