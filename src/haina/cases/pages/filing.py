"""Filing: fill in section by section, attach, look over, hand in, correct, withdraw."""

from __future__ import annotations

from datetime import date
from typing import BinaryIO
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from haina.cases import verbs
from haina.cases.arrival import arrived_at
from haina.cases.audience import declared
from haina.cases.cautions import cautions_of
from haina.cases.events.base import shown_day
from haina.cases.facts import check_rules
from haina.cases.joint.queries import joint_of
from haina.cases.names import in_active_language
from haina.cases.notices import told_by
from haina.cases.pages.door import (
    Visit,
    behind_login,
    redraws,
    require,
    sent_key,
    sent_sequence,
    tell,
    visit_of,
)
from haina.cases.pages.forms import DeclareForm, SeenForm, UploadForm, redrawn, section_form
from haina.cases.pages.kept import kept_form
from haina.cases.pages.known import Known, known_facts
from haina.cases.pages.sections import sections_to_fill
from haina.cases.pages.telling import parties_told
from haina.cases.pages.uploads import NOTHING, Untaken, take_file, upload_errors
from haina.cases.pages.widgets import MORE
from haina.cases.perform import Receipt
from haina.cases.promising import promisable
from haina.cases.queries import CaseView, case_view
from haina.cases.refusals import FormIncomplete, Refusal
from haina.cases.shown import shown_value
from haina.people.permissions import State, Verb
from haina.policy.procedures import DocumentKind, FormSection

#: What stands for all fields that were stated before.
ALL = "all"


@behind_login
@redraws
@require_http_methods(["GET", "POST"])
def fill(request: HttpRequest, case_id: UUID, section: str) -> HttpResponse:
    """Fill in one section of the form; saving keeps what is there, gaps included."""
    visit = visit_of(request)
    view = _to_fill(request, visit, case_id)
    joint = on_joint_form(view)
    if joint is not None:
        return redirect("cases:joint", joint_id=joint)
    part = next((each for each in view.procedure.sections if each.id == section), None)
    if part is None:
        raise Http404(section)
    allowed = None if view.state.correction is None else view.state.correction.names("field")
    values = dict(view.row.draft or {})
    if request.method == "GET":
        known = {} if allowed is not None else known_facts(visit.actor, view, part)
        take_over(request, known, values)
        kept = kept_form(request)
        again = None if kept is None else redrawn(kept, view.row.sequence)
        form = section_form(part, values, view.row.sequence, again, only=allowed)
        return _section(request, view, part, form, tuple(known.values()))
    form = section_form(part, values, view.row.sequence, request.POST, only=allowed)
    asked_for_more = request.POST.get("action", "").removeprefix(MORE)
    if asked_for_more in form.fields:
        form.one_more_row(asked_for_more)
        return _section(request, view, part, form)
    given = form.typed()
    form.is_valid()
    try:
        verbs.save_draft(
            visit.actor,
            visit.now,
            case_id,
            given,
            key=sent_key(request),
            seen=sent_sequence(request),
        )
    except FormIncomplete as error:
        form.take(error.problems)
        return _section(request, view, part, form)
    if "later" in request.POST:
        messages.success(request, gettext("Saved. You can go on at any time."))
        return redirect("cases:case", case_id=case_id)
    return redirect(_after(view, part))


def take_over(request: HttpRequest, known: dict[str, Known], values: dict[str, object]) -> None:
    """Put what was stated before, and is now asked for by `?take=`, among the values of the form."""
    wanted = request.GET.get("take", "")
    for name in list(known) if wanted == ALL else [name for name in known if name == wanted]:
        values[name] = known.pop(name).value


def on_joint_form(view: CaseView) -> UUID | None:
    """Return the joint application on whose form a draft is filled in, if it is part of one."""
    return joint_of(view.row) if view.row.state == State.DRAFT else None


def _to_fill(request: HttpRequest, visit: Visit, case_id: UUID) -> CaseView:
    """Return a case that the actor may fill in; raises what `require` does."""
    view = case_view(visit.actor, case_id, visit.now)
    require(request, visit, view, Verb.SAVE_DRAFT, allowed=Verb.SAVE_DRAFT in view.may)
    return view


def _section(
    request: HttpRequest, view: CaseView, part: FormSection, form: SeenForm, known: tuple[Known, ...] = ()
) -> HttpResponse:
    sections = view.procedure.sections
    context = {
        "view": view,
        "section": part,
        "form": form,
        "known": known,
        "typed_before": form.is_bound and request.method == "GET",
        "number": sections.index(part) + 1,
        "of": len(sections) + 2,
        "remarks": _remarks(view, "field"),
        "back": _before(view, part),
    }
    return render(request, "cases/fill.html", context, status=422 if form.errors else 200)


def _remarks(view: CaseView, kind: str) -> list[tuple[str, str]]:
    """Return what the officer asked to correct: (label, remark)."""
    if view.state.correction is None:
        return []
    labels = {
        "field": {name: field.label for name, field in view.procedure.fields.items()},
        "document": {document.id: document.title for document in view.procedure.documents},
    }[kind]
    items = [item for item in view.state.correction.items if item.kind == kind]
    return [(in_active_language(labels[item.name]), item.remark) for item in items]


def _after(view: CaseView, part: FormSection) -> str:
    """Return where one goes on after a section: a correction leaves out sections in which nothing changes."""
    sections = sections_to_fill(view)
    later = view.procedure.sections[view.procedure.sections.index(part) + 1 :]
    following = next((each for each in later if each in sections), None)
    if following is not None:
        return reverse("cases:fill", args=[view.row.pk, following.id])
    return reverse("cases:documents", args=[view.row.pk])


def _before(view: CaseView, part: FormSection) -> str:
    sections = sections_to_fill(view)
    earlier = view.procedure.sections[: view.procedure.sections.index(part)]
    before = [each for each in earlier if each in sections]
    if before:
        return reverse("cases:fill", args=[view.row.pk, before[-1].id])
    return reverse("cases:case", args=[view.row.pk])


@behind_login
@require_http_methods(["GET", "POST"])
def documents(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Attach documents, one upload at a time; what is refused is said beside its kind."""
    visit = visit_of(request)
    view = _to_fill(request, visit, case_id)
    joint = on_joint_form(view)
    if joint is not None:
        return redirect("cases:joint", joint_id=joint)
    if request.method == "GET":
        return _documents(request, view)

    def attach(kind: str, name: str, content: BinaryIO) -> Receipt:
        key, seen = sent_key(request), sent_sequence(request)
        return verbs.attach_document(visit.actor, visit.now, case_id, kind, name, content, key=key, seen=seen)

    receipt = take_file(request, attach)
    if isinstance(receipt, Untaken):
        return _documents(request, view, receipt)
    tell(request, receipt, gettext("The file has been attached."))
    return HttpResponseRedirect(f"{request.path}#document-{request.POST['kind']}")


def _documents(request: HttpRequest, view: CaseView, untaken: Untaken = NOTHING) -> HttpResponse:
    allowed = None if view.state.correction is None else view.state.correction.names("document")
    rows = [
        {
            "kind": each,
            "files": [file for file in view.documents if file.kind == each.id],
            "open": allowed is None or each.id in allowed,
            "form": _upload_form(view, each),
            "limit": each.max_bytes // (1024 * 1024),
            "types": type_names(each),
            "problem": untaken.problem if each.id == untaken.kind else "",
        }
        for each in view.procedure.documents
    ]
    errors = upload_errors(view.procedure.documents, untaken)
    count = len(view.procedure.sections)
    context = {
        "view": view,
        "rows": rows,
        "errors": errors,
        "number": count + 1,
        "of": count + 2,
        "remarks": _remarks(view, "document"),
        "remove": SeenForm(seen=view.row.sequence),
    }
    return render(request, "cases/documents.html", context, status=untaken.status)


def _upload_form(view: CaseView, kind: DocumentKind) -> UploadForm:
    return UploadForm(seen=view.row.sequence, kind=kind.id, accept=",".join(kind.media_types))


def type_names(kind: DocumentKind) -> str:
    """Return the kinds of files that are taken, for people."""
    return ", ".join(media_type.split("/")[1].upper() for media_type in kind.media_types)


@behind_login
@require_POST
def remove(request: HttpRequest, case_id: UUID, document_id: UUID) -> HttpResponse:
    """Take an attached file out again."""
    visit = visit_of(request)
    key, seen = sent_key(request), sent_sequence(request)
    receipt = verbs.remove_document(visit.actor, visit.now, case_id, document_id, key=key, seen=seen)
    tell(request, receipt, gettext("The file has been taken out."))
    return redirect("cases:documents", case_id=case_id)


@behind_login
@require_http_methods(["GET", "POST"])
def check(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Look over everything, declare that it is true, and hand in."""
    visit = visit_of(request)
    view = _to_fill(request, visit, case_id)
    joint = on_joint_form(view)
    if joint is not None:
        return redirect("cases:joint", joint_id=joint)
    again = view.state.correction is not None
    declaration = in_active_language(view.procedure.declaration)
    data = request.POST if request.method == "POST" else None
    later, instead = ([], []) if again else promises(view, visit.on)
    form = DeclareForm(
        data,
        seen=view.row.sequence,
        declaration=declaration,
        with_note=again,
        later=later,
        instead=instead,
    )
    if request.method == "GET" or not form.is_valid():
        return _check(request, visit, view, form)
    declared = form.cleaned_data["declared"]
    key, seen = sent_key(request), sent_sequence(request)
    try:
        if again:
            note = form.cleaned_data["note"]
            receipt = verbs.resubmit(
                visit.actor, visit.now, case_id, note=note, declared=declared, key=key, seen=seen
            )
        else:
            receipt = verbs.submit(
                visit.actor,
                visit.now,
                case_id,
                declared=declared,
                promised=form.cleaned_data.get("promised", ()),
                committed=form.cleaned_data.get("committed", ()),
                arrived=arrived_at(request),
                key=key,
                seen=seen,
            )
    except Refusal as error:
        form.add_error("declared" if error.code == "not_declared" else None, str(error))
        return _check(request, visit, view, form, error)
    tell(request, receipt, gettext("Received. The time of arrival counts."))
    return redirect("cases:case", case_id=case_id)


def promises(view: CaseView, on: date) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Return which missing documents may follow, with their last day, and which a promise replaces."""
    attached = {file.kind for file in view.documents}
    later, instead = [], []
    for way in promisable(view.policy, view.procedure, view.state, view.row.draft or {}, on):
        title = in_active_language(way.kind.title)
        if way.kind.id in attached:
            continue
        if way.later is not None:
            when = way.within if way.until is None else gettext("by %(day)s") % {"day": shown_day(way.until)}
            later.append((way.kind.id, gettext("%(title)s: %(when)s") % {"title": title, "when": when}))
        if way.promise is not None:
            instead.append((way.kind.id, f"{title}: {in_active_language(way.promise)}"))
    return later, instead


def _check(
    request: HttpRequest, visit: Visit, view: CaseView, form: DeclareForm, error: Refusal | None = None
) -> HttpResponse:
    values = view.row.draft or {}
    sections = [
        {
            "section": part,
            "rows": [
                (field, shown_value(view.policy, field, values.get(field.name))) for field in part.fields
            ],
        }
        for part in view.procedure.sections
    ]
    count = len(view.procedure.sections)
    context = {
        "view": view,
        "form": form,
        "sections": sections,
        "documents": [
            (kind, [file for file in view.documents if file.kind == kind.id])
            for kind in view.procedure.documents
        ],
        "number": count + 2,
        "of": count + 2,
        "lacking": _lacking(view, error) if error else [],
        "told": parties_told(declared(view.row, visit.actor.account_id, told_by(view.procedure), visit.on)),
        "rules": check_rules(view.policy, view.procedure, view.state, timezone.localdate(), values).status,
        "cautions": cautions_of(view.row, visit.now, inside=False),
    }
    return render(request, "cases/check.html", context, status=422 if form.errors else 200)


def _lacking(view: CaseView, error: Refusal) -> list[dict[str, str]]:
    """Return what an application lacks, each with the page where it is filled in."""
    case_id, procedure = view.row.pk, view.procedure
    home = {field.name: part.id for part in procedure.sections for field in part.fields}
    links = []
    for name in names_in(error, "fields"):
        place = f"{reverse('cases:fill', args=[case_id, home[name]])}#id_{name}"
        links.append({"place": place, "message": in_active_language(procedure.fields[name].label)})
    for kind in names_in(error, "documents"):
        place = f"{reverse('cases:documents', args=[case_id])}#document-{kind}"
        links.append({"place": place, "message": in_active_language(procedure.document(kind).title)})
    return links


def names_in(error: Refusal, key: str) -> list[str]:
    """Return the fields or documents that a refusal names as missing."""
    value = error.facts.get(key, ())
    return [str(name) for name in value] if isinstance(value, (list, tuple, set, frozenset)) else []


@behind_login
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Withdraw an application, or throw a draft away, after asking once."""
    visit = visit_of(request)
    view = case_view(visit.actor, case_id, visit.now)
    require(request, visit, view, Verb.WITHDRAW, allowed=Verb.WITHDRAW in view.may)
    if request.method == "GET":
        form = SeenForm(seen=view.row.sequence)
        return render(request, "cases/withdraw.html", {"view": view, "form": form})
    key, seen = sent_key(request), sent_sequence(request)
    receipt = verbs.withdraw(visit.actor, visit.now, case_id, key=key, seen=seen)
    tell(request, receipt, gettext("Withdrawn."))
    return redirect("cases:mine")
