"""Where a request comes from, when reverse proxies stand in front."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """Return the visitor's IP address.

    Every trusted proxy appends the address it saw to X-Forwarded-For, so with n proxies the n-th
    entry from the right is the visitor; whatever stands further left, the visitor wrote themselves.
    """
    proxies: int = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    forwarded = [
        part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()
    ]
    if proxies and len(forwarded) >= proxies:
        return str(forwarded[-proxies])
    return str(request.META.get("REMOTE_ADDR") or "127.0.0.1")
