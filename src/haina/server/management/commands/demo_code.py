"""`manage.py demo_code EMAIL`: what an authenticator app would show now for an account of the demo."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings
from django.core.management import BaseCommand, CommandError, CommandParser


class Command(BaseCommand):
    """Print the six digits, so that one can try the officers' side without a phone; only on this machine."""

    help = "Print the present second-factor code of a demo account."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the account's e-mail address."""
        parser.add_argument("email")

    def handle(self, *, email: str, **options: Any) -> None:
        """Print the code. CommandError on a public server, or for an account without a second factor."""
        if urlsplit(settings.HAINA_PUBLIC_URL).hostname not in {"127.0.0.1", "localhost"}:
            raise CommandError("This is a public server; codes come from the officer's own device.")
        kept = Authenticator.objects.filter(user__email=email.lower(), type=Authenticator.Type.TOTP).first()
        if kept is None:
            raise CommandError(f"{email} has no second factor.")
        secret = get_adapter().decrypt(kept.data["secret"])
        counter = next(totp.yield_hotp_counters_from_time())
        self.stdout.write(totp.format_hotp_value(totp.hotp_value(secret, counter)))
