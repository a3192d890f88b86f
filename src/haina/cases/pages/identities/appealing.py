"""Appeals against decisions on who is who: making one, and answering it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from haina.cases.pages.door import behind_login, visit_of
from haina.cases.pages.identities.entering import at_the_office, may, spoken, words_of
from haina.cases.pages.identities.forms import AnswerForm, AppealForm
from haina.people.identity_permissions import IdentityVerb, MayNotDecide
from haina.people.models import Appeal, IdentityEvent
from haina.people.portraits import decision
from haina.people.verbs.appeal_identity import answer_appeal, appeal_identity
from haina.people.verbs.merge import IdentityRefused


@behind_login
@spoken
@require_http_methods(["GET", "POST"])
def appeal(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """Say why a decision about oneself is wrong."""
    visit = visit_of(request)
    event = get_object_or_404(IdentityEvent, pk=event_id)
    if IdentityVerb.APPEAL not in may(visit, event.one_id, event.other_id):
        raise MayNotDecide("not concerned")
    data = request.POST if request.method == "POST" else None
    form = AppealForm(data)
    if data is not None and form.is_valid():
        try:
            appeal_identity(visit.actor, event, form.cleaned_data["words"], now=visit.now)
        except IdentityRefused as error:
            form.add_error(None, words_of(error.promise))
        else:
            messages.success(
                request, gettext("Your appeal is with the office. The answer comes to this page.")
            )
            return redirect("identities:mine")
    context = {"form": form, "decision": decision(event)}
    return render(request, "cases/identities/appeal.html", context, status=422 if form.errors else 200)


@at_the_office
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, appeal_id: int) -> HttpResponse:
    """Answer an appeal; where it is right, the decision is taken back."""
    visit = visit_of(request)
    row = get_object_or_404(Appeal.objects.select_related("event", "made_by"), pk=appeal_id)
    event = row.event
    if IdentityVerb.ANSWER_APPEAL not in may(visit, event.one_id, event.other_id):
        raise MayNotDecide("not an officer in this")
    made_it = event.decided_by_id == visit.actor.account_id
    data = request.POST if request.method == "POST" else None
    form = AnswerForm(data)
    if data is not None and form.is_valid():
        granted = form.cleaned_data["granted"] == "yes"
        words = form.cleaned_data["answer"]
        try:
            answer_appeal(visit.actor, row, words, granted=granted, on=visit.on, now=visit.now)
        except IdentityRefused as error:
            form.add_error(None, words_of(error.promise))
        else:
            messages.success(request, gettext("Your answer is sent."))
            return redirect("identities:appeals")
    context = {"form": form, "appeal": row, "decision": decision(event), "made_it": made_it}
    return render(request, "cases/identities/answer.html", context, status=422 if form.errors else 200)
