"""What a person was awarded by units, and what is due when."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from haina.cases.events.base import shown_day
from haina.cases.pages.door import visit_of
from haina.money.amounts import exact_words
from haina.money.books.models import DivisionPart, EquityAward, Obligation
from haina.money.books.pages.door import in_the_books
from haina.money.books.pages.shown import MOST, Row, Section, award_row, obligation_row


@in_the_books
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Show one's parts of incomes, equity, and what is to be paid later."""
    person = visit_of(request).actor.person_id
    made = [] if person is None else [_parts(person), _equity(person), _later(person)]
    return render(request, "books/mine.html", {"sections": [each for each in made if each.rows]})


def _parts(person: UUID) -> Section:
    heads = (gettext("Income"), gettext("From whom"), gettext("Day"), gettext("My part"), gettext("Of"))
    found = DivisionPart.objects.filter(person=person, division__entry__reversed_by__isnull=True)
    rows = [
        Row(
            (
                each.division.title,
                str(each.division.organisation),
                shown_day(each.division.happened_on),
                exact_words(each.fen),
                exact_words(each.division.net),
            )
        )
        for each in found.select_related("division__organisation").order_by("-division__happened_on")[:MOST]
    ]
    return Section("parts", gettext("My parts of incomes"), heads, rows)


def _equity(person: UUID) -> Section:
    heads = (gettext("Shares of"), gettext("Who"), gettext("Shares"), gettext("Worth"), gettext("State"))
    found = EquityAward.objects.filter(person=person).select_related("stake", "person")
    rows = [award_row(each, str(each.stake), frozenset()) for each in found.order_by("-awarded_on")[:MOST]]
    return Section("equity", gettext("Shares that I was awarded"), heads, rows)


def _later(person: UUID) -> Section:
    heads = (gettext("What"), gettext("Who"), gettext("When"), gettext("Amount"), gettext("State"))
    found = Obligation.objects.filter(schedule__person=person).select_related("schedule__person")
    rows = [obligation_row(each, frozenset()) for each in found.order_by("due_on", "pk")[: 2 * MOST]]
    return Section("later", gettext("What I pay later"), heads, rows)
