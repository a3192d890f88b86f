"""The books of a unit on one page, and the forms by which they are kept."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from haina.cases.names import in_active_language
from haina.cases.pages.door import visit_of
from haina.cases.policies import current_policy
from haina.money.books.acting import Act
from haina.money.books.pages.acts import DEEDS, Deed, department_of, subject_of
from haina.money.books.pages.door import in_the_books, unit_for
from haina.money.books.pages.forms import BookForm
from haina.money.books.pages.shown import beginnings, sections
from haina.money.refusals import MoneyRefusal
from haina.people.models import Organisation


@in_the_books
@require_safe
def units(request: HttpRequest) -> HttpResponse:
    """Show the units whose books one may read."""
    actor = visit_of(request).actor
    own = [each.organisation_id for each in actor.standings if each.is_inside]
    found = Organisation.objects.filter(pk__in=[each for each in own if each]).order_by("name_zh")
    if len(found) == 1:
        return redirect("books:unit", organisation_id=found[0].pk)
    return render(request, "books/units.html", {"units": found})


@in_the_books
@require_safe
def unit(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """Show all books of a unit: incomes, equity, what is paid later, totals of pay, projects."""
    found, may = unit_for(request, organisation_id)
    context = {"unit": found, "begin": beginnings(may), "sections": sections(found, may)}
    return render(request, "books/unit.html", context)


@in_the_books
@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, organisation_id: UUID, deed: str, of: str) -> HttpResponse:
    """Show the form of one act; when sent, do it, or show the form again with what stands against it."""
    wanted = DEEDS.get(deed)
    unit_found = Organisation.objects.filter(pk=organisation_id).first()
    if wanted is None or unit_found is None:
        raise Http404(deed)
    subject = subject_of(wanted, unit_found, of)
    department = department_of(subject)
    _, may = unit_for(request, organisation_id, department)
    if wanted.verb not in may:
        raise Http404(deed)
    policy = current_policy()
    data = request.POST if request.method == "POST" else None
    form = BookForm(data, wanted.fields(unit_found, subject), policy, wanted.facts(subject))
    if data is not None and form.is_valid() and _done(request, wanted, unit_found, subject, form):
        if not any(
            each.is_inside and each.organisation_id == organisation_id
            for each in visit_of(request).actor.standings
        ):
            return redirect("books:office")
        return redirect("books:unit", organisation_id=organisation_id)
    book = subject if isinstance(wanted.of, tuple) else policy.unit_books.get(getattr(subject, "book", ""))
    context = {
        "unit": unit_found,
        "title": wanted.title,
        "book": "" if book is None else in_active_language(book.title),
        "form": form,
        "subject": None if isinstance(wanted.of, tuple) else subject,
    }
    return render(request, "books/act.html", context, status=200 if data is None else 422)


def _done(request: HttpRequest, wanted: Deed, unit: Organisation, subject: object, form: BookForm) -> bool:
    """Do it and say so; what stands against it stands above the form instead."""
    visit = visit_of(request)
    try:
        wanted.do(Act(visit.actor, visit.now, form.act_key()), unit, subject, form)
    except MoneyRefusal as refusal:
        form.add_error(None, str(refusal.message))
        return False
    messages.success(request, gettext("Written down."))
    return True
