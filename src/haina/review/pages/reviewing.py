"""A reviewer's pages: the tasks, one application with its marks, handing in, a conflict."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from haina.cases.names import in_active_language
from haina.cases.pages.door import Visit, redraws, visit_of
from haina.cases.pages.kept import kept_form
from haina.review.assigned import Sheet, may_mark, may_read, own_task, sheet_of, shown, tasks_of
from haina.review.models import Assignment
from haina.review.pages.door import for_reviews
from haina.review.pages.forms import ConflictForm, SheetForm
from haina.review.papers import papers_of
from haina.review.permissions import is_reviewer
from haina.review.refusals import ReviewRefusal
from haina.review.schemes import policy_for
from haina.review.shown import fact_in_words, round_terms
from haina.review.verbs.declare_conflict import declare_conflict
from haina.review.verbs.hand_in import hand_in
from haina.review.verbs.read_paper import read_paper
from haina.review.verbs.score import score
from haina.review.words import title_of


@for_reviews
@require_safe
def tasks(request: HttpRequest) -> HttpResponse:
    """List what one has to judge, and what one has judged."""
    visit = visit_of(request)
    found = tasks_of(visit.actor)
    if not found and not is_reviewer(visit.actor):
        raise PermissionDenied("tasks are for reviewers")
    lines = [(task, title_of(task.entry.round), may_mark(task, visit.now)) for task in found]
    return render(request, "review/tasks.html", {"lines": lines})


@for_reviews
@redraws
@require_http_methods(["GET", "POST"])
def task(request: HttpRequest, task_id: int) -> HttpResponse:
    """Show an application with the marks so far; when sent, keep them and go on or to the last look."""
    visit = visit_of(request)
    found = own_task(visit.actor, task_id)
    sheet = sheet_of(found)
    form = SheetForm(request.POST if request.method == "POST" else None, sheet=sheet)
    form.initial.update((kept_form(request) or {}).items())
    if request.method == "POST" and form.is_valid():
        try:
            score(visit.actor, visit.now, found.pk, form.marks(), seen=form.cleaned_data["seen"])
        except ReviewRefusal as error:
            form.add_error(None, str(error))
        else:
            if request.POST.get("act") == "look":
                return redirect("review:check", task_id=found.pk)
            messages.success(request, gettext("Kept. You can go on later."))
            return redirect("review:task", task_id=found.pk)
    context = {**_context(visit, found, sheet), "form": form, "pairs": _pairs(form)}
    return render(request, "review/task.html", context, status=422 if form.errors else 200)


def _pairs(form: SheetForm) -> list[tuple[str, object, object]]:
    """The two fields of each criterion under its title."""
    return [
        (in_active_language(each.title), form[f"mark_{each.id}"], form[f"words_{each.id}"])
        for each in form.scheme.criteria
    ]


def _context(visit: Visit, found: Assignment, sheet: Sheet) -> dict[str, object]:
    """What every page about one task shows."""
    policy, seen, case = policy_for(found.entry.round), shown(found), found.entry.case
    facts = [
        (in_active_language(policy.facts[name].label), fact_in_words(case, name, fact))
        for name, fact in seen.facts.items()
    ]
    lacking = [in_active_language(policy.facts[name].label) for name in seen.lacking]
    return {
        "task": found,
        "round": found.entry.round,
        "terms": round_terms(found.entry.round),
        "seen": seen,
        "facts": facts,
        "lacking": lacking,
        "papers": [(in_active_language(kind.title), row) for kind, row in papers_of(found)],
        "sheet": sheet,
        "may_mark": may_mark(found, visit.now),
        "may_read": may_read(found, visit.now),
        "given": [
            (in_active_language(each.title), sheet.scores.get(each.id)) for each in sheet.scheme.criteria
        ],
    }


@for_reviews
@require_safe
def paper(request: HttpRequest, task_id: int, document_id: UUID) -> FileResponse:
    """Send a paper of an application that one has to judge, as an attachment."""
    visit = visit_of(request)
    opened = read_paper(visit.actor, visit.now, task_id, document_id)
    return FileResponse(
        opened.path.open("rb"), as_attachment=True, filename=opened.name, content_type=opened.media_type
    )


@for_reviews
@require_http_methods(["GET", "POST"])
def check(request: HttpRequest, task_id: int) -> HttpResponse:
    """Show the marks once more; when sent, hand them in."""
    visit = visit_of(request)
    found = own_task(visit.actor, task_id)
    if request.method == "POST":
        seen = request.POST.get("seen", "")
        number = int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 10 else -1
        hand_in(visit.actor, visit.now, found.pk, seen=number)
        messages.success(request, gettext("Handed in. Thank you."))
        return redirect("review:tasks")
    return render(request, "review/check.html", _context(visit, found, sheet_of(found)))


@for_reviews
@require_http_methods(["GET", "POST"])
def conflict(request: HttpRequest, task_id: int) -> HttpResponse:
    """Say why one may not judge an application, and give it back."""
    visit = visit_of(request)
    found = own_task(visit.actor, task_id)
    form = ConflictForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        declare_conflict(visit.actor, visit.now, found.pk, words=form.cleaned_data["words"])
        messages.success(request, gettext("Thank you. The application has been taken from your list."))
        return redirect("review:tasks")
    context = {**_context(visit, found, sheet_of(found)), "form": form}
    return render(request, "review/conflict.html", context, status=422 if form.errors else 200)
