"""The list of drafts, one draft, and writing one."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from haina.cases.pages.door import visit_of
from haina.cases.policies import current_policy
from haina.cases.refusals import Refusal
from haina.drafts import verbs
from haina.drafts.models import Draft, Publication, Trial
from haina.drafts.pages.door import find_draft, for_policy_makers
from haina.drafts.pages.forms import DraftForm
from haina.drafts.permissions import DraftVerb, require
from haina.drafts.shown import draft_view

#: Drafts and results on one page.
PAGE = 20


@require_safe
@for_policy_makers
def drafts(request: HttpRequest) -> HttpResponse:
    """List the drafts, the results of trials, and what was published here."""
    rows = Draft.objects.select_related("author").order_by("-changed_at", "pk")
    context = {
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "trials": Trial.objects.select_related("draft").order_by("-begun_at", "pk")[:PAGE],
        "publications": Publication.objects.select_related("draft").order_by("-pk")[:PAGE],
    }
    return render(request, "drafts/drafts.html", context)


@for_policy_makers
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Write a draft over the policy in force."""
    return _write(request, None)


@for_policy_makers
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Change a draft of one's own; it is saved over the policy in force now."""
    found = find_draft(draft_id)
    require(visit_of(request).actor, DraftVerb.CHANGE, found)
    if found.state != Draft.State.OPEN:
        messages.info(request, gettext("The draft is published or discarded; it does not change any more."))
        return redirect("drafts:draft", draft_id=draft_id)
    if found.pack_id is not None:
        return redirect("drafts:edit_pack", draft_id=draft_id)
    return _write(request, found)


def _write(request: HttpRequest, found: Draft | None) -> HttpResponse:
    visit, policy = visit_of(request), current_policy()
    is_sent = request.method == "POST"
    form = (
        DraftForm.sent(request.POST) if is_sent else DraftForm.empty(found, request.GET.get("standard", ""))
    )
    proposal = form.proposal(policy, visit.on) if is_sent else None
    if proposal is not None:
        try:
            if found is None:
                saved = verbs.write(visit.actor, visit.now, proposal)
            else:
                seen = request.POST.get("content", "")
                saved = verbs.change(visit.actor, visit.now, found.pk, proposal, seen=seen)
        except Refusal as error:
            form.texts.add_error(None, str(error))
        else:
            messages.success(request, gettext("Saved. Nothing is in force yet."))
            return redirect("drafts:draft", draft_id=saved.pk)
    has_consents = found is not None and found.consents.filter(withdrawn_at__isnull=True).exists()
    context = {"form": form, "draft": found, "policy": policy, "has_consents": has_consents}
    return render(request, "drafts/write.html", context, status=422 if form.errors else 200)


@require_safe
@for_policy_makers
def draft(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Show a draft: what it changes, its trial, the consents, and every step."""
    found = find_draft(draft_id)
    view = draft_view(visit_of(request).actor, found)
    context = {
        "view": view,
        "draft": found,
        "today": visit_of(request).on,
        "may": {verb.value for verb in view.may},
        "steps": found.events.select_related("account"),
        "publication": Publication.objects.filter(draft=found).first(),
    }
    return render(request, "drafts/draft.html", context)
