"""Sums of the ledger and of awards that the register shows; amounts in fen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, F, Sum
from django.db.models.functions import Coalesce

from haina.money.events import Event
from haina.money.models import Award, Call, Instalment, Leg, Plan
from haina.money.public.flows import owed_beside, paid_beside, returned_beside

#: States in which what was not paid is not owed any more.
_OVER = (Award.State.ENDED, Award.State.TAKEN_BACK)


@dataclass(frozen=True, slots=True)
class Money:
    """What was made available, promised and paid."""

    budget: int = 0
    #: What stands promised: whole awards, and of those that ended what had been paid.
    committed: int = 0
    paid: int = 0
    returned: int = 0
    awards: int = 0


#: Money by what awards are grouped by: id of a programme, key of a plan or call.
Sums = Mapping[object, Money]


def received(plans: Iterable[Plan] = (), calls: Iterable[Call] = ()) -> dict[int, int]:
    """What came to the accounts of plans and calls as their funds, by account."""
    accounts = [each.account_id for each in plans] + [each.account_id for each in calls]
    funded = Leg.objects.filter(
        account__in=accounts, entry__event__in=[Event.FUND_PLAN, Event.FUND_CALL], amount__gt=0
    )
    return {row["account"]: row["fen"] for row in funded.values("account").annotate(fen=Sum("amount"))}


def by_programme() -> Sums:
    """Awards and what was paid on them, by id of the programme; budgets are not in it."""
    return _grouped(F("programme"))


def by_plan() -> Sums:
    """Awards and what was paid on them, by key of the plan, those of its calls included."""
    return _grouped(Coalesce(F("call__plan_id"), F("plan_id")))


def by_call() -> Sums:
    """Awards and what was paid on them, by key of the call."""
    return _grouped(F("call_id"))


def _grouped(by: F | Coalesce) -> Sums:
    awards: Any = Award.objects.annotate(by=by)
    found: dict[object, Money] = defaultdict(Money)
    for row in awards.values("by").annotate(number=Count("pk")):
        found[row["by"]] = Money(awards=row["number"])
    standing, over = awards.exclude(state__in=_OVER), awards.filter(state__in=_OVER)
    for key, fen in _sums(standing, "fen").items():
        found[key] = replace(found[key], committed=fen)
    for key, fen in _paid(over).items():
        found[key] = replace(found[key], committed=found[key].committed + fen)
    for key, fen in _paid(awards).items():
        found[key] = replace(found[key], paid=fen)
    for key, fen in _sums(awards.filter(clawbacks__returned_on__isnull=False), "clawbacks__fen").items():
        found[key] = replace(found[key], returned=fen)
    _add_beside(awards, found)
    return found


def _add_beside(awards: Any, found: dict[object, Money]) -> None:
    """Add what guarantees and vouchers paid, owe and got back."""
    paid, owed, back = paid_beside(), owed_beside(), returned_beside()
    for id, key, state in awards.filter(pk__in={*paid, *owed, *back}).values_list("pk", "by", "state"):
        known, out = found[key], paid.get(id, 0)
        found[key] = replace(
            known,
            committed=known.committed + (out + owed.get(id, 0) if state in _OVER else 0),
            paid=known.paid + out,
            returned=known.returned + back.get(id, 0),
        )


def _sums(awards: Any, field: str) -> dict[object, int]:
    return {row["by"]: row["sum"] for row in awards.values("by").annotate(sum=Sum(field))}


def _paid(awards: Any) -> dict[object, int]:
    return _sums(awards.filter(instalments__state=Instalment.State.PAID), "instalments__fen")


def paid_of(awards: Iterable[Award]) -> dict[object, int]:
    """What was paid on each award."""
    ids = [award.pk for award in awards]
    paid = Instalment.objects.filter(award__in=ids, state=Instalment.State.PAID)
    found: dict[object, int] = {
        row["award"]: row["fen"] for row in paid.values("award").annotate(fen=Sum("fen"))
    }
    for id, fen in paid_beside(ids).items():
        found[id] = found.get(id, 0) + fen
    return found
