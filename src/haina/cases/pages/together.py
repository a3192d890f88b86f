"""Several cases of one step at once: a look at each, reasons, and the list of what was done and what not."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_http_methods

from haina.cases.desks.wordings import offered
from haina.cases.names import in_active_language
from haina.cases.pages.door import Visit, behind_login, new_key, sent_key, visit_of
from haina.cases.pages.office_forms import OwnReasonsForm, TogetherForm, reasons_for, words_of
from haina.cases.policies import current_policy
from haina.cases.queries import CaseView, case_view
from haina.cases.refusals import CaseNotFound, KeyUsed
from haina.cases.together import ACTS_ON, MOST, Entry, TogetherAct, act_together
from haina.people.permissions import PERMISSIONS, Verb

TITLES = {
    TogetherAct.CLAIM: gettext_lazy("I am on them"),
    TogetherAct.ACCEPT: gettext_lazy("Accept them"),
    TogetherAct.APPROVE: gettext_lazy("Approve them"),
    TogetherAct.DECLINE: gettext_lazy("Do not accept them"),
    TogetherAct.REFUSE: gettext_lazy("Refuse them"),
}


@dataclass(frozen=True, slots=True)
class Chosen:
    """One case of the go, as its officer sees it before deciding."""

    view: CaseView
    form: OwnReasonsForm
    #: Whether it will be decided; what was taken off the list on the way is not.
    ticked: bool


def acts_on(procedure: str, stage: str) -> list[tuple[str, str]]:
    """What can be done to several cases on a stage, with the words of the buttons; raises Http404."""
    known = current_policy().procedures.get(procedure)
    kinds = {each.id: each.kind for each in known.stages} if known is not None else {}
    if stage not in kinds:
        raise Http404(stage)
    return [(act.value, str(TITLES[act])) for act in ACTS_ON.get(kinds[stage], ())]


@behind_login
@require_http_methods(["GET", "POST"])
def together(request: HttpRequest) -> HttpResponse:
    """Show the chosen cases with what the rules say of each; when sent, decide them one after the other."""
    visit = visit_of(request)
    if not visit.actor.departments:
        raise PermissionDenied("only officers decide")
    sent = request.POST if request.method == "POST" else request.GET
    procedure, stage = sent.get("procedure", ""), sent.get("stage", "")
    if sent.get("act", "") not in dict(acts_on(procedure, stage)):
        raise Http404("act")
    act = TogetherAct(sent["act"])
    known = current_policy().procedures[procedure]
    reasons = reasons_for(known, act.value) if act is not TogetherAct.CLAIM else []
    wordings = offered([known.stage(stage).department], procedure, act.value)
    common = TogetherForm(request.POST or None, reasons, wordings)
    chosen, left_out = _chosen(visit, sent, procedure, stage, Verb(act.value))
    if not chosen and not left_out:
        return redirect("cases:worklist")
    context: dict[str, object] = {
        "act": act.value,
        "title": TITLES[act],
        "procedure": known,
        "stage": known.stage(stage),
        "stage_title": in_active_language(known.stage(stage).title),
        "left_out": left_out,
    }
    if request.method == "POST" and _is_complete(act, common, chosen):
        entries = [_entry(sent, one, common) for one in chosen if one.ticked]
        done = list(act_together(visit.actor, visit.now, stage, act, entries, key=sent_key(request)))
        rows = {one.view.row.pk: one.view.row for one in chosen}
        outcomes = [(outcome, rows[outcome.case_id]) for outcome in done]
        return render(request, "cases/together_done.html", {**context, "outcomes": outcomes})
    context |= {"chosen": chosen, "form": common, "key": sent.get("key") or new_key()}
    status = 422 if request.method == "POST" else 200
    return render(request, "cases/together.html", context, status=status)


def _chosen(
    visit: Visit, sent: QueryDict, procedure: str, stage: str, verb: Verb
) -> tuple[list[Chosen], list[tuple[str, str]]]:
    """Return the cases that can be decided together, and those that cannot, each with the reason."""
    known = current_policy().procedures[procedure]
    reasons = reasons_for(known, verb.value)
    ticked = set(sent.getlist("case"))
    chosen, left_out = [], []
    for case_id in _case_ids(sent):
        try:
            view = case_view(visit.actor, case_id, visit.now)
        except CaseNotFound:
            continue
        open_stage = next((each for each in view.state.open_stages if each.id == stage), None)
        before = f"seen:{case_id}" in sent
        if view.row.procedure != procedure:
            left_out.append((view.row.reference, gettext("It is of another procedure.")))
        elif not before and (
            open_stage is None or not PERMISSIONS.may(visit.actor, verb, view.row, open_stage.department)
        ):
            left_out.append((view.row.reference, gettext("This cannot be done to it as it stands now.")))
        else:
            form = OwnReasonsForm(sent if before else None, reasons, prefix=str(case_id))
            chosen.append(Chosen(view, form, str(case_id) in ticked))
    return chosen, left_out


def _case_ids(sent: QueryDict) -> list[UUID]:
    """Return the named cases in their order, once each; raises Http404 for what names none."""
    named = [name.removeprefix("seen:") for name in sent if name.startswith("seen:")] or sent.getlist("case")
    try:
        return list(dict.fromkeys(UUID(each) for each in named[:MOST]))
    except ValueError:
        raise Http404("case") from None


def _is_complete(act: TogetherAct, common: TogetherForm, chosen: list[Chosen]) -> bool:
    """Whether the forms are right and every case has the reasons that it needs; marks what is not."""
    valid = [common.is_valid(), *(one.form.is_valid() for one in chosen)]
    if not all(valid):
        return False
    if not any(one.ticked for one in chosen):
        common.add_error(None, gettext("Choose at least one case."))
        return False
    if act.needs_reasons and not common.cleaned_data.get("reasons"):
        bare = [one for one in chosen if one.ticked and not one.form.cleaned_data.get("reasons")]
        for one in bare:
            message = gettext("%(reference)s has no reason yet: choose one for all or for this one.")
            common.add_error(None, message % {"reference": one.view.row.reference})
        return not bare
    return True


def _entry(sent: QueryDict, one: Chosen, common: TogetherForm) -> Entry:
    own, shared = one.form.cleaned_data, common.cleaned_data
    seen = sent.get(f"seen:{one.view.row.pk}", "")
    if not (seen.isascii() and seen.isdecimal() and len(seen) < 10):
        raise KeyUsed("seen")
    return Entry(
        case_id=one.view.row.pk,
        seen=int(seen),
        reasons=tuple(own.get("reasons") or shared.get("reasons") or ()),
        note=own.get("note") or words_of(common),
    )
