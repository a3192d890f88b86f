"""Following: one's cases, where each stands and who has it, notices, files, and the document at the end."""

from __future__ import annotations

from typing import BinaryIO
from uuid import UUID

from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from haina.cases import files, verbs
from haina.cases.again import can_be_repeated
from haina.cases.agents import acting
from haina.cases.appointments.queries import appointment_of
from haina.cases.cautions import cautions_of
from haina.cases.joint.queries import FILERS, joint_of
from haina.cases.models import IssuedDocument, Notice
from haina.cases.names import CaseNames, in_active_language
from haina.cases.pages.door import Visit, behind_login, visit_of
from haina.cases.pages.parties import recourse
from haina.cases.pages.picture import stage_marks
from haina.cases.pages.sections import first_to_fill
from haina.cases.queries import (
    CaseView,
    Holder,
    case_view,
    notices_of,
    reads_letter,
    visible_case,
)
from haina.cases.refusals import CaseNotFound
from haina.cases.shown import shown_value
from haina.people.permissions import PERMISSIONS, Verb
from haina.rules.text import Text


def unread_notices(visit: Visit) -> QuerySet[Notice]:
    """Return the notices to the visitor's account that have not been read."""
    return _unread(visit.actor.account_id)


def _unread(account_id: UUID | None) -> QuerySet[Notice]:
    rows = Notice.objects.filter(read_at__isnull=True)
    return rows.none() if account_id is None else rows.filter(account_id=account_id)


@behind_login
@require_safe
def case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Show a party its case: where it stands, who has it and by when, what it says, what one can do."""
    visit = visit_of(request)
    view = case_view(visit.actor, case_id, visit.now)
    mark_read(visit, case_id)
    names = CaseNames(view.policy, view.procedure, shows_officers=False)
    context = {
        "view": view,
        "holders": holder_lines(view, names),
        "marks": stage_marks(view.state),
        "sections": shown_sections(view),
        "correction": correction_lines(view, names),
        "reasons": [names.reason(reason) for reason in view.state.reasons],
        "fill_in": first_to_fill(view),
        "appointment": appointment_of(view.row),
        "on": visit.on,
        "may_repeat": can_be_repeated(visit.actor, view),
        "acting": acting(visit.actor, view.row, visit.on),
        "joint": joint_of(view.row) if view.roles & FILERS else None,
        "cautions": cautions_of(view.row, visit.now, inside=False),
        **recourse(view, names, visit.on),
    }
    return render(request, "cases/case.html", context)


def mark_read(visit: Visit, case_id: UUID) -> None:
    """Mark the notices about a case as read: who opens its page has what they point to before them."""
    _unread(visit.actor.account_id).filter(case_id=case_id).update(read_at=visit.now)


def holder_lines(view: CaseView, names: CaseNames) -> list[tuple[Holder, str, str]]:
    """Return who has to do the next thing, with the names of department and step."""
    return [
        (holder, names.department(holder.department), names.stage(holder.stage)) for holder in view.holders
    ]


def shown_sections(view: CaseView) -> list[dict[str, object]]:
    """Return the form as filed (or as saved, for who fills it in), each fact with how sure it is."""
    values = view.row.draft if view.row.draft is not None and Verb.SAVE_DRAFT in view.may else view.state.form
    sections = []
    for part in view.procedure.sections:
        rows = []
        for field in part.fields:
            if not (view.sight.whole or field.name in view.sight.fields):
                continue
            fact = view.facts.get(field.name)
            stored = fact.value if fact is not None else values.get(field.name)
            stated = shown_value(view.policy, field, fact.stated) if fact and fact.is_contradicted else None
            rows.append(
                {
                    "field": field,
                    "value": shown_value(view.policy, field, stored),
                    "fact": fact,
                    "stated": stated,
                }
            )
        if rows:
            sections.append({"section": part, "rows": rows})
    return sections


def correction_lines(view: CaseView, names: CaseNames) -> list[tuple[str, str]]:
    """Return what is to be corrected, each with the department's remark."""
    if view.state.correction is None:
        return []
    return [
        (names.field(item.name) if item.kind == "field" else names.document(item.name), item.remark)
        for item in view.state.correction.items
    ]


@behind_login
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """List the notices to one's account, the latest first."""
    visit = visit_of(request)
    rows = [
        (notice, stored_text(notice.subject), stored_text(notice.body)) for notice in notices_of(visit.actor)
    ]
    return render(request, "cases/notices.html", {"rows": rows})


def stored_text(texts: dict[str, str]) -> str:
    """Return a stored pair of texts in the reader's language."""
    return in_active_language(Text(texts["zh"], texts["en"]))


@behind_login
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark all notices as read."""
    visit = visit_of(request)
    _unread(visit.actor.account_id).update(read_at=visit.now)
    return redirect("cases:notices")


@behind_login
@require_safe
def document(request: HttpRequest, case_id: UUID, document_id: UUID) -> HttpResponseBase:
    """Send an attached file, never to be shown inside the page; the look is logged."""
    visit = visit_of(request)
    if not visible_case(visit.actor, case_id).documents.filter(pk=document_id).exists():
        raise CaseNotFound(case_id)
    opened = verbs.read_document(visit.actor, visit.now, document_id)
    return _attachment(opened.path.open("rb"), opened.name, opened.media_type)


@behind_login
@require_safe
def permit(request: HttpRequest, case_id: UUID) -> HttpResponseBase:
    """Send the PDF that was issued."""
    issued = _issued(request, case_id)
    return _attachment(files.path_of(issued.pdf_sha256).open("rb"), f"{issued.number}.pdf", "application/pdf")


@behind_login
@require_safe
def credential(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Send the machine-readable credential: a compact JSON Web Signature."""
    issued = _issued(request, case_id)
    response = HttpResponse(issued.record or issued.credential, content_type="application/jose")
    response["Content-Disposition"] = f'attachment; filename="{issued.number}.jws"'
    return response


def _issued(request: HttpRequest, case_id: UUID) -> IssuedDocument:
    visit = visit_of(request)
    row = visible_case(visit.actor, case_id)
    if not PERMISSIONS.may(visit.actor, Verb.READ_DOCUMENT, row):
        raise CaseNotFound(case_id)
    issued = row.issued.order_by("-issued_at").first()
    if issued is None:
        raise Http404("nothing issued yet")
    if issued.tells_a_no and not reads_letter(visit.actor, row):
        raise Http404("its reasons rest on facts that others check")
    return issued


def _attachment(file: BinaryIO, name: str, media_type: str) -> FileResponse:
    response = FileResponse(file, as_attachment=True, filename=name, content_type=media_type)
    # Even a browser that insists on showing it gets no script, no frame and no origin of ours.
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_safe
def case_short(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Send the address written into an e-mail on to the page in the reader's language."""
    return redirect("cases:case", case_id=case_id)
