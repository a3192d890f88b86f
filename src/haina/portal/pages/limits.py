"""How often one address may do something; many people may stand behind one, so the limits are wide."""

from __future__ import annotations

from django.http import HttpRequest
from django_ratelimit.core import is_ratelimited
from django_ratelimit.exceptions import Ratelimited

STARTS = "60/10m"
ANSWERS = "600/10m"


def limit(request: HttpRequest, group: str, rate: str) -> None:
    """Count a request that sends something. Raises Ratelimited (429) when it is one too many."""
    if is_ratelimited(request, group=group, key="ip", rate=rate, method="POST", increment=True):
        raise Ratelimited
