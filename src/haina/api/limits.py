"""How often one address may have something worked out."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest
from django_ratelimit.core import is_ratelimited

from haina.api.problems import ApiProblem
from haina.rules import Text

CHECKS_PER_MINUTE = 120


def not_too_often(request: HttpRequest, group: str) -> None:
    """Count a request that has something worked out. Raises ApiProblem (429) when it is one too many."""
    rate = f"{CHECKS_PER_MINUTE}/m"
    if is_ratelimited(request, group=group, key="ip", rate=rate, method="POST", increment=True):
        detail = Text(
            zh=f"每分钟最多 {CHECKS_PER_MINUTE} 次，请稍后再试",
            en=f"at most {CHECKS_PER_MINUTE} times a minute; try again a little later",
        )
        raise ApiProblem(HTTPStatus.TOO_MANY_REQUESTS, "too-many-requests", detail, retry=60)
