"""Where letters go: to the mail server in HAINA_EMAIL_URL, else into files that show what would be sent."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def mail_settings(url: str) -> dict[str, Any]:
    """Turn `smtp://USER:PASSWORD@HOST:587` (with STARTTLS) or `smtps://…:465` into Django's settings.

    Empty for no URL. Raises ImproperlyConfigured for another scheme or a missing host.
    """
    if not url:
        return {}
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise ImproperlyConfigured("HAINA_EMAIL_URL must read smtp://USER:PASSWORD@HOST:587 or smtps://…:465")
    encrypted = parts.scheme == "smtps"
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if encrypted else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": encrypted,
        "EMAIL_USE_TLS": not encrypted,
        "EMAIL_TIMEOUT": 10,
        "ACCOUNT_EMAIL_VERIFICATION": "mandatory",
    }
