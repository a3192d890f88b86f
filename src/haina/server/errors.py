"""What a visitor sees when something goes wrong: a sentence in two languages, never a traceback.

The portal's templates 400.html, 403.html, 404.html, 429.html, 500.html and 503.html are used when they
can be drawn; when they cannot (the database is away, a template is broken), a plain page takes over.
"""

from __future__ import annotations

import logging
import sys

from django.contrib.auth.models import AnonymousUser
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.template.loader import get_template
from django.utils.html import escape
from django_ratelimit.exceptions import Ratelimited

from haina.cases.arrival import FIELD, signed_note
from haina.cases.pages.kept import back_to_the_form
from haina.server.logs import request_number

_logger = logging.getLogger(__name__)

_SENTENCES = {
    400: ("请求无法理解。", "This request cannot be understood."),
    403: ("您无权查看此页。", "You may not see this page."),
    404: ("没有这个页面。", "There is no such page."),
    413: ("发送的内容太大。", "What was sent is too large."),
    429: ("尝试次数过多，请稍后再试。", "Too many attempts; please try again a little later."),
    500: ("系统出错，我们已记录。", "Something went wrong on our side; it has been recorded."),
    503: (
        "系统正在恢复，已提交的内容没有丢失，请稍后重试。",
        "The service is recovering and nothing was lost; please try again in a moment.",
    ),
}


def error_page(request: HttpRequest, status: int, **more: object) -> HttpResponse:
    """Draw the page for `status`, with `more` for its template: the portal's, else a plain one."""
    context = {"status": status, "reference": request_number.get(), **more}
    try:
        return HttpResponse(get_template(f"{status}.html").render(context, request), status=status)
    except Exception:  # whatever broke the page must not break its apology as well
        _logger.debug("No template for status %s can be drawn", status, exc_info=True)
        return plain_page(status)


def plain_page(status: int) -> HttpResponse:
    """The page of last resort: no template, no database, no style."""
    zh, en = _SENTENCES[status]
    reference = escape(request_number.get())
    return HttpResponse(
        "<!doctype html><html lang='zh-Hans'><meta charset='utf-8'>"
        "<meta name='viewport' content='width=device-width'>"
        f"<title>{status}</title><main><h1>{zh}</h1><p lang='en'>{en}</p><p>{reference}</p>"
        "<p><a href='/'>海纳 Haina</a></p></main></html>",
        status=status,
    )


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: a request that no browser of ours would send."""
    return error_page(request, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403, or 429 when it was refused for coming too often."""
    if isinstance(exception, Ratelimited):
        return too_many_requests(request, exception)
    return error_page(request, 403)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form without a valid token: most often one that stood open for too long.

    Who has signed in anew meanwhile is led back to the form with what was typed, which is not carried out.
    """
    _logger.warning("CSRF check failed: %s", reason)
    return back_to_the_form(request) or error_page(request, 403)


def too_many_requests(request: HttpRequest, exception: Exception) -> HttpResponse:
    """429: more attempts than the limit of this page allows."""
    response = error_page(request, 429)
    response["Retry-After"] = "60"
    return response


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: no page has this address."""
    return error_page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: a mistake of ours; the log has the traceback under the same number.

    A lost database is no mistake of ours but a matter of seconds: 503 with Retry-After.
    """
    if isinstance(sys.exception(), OperationalError | InterfaceError):
        request.user = AnonymousUser()  # who it is stands in the database
        response = error_page(request, 503, again=_to_send_again(request))
        response["Retry-After"] = "5"
        return response
    return error_page(request, 500)


def _to_send_again(request: HttpRequest) -> list[tuple[str, str]]:
    """The fields of a sent form, to be sent again from the page; only of one that is carried out once.

    Those have a key. Others, such as the form with one's password, and files are not put into a page.
    """
    try:
        if request.method != "POST" or request.FILES or not request.POST.get("key"):
            return []
        fields = [(name, value) for name, values in request.POST.lists() for value in values if name != FIELD]
        # What arrived in time counts, although it could not be stored.
        return [*fields, (FIELD, signed_note(request))]
    except UnreadablePostError:
        return []
