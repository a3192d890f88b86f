"""A case as its officers see it: what to do, who is on it, how sure each fact is, what the rules say."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from haina.cases.cautions import cautions_of
from haina.cases.events.base import listed
from haina.cases.looking import look, look_away, looking_at
from haina.cases.names import CaseNames, in_active_language
from haina.cases.pages import following
from haina.cases.pages.appointments import office_panel
from haina.cases.pages.door import Visit, behind_login, new_key, visit_of
from haina.cases.pages.extending import asked_extension
from haina.cases.pages.office_forms import NoteForm
from haina.cases.pages.office_parts import clock_lines, kept_back, note_lines, step_lines
from haina.cases.pages.picture import stage_marks
from haina.cases.policies import current_policy
from haina.cases.queries import CaseView, view_of, visible_case
from haina.cases.register_answers import panel
from haina.cases.scanner import is_scanning
from haina.cases.state import StageState
from haina.people.actors import Actor
from haina.people.models import Account
from haina.people.permissions import PERMISSIONS, STAGE_VERBS, Role, Verb
from haina.policy.procedures import Stage

#: What is offered on a stage of each kind, in this order.
_ACTS = {
    "acceptance": (Verb.ACCEPT, Verb.RETURN_FOR_CORRECTION, Verb.DECLINE),
    "decision": (Verb.APPROVE, Verb.RETURN_FOR_CORRECTION, Verb.REFUSE),
}


@behind_login
@require_safe
def case(request: HttpRequest, case_id: UUID) -> HttpResponseBase:
    """Show a case: to officers and supervisors with what stays inside, to its parties as theirs."""
    visit = visit_of(request)
    if visit.actor.is_staff:
        row = visible_case(visit.actor, case_id)
        if Verb.READ_NOTES in PERMISSIONS.verbs(visit.actor, row):
            return _inside(request, visit, view_of(visit.actor, row, visit.now))
    return following.case(request, case_id)


def _inside(request: HttpRequest, visit: Visit, view: CaseView) -> HttpResponse:
    account = visit.actor.account_id
    following.mark_read(visit, view.row.pk)
    if account is not None:
        department = view.stages[0].department if view.stages else ""
        look(view.row.pk, account, department, visit.now)
    names = CaseNames(view.policy, view.procedure, shows_officers=True)
    context = {
        "view": view,
        "holders": following.holder_lines(view, names),
        "marks": stage_marks(view.state),
        "sections": following.shown_sections(view),
        "kept_back": listed(kept_back(view)),
        "steps": step_lines(view, names),
        "clocks": clock_lines(view, names),
        "notes": note_lines(view),
        "scanned": is_scanning(),
        "correction": following.correction_lines(view, names),
        "check": view.state.check,
        "cautions": cautions_of(view.row, visit.now, inside=True),
        "panel": panel(visit.actor, view),
        "promises": _promises(view, names),
        **_more_time(view),
        "is_old": view.row.policy_version_id != current_policy().version,
        "meeting": office_panel(visit, view),
        "acts": [_stage_panel(visit.actor, view, stage, names) for stage in view.stages],
        "reasons": [names.reason(reason) for reason in view.state.reasons],
        "lookers": looking_at([view.row.pk], visit.now, but=account).get(view.row.pk, ()),
        "key": new_key(),
        "note_form": NoteForm(seen=view.row.sequence) if Verb.ADD_NOTE in view.may else None,
        "on": visit.on,
        "me": account,
    }
    return render(request, "cases/office_case.html", context)


def _more_time(view: CaseView) -> dict[str, object]:
    """Return whether the actor gives more time or asks for it, and what has been asked for already."""
    extension = view.procedure.extension
    open_to_all = extension is not None and extension.by == "department"
    supervises = Role.SUPERVISOR in view.roles
    return {
        "may_extend": Verb.EXTEND in view.may and extension is not None and (open_to_all or supervises),
        "may_ask": Verb.ASK_EXTENSION in view.may and extension is not None and not open_to_all,
        "asked": asked_extension(view),
    }


def _stage_panel(actor: Actor, view: CaseView, stage: StageState, names: CaseNames) -> dict[str, object]:
    """Return what stands in the box of one open stage: who is on it, and what the actor can do on it."""
    known = view.procedure.stage(stage.id)
    offered = [
        verb.value
        for verb in _ACTS.get(known.kind, ())
        if verb in view.may and (verb is not Verb.RETURN_FOR_CORRECTION or _may_return(view, stage.id))
    ]
    may = {verb.value for verb in STAGE_VERBS if PERMISSIONS.may(actor, verb, view.row, stage.department)}
    officer = Account.objects.filter(pk=stage.officer_id).first() if stage.officer_id is not None else None
    return {
        "stage": stage,
        "title": names.stage(stage.id),
        "offered": offered,
        "may": may,
        "may_pause": "pause" in may and _can_stand_still(view, known) and not stage.is_held,
        "held": _ground(view, stage),
        "objections": [each for each in view.state.objections if each.stage == stage.id],
        "officer": officer,
    }


def _can_stand_still(view: CaseView, stage: Stage) -> bool:
    """Return whether a stage's clock can be stopped: a public notice goes on to its last day."""
    return bool(view.procedure.pauses) and stage.kind != "publication"


def _ground(view: CaseView, stage: StageState) -> str:
    """Return the ground on which the stage's clock stands still; empty where it runs."""
    titles = {each.id: in_active_language(each.title) for each in view.procedure.pauses}
    return titles.get(stage.held, stage.held)


def _promises(view: CaseView, names: CaseNames) -> list[dict[str, object]]:
    """Return what the filer promised, each with the document's name and until when it is due."""
    return [
        {
            "promise": promise,
            "title": names.document(kind),
            "due": view.clocks.promises.get(kind),
            "may_check": Verb.CHECK_PROMISE in view.may and promise.term is None and promise.kept is None,
        }
        for kind, promise in view.state.promises.items()
    ]


def _may_return(view: CaseView, stage_id: str) -> bool:
    stage = view.procedure.stage(stage_id)
    return stage.may_return and view.state.corrections < view.procedure.correction.times


@behind_login
@require_POST
def close(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Say that one is done looking, and go back to the list."""
    visit = visit_of(request)
    row = visible_case(visit.actor, case_id)
    if visit.actor.account_id is not None:
        look_away(row.pk, visit.actor.account_id)
    return redirect("cases:worklist" if visit.actor.is_staff else "cases:mine")
