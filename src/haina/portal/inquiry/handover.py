"""From an inquiry to an application: which answers a visitor wants to apply with.

An inquiry has no name on it. Only when a visitor presses the button to apply with the answers does the
session, and nothing else, remember which they are; the application asks before it uses them.
"""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from haina.cases.answers import Answers
from haina.cases.policies import current_policy
from haina.portal.inquiry.progress import usable_facts
from haina.portal.models import SAVED_LIFE, UNSAVED_LIFE, Inquiry, digest_of

_SLOT = "inquiry_to_apply_with"


def apply_with(request: HttpRequest, token: str) -> None:
    """Remember in the session that the visitor wants to apply with the answers under this link."""
    request.session[_SLOT] = token


def answers_to_apply_with(request: HttpRequest) -> Answers | None:
    """Return the answers that the visitor wants to apply with; None where there are none any more."""
    token = request.session.get(_SLOT)
    now = timezone.now()
    inquiry = Inquiry.objects.filter(digest=digest_of(token), expires_at__gt=now).first() if token else None
    if inquiry is None or not inquiry.facts:
        return None
    _, dropped = usable_facts(current_policy(), inquiry)
    facts = {name: value for name, value in inquiry.facts.items() if name not in dropped}
    given_at = inquiry.expires_at - (SAVED_LIFE if inquiry.saved else UNSAVED_LIFE)
    return Answers(facts, given_at, reverse("portal:inquiry_answers", args=[token]))
