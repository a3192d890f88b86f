"""Pages of guarantees: one's own, one guarantee, and the department's list."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from haina.cases.pages.door import Visit, new_key, sent_key, visit_of
from haina.cases.policies import current_policy
from haina.cases.refusals import Refusal
from haina.money.guarantees import verbs
from haina.money.guarantees.models import Compensation, Guarantee, Loss
from haina.money.guarantees.pages.forms import LoanForm, LossForm, RecoveryForm, fen_of
from haina.money.guarantees.queries import (
    compensation_view,
    guarantee_view,
    guarantees_for,
    guarantees_of,
    programmes_of,
)
from haina.money.vouchers.pages.door import at_the_door
from haina.money.vouchers.pages.words import title_of

#: Guarantees on a page, and the longest reason.
PAGE, MOST_WORDS = 50, 500


@at_the_door
def mine(request: HttpRequest) -> HttpResponse:
    """Show the guarantees in which the reader borrows or lends."""
    visit = visit_of(request)
    context = {
        "rows": guarantees_of(visit.actor),
        "is_office": bool(programmes_of(visit.actor, current_policy())),
    }
    return render(request, "guarantees/mine.html", context)


@at_the_door
def show(request: HttpRequest, guarantee_id: UUID) -> HttpResponse:
    """Show a guarantee with its losses, and what the reader may do."""
    visit = visit_of(request)
    view = guarantee_view(visit.actor, guarantee_id)
    context = {
        "view": view,
        "row": view.row,
        "may": {verb.value for verb in view.may},
        "title": title_of(view.row.programme),
        "percent": None if view.row.share is None else f"{view.row.share * 100:.4f}".rstrip("0").rstrip("."),
        "is_over": view.row.last_day is not None and view.row.last_day < visit.on,
    }
    return render(request, "guarantees/guarantee.html", context)


@at_the_door
@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest, guarantee_id: UUID) -> HttpResponse:
    """Enter the loan of a guarantee."""
    visit = visit_of(request)
    view = guarantee_view(visit.actor, guarantee_id)
    _require("begin" in {verb.value for verb in view.may})
    form = LoanForm(_data(request), label_suffix="", use_required_attribute=False)
    if view.row.share is not None:
        del form.fields["share"], form.fields["document"]

    def do() -> str:
        verbs.begin(visit.actor, visit.now, guarantee_id, form.loan())
        return gettext("The loan is entered; the guarantee is in force.")

    return _form_page(request, view.row, form, gettext("Enter the loan"), do)


@at_the_door
@require_http_methods(["GET", "POST"])
def claim(request: HttpRequest, guarantee_id: UUID) -> HttpResponse:
    """Claim a loss."""
    visit = visit_of(request)
    view = guarantee_view(visit.actor, guarantee_id)
    _require("claim_loss" in {verb.value for verb in view.may})
    form = LossForm(_data(request), label_suffix="", use_required_attribute=False)

    def do() -> str:
        verbs.claim_loss(visit.actor, visit.now, guarantee_id, form.loss(), key=sent_key(request))
        return gettext("Claimed. The department decides on it.")

    return _form_page(request, view.row, form, gettext("Claim a loss"), do)


@at_the_door
@require_http_methods(["GET", "POST"])
def recover(request: HttpRequest, loss_id: UUID) -> HttpResponse:
    """Record what was recovered of a loss."""
    visit = visit_of(request)
    loss = Loss.objects.select_related("guarantee").filter(pk=loss_id).first()
    if loss is None:
        raise Http404(str(loss_id))
    view = guarantee_view(visit.actor, loss.guarantee_id)
    _require("record_recovery" in {verb.value for verb in view.may})
    form = RecoveryForm(_data(request), label_suffix="", use_required_attribute=False)

    def do() -> str:
        fen = fen_of(form.cleaned_data["amount"])
        verbs.record_recovery(visit.actor, visit.now, loss_id, fen, key=sent_key(request))
        return gettext("Recorded. The share of the guarantee has gone back.")

    return _form_page(request, view.row, form, gettext("Record what was recovered"), do)


@at_the_door
@require_POST
def act(request: HttpRequest, guarantee_id: UUID, act: str) -> HttpResponse:
    """Pay or refuse a claim, or end the guarantee."""
    visit, why = visit_of(request), request.POST.get("why", "")[:MOST_WORDS]
    if act == "end":
        verbs.end(visit.actor, visit.now, guarantee_id, why=why)
        messages.success(request, gettext("Ended. What was set aside has gone back."))
    else:
        sent = _sent_id(request)
        found = Loss.objects.filter(guarantee=guarantee_id)
        loss = None if sent is None else found.filter(pk=sent).first()
        if loss is None or act not in ("pay", "refuse"):
            raise Http404(act)
        if act == "pay":
            verbs.pay_loss(visit.actor, visit.now, loss.pk)
            messages.success(request, gettext("Paid."))
        else:
            verbs.refuse_loss(visit.actor, visit.now, loss.pk, why=why)
            messages.success(request, gettext("Not accepted. The lender reads the reason here."))
    return redirect("guarantees:guarantee", guarantee_id=guarantee_id)


@at_the_door
def office(request: HttpRequest) -> HttpResponse:
    """Show what waits for the department, and all guarantees and compensations."""
    visit = visit_of(request)
    rights = programmes_of(visit.actor, current_policy())
    if not rights:
        raise PermissionDenied("guarantees are a matter of the department that gives them")
    found = guarantees_for(rights)
    programmes = [right.id for right in rights]
    compensations = Compensation.objects.filter(programme__in=programmes).select_related("organisation")
    context = {
        "waiting": found.filter(state=Guarantee.State.GRANTED),
        "claims": Loss.objects.filter(guarantee__in=found, state=Loss.State.CLAIMED)
        .select_related("guarantee__lender")
        .order_by("claimed_at"),
        "over": found.filter(state=Guarantee.State.RUNNING, last_day__lt=visit.on),
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "compensations": compensations.order_by("-entered_at")[:PAGE],
    }
    return render(request, "guarantees/office.html", context)


@at_the_door
@require_http_methods(["GET", "POST"])
def compensation(request: HttpRequest, number: int) -> HttpResponse:
    """Show a compensation; when sent, record what was recovered of the loss."""
    visit = visit_of(request)
    view = compensation_view(visit.actor, number)
    form = RecoveryForm(_data(request), label_suffix="", use_required_attribute=False)
    may = "record_recovery" in {verb.value for verb in view.may}
    if request.method == "POST":
        _require(may)
        if form.is_valid():
            try:
                _recover(request, visit, number, form)
            except Refusal as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, gettext("Recorded. The proportion is asked back."))
                return redirect("guarantees:compensation", number=number)
    context = {
        "view": view,
        "row": view.row,
        "may": may,
        "form": form,
        "key": new_key(),
        "title": title_of(view.row.programme),
        "recoveries": view.row.recoveries.order_by("recorded_at"),
    }
    return render(request, "guarantees/compensation.html", context, status=422 if form.errors else 200)


def _recover(request: HttpRequest, visit: Visit, number: int, form: RecoveryForm) -> None:
    fen = fen_of(form.cleaned_data["amount"])
    verbs.record_recovery_of_compensation(visit.actor, visit.now, number, fen, key=sent_key(request))


def _form_page(
    request: HttpRequest, row: Guarantee, form: forms.Form, heading: str, do: Callable[[], str]
) -> HttpResponse:
    """Show a form; when it is sent and right, do what it says and go back to the guarantee."""
    if request.method == "POST" and form.is_valid():
        try:
            words = do()
        except Refusal as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, words)
            return redirect("guarantees:guarantee", guarantee_id=row.pk)
    context = {
        "row": row,
        "form": form,
        "heading": heading,
        "key": new_key(),
        "title": title_of(row.programme),
    }
    return render(request, "guarantees/form.html", context, status=422 if form.errors else 200)


def _data(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _require(allowed: bool) -> None:
    if not allowed:
        raise PermissionDenied("this is for others to do")


def _sent_id(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.POST.get("loss", ""))
    except ValueError:
        return None
