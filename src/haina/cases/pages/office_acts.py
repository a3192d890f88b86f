"""Officers' acts beside the decision: handing over, stopping the clock, objections, promises, moving."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from haina.cases import moving, verbs
from haina.cases.names import CaseNames
from haina.cases.pages.door import Visit, behind_login, require, sent_key, sent_sequence, tell, visit_of
from haina.cases.pages.forms import SeenForm
from haina.cases.pages.office_forms import HandOverForm, ObjectionForm, PauseForm, PromiseForm
from haina.cases.perform import Receipt
from haina.cases.policies import current_policy
from haina.cases.queries import CaseView, case_view
from haina.cases.refusals import Refusal
from haina.people.actors import Actor
from haina.people.models import Account, Posting
from haina.people.permissions import PERMISSIONS, Verb

Do = Callable[[dict[str, object]], Receipt]


def _view_of(
    request: HttpRequest, visit: Visit, case_id: UUID, verb: Verb, stage: str = ""
) -> tuple[CaseView, CaseNames]:
    """Return the case for who may do `verb`; raises as `require`, and Http404 for an unknown stage."""
    view = case_view(visit.actor, case_id, visit.now)
    if stage and stage not in {each.id for each in view.procedure.stages}:
        raise Http404(stage)
    held = view.state.stages.get(stage)
    allowed = verb in view.may
    if stage:
        allowed = held is not None and held.is_open and _may(visit.actor, verb, view, held.department)
    require(request, visit, view, verb, allowed=allowed)
    return view, CaseNames(view.policy, view.procedure, shows_officers=True)


def _may(actor: Actor, verb: Verb, view: CaseView, department: str) -> bool:
    return PERMISSIONS.may(actor, verb, view.row, department)


def _page(
    request: HttpRequest, view: CaseView, form: SeenForm, do: Do, done: str, words: dict[str, str]
) -> HttpResponse:
    """Show the form, or do what it says; what the case refuses stands in the form."""
    if request.method == "POST" and form.is_valid():
        try:
            receipt = do(form.cleaned_data)
        except Refusal as error:
            form.add_error(None, str(error))
        else:
            tell(request, receipt, done)
            return redirect("cases:case", case_id=view.row.pk)
    context = {"view": view, "form": form, **words}
    return render(request, "cases/act.html", context, status=422 if form.errors else 200)


@behind_login
@require_http_methods(["GET", "POST"])
def hand_over(request: HttpRequest, case_id: UUID, stage: str) -> HttpResponse:
    """Let a colleague of the department go on with a stage."""
    visit = visit_of(request)
    view, names = _view_of(request, visit, case_id, Verb.HAND_OVER, stage)
    department = view.state.stages[stage].department
    colleagues = _colleagues(department, visit.on)
    form = HandOverForm(request.POST or None, seen=view.row.sequence, colleagues=colleagues)
    return _page(
        request,
        view,
        form,
        lambda data: verbs.hand_over(
            visit.actor,
            visit.now,
            case_id,
            stage,
            officer_id=UUID(str(data["officer"])),
            note=str(data["note"]),
            key=sent_key(request),
            seen=sent_sequence(request),
        ),
        gettext("Handed over. Your colleague sees it among their own."),
        {
            "title": gettext("Hand over to a colleague"),
            "lead": f"{names.department(department)}: {names.stage(stage)}",
            "button": gettext("Hand over"),
        },
    )


def _colleagues(department: str, on: date) -> list[tuple[str, str]]:
    posted = Posting.objects.filter(
        office=Posting.Office.OFFICER, department=department, valid_from__lte=on
    ).exclude(valid_to__lt=on)
    accounts = Account.objects.filter(pk__in=posted.values("account_id"), is_active=True)
    return [(str(each.pk), f"{each} ({each.email})") for each in accounts.order_by("name", "email")]


@behind_login
@require_http_methods(["GET", "POST"])
def pause(request: HttpRequest, case_id: UUID, stage: str) -> HttpResponse:
    """Stop the clock of a stage on a ground of the procedure."""
    visit = visit_of(request)
    view, names = _view_of(request, visit, case_id, Verb.PAUSE, stage)
    form = PauseForm(request.POST or None, seen=view.row.sequence, procedure=view.procedure)
    return _page(
        request,
        view,
        form,
        lambda data: verbs.pause(
            visit.actor,
            visit.now,
            case_id,
            stage,
            ground=str(data["ground"]),
            note=str(data["note"]),
            key=sent_key(request),
            seen=sent_sequence(request),
        ),
        gettext("The clock stands still. Everybody concerned has been told why."),
        {
            "title": gettext("Stop the clock of: %(step)s") % {"step": names.stage(stage)},
            "lead": gettext(
                "Only on a ground that the procedure names; the days until it goes on do not count."
            )
            + f" {names.stage(stage)}",
            "button": gettext("Stop the clock"),
        },
    )


@behind_login
@require_POST
def resume(request: HttpRequest, case_id: UUID, stage: str) -> HttpResponse:
    """Let the clock of a stage go on."""
    visit = visit_of(request)
    key, seen = sent_key(request), sent_sequence(request)
    receipt = verbs.resume(visit.actor, visit.now, case_id, stage, key=key, seen=seen)
    tell(request, receipt, gettext("The clock goes on with the next day."))
    return redirect("cases:case", case_id=case_id)


@behind_login
@require_http_methods(["GET", "POST"])
def objection(request: HttpRequest, case_id: UUID, stage: str, number: int) -> HttpResponse:
    """Answer what somebody has against a public notice."""
    visit = visit_of(request)
    view, _ = _view_of(request, visit, case_id, Verb.ANSWER_OBJECTION, stage)
    found = next((each for each in view.state.objections if each.number == number), None)
    if found is None or found.stage != stage:
        raise Http404(str(number))
    form = ObjectionForm(request.POST or None, seen=view.row.sequence)
    return _page(
        request,
        view,
        form,
        lambda data: verbs.answer_objection(
            visit.actor,
            visit.now,
            case_id,
            stage,
            number=number,
            text=str(data["text"]),
            upheld=data["upheld"] == "yes",
            key=sent_key(request),
            seen=sent_sequence(request),
        ),
        gettext("Answered. Who objected has been told."),
        {
            "title": gettext("Answer an objection"),
            "lead": found.text,
            "button": gettext("Send the answer"),
        },
    )


@behind_login
@require_http_methods(["GET", "POST"])
def promise(request: HttpRequest, case_id: UUID, document: str) -> HttpResponse:
    """Record whether what was promised instead of a document has been kept."""
    visit = visit_of(request)
    view, names = _view_of(request, visit, case_id, Verb.CHECK_PROMISE)
    if document not in view.state.promises:
        raise Http404(document)
    form = PromiseForm(request.POST or None, seen=view.row.sequence)
    return _page(
        request,
        view,
        form,
        lambda data: verbs.check_promise(
            visit.actor,
            visit.now,
            case_id,
            document,
            kept=data["kept"] == "yes",
            note=str(data["note"]),
            key=sent_key(request),
            seen=sent_sequence(request),
        ),
        gettext("What was found is on the file."),
        {
            "title": gettext("Check a promise"),
            "lead": names.document(document),
            "button": gettext("Put the finding on record"),
        },
    )


@behind_login
@require_http_methods(["GET", "POST"])
def version(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Show what moving the case to today's policy would change, and move it when that is confirmed."""
    visit = visit_of(request)
    view, _ = _view_of(request, visit, case_id, Verb.MOVE_TO_VERSION)
    wanted = current_policy()
    seen = moving.preview(visit.actor, case_id, wanted.version, visit.now)
    form = SeenForm(request.POST or None, seen=view.row.sequence)
    if request.method == "POST":
        key, sequence = sent_key(request), sent_sequence(request)
        receipt = verbs.move_to_version(
            visit.actor, visit.now, case_id, version=wanted.version, key=key, seen=sequence
        )
        tell(request, receipt, gettext("Moved. It can be moved back."))
        return redirect("cases:case", case_id=case_id)
    names = CaseNames(wanted, wanted.procedures[view.row.procedure], shows_officers=True)
    before = CaseNames(view.policy, view.procedure, shows_officers=True)
    context = {"view": view, "form": form, "preview": seen, "changes": _changes(seen, before, names)}
    return render(request, "cases/version.html", context)


def _changes(seen: moving.Preview, before: CaseNames, after: CaseNames) -> list[tuple[str, list[str]]]:
    """Return what the move would change in words: a heading and its lines; empty headings are left out."""
    lines: list[tuple[str, list[str]]] = [
        (
            gettext("Answered steps that are gone: it cannot be moved"),
            [before.stage(each) for each in seen.lost],
        ),
        (gettext("Open steps that fall away"), [before.stage(each) for each in seen.dropped]),
        (gettext("Steps that begin at once"), [after.stage(each) for each in seen.begun]),
        (gettext("Steps that come later"), [after.stage(each) for each in seen.added]),
        (gettext("Later steps that fall away"), [before.stage(each) for each in seen.removed]),
        (gettext("Documents that are new"), [after.document(each) for each in seen.new_documents]),
        (gettext("Documents no longer asked for"), [before.document(each) for each in seen.gone_documents]),
        (gettext("Questions that are new"), [after.field(each) for each in seen.new_fields]),
        (gettext("Questions no longer asked"), [before.field(each) for each in seen.gone_fields]),
    ]
    return [(heading, found) for heading, found in lines if found]


@behind_login
@require_POST
def version_back(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Undo the last move to another version of the policy."""
    visit = visit_of(request)
    key, seen = sent_key(request), sent_sequence(request)
    receipt = verbs.move_back(visit.actor, visit.now, case_id, key=key, seen=seen)
    tell(request, receipt, gettext("Moved back."))
    return redirect("cases:case", case_id=case_id)
