"""What waits for an officer in the books of all units: totals, changes, registrations, payments."""

from __future__ import annotations

from collections.abc import Iterator

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from haina.cases.pages.door import visit_of
from haina.cases.policies import current_policy
from haina.money.amounts import exact_words
from haina.money.books.models import Adjustment, EquityAward, Obligation, PayTotal
from haina.money.books.pages.door import in_the_books
from haina.money.books.pages.shown import MOST, Row, award_row, can, obligation_row, total_row
from haina.people.actors import Actor
from haina.people.book_permissions import book_verbs
from haina.people.models import Organisation

Waiting = tuple[Organisation, Row]


@in_the_books
@require_safe
def office(request: HttpRequest) -> HttpResponse:
    """Show what the officer's departments answer for, what waits longest first."""
    actor = visit_of(request).actor
    departments = actor.departments | actor.supervises
    if "" in departments:
        departments = frozenset({book.department or "" for book in current_policy().unit_books.values()})
    if not departments:
        raise PermissionDenied("officers answer here")
    groups = [
        (gettext("Totals of pay to be confirmed"), list(_totals(actor, departments))),
        (gettext("Changes of budgets to be approved"), list(_changes(actor, departments))),
        (gettext("Equity awards to be registered"), list(_equity(actor, departments))),
        (gettext("What is due"), list(_due(actor, departments))),
    ]
    return render(request, "books/office.html", {"groups": [each for each in groups if each[1]]})


def _totals(actor: Actor, departments: frozenset[str]) -> Iterator[Waiting]:
    found = PayTotal.objects.filter(state=PayTotal.State.ASKED, department__in=departments)
    for each in found.select_related("organisation", "room").order_by("asked_at")[:MOST]:
        yield each.organisation, total_row(each, book_verbs(actor, each.organisation_id, each.department))


def _changes(actor: Actor, departments: frozenset[str]) -> Iterator[Waiting]:
    found = Adjustment.objects.filter(state=Adjustment.State.ASKED, budget__department__in=departments)
    related = found.select_related("budget__organisation", "giver", "taker").order_by("asked_at")
    for each in related[:MOST]:
        unit = each.budget.organisation
        cells = (each.budget.title, f"{each.giver.item} → {each.taker.item}", exact_words(each.fen), each.why)
        may = book_verbs(actor, unit.pk, each.budget.department)
        yield unit, Row(cells, (), can(may, each.pk, "answer-change"))


def _equity(actor: Actor, departments: frozenset[str]) -> Iterator[Waiting]:
    books = {book.id: book.department for book in current_policy().unit_books.values()}
    own = [id for id, department in books.items() if department in departments]
    found = EquityAward.objects.filter(state=EquityAward.State.AWARDED, book__in=own)
    for each in found.select_related("stake__organisation", "person").order_by("recorded_at")[:MOST]:
        unit = each.stake.organisation
        yield unit, award_row(each, str(each.stake), book_verbs(actor, unit.pk, books[each.book]))


def _due(actor: Actor, departments: frozenset[str]) -> Iterator[Waiting]:
    found = Obligation.objects.filter(
        fulfilled_on__isnull=True, due_on__isnull=False, schedule__department__in=departments
    )
    related = found.select_related("schedule__organisation", "schedule__person").order_by("due_on", "pk")
    for each in related[:MOST]:
        unit = each.schedule.organisation
        yield unit, obligation_row(each, book_verbs(actor, unit.pk, each.schedule.department))
