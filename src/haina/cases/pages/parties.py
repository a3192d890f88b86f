"""What the parties can do after filing: hand in what was promised, appeal, and object to a public notice."""

from __future__ import annotations

from datetime import date
from typing import BinaryIO
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods
from django_ratelimit.core import is_ratelimited

from haina.cases import verbs
from haina.cases.appeals import appeal_until, is_appealed
from haina.cases.models import Case
from haina.cases.names import CaseNames, in_active_language
from haina.cases.pages.door import behind_login, require, sent_key, sent_sequence, tell, visit_of
from haina.cases.pages.forms import UploadForm, WordsForm
from haina.cases.pages.uploads import NOTHING, Untaken, take_file, upload_errors
from haina.cases.perform import Receipt
from haina.cases.policies import policy_of
from haina.cases.queries import CaseView, case_view
from haina.cases.refusals import CaseNotFound
from haina.people.permissions import PERMISSIONS, State, Verb

OBJECTIONS_AN_HOUR = "10/h"


def recourse(view: CaseView, names: CaseNames, on: date) -> dict[str, object]:
    """Return what was promised and what can be done against a refusal, for the page of the case."""
    owed = [each for each in view.state.promises.values() if each.is_owed]
    until = None
    if view.state.state in (State.REFUSED, State.DECLINED, State.REVOKED):
        until = appeal_until(view.policy, view.procedure, view.state)
    appeals = list(Case.objects.filter(appeal_of=view.row))
    return {
        "promises": [
            (names.document(each.document), each, _due(view, each.document))
            for each in view.state.promises.values()
        ],
        "owes": bool(owed),
        "appeal_until": until,
        "may_appeal": until is not None
        and on <= until
        and Verb.APPEAL in view.may
        and not is_appealed(view.state),
        "appeals": appeals,
    }


def _due(view: CaseView, document: str) -> date | None:
    """Return the last day for a promised document; None while its time has not begun."""
    clock = view.clocks.promises.get(document)
    return None if clock is None else clock.due


@behind_login
@require_http_methods(["GET", "POST"])
def later(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Hand in documents that were promised when filing, one upload at a time."""
    visit = visit_of(request)
    view = case_view(visit.actor, case_id, visit.now)
    require(request, visit, view, Verb.HAND_IN_LATER, allowed=Verb.HAND_IN_LATER in view.may)
    if request.method == "GET":
        return _later(request, view)

    def hand_in(kind: str, name: str, content: BinaryIO) -> Receipt:
        key, seen = sent_key(request), sent_sequence(request)
        return verbs.hand_in_later(visit.actor, visit.now, case_id, kind, name, content, key=key, seen=seen)

    receipt = take_file(request, hand_in)
    if isinstance(receipt, Untaken):
        return _later(request, view, receipt)
    tell(request, receipt, gettext("The file has been handed in."))
    return redirect("cases:case", case_id=case_id)


def _later(request: HttpRequest, view: CaseView, untaken: Untaken = NOTHING) -> HttpResponse:
    kinds = {each.id: each for each in view.procedure.documents}
    rows = [
        {
            "kind": kinds[each.document],
            "due": _due(view, each.document),
            "overdue": each.overdue,
            "form": UploadForm(
                seen=view.row.sequence,
                kind=each.document,
                accept=",".join(kinds[each.document].media_types),
            ),
            "problem": untaken.problem if each.document == untaken.kind else "",
        }
        for each in view.state.promises.values()
        if each.is_owed
    ]
    context = {"view": view, "rows": rows, "errors": upload_errors(kinds.values(), untaken)}
    return render(request, "cases/later.html", context, status=untaken.status)


@behind_login
@require_http_methods(["GET", "POST"])
def appeal(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Appeal against a refusal, saying why; another officer decides."""
    visit = visit_of(request)
    view = case_view(visit.actor, case_id, visit.now)
    require(request, visit, view, Verb.APPEAL, allowed=Verb.APPEAL in view.may)
    data = request.POST if request.method == "POST" else None
    form = WordsForm(data, seen=view.row.sequence, label=gettext("Why the decision is wrong"))
    if data is not None and form.is_valid():
        grounds = form.cleaned_data["text"]
        key, seen = sent_key(request), sent_sequence(request)
        receipt = verbs.appeal(visit.actor, visit.now, case_id, grounds=grounds, key=key, seen=seen)
        tell(request, receipt, gettext("Your appeal has been received."))
        return redirect("cases:case", case_id=case_id)
    rule = view.procedure.appeal
    context = {
        "view": view,
        "form": form,
        "until": appeal_until(view.policy, view.procedure, view.state),
        "to": None if rule is None else view.policy.departments[rule.to].title,
    }
    return render(request, "cases/appeal.html", context, status=422 if form.errors else 200)


@behind_login
@require_http_methods(["GET", "POST"])
def notice(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Show what is on public notice to anybody with an account, and take an objection to it."""
    visit = visit_of(request)
    reachable = PERMISSIONS.reachable(visit.actor, Verb.MAKE_OBJECTION)
    rows = Case.objects.select_related("organisation", "person").filter(published_until__isnull=False)
    row = rows.filter(reachable, pk=case_id).first()
    if row is None:
        raise CaseNotFound(case_id)
    policy = policy_of(row.policy_version_id)
    data = request.POST if request.method == "POST" else None
    form = WordsForm(data, seen=row.sequence, label=gettext("What speaks against it"))
    may_object = PERMISSIONS.may(visit.actor, Verb.MAKE_OBJECTION, row)
    if data is not None and form.is_valid():
        if is_ratelimited(request, group="objection", key="user", rate=OBJECTIONS_AN_HOUR, increment=True):
            messages.error(request, gettext("That was a lot at once. Try again later."))
            return redirect("cases:notice", case_id=case_id)
        text = form.cleaned_data["text"]
        verbs.make_objection(visit.actor, visit.now, case_id, text=text, key=sent_key(request))
        messages.success(request, gettext("Your objection has been received. You will be told the answer."))
        return redirect("cases:notice", case_id=case_id)
    context = {
        "row": row,
        "title": in_active_language(policy.procedures[row.procedure].title),
        "form": form,
        "may_object": may_object,
    }
    return render(request, "cases/notice.html", context, status=422 if form.errors else 200)
