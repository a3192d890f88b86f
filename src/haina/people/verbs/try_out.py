"""See what a decision on who is who would bring, without taking it."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction

from haina.people.following import Followed, told
from haina.people.models import IdentityEvent


def try_out(decide: Callable[[], IdentityEvent]) -> tuple[Followed, ...]:
    """Take a decision, read what followed, and take everything back: what is shown is what would be.

    Raises what the decision raises.
    """
    with transaction.atomic():
        followed = told(decide())
        transaction.set_rollback(True)
    return followed
