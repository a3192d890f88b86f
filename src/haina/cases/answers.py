"""What a visitor has answered before applying: a port, so that who asks questions need not be known here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest
from django.utils.module_loading import import_string


@dataclass(frozen=True, slots=True)
class Answers:
    """Answers that can be used in a form, as people give facts (docs/rule-language.md)."""

    facts: Mapping[str, object]
    #: When the last of them was given.
    given_at: datetime
    #: Where they can be read again.
    address: str


def answers_for(request: HttpRequest) -> Answers | None:
    """What this visitor wants to apply with, as the function in HAINA_ANSWERS finds it; None for nothing."""
    path: str = getattr(settings, "HAINA_ANSWERS", "")
    find: Callable[[HttpRequest], Answers | None] | None = import_string(path) if path else None
    return None if find is None else find(request)
