"""The interface's operations: one check, and the policy to be read."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema

from haina import __version__
from haina.api import shown, tables
from haina.api.checking import answer_asked, read_asked, read_body
from haina.api.element_views import router as elements_router
from haina.api.limits import not_too_often
from haina.api.list_views import router as lists_router
from haina.api.money_views import router as money_router
from haina.api.problems import PROBLEM, ApiProblem, not_found, problem_response
from haina.api.schemas import (
    ArticleDetailOut,
    ArticleOut,
    CheckIn,
    CheckOut,
    ClauseOut,
    DepartmentOut,
    FactOut,
    ProblemDocument,
    ProcedureOut,
    RightDetailOut,
    RightOut,
    StandardOut,
)
from haina.cases.policies import current_policy
from haina.rules import Text


class HainaAPI(NinjaAPI):
    """An interface whose document says in which form problems come."""

    def get_openapi_schema(self, **given: Any) -> OpenAPISchema:
        """The OpenAPI document; every refusal is a problem document (RFC 9457), under its own media type."""
        document = super().get_openapi_schema(**given)
        for path in document["paths"].values():
            for operation in path.values():
                for status, response in operation["responses"].items():
                    if int(status) >= HTTPStatus.BAD_REQUEST and "application/json" in response.get(
                        "content", {}
                    ):
                        response["content"] = {PROBLEM: response["content"]["application/json"]}
        return document


api = HainaAPI(
    title="Haina",
    version=__version__,
    description="What a person or an organisation can get under a city's talent policy, and why.",
    urls_namespace="api-1",
    docs_url=None,  # the usual page needs inline scripts, which our policy about scripts forbids
    openapi_url="/openapi.json",
)
api.add_router("", elements_router)
api.add_router("", lists_router)
api.add_router("", money_router)


@api.exception_handler(ApiProblem)
def _refused(request: HttpRequest, error: ApiProblem) -> HttpResponse:
    """Answer with the problem document."""
    return problem_response(error)


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Answer a parameter of the wrong shape."""
    detail = Text(zh="请求参数有误", en="a parameter of the request is wrong")
    return problem_response(ApiProblem(HTTPStatus.UNPROCESSABLE_ENTITY, "bad-parameter", detail))


@api.exception_handler(HttpError)
def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
    """Answer what the framework refuses."""
    status = HTTPStatus(error.status_code)
    return problem_response(ApiProblem(status, "refused", Text.both(status.phrase)))


_CHECK_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": CheckIn.model_json_schema()}},
    }
}


@api.post(
    "/check",
    by_alias=True,  # “register” stands in the answer, and is no name for a field in Python
    url_name="check",
    summary="What can these facts get on a day?",
    response={200: CheckOut, 413: ProblemDocument, 422: ProblemDocument, 429: ProblemDocument},
    openapi_extra=_CHECK_BODY,
)
def check(request: HttpRequest) -> HttpResponse:
    """Answer every right, or those named, with reasons; nothing that is sent is kept."""
    not_too_often(request, "api.check")
    policy = current_policy()
    asked = read_asked(policy, read_body(request), timezone.localdate())
    body = json.dumps(answer_asked(policy, asked).to_json(), ensure_ascii=False)
    response = HttpResponse(body, content_type="application/json; charset=utf-8")
    response["Cache-Control"] = "no-store"
    return response


@api.get("/rights", url_name="rights", response=list[RightOut], summary="All rights and programmes")
def rights(request: HttpRequest) -> Any:
    """Return them in the order of their clauses."""
    policy = current_policy()
    return [shown.shown_right(policy, right) for right in policy.rights.values()]


@api.get("/rights.csv", url_name="rights_csv", include_in_schema=False)
def rights_csv(request: HttpRequest) -> HttpResponse:
    """Return the rights as CSV."""
    return tables.rights_table(current_policy())


@api.get(
    "/rights/{key}",
    url_name="right",
    response={200: RightDetailOut, 404: ProblemDocument},
    summary="One right with its rule",
)
def right(request: HttpRequest, key: str) -> Any:
    """Return the right, the standards and the facts that its rule rests on, and its steps."""
    policy = current_policy()
    if key not in policy.rights:
        raise not_found(Text(zh=f"权利 {key}", en=f"right {key}"))
    return shown.shown_right_whole(policy, policy.rights[key])


@api.get("/standards", url_name="standards", response=list[StandardOut], summary="All standards")
def standards(request: HttpRequest) -> Any:
    """Return every standard with its dated values and sources."""
    return [shown.shown_standard(standard) for standard in current_policy().standards.values()]


@api.get("/standards.csv", url_name="standards_csv", include_in_schema=False)
def standards_csv(request: HttpRequest) -> HttpResponse:
    """Return the standards as CSV, one line for each value."""
    return tables.standards_table(current_policy())


@api.get(
    "/standards/{key}",
    url_name="standard",
    response={200: StandardOut, 404: ProblemDocument},
    summary="One standard",
)
def standard(request: HttpRequest, key: str) -> Any:
    """Return the standard with all its values."""
    policy = current_policy()
    if key not in policy.standards:
        raise not_found(Text(zh=f"标准 {key}", en=f"standard {key}"))
    return shown.shown_standard(policy.standards[key])


@api.get("/facts", url_name="facts", response=list[FactOut], summary="All facts that can be given")
def facts(request: HttpRequest) -> Any:
    """Return every fact with its type, its question and its values."""
    return [shown.shown_fact(fact) for fact in current_policy().facts.values()]


@api.get("/facts.csv", url_name="facts_csv", include_in_schema=False)
def facts_csv(request: HttpRequest) -> HttpResponse:
    """Return the facts as CSV."""
    return tables.facts_table(current_policy())


@api.get("/articles", url_name="articles", response=list[ArticleOut], summary="All articles")
def articles(request: HttpRequest) -> Any:
    """Return the articles with the ids of what is in them."""
    return [shown.shown_article(article) for article in current_policy().articles.values()]


@api.get("/articles.csv", url_name="articles_csv", include_in_schema=False)
def articles_csv(request: HttpRequest) -> HttpResponse:
    """Return the clauses of all articles as CSV."""
    return tables.clauses_table(current_policy())


@api.get(
    "/articles/{key}",
    url_name="article",
    response={200: ArticleDetailOut, 404: ProblemDocument},
    summary="One article with its clauses",
)
def article(request: HttpRequest, key: str) -> Any:
    """Return the article."""
    policy = current_policy()
    if key not in policy.articles:
        raise not_found(Text(zh=f"第 {key} 条", en=f"article {key}"))
    return shown.shown_article(policy.articles[key], policy)


@api.get(
    "/clauses/{key}",
    url_name="clause",
    response={200: ClauseOut, 404: ProblemDocument},
    summary="One clause",
)
def clause(request: HttpRequest, key: str) -> Any:
    """Return the clause in our own words."""
    policy = current_policy()
    if key not in policy.clauses:
        raise not_found(Text(zh=f"条款 {key}", en=f"clause {key}"))
    return shown.shown_clause(policy, policy.clauses[key])


@api.get("/departments", url_name="departments", response=list[DepartmentOut], summary="All departments")
def departments(request: HttpRequest) -> Any:
    """Return the departments."""
    return [shown.shown_department(department) for department in current_policy().departments.values()]


@api.get("/departments.csv", url_name="departments_csv", include_in_schema=False)
def departments_csv(request: HttpRequest) -> HttpResponse:
    """Return the departments as CSV."""
    return tables.departments_table(current_policy())


@api.get("/procedures", url_name="procedures", response=list[ProcedureOut], summary="All procedures")
def procedures(request: HttpRequest) -> Any:
    """Return the procedures with their stages."""
    return [shown.shown_procedure(procedure) for procedure in current_policy().procedures.values()]


@api.get(
    "/procedures/{key}",
    url_name="procedure",
    response={200: ProcedureOut, 404: ProblemDocument},
    summary="One procedure",
)
def procedure(request: HttpRequest, key: str) -> Any:
    """Return the procedure."""
    policy = current_policy()
    if key not in policy.procedures:
        raise not_found(Text(zh=f"办事程序 {key}", en=f"procedure {key}"))
    return shown.shown_procedure(policy.procedures[key])
