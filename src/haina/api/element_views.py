"""The interface's operations on programmes, agreements, duties and systems: lists, tables, single ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse
from ninja import Router

from haina.api import elements
from haina.api.element_schemas import (
    AgreementDetailOut,
    AgreementOut,
    DutyDetailOut,
    DutyOut,
    ProgrammeDetailOut,
    ProgrammeOut,
    SystemOut,
)
from haina.api.grounds import shown_grounds
from haina.api.problems import not_found
from haina.api.schemas import ProblemDocument
from haina.api.tables import csv_response
from haina.cases.policies import current_policy
from haina.rules import Text

T = TypeVar("T")

router = Router()


def _found(things: Mapping[str, T], key: str, kind: Text) -> T:
    """Return what has the id. Raises ApiProblem if nothing has."""
    if key not in things:
        raise not_found(Text(zh=f"{kind.zh} {key}", en=f"{kind.en} {key}"))
    return things[key]


@router.get("/programmes", url_name="programmes", response=list[ProgrammeOut], summary="All programmes")
def programmes(request: HttpRequest) -> Any:
    """Return every programme with its amount, its budget and how it pays."""
    policy = current_policy()
    return [elements.shown_programme(policy, each) for each in policy.programmes.values()]


@router.get("/programmes.csv", url_name="programmes_csv", include_in_schema=False)
def programmes_csv(request: HttpRequest) -> HttpResponse:
    """Return the programmes as CSV."""
    return csv_response("programmes", *elements.programmes_table(current_policy()))


@router.get(
    "/programmes/{key}",
    url_name="programme",
    response={200: ProgrammeDetailOut, 404: ProblemDocument},
    summary="One programme",
)
def programme(request: HttpRequest, key: str) -> Any:
    """Return the programme."""
    policy = current_policy()
    found = _found(policy.programmes, key, Text(zh="资金项目", en="programme"))
    return {**elements.shown_programme(policy, found), **shown_grounds(policy, found)}


@router.get("/agreements", url_name="agreements", response=list[AgreementOut], summary="All agreements")
def agreements(request: HttpRequest) -> Any:
    """Return every type of agreement with its parties and terms."""
    policy = current_policy()
    return [elements.shown_agreement(policy, each) for each in policy.agreements.values()]


@router.get("/agreements.csv", url_name="agreements_csv", include_in_schema=False)
def agreements_csv(request: HttpRequest) -> HttpResponse:
    """Return the agreements as CSV."""
    return csv_response("agreements", *elements.agreements_table(current_policy()))


@router.get(
    "/agreements/{key}",
    url_name="agreement",
    response={200: AgreementDetailOut, 404: ProblemDocument},
    summary="One type of agreement",
)
def agreement(request: HttpRequest, key: str) -> Any:
    """Return the agreement."""
    policy = current_policy()
    found = _found(policy.agreements, key, Text(zh="协议", en="agreement"))
    return {**elements.shown_agreement(policy, found), **shown_grounds(policy, found)}


@router.get("/duties", url_name="duties", response=list[DutyOut], summary="All duties")
def duties(request: HttpRequest) -> Any:
    """Return every duty: who owes it, by when, what fulfils it, who checks."""
    policy = current_policy()
    return [elements.shown_duty(policy, each) for each in policy.duties.values()]


@router.get("/duties.csv", url_name="duties_csv", include_in_schema=False)
def duties_csv(request: HttpRequest) -> HttpResponse:
    """Return the duties as CSV."""
    return csv_response("duties", *elements.duties_table(current_policy()))


@router.get(
    "/duties/{key}",
    url_name="duty",
    response={200: DutyDetailOut, 404: ProblemDocument},
    summary="One duty",
)
def duty(request: HttpRequest, key: str) -> Any:
    """Return the duty."""
    policy = current_policy()
    found = _found(policy.duties, key, Text(zh="职责", en="duty"))
    return {**elements.shown_duty(policy, found), **shown_grounds(policy, found)}


@router.get("/systems", url_name="systems", response=list[SystemOut], summary="All systems")
def systems(request: HttpRequest) -> Any:
    """Return every system that the policy names or cannot do without, with its clauses."""
    policy = current_policy()
    return [elements.shown_system(policy, each) for each in policy.systems.values()]


@router.get("/systems.csv", url_name="systems_csv", include_in_schema=False)
def systems_csv(request: HttpRequest) -> HttpResponse:
    """Return the systems as CSV."""
    return csv_response("systems", *elements.systems_table(current_policy()))
