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
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django_ratelimit.core import is_ratelimited

#: Fields of a form that belong to the machine and are not shown again to the person.
MACHINE_FIELDS = frozenset({"csrfmiddlewaretoken", "key", "seen", "arrived"})
#: For how long it is kept, how much of it, and how often a minute.
LIFE = timedelta(hours=1)
MOST_CHARACTERS = 100_000
KEPT_A_MINUTE = "20/m"
_SLOT = "kept_form"
#: What stands in the address of a page that belongs to a case.
_OWN_PAGES = frozenset({"case_id", "joint_id", "task_id"})


def sign_in_first(request: HttpRequest) -> HttpResponse:
    """Lead to the page for signing in and from there back, where what was sent waits."""
    if request.method != "POST":
        return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
    page = _page_of(request)
    _keep(request, page)
    return redirect_to_login(page, settings.LOGIN_URL)


def back_to_the_form(request: HttpRequest) -> HttpResponse | None:
    """Lead back to a form that was drawn before its sender signed in anew, with what was typed.

    None where nothing can be given back. Nothing is carried out: the form has to be sent again.
    """
    if request.method != "POST" or not request.user.is_authenticated:
        return None
    page = _page_of(request)
    return redirect(page) if _keep(request, page) else None


def _page_of(request: HttpRequest) -> str:
    """The page on which a form was filled in; many forms are sent to an address that shows nothing itself."""
    referer = request.META.get("HTTP_REFERER", "")
    if not url_has_allowed_host_and_scheme(referer, {request.get_host()}):
        return request.path
    parts = urlsplit(referer)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _keep(request: HttpRequest, page: str) -> bool:
    """Keep what was sent, if its page belongs to a case: nobody else who signs in here can open that."""
    match = request.resolver_match
    if match is None or not _OWN_PAGES & set(match.kwargs):
        return False
    fields = {name: values for name, values in request.POST.lists() if name not in MACHINE_FIELDS}
    size = sum(len(text) for values in fields.values() for text in values)
    if size > MOST_CHARACTERS or not (fields or request.FILES):
        return False
    if is_ratelimited(request, group="kept", key="ip", rate=KEPT_A_MINUTE, increment=True):
        return False
    request.session[_SLOT] = {
        "page": urlsplit(page).path,
        "fields": fields,
        "files": bool(request.FILES),
        "at": timezone.now().isoformat(),
    }
    return True


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
