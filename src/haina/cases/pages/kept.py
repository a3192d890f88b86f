"""What was typed while nobody was signed in any more: kept for a while, and given back after signing in.

It is kept in the session of the browser that sent it, and drawn again only on the page on which it was
typed, to who may open that page. Files cannot be kept; it is said that they have to be chosen again.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django_ratelimit.core import is_ratelimited

#: Fields of a form that belong to the machine and are not shown again to the person.
MACHINE_FIELDS = frozenset({"csrfmiddlewaretoken", "key", "seen"})
#: For how long it is kept, how much of it, and how often a minute.
LIFE = timedelta(hours=1)
MOST_CHARACTERS = 100_000
KEPT_A_MINUTE = "20/m"
_SLOT = "kept_form"


def sign_in_first(request: HttpRequest, *, keep: bool) -> HttpResponse:
    """Lead to the page for signing in and from there back; with `keep`, what was sent waits there."""
    page = _page_of(request) if request.method == "POST" else request.get_full_path()
    if request.method == "POST" and keep:
        _keep(request, urlsplit(page).path)
    return redirect_to_login(page, settings.LOGIN_URL)


def _page_of(request: HttpRequest) -> str:
    """The page on which a form was filled in; many forms are sent to an address that shows nothing itself."""
    referer = request.META.get("HTTP_REFERER", "")
    if not url_has_allowed_host_and_scheme(referer, {request.get_host()}):
        return request.path
    parts = urlsplit(referer)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _keep(request: HttpRequest, page: str) -> None:
    fields = {name: values for name, values in request.POST.lists() if name not in MACHINE_FIELDS}
    size = sum(len(text) for values in fields.values() for text in values)
    if size > MOST_CHARACTERS or not (fields or request.FILES):
        return
    if is_ratelimited(request, group="kept", key="ip", rate=KEPT_A_MINUTE, increment=True):
        return
    request.session[_SLOT] = {
        "page": page,
        "fields": fields,
        "files": bool(request.FILES),
        "at": timezone.now().isoformat(),
    }


def kept_form(request: HttpRequest) -> QueryDict | None:
    """Return, once, what was typed on this page when the session had run out; None where nothing was."""
    kept = request.session.get(_SLOT) if request.method == "GET" else None
    if kept is None or kept["page"] != request.path:
        return None
    del request.session[_SLOT]
    if timezone.now() - datetime.fromisoformat(kept["at"]) > LIFE:
        return None
    data = QueryDict(mutable=True)
    for name, values in kept["fields"].items():
        data.setlist(name, values)
    data["with_files"] = "1" if kept["files"] else ""
    return data
