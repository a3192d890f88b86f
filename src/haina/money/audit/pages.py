"""The auditor's pages: trial balance, statements, entries, and what each rests on. They change nothing."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Concatenate, ParamSpec
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from haina.cases.pages.door import Visit, behind_login, visit_of
from haina.money.audit.permissions import AuditVerb, MayNotAudit, require_audit
from haina.money.audit.reading import BooksForm, EntriesForm, SpanForm
from haina.money.audit.trail import EntryTrail, concerned_by, trail_of
from haina.money.audit.verbs.note_look import note_account_look, note_entry_look
from haina.money.audit.verbs.read_document import read_document
from haina.money.exports import beancount, write_csv
from haina.money.models import Account, Entry, Hold
from haina.money.queries import statement, trial_balance

Parameters = ParamSpec("Parameters")
_View = Callable[Concatenate[HttpRequest, Parameters], HttpResponseBase]

#: Accounts or entries on one page.
PAGE = 50


def _for_auditors(view: _View[Parameters]) -> _View[Parameters]:
    """Turn away who is no auditor, kindly."""

    @wraps(view)
    def guarded(
        request: HttpRequest, *args: Parameters.args, **kwargs: Parameters.kwargs
    ) -> HttpResponseBase:
        try:
            require_audit(visit_of(request).actor, AuditVerb.READ_BOOKS)
            return view(request, *args, **kwargs)
        except MayNotAudit as error:
            raise PermissionDenied(str(error)) from None

    return guarded  # type: ignore[return-value]  # wraps() gives the request a name, which no caller uses


@behind_login
@require_safe
@_for_auditors
def books(request: HttpRequest) -> HttpResponse:
    """Show the trial balance of a day, and the accounts."""
    visit = visit_of(request)
    form = BooksForm(request.GET, label_suffix="") if request.GET else BooksForm(label_suffix="")
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    on = asked.get("on") or visit.on
    accounts = Account.objects.select_related("person", "organisation").order_by("kind", "code")
    if asked.get("kind"):
        accounts = accounts.filter(kind=asked["kind"])
    if asked.get("q"):
        accounts = accounts.filter(code__icontains=asked["q"])
    context = {
        "form": form,
        "on": on,
        "balance": _balance_lines(on),
        "page": Paginator(accounts, PAGE).get_page(request.GET.get("page")),
        "query": _query(request),
    }
    return render(request, "audit/books.html", context, status=422 if form.errors else 200)


def _balance_lines(on: date) -> list[tuple[str, list[tuple[str, int]], int]]:
    """By currency: the kinds of account with what is on them, and what they add up to."""
    found = trial_balance(on)
    return [
        (
            currency,
            [
                (str(kind.label), found[currency, kind.value])
                for kind in Account.Kind
                if (currency, kind.value) in found
            ],
            sum(fen for (of, _kind), fen in found.items() if of == currency),
        )
        for currency in sorted({currency for currency, _kind in found})
    ]


@behind_login
@require_safe
@_for_auditors
def account(request: HttpRequest, account_id: int) -> HttpResponse:
    """Show the statement of one account over some days, and what is set aside on it; the look is noted."""
    visit = visit_of(request)
    found = get_object_or_404(Account.objects.select_related("person", "organisation"), pk=account_id)
    require_audit(visit.actor, AuditVerb.READ_ENTRY, concerned_by(found))
    note_account_look(visit.actor, visit.on, concerned_by(found))
    form = SpanForm(request.GET or None, label_suffix="")
    first, last = form.span(visit.on)
    context = {
        "account": found,
        "form": form,
        "statement": statement(found, first, last),
        "holds": Hold.objects.filter(account=found).select_related("ground").order_by("-placed_at")[:PAGE],
    }
    return render(request, "audit/account.html", context, status=422 if form.errors else 200)


@behind_login
@require_safe
@_for_auditors
def entries(request: HttpRequest) -> HttpResponse:
    """List the entries of some days, the latest first."""
    visit = visit_of(request)
    form = EntriesForm(request.GET or None, label_suffix="")
    first, last = form.span(visit.on)
    found = Entry.objects.filter(happened_on__gte=first, happened_on__lte=last).select_related("ground")
    event = form.cleaned_data.get("event") if form.is_bound and form.is_valid() else ""
    if event:
        found = found.filter(event=event)
    page = Paginator(found.prefetch_related("legs__account").order_by("-pk"), PAGE).get_page(
        request.GET.get("page")
    )
    context = {"form": form, "page": page, "query": _query(request), "first": first, "last": last}
    return render(request, "audit/entries.html", context, status=422 if form.errors else 200)


@behind_login
@require_safe
@_for_auditors
def entry(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Show one entry with everything that it rests on; the look is noted for whom it is about."""
    visit = visit_of(request)
    trail = _trail(visit, entry_id, AuditVerb.READ_ENTRY)
    note_entry_look(visit.actor, visit.now, visit.on, trail)
    return render(request, "audit/entry.html", {"trail": trail})


@behind_login
@require_safe
@_for_auditors
def document(request: HttpRequest, entry_id: int, document_id: UUID) -> HttpResponseBase:
    """Send a file of the case behind an entry, as an attachment; the look is written down."""
    visit = visit_of(request)
    trail = _trail(visit, entry_id, AuditVerb.READ_DOCUMENT)
    opened = read_document(visit.actor, visit.now, trail, document_id)
    if opened is None:
        raise Http404("no such file behind this entry")
    response = FileResponse(
        opened.path.open("rb"), as_attachment=True, filename=opened.name, content_type=opened.media_type
    )
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _trail(visit: Visit, entry_id: int, verb: AuditVerb) -> EntryTrail:
    trail = trail_of(entry_id)
    if trail is None:
        raise Http404("no such entry")
    require_audit(visit.actor, verb, trail.concerned)
    return trail


@behind_login
@require_safe
@_for_auditors
def ledger_csv(request: HttpRequest) -> HttpResponse:
    """Give every leg up to a day as CSV."""
    on = _last_day(request)
    out = io.StringIO()
    write_csv(out, on)
    return _download("\ufeff" + out.getvalue(), "text/csv", f"ledger-{on.isoformat()}.csv")


@behind_login
@require_safe
@_for_auditors
def ledger_beancount(request: HttpRequest) -> StreamingHttpResponse:
    """Give the ledger up to a day as a Beancount file."""
    on = _last_day(request)
    lines = (f"{line}\n".encode() for line in beancount(on))
    response = StreamingHttpResponse(lines, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="ledger-{on.isoformat()}.beancount"'
    return response


def _last_day(request: HttpRequest) -> date:
    visit = visit_of(request)
    require_audit(visit.actor, AuditVerb.EXPORT)
    form = BooksForm(request.GET or None)
    asked = form.cleaned_data.get("on") if form.is_bound and form.is_valid() else None
    return asked or visit.on


def _download(body: str, kind: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(body.encode(), content_type=f"{kind}; charset=utf-8", headers=headers)


def _query(request: HttpRequest) -> str:
    """The filters of the address without the page, ending with & where there are any."""
    query = request.GET.copy()
    query.pop("page", None)
    return f"{query.urlencode()}&" if query else ""
