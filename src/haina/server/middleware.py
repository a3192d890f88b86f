"""What happens around every request, one small class each, in the order of the settings."""

from __future__ import annotations

import logging
import re
import time
import uuid
from collections.abc import Callable

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import resolve, reverse
from django.utils.cache import patch_cache_control

from haina.cases.arrival import note_arrival
from haina.cases.policies import look, pinned
from haina.people.models import Account
from haina.server.errors import error_page, plain_page
from haina.server.logs import request_number

GetResponse = Callable[[HttpRequest], HttpResponse]

_logger = logging.getLogger("haina.requests")
_ACCEPTABLE_NUMBER = re.compile(r"[A-Za-z0-9-]{8,64}\Z")


class _Middleware:
    """Keeps what comes next."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response


class RequestNumber(_Middleware):
    """Numbers every request, for log lines, error pages and the answer, and keeps when it came."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Take the number a trusted proxy gave, or a new one."""
        given = request.headers.get("X-Request-ID", "") if settings.ALLAUTH_TRUSTED_PROXY_COUNT else ""
        number = given if _ACCEPTABLE_NUMBER.match(given) else uuid.uuid4().hex
        request.number = number  # type: ignore[attr-defined]  # read by the log filter
        note_arrival(request)
        token = request_number.set(number)
        begun = time.monotonic()
        try:
            response = self.get_response(request)
            taken = 1000 * (time.monotonic() - begun)
            # The pattern of the address, not the address: that has tokens which open somebody's answers.
            pattern = request.resolver_match.route if request.resolver_match else "-"
            _logger.info("%s %s %s %.0f ms", request.method, pattern, response.status_code, taken)
        finally:
            request_number.reset(token)
        response["X-Request-ID"] = number
        return response


class RequestSize(_Middleware):
    """Refuses a request that says it is larger than any form of ours, before a byte of it is read."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """413 above HAINA_MAX_REQUEST_BYTES; without a length Django reads nothing."""
        try:
            length = int(request.META.get("CONTENT_LENGTH") or 0)
        except ValueError:
            return error_page(request, 400)
        if length > settings.HAINA_MAX_REQUEST_BYTES:
            return plain_page(413)
        return self.get_response(request)


class NoNul(_Middleware):
    """Lets no address with a NUL character in, which no database keeps; people lead on without it."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """400 for one in the path or sent by a program; a person's question is asked again without it."""
        query = request.META.get("QUERY_STRING", "")
        if "\0" not in request.path_info and "%00" not in query:
            return self.get_response(request)
        if "\0" in request.path_info or request.method != "GET" or request.path_info.startswith("/api/"):
            return error_page(request, 400)
        return HttpResponseRedirect(f"{request.path}?{query.replace('%00', '')}")


class PolicyInForce(_Middleware):
    """Sees whether a version of the policy was published; one version answers a request."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Look before anything asks for the policy."""
        look()
        with pinned():
            return self.get_response(request)


class BrowserPermissions(_Middleware):
    """Tells the browser that no page needs its sensors, its camera or a payment sheet."""

    header = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()"

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Add the Permissions-Policy header."""
        response = self.get_response(request)
        response.setdefault("Permissions-Policy", self.header)
        return response


class SecondFactor(_Middleware):
    """Sends an officer or supervisor to set up the account's second factor before anything else.

    Once it is set up, signing in asks for it, so every later session has proved it.
    """

    open_views = frozenset(
        {"mfa_activate_totp", "mfa_view_recovery_codes", "account_logout", "account_reauthenticate"}
    )

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Redirect to the activation page while a posting demands a factor that the account does not have."""
        user = getattr(request, "user", None)
        if isinstance(user, Account) and _lacks_second_factor(user):
            match = resolve(request.path_info)
            if match.url_name not in self.open_views:
                return HttpResponseRedirect(reverse("mfa_activate_totp"))
        return self.get_response(request)


def _lacks_second_factor(user: Account) -> bool:
    """Whether the account has an office and no second factor; one question to the database."""
    proofs = Authenticator.objects.filter(user_id=OuterRef("account_id"))
    return user.postings.filter(~Exists(proofs)).exists()


class PrivatePages(_Middleware):
    """Keeps pages of a signed-in person out of every cache: many apply at a shared counter."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Add `no-store, private` unless the page has said otherwise."""
        response = self.get_response(request)
        user = getattr(request, "user", None)
        if user is not None and user.is_authenticated and not response.has_header("Cache-Control"):
            patch_cache_control(response, no_store=True, private=True)
        return response
