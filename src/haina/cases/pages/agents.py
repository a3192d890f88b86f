"""Who acts in a running case for its applicant: give it to another agent, or end a mandate for it alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from haina.cases import mandating, verbs
from haina.cases.entrusting import agent_of, agents_for
from haina.cases.pages.door import behind_login, require, sent_key, sent_sequence, tell, visit_of
from haina.cases.pages.forms import SeenForm
from haina.cases.queries import case_view
from haina.cases.refusals import Refusal
from haina.people.permissions import Verb


class AgentForm(SeenForm):
    """Which agent goes on with the case."""

    mandate = forms.ChoiceField(label=gettext_lazy("Who goes on with it"), widget=forms.RadioSelect)

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, seen: int, agents: list[tuple[str, str]]
    ) -> None:
        super().__init__(data, seen=seen)
        self.fields["mandate"].choices = agents  # type: ignore[attr-defined]  # a choice field


@behind_login
@require_http_methods(["GET", "POST"])
def agent(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Show who acts in a case and who else could; when sent, give it to that agent."""
    visit = visit_of(request)
    view = case_view(visit.actor, case_id, visit.now)
    verb = Verb.ENTRUST if request.method == "POST" else Verb.DISMISS_AGENT
    require(request, visit, view, verb, allowed=verb in view.may)
    agents = [
        (str(each.pk), f"{mandating.holder_in_words(each)} ({mandating.days_in_words(each)})")
        for each in agents_for(view.row, view.state.unwanted, visit.on)
    ]
    data = request.POST if request.method == "POST" else None
    form = AgentForm(data, seen=view.row.sequence, agents=agents)
    if data is not None and form.is_valid():
        mandate_id = int(form.cleaned_data["mandate"])
        key, seen = sent_key(request), sent_sequence(request)
        try:
            receipt = verbs.entrust(
                visit.actor, visit.now, case_id, mandate_id=mandate_id, key=key, seen=seen
            )
        except Refusal as error:
            form.add_error("mandate", str(error))
        else:
            tell(request, receipt, gettext("The agent goes on with it. Everybody concerned has been told."))
            return redirect("cases:case", case_id=case_id)
    present = agent_of(view.row)
    context = {
        "view": view,
        "form": form,
        "agents": agents,
        "present": None if present is None else mandating.holder_in_words(present),
        "giver": None if present is None else mandating.giver_in_words(present),
        "may_entrust": Verb.ENTRUST in view.may,
    }
    return render(request, "cases/agent.html", context, status=422 if form.errors else 200)


@behind_login
@require_POST
def dismiss_agent(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """End for this case the mandate of the agent who acts in it."""
    visit = visit_of(request)
    key, seen = sent_key(request), sent_sequence(request)
    receipt = verbs.dismiss_agent(visit.actor, visit.now, case_id, key=key, seen=seen)
    tell(
        request, receipt, gettext("The agent acts in this case no more. The mandate is as it was otherwise.")
    )
    return redirect("cases:case", case_id=case_id)
