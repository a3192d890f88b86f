"""The interface's lists beyond the elements, the calculators, and the policy as a whole with its versions."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from haina.api import elements, lists, shown, tables
from haina.api.checking import calculated, read_body, read_given
from haina.api.element_schemas import SystemOut
from haina.api.limits import not_too_often
from haina.api.list_schemas import (
    BudgetOut,
    CalculateIn,
    CalculationOut,
    CalculatorDetailOut,
    CalculatorOut,
    CollectionOut,
    DifferenceOut,
    PolicyWholeOut,
    VersionOut,
)
from haina.api.problems import not_found
from haina.api.schemas import ClauseOut, ProblemDocument
from haina.cases.archive import archive_of
from haina.cases.models import PolicyVersion
from haina.cases.policies import current_policy
from haina.rules import Text

router = Router()

_CALCULATE_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": CalculateIn.model_json_schema()}},
    }
}


@router.get("/policy", url_name="policy", response=PolicyWholeOut, summary="The policy as a whole")
def policy(request: HttpRequest) -> Any:
    """Return its name, the version that answers now, and how much is in it."""
    return lists.shown_policy(current_policy())


@router.get("/policy/versions", url_name="versions", response=list[VersionOut], summary="Published versions")
def versions(request: HttpRequest) -> Any:
    """Return the versions that were published here, the latest first."""
    current = current_policy().version
    stored = PolicyVersion.objects.order_by("-stored_at", "version").values("version", "stored_at")
    return [{**each, "current": each["version"] == current} for each in stored]


@router.get(
    "/policy/versions/{version}.zip",
    url_name="version_zip",
    response={404: ProblemDocument},
    summary="The files of one version",
    openapi_extra={
        "responses": {
            200: {
                "description": "The files, packed",
                "content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}},
            }
        }
    },
)
def version_zip(request: HttpRequest, version: str) -> HttpResponse:
    """Return exactly this version as a ZIP file, as `haina policy check` takes it; it never changes."""
    content = archive_of(version)
    if content is None:
        raise not_found(Text(zh=f"版本 {version}", en=f"version {version}"))
    response = HttpResponse(content, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="policy-{version[:16]}.zip"'
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


@router.get("/clauses", url_name="clauses", response=list[ClauseOut], summary="All clauses")
def clauses(request: HttpRequest) -> Any:
    """Return every clause with its kind, our note on its texts, and what carries it out."""
    whole = current_policy()
    return [shown.shown_clause(whole, clause) for clause in whole.clauses.values()]


@router.get("/clauses.csv", url_name="clauses_csv", include_in_schema=False)
def clauses_csv(request: HttpRequest) -> HttpResponse:
    """Return the clauses as CSV."""
    return tables.clauses_table(current_policy())


@router.get("/differences", url_name="differences", response=list[DifferenceOut], summary="Differing texts")
def differences(request: HttpRequest) -> Any:
    """Return the clauses whose Chinese and English texts differ, each with our note."""
    return lists.shown_differences(current_policy())


@router.get("/differences.csv", url_name="differences_csv", include_in_schema=False)
def differences_csv(request: HttpRequest) -> HttpResponse:
    """Return the differences as CSV."""
    return tables.csv_response("differences", *lists.differences_table(current_policy()))


@router.get(
    "/systems/{key}",
    url_name="system",
    response={200: SystemOut, 404: ProblemDocument},
    summary="One system",
)
def system(request: HttpRequest, key: str) -> Any:
    """Return the system with its clauses."""
    whole = current_policy()
    if key not in whole.systems:
        raise not_found(Text(zh=f"系统 {key}", en=f"system {key}"))
    return elements.shown_system(whole, whole.systems[key])


@router.get("/life-events", url_name="life_events", response=list[CollectionOut], summary="All life events")
def life_events(request: HttpRequest) -> Any:
    """Return the life events, each with the rights, programmes, agreements and duties that belong to it."""
    whole = current_policy()
    return [lists.shown_collection(whole, each) for each in whole.life_events]


@router.get("/life-events.csv", url_name="life_events_csv", include_in_schema=False)
def life_events_csv(request: HttpRequest) -> HttpResponse:
    """Return the life events as CSV."""
    whole = current_policy()
    return tables.csv_response("life-events", *lists.collections_table(whole, whole.life_events))


@router.get("/audiences", url_name="audiences", response=list[CollectionOut], summary="All audiences")
def audiences(request: HttpRequest) -> Any:
    """Return who one can be, each with the rights, programmes, agreements and duties that belong to it."""
    whole = current_policy()
    return [lists.shown_collection(whole, each) for each in whole.audiences]


@router.get("/audiences.csv", url_name="audiences_csv", include_in_schema=False)
def audiences_csv(request: HttpRequest) -> HttpResponse:
    """Return the audiences as CSV."""
    whole = current_policy()
    return tables.csv_response("audiences", *lists.collections_table(whole, whole.audiences))


@router.get("/budgets", url_name="budgets", response=list[BudgetOut], summary="All budgets")
def budgets(request: HttpRequest) -> Any:
    """Return the budgets with who holds them and what draws on them."""
    whole = current_policy()
    return [lists.shown_budget(whole, each) for each in whole.budgets.values()]


@router.get("/budgets.csv", url_name="budgets_csv", include_in_schema=False)
def budgets_csv(request: HttpRequest) -> HttpResponse:
    """Return the budgets as CSV."""
    return tables.csv_response("budgets", *lists.budgets_table(current_policy()))


@router.get("/calculators", url_name="calculators", response=list[CalculatorOut], summary="All calculators")
def calculators(request: HttpRequest) -> Any:
    """Return every calculator with the facts that it asks for and the values that it gives."""
    whole = current_policy()
    return [lists.shown_calculator(whole, each) for each in whole.calculators.values()]


@router.get("/calculators.csv", url_name="calculators_csv", include_in_schema=False)
def calculators_csv(request: HttpRequest) -> HttpResponse:
    """Return the calculators as CSV."""
    return tables.csv_response("calculators", *lists.calculators_table(current_policy()))


@router.get(
    "/calculators/{key}",
    url_name="calculator",
    response={200: CalculatorDetailOut, 404: ProblemDocument},
    summary="One calculator",
)
def calculator(request: HttpRequest, key: str) -> Any:
    """Return the calculator with its facts in full, its formulas and its standards."""
    whole = current_policy()
    return lists.shown_calculator_whole(whole, whole.calculators[_known(key)])


@router.post(
    "/calculators/{key}",
    url_name="calculate",
    response={
        200: CalculationOut,
        404: ProblemDocument,
        413: ProblemDocument,
        422: ProblemDocument,
        429: ProblemDocument,
    },
    summary="What does a calculator give for these facts on a day?",
    openapi_extra=_CALCULATE_BODY,
)
def calculation(request: HttpRequest, key: str) -> HttpResponse:
    """Work it out; what is missing or unset is named. Nothing that is sent is kept."""
    not_too_often(request, "api.calculate")
    found = _known(key)
    asked = read_given(read_body(request), timezone.localdate())
    body = json.dumps(calculated(current_policy(), found, asked).to_json(), ensure_ascii=False)
    response = HttpResponse(body, content_type="application/json; charset=utf-8")
    response["Cache-Control"] = "no-store"
    return response


def _known(key: str) -> str:
    """Return the id of a calculator that there is. Raises ApiProblem for another."""
    if key not in current_policy().calculators:
        raise not_found(Text(zh=f"计算器 {key}", en=f"calculator {key}"))
    return key
