"""What is due by the books, among the dates of those who owe it and of the unit that keeps the book."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext

from haina.cases.dates.items import DateKind, Item
from haina.cases.names import in_active_language
from haina.cases.policies import current_policy
from haina.money.books.models import Obligation
from haina.people.actors import Actor

#: The most that are shown; what is due first.
MOST = 200


def open_obligations(actor: Actor) -> QuerySet[Obligation]:
    """What is due and not fulfilled of the actor and of the units whose own people the actor is one of."""
    units = [each.organisation_id for each in actor.standings if each.is_inside]
    whose = Q(schedule__organisation__in=[unit for unit in units if unit is not None])
    if actor.person_id is not None:
        whose |= Q(schedule__person_id=actor.person_id)
    waiting = Obligation.objects.filter(whose, due_on__isnull=False, fulfilled_on__isnull=True)
    return waiting.select_related("schedule__organisation", "schedule__person").order_by("due_on", "pk")


def obligations(actor: Actor, on: date) -> Iterator[Item]:
    """The dates by which something is due, for `haina.cases.dates.sources`."""
    for each in open_obligations(actor)[:MOST]:
        own = each.schedule.person_id == actor.person_id
        yield Item(
            key=f"obligation:{each.pk}",
            kind=DateKind.OBLIGATION,
            day=each.due_on or on,
            title=gettext("Last day to pay: %(what)s") % {"what": title_of(each)},
            todo=gettext("Pay it and keep the receipt; the unit or the department enters it."),
            path=path_of(each, own=own),
            address=settings.HAINA_PUBLIC_URL,
            about="" if own else str(each.schedule.person),
        )


def title_of(obligation: Obligation) -> str:
    """What is due, by the title of its book."""
    book = current_policy().unit_books.get(obligation.schedule.book)
    return obligation.schedule.book if book is None else in_active_language(book.title)


def path_of(obligation: Obligation, *, own: bool) -> str:
    """The page on which it stands: the person's own, or the unit's."""
    if own:
        return reverse("books:mine")
    return reverse("books:unit", args=[obligation.schedule.organisation_id])
