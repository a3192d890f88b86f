"""A joint application as a whole: where each part stands and who has it, the receipt, taking back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from haina.cases.joint import verbs as together
from haina.cases.joint.queries import JointView, joint_view
from haina.cases.models import CaseDocument
from haina.cases.names import CaseNames
from haina.cases.pages.door import behind_login, redraws, sent_key, visit_of
from haina.cases.pages.following import holder_lines, mark_read
from haina.cases.pages.forms import SeenForm
from haina.cases.pages.joint_filling import sent_sequences, tell_all
from haina.cases.queries import CaseView, Holder, case_view
from haina.cases.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Line:
    """A part on the page of the whole: the case, and who has it by when."""

    view: CaseView
    holders: list[tuple[Holder, str, str]]
    is_draft: bool


@behind_login
@require_safe
def whole(request: HttpRequest, joint_id: UUID) -> HttpResponse:
    """Show where each part of a joint application stands, who has it and until when."""
    visit = visit_of(request)
    view = joint_view(visit.actor, joint_id, visit.now)
    for part in view.standing:
        mark_read(visit, part.row.pk)
    context = {"view": view, "lines": _lines(view), "fill_in": first_page(view)}
    return render(request, "cases/joint/whole.html", context)


def _lines(view: JointView) -> list[Line]:
    return [
        Line(
            part,
            holder_lines(part, CaseNames(part.policy, part.procedure, shows_officers=False)),
            part in view.drafts,
        )
        for part in view.standing
    ]


def first_page(view: JointView) -> str:
    """Return where filling in begins; nothing where all has been sent."""
    if not view.drafts:
        return ""
    if view.form.sections:
        return reverse("cases:joint_fill", args=[view.row.pk, view.form.sections[0].id])
    return reverse("cases:joint_documents", args=[view.row.pk])


@dataclass(frozen=True, slots=True)
class Received:
    """A filed case on a receipt: what was filed, when it arrived, and what was attached."""

    view: CaseView
    #: The hash of the event by which it was filed.
    mark: str
    documents: tuple[CaseDocument, ...]


def received(parts: Iterable[CaseView]) -> list[Received]:
    """Return the filed cases for a receipt, each with its documents as they were attached when filing."""
    lines = []
    for part in parts:
        filed = part.row.events.filter(kind="submitted").first()
        if filed is not None:
            listed = {str(id) for id in filed.payload.get("documents", ())}
            files = part.row.documents.filter(pk__in=listed).order_by("kind", "attached_at")
            seen = tuple(file for file in files if part.sight.whole or file.kind in part.sight.documents)
            lines.append(Received(part, filed.hash, seen))
    return lines


@behind_login
@require_safe
def receipt(request: HttpRequest, joint_id: UUID) -> HttpResponse:
    """Show one receipt over everything that was sent, to print or keep."""
    visit = visit_of(request)
    view = joint_view(visit.actor, joint_id, visit.now)
    if not view.sent:
        raise Http404("nothing has been sent")
    context = {"rows": received(view.sent), "joint": view, "first": view.sent[0]}
    return render(request, "cases/receipt.html", context)


@behind_login
@require_safe
def case_receipt(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Show the receipt of one case, to print or keep."""
    visit = visit_of(request)
    view = case_view(visit.actor, case_id, visit.now)
    rows = received([view])
    if not rows:
        raise Http404("it has not been filed")
    return render(request, "cases/receipt.html", {"rows": rows, "first": view})


@behind_login
@redraws
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, joint_id: UUID) -> HttpResponse:
    """Take back one or all of the applications, after saying what follows."""
    visit = visit_of(request)
    view = joint_view(visit.actor, joint_id, visit.now)
    problem = ""
    if request.method == "POST":
        key, seen = sent_key(request), sent_sequences(request)
        try:
            chosen = [UUID(id) for id in request.POST.getlist("chosen")]
        except ValueError:
            raise Http404("chosen") from None
        try:
            done = together.withdraw_together(
                visit.actor, visit.now, joint_id, chosen=chosen, key=key, seen=seen
            )
        except Refusal as error:
            problem = str(error)
        else:
            tell_all(request, done, gettext("Withdrawn."))
            return redirect("cases:joint", joint_id=joint_id)
    seen_now = " ".join(f"{part.row.pk.hex}.{part.row.sequence}" for part in view.withdrawable)
    context = {"view": view, "form": SeenForm(seen=seen_now), "problem": problem}
    return render(request, "cases/joint/withdraw.html", context, status=422 if problem else 200)


@behind_login
@require_POST
def take_out(request: HttpRequest, joint_id: UUID, case_id: UUID) -> HttpResponse:
    """Let one draft go on alone."""
    visit = visit_of(request)
    together.take_out(visit.actor, visit.now, joint_id, case_id)
    messages.success(request, gettext("It goes on as an application of its own; nothing of it is lost."))
    return redirect("cases:case", case_id=case_id)
