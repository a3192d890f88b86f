"""Filling in several applications on one form: section by section, documents once, looked over, sent once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from haina.cases.before import only_for
from haina.cases.joint import verbs as together
from haina.cases.joint.acting import JointReceipt
from haina.cases.joint.queries import JointView, joint_view
from haina.cases.joint.union import JointDocument, JointSection, Use
from haina.cases.names import in_active_language
from haina.cases.pages.door import Visit, behind_login, redraws, sent_key, visit_of
from haina.cases.pages.filing import take_over, type_names
from haina.cases.pages.forms import SeenForm, UploadForm, redrawn, section_form
from haina.cases.pages.kept import kept_form
from haina.cases.pages.known import Known, known_facts
from haina.cases.pages.uploads import NOTHING, Untaken, take_file, upload_errors
from haina.cases.pages.widgets import MORE
from haina.cases.refusals import Forbidden, FormIncomplete, KeyUsed
from haina.people.permissions import Verb


def sent_sequences(request: HttpRequest) -> dict[UUID, int]:
    """Return which cases the sender looked at, with the sequence of each; raises KeyUsed for nonsense."""
    seen: dict[UUID, int] = {}
    for each in request.POST.get("seen", "").split():
        id, _, sequence = each.partition(".")
        if not (sequence.isascii() and sequence.isdecimal() and len(sequence) < 10):
            raise KeyUsed("seen")
        try:
            seen[UUID(hex=id)] = int(sequence)
        except ValueError:
            raise KeyUsed("seen") from None
    return seen


def tell_all(request: HttpRequest, receipt: JointReceipt, words: str) -> None:
    """Say what was done; a repeated form says so instead of doing it again."""
    if receipt.replayed:
        messages.info(request, gettext("This had been done already; nothing was done twice."))
    else:
        messages.success(request, words)


def to_fill(visit: Visit, joint_id: UUID) -> JointView:
    """Return a joint application of which something can be filled in; raises CaseNotFound or Forbidden."""
    view = joint_view(visit.actor, joint_id, visit.now)
    if not view.drafts:
        raise Forbidden(Verb.SAVE_DRAFT.value, view.parts[0].row.state)
    return view


def remark(view: JointView, uses: Iterable[Use]) -> str:
    """Return for which applications something is, where it is not for all of them."""
    titles = only_for([each.procedure for each in view.drafts], list(uses))
    if not titles:
        return ""
    return gettext("For: %(titles)s.") % {"titles": "; ".join(in_active_language(each) for each in titles)}


@behind_login
@redraws
@require_http_methods(["GET", "POST"])
def fill(request: HttpRequest, joint_id: UUID, section: str) -> HttpResponse:
    """Fill in one section; what is typed goes to every application that asks for it."""
    visit = visit_of(request)
    view = joint_view(visit.actor, joint_id, visit.now)
    if not view.drafts and request.method == "GET":
        return redirect("cases:joint", joint_id=joint_id)
    part = next((each for each in view.form.sections if each.id == section), None)
    if part is None:
        raise Http404(section)
    values = view.values
    if request.method == "GET":
        known = _known(visit, view, part)
        take_over(request, known, values)
        kept = kept_form(request)
        again = None if kept is None else redrawn(kept, view.seen)
        form = _form(view, part, values, again)
        return _section(request, view, part, form, tuple(known.values()))
    form = _form(view, part, values, request.POST)
    asked_for_more = request.POST.get("action", "").removeprefix(MORE)
    if asked_for_more in form.fields:
        form.one_more_row(asked_for_more)
        return _section(request, view, part, form)
    given = form.typed()
    form.is_valid()
    key, seen = sent_key(request), sent_sequences(request)
    try:
        together.save_together(visit.actor, visit.now, joint_id, given, key=key, seen=seen)
    except FormIncomplete as error:
        form.take(error.problems)
        return _section(request, view, part, form)
    if "later" in request.POST:
        messages.success(request, gettext("Saved. You can go on at any time."))
        return redirect("cases:joint", joint_id=joint_id)
    return redirect(_after(view, part))


def _form(view: JointView, part: JointSection, values: dict[str, object], data: object = None) -> SeenForm:
    remarks = {each.name: remark(view, each.uses) for each in part.fields}
    return section_form(part.section, values, view.seen, data, remarks=remarks)  # type: ignore[arg-type]  # a QueryDict


def _known(visit: Visit, view: JointView, part: JointSection) -> dict[str, Known]:
    """Return what was stated in earlier applications about the fields of a section, by joint name."""
    known: dict[str, Known] = {}
    filled = view.values
    for place, each in enumerate(view.drafts):
        for section in each.procedure.sections:
            for name, one in known_facts(visit.actor, each, section).items():
                joint = view.form.name_of(place, name)
                if joint not in filled and any(field.name == joint for field in part.fields):
                    known.setdefault(joint, one)
    return known


def _section(
    request: HttpRequest, view: JointView, part: JointSection, form: SeenForm, known: tuple[Known, ...] = ()
) -> HttpResponse:
    sections = view.form.sections
    place = sections.index(part)
    before = sections[place - 1].id if place else None
    context = {
        "view": view,
        "section": part.section,
        "form": form,
        "known": known,
        "typed_before": form.is_bound and request.method == "GET",
        "number": place + 1,
        "of": len(sections) + 2,
        "back": reverse("cases:joint_fill", args=[view.row.pk, before])
        if before
        else reverse("cases:joint", args=[view.row.pk]),
    }
    return render(request, "cases/joint/fill.html", context, status=422 if form.errors else 200)


def _after(view: JointView, part: JointSection) -> str:
    later = view.form.sections[view.form.sections.index(part) + 1 :]
    if later:
        return reverse("cases:joint_fill", args=[view.row.pk, later[0].id])
    return reverse("cases:joint_documents", args=[view.row.pk])


@behind_login
@require_http_methods(["GET", "POST"])
def documents(request: HttpRequest, joint_id: UUID) -> HttpResponse:
    """Attach documents, one upload at a time, each to all the applications that need it."""
    visit = visit_of(request)
    view = to_fill(visit, joint_id)
    if request.method == "GET":
        return _documents(request, view)

    def attach(kind: str, name: str, content: BinaryIO) -> JointReceipt:
        key, seen = sent_key(request), sent_sequences(request)
        return together.attach_together(
            visit.actor, visit.now, joint_id, kind, name, content, key=key, seen=seen
        )

    receipt = take_file(request, attach)
    if isinstance(receipt, Untaken):
        return _documents(request, view, receipt)
    tell_all(request, receipt, gettext("The file has been attached."))
    return HttpResponseRedirect(f"{request.path}#document-{request.POST['kind']}")


def _documents(request: HttpRequest, view: JointView, untaken: Untaken = NOTHING) -> HttpResponse:
    rows = [
        {
            "kind": each.kind,
            "remark": remark(view, each.uses),
            "files": view.files(each.kind.id),
            "form": _upload_form(view, each),
            "limit": each.kind.max_bytes // (1024 * 1024),
            "types": type_names(each.kind),
            "problem": untaken.problem if each.kind.id == untaken.kind else "",
        }
        for each in view.form.documents
    ]
    errors = upload_errors((each.kind for each in view.form.documents), untaken)
    count = len(view.form.sections)
    context = {
        "view": view,
        "rows": rows,
        "errors": errors,
        "number": count + 1,
        "of": count + 2,
        "remove": SeenForm(seen=view.seen),
    }
    return render(request, "cases/joint/documents.html", context, status=untaken.status)


def _upload_form(view: JointView, document: JointDocument) -> UploadForm:
    kind = document.kind
    return UploadForm(seen=view.seen, kind=kind.id, accept=",".join(kind.media_types))


@behind_login
@require_POST
def remove(request: HttpRequest, joint_id: UUID) -> HttpResponse:
    """Take a file out of all the applications to which it is attached."""
    visit = visit_of(request)
    view = to_fill(visit, joint_id)
    kind = request.POST.get("kind", "")
    if kind not in {each.kind.id for each in view.form.documents}:
        raise Http404(kind)
    key, seen = sent_key(request), sent_sequences(request)
    content = request.POST.get("content", "")
    receipt = together.remove_together(visit.actor, visit.now, joint_id, kind, content, key=key, seen=seen)
    tell_all(request, receipt, gettext("The file has been taken out."))
    return redirect("cases:joint_documents", joint_id=joint_id)
