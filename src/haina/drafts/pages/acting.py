"""What one does to a draft from its page."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from haina.cases.pages.door import Visit, visit_of
from haina.cases.refusals import Refusal
from haina.drafts import verbs
from haina.drafts.pages.door import find_draft, for_policy_makers

#: The longest reason of a consent.
MOST_WORDS = 1000


@for_policy_makers
@require_POST
def act(request: HttpRequest, draft_id: UUID, act: str) -> HttpResponse:
    """Try, consent, withdraw, publish or discard; what stands against it is said on the draft's page."""
    find_draft(draft_id)
    try:
        words = _do(request, visit_of(request), draft_id, act)
    except Refusal as error:
        messages.error(request, str(error))
    else:
        messages.success(request, words)
    return redirect("drafts:draft", draft_id=draft_id)


def _do(request: HttpRequest, visit: Visit, draft_id: UUID, act: str) -> str:
    seen = request.POST.get("content", "")
    if act == "try":
        verbs.try_out(visit.actor, visit.now, draft_id)
        return gettext("The trial has begun. The figures appear here when it is done.")
    if act == "consent":
        reason = request.POST.get("reason", "")[:MOST_WORDS]
        verbs.consent(visit.actor, visit.now, draft_id, reason=reason, seen=seen)
        return gettext("You have consented.")
    if act == "withdraw":
        verbs.withdraw(visit.actor, visit.now, draft_id)
        return gettext("Your consent is withdrawn.")
    if act == "publish":
        verbs.publish(visit.actor, visit.now, draft_id, seen=seen)
        return gettext("Published. The new version of the policy is in force; cases that run keep theirs.")
    if act == "discard":
        verbs.discard(visit.actor, visit.now, draft_id)
        return gettext("Discarded. It stays on record.")
    raise Http404(act)
