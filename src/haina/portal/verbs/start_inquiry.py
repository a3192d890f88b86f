"""Start an inquiry: a place for answers that has no name on it."""

from __future__ import annotations

from datetime import datetime

from haina.policy import Policy
from haina.portal.inquiry.scope import Scope
from haina.portal.models import Inquiry, digest_of, new_token


def start_inquiry(policy: Policy, scope: Scope, now: datetime) -> str:
    """Make an empty inquiry about these rights and return its link's random part, which is stored nowhere."""
    token = new_token()
    inquiry = Inquiry(
        digest=digest_of(token),
        scope={"kind": scope.kind, "id": scope.id},
        policy_version=policy.version,
    )
    inquiry.keep(now)
    inquiry.save(force_insert=True)
    return token
