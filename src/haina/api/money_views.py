"""The public register of money: plans, calls, awards, payments, outcomes, and programmes in figures."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router
from ninja.params.functions import Query

from haina.api.money_schemas import (
    AwardOut,
    CallOut,
    LedgerRootOut,
    OutcomeOut,
    PaymentOut,
    PlanOut,
    ProgrammeFiguresOut,
    ProgrammeMoneyOut,
)
from haina.api.problems import not_found
from haina.api.schemas import ProblemDocument
from haina.api.shown import shown_text
from haina.api.tables import csv_response
from haina.cases.policies import current_policy
from haina.money.audit.models import LedgerRoot
from haina.money.exports import in_yuan
from haina.money.public.figures import TraitFigures, figures_of, money_of
from haina.money.public.register import COLUMNS, LISTS, Asked, table
from haina.money.public.sums import Money
from haina.policy.records import Right
from haina.rules import Text

router = Router()

_YEAR: Any = Query(None, ge=1000, le=9999, description="Of this year alone.")
_PROGRAMME: Any = Query("", max_length=80, description="Of this programme alone.")


def _rows(name: str, programme: str, year: int | None) -> list[dict[str, Any]]:
    return [dict(row) for row in LISTS[name](Asked(programme, year))]


def _table(name: str, programme: str, year: int | None) -> HttpResponse:
    return csv_response(name, COLUMNS[name], table(name, Asked(programme, year)))


@router.get(
    "/money/plans",
    url_name="money_plans",
    response={200: list[PlanOut], 422: ProblemDocument},
    summary="Plans that were filed",
)
def plans(request: HttpRequest, programme: str = _PROGRAMME, year: int | None = _YEAR) -> Any:
    """Return the plans that have been filed, the latest first."""
    return _rows("plans", programme, year)


@router.get("/money/plans.csv", url_name="money_plans_csv", include_in_schema=False)
def plans_csv(request: HttpRequest, programme: str = _PROGRAMME, year: int | None = _YEAR) -> HttpResponse:
    """Return the plans as CSV."""
    return _table("plans", programme, year)


@router.get(
    "/money/calls",
    url_name="money_calls",
    response={200: list[CallOut], 422: ProblemDocument},
    summary="Calls for applications",
)
def calls(request: HttpRequest, programme: str = _PROGRAMME, year: int | None = _YEAR) -> Any:
    """Return the calls, the latest first."""
    return _rows("calls", programme, year)


@router.get("/money/calls.csv", url_name="money_calls_csv", include_in_schema=False)
def calls_csv(request: HttpRequest, programme: str = _PROGRAMME, year: int | None = _YEAR) -> HttpResponse:
    """Return the calls as CSV."""
    return _table("calls", programme, year)


@router.get(
    "/money/awards",
    url_name="money_awards",
    response={200: list[AwardOut], 422: ProblemDocument},
    summary="Awards",
)
def awards(request: HttpRequest, programme: str = _PROGRAMME, year: int | None = _YEAR) -> Any:
    """Return the awards, the latest first."""
    return _rows("awards", programme, year)


@router.get("/money/awards.csv", url_name="money_awards_csv", include_in_schema=False)
def awards_csv(request: HttpRequest, programme: str = _PROGRAMME, year: int | None = _YEAR) -> HttpResponse:
    """Return the awards as CSV."""
    return _table("awards", programme, year)


@router.get(
    "/money/payments",
    by_alias=True,  # “for” stands in the answer, and is no name for a field in Python
    url_name="money_payments",
    response={200: list[PaymentOut], 422: ProblemDocument},
    summary="Payments and what came back",
)
def payments(request: HttpRequest, programme: str = _PROGRAMME, year: int | None = _YEAR) -> Any:
    """Return the payments, the latest first."""
    return _rows("payments", programme, year)


@router.get("/money/payments.csv", url_name="money_payments_csv", include_in_schema=False)
def payments_csv(request: HttpRequest, programme: str = _PROGRAMME, year: int | None = _YEAR) -> HttpResponse:
    """Return the payments as CSV."""
    return _table("payments", programme, year)


@router.get(
    "/money/outcomes",
    url_name="money_outcomes",
    response={200: list[OutcomeOut], 422: ProblemDocument},
    summary="Outcomes",
)
def outcomes(request: HttpRequest, programme: str = _PROGRAMME, year: int | None = _YEAR) -> Any:
    """Return what evaluations found, the latest first."""
    return _rows("outcomes", programme, year)


@router.get("/money/outcomes.csv", url_name="money_outcomes_csv", include_in_schema=False)
def outcomes_csv(request: HttpRequest, programme: str = _PROGRAMME, year: int | None = _YEAR) -> HttpResponse:
    """Return the outcomes as CSV."""
    return _table("outcomes", programme, year)


@router.get(
    "/money/programmes",
    url_name="money_programmes",
    response=list[ProgrammeMoneyOut],
    summary="Programmes with their money",
)
def programmes(request: HttpRequest) -> Any:
    """Return every programme with what there is for it, and what was promised and paid."""
    policy = current_policy()
    sums, currency = money_of(policy), policy.head.currency.code
    return [_money(each, sums[each.id], currency) for each in policy.programmes.values()]


@router.get("/money/programmes.csv", url_name="money_programmes_csv", include_in_schema=False)
def programmes_csv(request: HttpRequest) -> HttpResponse:
    """Return the programmes with their money as CSV."""
    policy = current_policy()
    columns = (
        *("programme", "title_zh", "title_en", "budget", "committed", "paid", "returned", "awards"),
        "currency",
    )
    sums, currency = money_of(policy), policy.head.currency.code
    shown = [_money(each, sums[each.id], currency) for each in policy.programmes.values()]
    titled = [{**row, "title_zh": row["title"]["zh"], "title_en": row["title"]["en"]} for row in shown]
    return csv_response("programmes-money", columns, ([row[name] for name in columns] for row in titled))


@router.get(
    "/money/programmes/{key}",
    url_name="money_programme",
    response={200: ProgrammeFiguresOut, 404: ProblemDocument},
    summary="One programme in figures",
)
def programme_figures(request: HttpRequest, key: str) -> Any:
    """Return the figures by district, field, age and kind of unit; small numbers are kept back."""
    policy = current_policy()
    if key not in policy.programmes:
        raise not_found(Text(zh=f"资金项目 {key}", en=f"programme {key}"))
    figures = figures_of(policy, key, timezone.localdate())
    return {
        **_money(policy.programmes[key], figures.money, figures.currency),
        "receivers": figures.receivers,
        "as_of": figures.as_of,
        "traits": [_trait(each) for each in figures.traits],
    }


@router.get(
    "/money/roots", url_name="money_roots", response=list[LedgerRootOut], summary="Roots of the ledger"
)
def roots(request: HttpRequest) -> Any:
    """Return the root of every day of the ledger, for whoever keeps them."""
    return LedgerRoot.objects.order_by("day").values("day", "count", "tree", "previous", "cases", "root")


def _money(programme: Right, money: Money, currency: str) -> dict[str, Any]:
    return {
        "programme": programme.id,
        "title": shown_text(programme.title),
        "budget": in_yuan(money.budget),
        "committed": in_yuan(money.committed),
        "paid": in_yuan(money.paid),
        "returned": in_yuan(money.returned),
        "awards": money.awards,
        "currency": currency,
    }


def _trait(figures: TraitFigures) -> dict[str, Any]:
    return {
        "id": figures.id,
        "title": shown_text(figures.title),
        "cells": [
            {
                "value": cell.name,
                "title": shown_text(figures.names[cell.name]),
                "awards": cell.awards,
                "committed": None if cell.committed is None else in_yuan(cell.committed),
                "paid": None if cell.paid is None else in_yuan(cell.paid),
            }
            for cell in figures.cells
        ],
    }
