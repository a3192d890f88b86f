"""Every act of an officer on a case, one page or button each."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from haina.cases import verbs
from haina.cases.cautions import cautions_of
from haina.cases.desks.wordings import offered
from haina.cases.pages.door import Visit, behind_login, require, sent_key, sent_sequence, tell, visit_of
from haina.cases.pages.extending import asked_extension
from haina.cases.pages.office_forms import NoteForm, ReasonsForm, VerifyFactForm, words_of
from haina.cases.perform import Receipt
from haina.cases.queries import CaseView, case_view
from haina.cases.refusals import FormIncomplete, Refusal
from haina.cases.state import Item
from haina.people.permissions import Verb
from haina.policy.procedures import Stage

#: Outcome, as reasons name it, by what is done on a stage.
OUTCOMES = {"accept": "accept", "approve": "approve", "decline": "decline", "refuse": "refuse"}
_DONE = {
    "accept": gettext_lazy("Accepted. The departments review it now."),
    "approve": gettext_lazy("Approved."),
    "decline": gettext_lazy("Not accepted. The applicant has been told."),
    "refuse": gettext_lazy("Refused. The applicant has been told."),
}


@behind_login
@require_POST
def claim(request: HttpRequest, case_id: UUID, stage: str) -> HttpResponse:
    """Say that one is on it, or take it over from a colleague."""
    visit, take_over = visit_of(request), request.POST.get("take_over") == "1"
    key, seen = sent_key(request), sent_sequence(request)
    receipt = verbs.claim(visit.actor, visit.now, case_id, stage, take_over=take_over, key=key, seen=seen)
    tell(request, receipt, gettext("You are on it now."))
    return redirect("cases:case", case_id=case_id)


@behind_login
@require_POST
def release(request: HttpRequest, case_id: UUID, stage: str) -> HttpResponse:
    """Give a stage back to the list."""
    visit = visit_of(request)
    key, seen = sent_key(request), sent_sequence(request)
    receipt = verbs.release(visit.actor, visit.now, case_id, stage, key=key, seen=seen)
    tell(request, receipt, gettext("Back on the list."))
    return redirect("cases:case", case_id=case_id)


@behind_login
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, case_id: UUID, stage: str, act: str) -> HttpResponse:
    """Accept, approve, decline or refuse on behalf of the department, with reasons."""
    if act not in OUTCOMES:
        raise Http404(act)
    visit = visit_of(request)
    view, known = _on_stage(request, visit, case_id, stage, Verb(act))
    data = request.POST if request.method == "POST" else None
    form = _reasons_form(data, view, OUTCOMES[act], known.department)
    if request.method == "POST" and form.is_valid():
        try:
            receipt = _answer(request, visit, case_id, stage, act, form)
        except Refusal as error:
            form.add_error("note" if error.code == "against_the_rule" else None, str(error))
        else:
            tell(request, receipt, str(_DONE[act]))
            return redirect("cases:case", case_id=case_id)
    context = {"view": view, "stage": known, "act": act, "form": form, "check": view.state.check}
    context["cautions"] = cautions_of(view.row, visit.now, inside=True)
    return render(request, "cases/answer.html", context, status=422 if form.errors else 200)


def _answer(
    request: HttpRequest, visit: Visit, case_id: UUID, stage: str, act: str, form: ReasonsForm
) -> Receipt:
    note = words_of(form)
    key, seen = sent_key(request), sent_sequence(request)
    if act in ("accept", "approve"):
        positive: Callable[..., Receipt] = verbs.accept if act == "accept" else verbs.approve
        return positive(visit.actor, visit.now, case_id, stage, note=note, key=key, seen=seen)
    negative: Callable[..., Receipt] = verbs.decline if act == "decline" else verbs.refuse
    reasons = form.cleaned_data.get("reasons", [])
    return negative(visit.actor, visit.now, case_id, stage, reasons=reasons, note=note, key=key, seen=seen)


def _reasons_form(data: QueryDict | None, view: CaseView, outcome: str, *departments: str) -> ReasonsForm:
    """Return the form of an answer, with the wordings that the department has ready for it."""
    known = offered(departments, view.row.procedure, outcome)
    return ReasonsForm(
        data, seen=view.row.sequence, procedure=view.procedure, outcome=outcome, wordings=known
    )


def _on_stage(
    request: HttpRequest, visit: Visit, case_id: UUID, stage: str, verb: Verb
) -> tuple[CaseView, Stage]:
    """Return the case, and the stage on which the actor may do `verb`; raises as `require`, or Http404."""
    view = case_view(visit.actor, case_id, visit.now)
    known = next((each for each in view.procedure.stages if each.id == stage), None)
    if known is None:
        raise Http404(stage)
    allowed = verb in view.may and stage in {each.id for each in view.stages}
    require(request, visit, view, verb, allowed=allowed)
    return view, known


@behind_login
@require_http_methods(["GET", "POST"])
def send_back(request: HttpRequest, case_id: UUID, stage: str) -> HttpResponse:
    """Ask the applicant for a correction, naming every field and document at once."""
    visit = visit_of(request)
    view, known = _on_stage(request, visit, case_id, stage, Verb.RETURN_FOR_CORRECTION)
    data = request.POST if request.method == "POST" else None
    form = _reasons_form(data, view, "return", known.department)
    if request.method == "POST" and form.is_valid():
        try:
            receipt = verbs.return_for_correction(
                visit.actor,
                visit.now,
                case_id,
                stage,
                items=_items(request, view),
                reasons=form.cleaned_data.get("reasons", []),
                note=words_of(form),
                key=sent_key(request),
                seen=sent_sequence(request),
            )
        except Refusal as error:
            form.add_error(None, str(error))
        else:
            tell(request, receipt, gettext("Sent back. All clocks stand still until the correction is in."))
            return redirect("cases:case", case_id=case_id)
    context = {"view": view, "stage": known, "form": form, "choices": _choices(request, view)}
    return render(request, "cases/send_back.html", context, status=422 if form.errors else 200)


def _items(request: HttpRequest, view: CaseView) -> list[Item]:
    items = [Item("field", name, _remark(request, "field", name)) for name in view.procedure.fields]
    kinds = [kind.id for kind in view.procedure.documents]
    items += [Item("document", kind, _remark(request, "document", kind)) for kind in kinds]
    chosen = set(request.POST.getlist("item"))
    return [item for item in items if f"{item.kind}:{item.name}" in chosen]


def _remark(request: HttpRequest, kind: str, name: str) -> str:
    return request.POST.get(f"remark:{kind}:{name}", "").strip()[:500]


def _choices(request: HttpRequest, view: CaseView) -> list[dict[str, object]]:
    """Return everything that can be sent back, with what was ticked and written before an error."""
    chosen = set(request.POST.getlist("item"))
    seen = view.sight
    named = [
        ("field", name, field.label) for name, field in view.procedure.fields.items() if name in seen.fields
    ]
    named += [
        ("document", kind.id, kind.title) for kind in view.procedure.documents if kind.id in seen.documents
    ]
    return [
        {
            "value": f"{kind}:{name}",
            "label": label,
            "is_document": kind == "document",
            "chosen": f"{kind}:{name}" in chosen,
            "remark": _remark(request, kind, name),
        }
        for kind, name, label in named
    ]


@behind_login
@require_http_methods(["GET", "POST"])
def verify_fact(request: HttpRequest, case_id: UUID, stage: str, fact: str) -> HttpResponse:
    """Record what the department's own records say about a fact."""
    visit = visit_of(request)
    view, known = _on_stage(request, visit, case_id, stage, Verb.VERIFY_FACT)
    if fact not in known.verifies:
        raise Http404(fact)
    field = view.procedure.fields[fact]
    data = request.POST if request.method == "POST" else None
    form = VerifyFactForm(data, seen=view.row.sequence, field=field)
    if request.method == "POST" and form.is_valid():
        try:
            receipt = verbs.verify_fact(
                visit.actor,
                visit.now,
                case_id,
                stage,
                fact=fact,
                value=form.cleaned_data["value"],
                source=form.cleaned_data["source"],
                key=sent_key(request),
                seen=sent_sequence(request),
            )
        except FormIncomplete as error:
            form.add_error("value", [str(problem.message) for problem in error.problems])
        except Refusal as error:
            form.add_error(None, str(error))
        else:
            tell(request, receipt, gettext("Recorded as verified."))
            return redirect("cases:case", case_id=case_id)
    context = {"view": view, "stage": known, "field": field, "form": form}
    return render(request, "cases/verify_fact.html", context, status=422 if form.errors else 200)


@behind_login
@require_POST
def note(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Leave a note that stays inside the authority."""
    visit = visit_of(request)
    form = NoteForm(request.POST, seen=0)
    if not form.is_valid():
        messages.error(request, gettext("The note is empty."))
        return redirect("cases:case", case_id=case_id)
    key, seen = sent_key(request), sent_sequence(request)
    text = form.cleaned_data["text"]
    receipt = verbs.add_note(visit.actor, visit.now, case_id, text, key=key, seen=seen)
    tell(request, receipt, gettext("The note is on the file."))
    return redirect("cases:case", case_id=case_id)


#: What is done to a whole case: the verb, the outcome by which its reasons are named, and what is said then.
_WHOLE: dict[str, tuple[Callable[..., Receipt], str, Promise]] = {
    "extend": (verbs.extend, "extend", gettext_lazy("Done. Everybody concerned has been told.")),
    "ask_extension": (
        verbs.ask_extension,
        "extend",
        gettext_lazy("The supervisor has been asked. The last day stays as it is until there is an answer."),
    ),
    "deny_extension": (
        verbs.deny_extension,
        "",
        gettext_lazy("The last day stays as it is. Who asked has been told why."),
    ),
    "revoke": (verbs.revoke, "revoke", gettext_lazy("Done. Everybody concerned has been told.")),
}


@behind_login
@require_http_methods(["GET", "POST"])
def whole_case(request: HttpRequest, case_id: UUID, act: str) -> HttpResponse:
    """Extend the time of a case, ask for that or deny it, or revoke the document that was issued."""
    if act not in _WHOLE:
        raise Http404(act)
    does, outcome, done = _WHOLE[act]
    visit = visit_of(request)
    view = case_view(visit.actor, case_id, visit.now)
    require(request, visit, view, Verb(act), allowed=Verb(act) in view.may)
    data = request.POST if request.method == "POST" else None
    offices = (visit.actor.departments | visit.actor.supervises) & set(view.row.departments)
    form = _reasons_form(data, view, outcome, *offices)
    if act == "deny_extension":
        form.fields["note"].label, form.fields["note"].required = gettext("Why there is no more time"), True
    if request.method == "POST" and form.is_valid():
        given = {} if act == "deny_extension" else {"reasons": form.cleaned_data.get("reasons", [])}
        key, seen = sent_key(request), sent_sequence(request)
        try:
            receipt = does(visit.actor, visit.now, case_id, **given, note=words_of(form), key=key, seen=seen)
        except Refusal as error:
            form.add_error(None, str(error))
        else:
            tell(request, receipt, str(done))
            return redirect("cases:case", case_id=case_id)
    context = {"view": view, "act": act, "form": form, "asked": asked_extension(view)}
    return render(request, "cases/whole_case.html", context, status=422 if form.errors else 200)
