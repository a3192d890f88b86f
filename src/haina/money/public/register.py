"""The public register: plans, calls, awards, payments and outcomes as plain rows, the same for every form.

Each list has a stable name and stable columns; pages, CSV and JSON show the same rows. Amounts are exact, as
text in the currency's own unit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from haina.cases.models import CaseStage
from haina.cases.state import StageStatus
from haina.money.exports import in_yuan
from haina.money.models import Award, AwardReport, Call, Clawback, Instalment, Plan
from haina.money.public.flows import flows
from haina.money.public.names import public_name
from haina.money.public.sums import Money, by_call, by_plan, paid_of, received
from haina.rules.text import Text

Row = Mapping[str, Any]
#: Rows are read from the database so many at a time.
_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Asked:
    """Which rows: of one programme, or all; None for no further bound."""

    programme: str = ""
    year: int | None = None


def plans(asked: Asked) -> Iterator[Row]:
    """The plans that have been filed, the latest first."""
    found = Plan.objects.filter(filed_on__isnull=False).order_by("-year", "code").select_related("account")
    if asked.programme:
        found = found.filter(programmes__contains=[asked.programme])
    if asked.year is not None:
        found = found.filter(year=asked.year)
    sums, funds = by_plan(), received(plans=found)
    for plan in found:
        money = sums.get(plan.pk, Money())
        yield {
            "plan": plan.code,
            "title": _pair(plan.title),
            "department": plan.department,
            "budget": plan.budget,
            "year": plan.year,
            "programmes": list(plan.programmes),
            "filing_number": plan.filing_number,
            "filed_on": plan.filed_on,
            "funded": in_yuan(funds.get(plan.account_id, 0)),
            **_money(money, plan.account.currency),
        }


def calls(asked: Asked) -> Iterator[Row]:
    """The calls for applications, the latest first."""
    found = Call.objects.order_by("-opens_at", "code").select_related("plan", "account")
    if asked.programme:
        found = found.filter(programme=asked.programme)
    if asked.year is not None:
        found = found.filter(opens_at__year=asked.year)
    sums, funds = by_call(), received(calls=found)
    for call in found:
        yield {
            "call": call.code,
            "title": _pair(call.title),
            "plan": call.plan.code,
            "programme": call.programme,
            "department": call.plan.department,
            "opens_at": call.opens_at,
            "closes_at": call.last_moment,
            "quota": call.quota,
            "tilt": call.tilt,
            "funded": in_yuan(funds.get(call.account_id, 0)),
            **_money(sums.get(call.pk, Money()), call.account.currency),
        }


def award_rows(asked: Asked) -> QuerySet[Award]:
    """The awards, the latest first, each with whether its case has stood on public notice."""
    noticed = CaseStage.objects.filter(case=OuterRef("case"), status=StageStatus.PUBLISHED.value)
    found = Award.objects.annotate(was_on_notice=Exists(noticed)).order_by("-granted_on", "number")
    if asked.programme:
        found = found.filter(programme=asked.programme)
    if asked.year is not None:
        found = found.filter(granted_on__year=asked.year)
    return found.select_related("person", "organisation", "plan", "call__plan")


def awards(asked: Asked) -> Iterator[Row]:
    """The awards as rows."""
    yield from shown_awards(award_rows(asked).iterator(chunk_size=_CHUNK))


def shown_awards(found: Iterable[Award]) -> Iterator[Row]:
    """Awards as rows, with what was paid on each; `was_on_notice` is annotated on them."""
    listed = list(found)
    paid = paid_of(listed)
    for award in listed:
        plan = award.call.plan if award.call is not None else award.plan
        name = public_name(award, was_on_notice=award.was_on_notice)  # type: ignore[attr-defined]
        yield {
            "award": award.number,
            "programme": award.programme,
            "plan": plan.code if plan is not None else None,
            "call": award.call.code if award.call is not None else None,
            "department": award.department,
            "receiver": award.receives,
            "name": _pair(name) if name is not None else None,
            "amount": in_yuan(award.fen),
            "paid": in_yuan(paid.get(award.pk, 0)),
            "currency": award.currency,
            "granted_on": award.granted_on,
            "state": award.state,
        }


def payments(asked: Asked) -> Iterator[Row]:
    """What was paid, and what came back, the latest first."""
    paid = Instalment.objects.filter(state=Instalment.State.PAID).select_related("award")
    back = Clawback.objects.filter(returned_on__isnull=False).select_related("award")
    if asked.programme:
        paid = paid.filter(award__programme=asked.programme)
        back = back.filter(award__programme=asked.programme)
    if asked.year is not None:
        paid, back = paid.filter(paid_on__year=asked.year), back.filter(returned_on__year=asked.year)
    rows = [_payment(each) for each in paid.iterator(chunk_size=_CHUNK)]
    rows += [_return(each) for each in back.iterator(chunk_size=_CHUNK)]
    rows += _rows_beside(asked)
    yield from sorted(rows, key=lambda row: (row["day"], row["award"], row["number"]), reverse=True)


def _rows_beside(asked: Asked) -> Iterator[Row]:
    """What guarantees and vouchers paid and got back; numbered by award in the order of the days."""
    found = [flow for flow in flows() if asked.year is None or flow.day.year == asked.year]
    awards = Award.objects.in_bulk({flow.award for flow in found})
    numbers: Counter[UUID] = Counter()
    for flow in sorted(found, key=lambda each: (each.day, -each.fen)):
        award = awards.get(flow.award)
        if award is None or (asked.programme and award.programme != asked.programme):
            continue
        numbers[award.pk] += 1
        yield {
            "award": award.number,
            "programme": award.programme,
            "kind": "return" if flow.words is None else "payment",
            "number": numbers[award.pk],
            "for": None if flow.words is None else _pair(flow.words),
            "amount": in_yuan(flow.fen),
            "currency": award.currency,
            "day": flow.day,
        }


def _payment(instalment: Instalment) -> Row:
    return {
        "award": instalment.award.number,
        "programme": instalment.award.programme,
        "kind": "payment",
        "number": instalment.number,
        "for": _pair(instalment.milestone),
        "amount": in_yuan(instalment.fen),
        "currency": instalment.award.currency,
        "day": instalment.paid_on,
    }


def _return(clawback: Clawback) -> Row:
    return {
        "award": clawback.award.number,
        "programme": clawback.award.programme,
        "kind": "return",
        "number": 0,
        "for": None,
        "amount": in_yuan(-clawback.fen),
        "currency": clawback.award.currency,
        "day": clawback.returned_on,
    }


def outcomes(asked: Asked) -> Iterator[Row]:
    """What evaluations found, the latest first; their words may speak of people and are not in it."""
    found = AwardReport.objects.filter(kind=AwardReport.Kind.EVALUATION).select_related("award")
    if asked.programme:
        found = found.filter(award__programme=asked.programme)
    if asked.year is not None:
        found = found.filter(written_at__year=asked.year)
    for report in found.order_by("-written_at", "-pk").iterator(chunk_size=_CHUNK):
        yield {
            "award": report.award.number,
            "programme": report.award.programme,
            "outcome": report.outcome,
            "evaluated_at": report.written_at,
        }


#: The lists of the register by their stable names.
LISTS = {"plans": plans, "calls": calls, "awards": awards, "payments": payments, "outcomes": outcomes}
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "plans": (
        *("plan", "title_zh", "title_en", "department", "budget", "year", "programmes", "filing_number"),
        *("filed_on", "funded", "committed", "paid", "returned", "awards", "currency"),
    ),
    "calls": (
        *("call", "title_zh", "title_en", "plan", "programme", "department", "opens_at", "closes_at"),
        *("quota", "tilt", "funded", "committed", "paid", "returned", "awards", "currency"),
    ),
    "awards": (
        *("award", "programme", "plan", "call", "department", "receiver", "name_zh", "name_en"),
        *("amount", "paid", "currency", "granted_on", "state"),
    ),
    "payments": ("award", "programme", "kind", "number", "for_zh", "for_en", "amount", "currency", "day"),
    "outcomes": ("award", "programme", "outcome", "evaluated_at"),
}


def table(name: str, asked: Asked) -> Iterator[tuple[object, ...]]:
    """The rows of a list as cells, a pair of texts as two."""
    for row in LISTS[name](asked):
        flat: dict[str, object] = {}
        for key, value in row.items():
            if key in _PAIRS:
                flat |= {f"{key}_{short}": "" if value is None else value[short] for short in ("zh", "en")}
            elif isinstance(value, (date, datetime)):
                flat[key] = value.isoformat()
            else:
                flat[key] = value
        yield tuple(flat[column] for column in COLUMNS[name])


#: Keys whose value is a text in both languages.
_PAIRS = frozenset({"title", "name", "for"})


def _pair(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


def _money(money: Money, currency: str) -> dict[str, object]:
    return {
        "committed": in_yuan(money.committed),
        "paid": in_yuan(money.paid),
        "returned": in_yuan(money.returned),
        "awards": money.awards,
        "currency": currency,
    }
