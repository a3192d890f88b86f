"""Addresses that leave the portal: in e-mails and on printed documents."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings

#: Where the page of a case is; its id follows.
CASE_PATH = "/cases/"
#: Where a credential is checked; the token follows.
VERIFY_PATH = "/verify/"
#: Where the status lists are; the number of one follows.
STATUS_PATH = "/status/"


def case_address(case_id: UUID) -> str:
    """The full address of a case's page."""
    return f"{settings.HAINA_PUBLIC_URL}{CASE_PATH}{case_id}"


def verify_address(token: str) -> str:
    """The full address at which anyone can check a credential."""
    return f"{settings.HAINA_PUBLIC_URL}{VERIFY_PATH}{token}"


def status_address(number: int) -> str:
    """The full address of a published status list."""
    return f"{settings.HAINA_PUBLIC_URL}{STATUS_PATH}{number}.json"
