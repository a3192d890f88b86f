"""Who may open an account: anyone whose e-mail address can be verified; nobody without a mail server."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Closes the sign-up page on an installation without a mail server."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Only with verification: an unverified address would let one person pass for another."""
        return bool(settings.ACCOUNT_EMAIL_VERIFICATION == "mandatory")
