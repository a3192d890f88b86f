"""Looks in registers: the person's own page, consent and objection, the supervisor's answer, asking again."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from haina.cases.asking import ask_again
from haina.cases.models import PolicyVersion
from haina.cases.names import in_active_language
from haina.cases.pages.door import behind_login, typed_of, visit_of
from haina.cases.policies import current_policy, policy_of
from haina.exchange import verbs
from haina.exchange.queries import PAGE, Look, open_objections, own_looks
from haina.exchange.refusals import LookForbidden, LookNotFound, LookRefused
from haina.exchange.words import status_words
from haina.policy.records import Department
from haina.rules.text import Text

Parameters = ParamSpec("Parameters")
_View = Callable[Concatenate[HttpRequest, Parameters], HttpResponseBase]

_COLUMNS = (
    "asked_at",
    "department",
    "register",
    "holder",
    "purpose",
    "ground",
    "fields",
    "status",
    "values",
    "case",
)
#: How a cell may begin that a spreadsheet would take for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


#: The key of the active language in a stored pair of texts.
_SHORT = Text(zh="zh", en="en")


def _at_the_door(view: _View[Parameters]) -> _View[Parameters]:
    """Turn what a verb on a look refuses into the page that explains it."""

    @wraps(view)
    def guarded(
        request: HttpRequest, *args: Parameters.args, **kwargs: Parameters.kwargs
    ) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except LookNotFound as error:
            raise Http404(str(error)) from None
        except LookForbidden as error:
            raise PermissionDenied(str(error)) from None
        except LookRefused as error:
            context = {"message": str(error), "typed": typed_of(request), "again": request.path}
            return render(request, "cases/refused.html", context, status=422)

    return guarded  # type: ignore[return-value]  # wraps() gives the request a name, which no caller uses


@dataclass(frozen=True, slots=True)
class LookLine:
    """A look with the names that only the policy of its case knows."""

    look: Look
    #: The department that asked, and the one that keeps the register.
    department: str
    holder: str
    #: The clause, with its title; empty where it rests on consent.
    ground: str


@behind_login
@require_safe
def looks(request: HttpRequest) -> HttpResponse:
    """Show every look at one's own data, the latest first."""
    start = request.GET.get("start", "0")
    begin = int(start) if start.isascii() and start.isdecimal() and len(start) < 7 else 0
    found = own_looks(visit_of(request).actor, start=begin)
    following = begin + PAGE if len(found) == PAGE else None
    return render(request, "exchange/looks.html", {"lines": _lines(found), "next": following})


@behind_login
@require_safe
def looks_json(request: HttpRequest) -> HttpResponse:
    """Give all looks at one's own data as JSON, in both languages."""
    found = own_looks(visit_of(request).actor, most=None)
    body = json.dumps({"looks": [_as_data(look) for look in found]}, ensure_ascii=False, indent=1)
    return _download(body, "application/json", "looks.json")


@behind_login
@require_safe
def looks_csv(request: HttpRequest) -> HttpResponse:
    """Give all looks at one's own data as a table, in the language of the page."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_COLUMNS)
    for line in _lines(own_looks(visit_of(request).actor, most=None)):
        writer.writerow([_cell(value) for value in _columns(line)])
    return _download("\ufeff" + out.getvalue(), "text/csv", "looks.csv")


@behind_login
@require_POST
@_at_the_door
def consent(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Agree to a question."""
    visit = visit_of(request)
    verbs.give_consent(visit.actor, visit.now, request_id)
    messages.success(request, gettext("You have agreed; the register is being asked."))
    return redirect("cases:looks")


@behind_login
@require_POST
@_at_the_door
def withdraw(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Take a consent back."""
    visit = visit_of(request)
    verbs.withdraw_consent(visit.actor, visit.now, request_id)
    messages.success(request, gettext("Your consent is withdrawn; what had come is no longer shown."))
    return redirect("cases:looks")


@behind_login
@require_POST
@_at_the_door
def object_to(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Object to a look."""
    visit = visit_of(request)
    verbs.object_to(visit.actor, visit.now, request_id, request.POST.get("text", ""))
    messages.success(request, gettext("Your objection is on record; a supervisor has to answer it."))
    return redirect("cases:looks")


@behind_login
@require_safe
def objections(request: HttpRequest) -> HttpResponse:
    """Show a supervisor the objections that wait for an answer."""
    visit = visit_of(request)
    if not visit.actor.supervises:
        raise PermissionDenied("objections are for supervisors")
    return render(request, "exchange/objections.html", {"lines": _lines(open_objections(visit.actor))})


@behind_login
@require_POST
@_at_the_door
def answer(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Answer an objection."""
    visit, upheld = visit_of(request), request.POST.get("upheld") == "yes"
    verbs.answer_objection(
        visit.actor, visit.now, request_id, upheld=upheld, text=request.POST.get("text", "")
    )
    messages.success(request, gettext("The answer is on record; the person can read it."))
    return redirect("cases:objections")


@behind_login
@require_POST
def ask_register(request: HttpRequest, case_id: UUID, stage: str, register: str) -> HttpResponse:
    """Ask a register for one's stage, for the first time or once more."""
    visit = visit_of(request)
    ask_again(visit.actor, visit.now, case_id, stage, register)
    messages.success(request, gettext("The register is being asked; the answer appears on this page."))
    return redirect("cases:case", case_id=case_id)


def _lines(found: list[Look]) -> list[LookLine]:
    return [_line(look) for look in found]


def _line(look: Look) -> LookLine:
    asked = look.request
    try:
        policy = policy_of(asked.policy_version)
    except PolicyVersion.DoesNotExist:  # a look outlives what was published
        policy = current_policy()
    clause = policy.clauses.get(asked.ground)
    ground = "" if asked.by_consent else asked.ground
    return LookLine(
        look=look,
        department=_title(policy.departments, asked.department),
        holder=_title(policy.departments, asked.holder),
        ground=ground if clause is None else f"{ground} {in_active_language(clause.title)}",
    )


def _title(departments: Mapping[str, Department], id: str) -> str:
    known = departments.get(id)
    return id if known is None else in_active_language(known.title)


def _as_data(look: Look) -> dict[str, Any]:
    asked, state = look.request, look.state
    objection = state.objection
    return {
        "id": str(asked.pk),
        "asked_at": asked.asked_at.isoformat(),
        "department": asked.department,
        "register": asked.register,
        "title": asked.title,
        "holder": asked.holder,
        "purpose": asked.purpose,
        "ground": asked.ground,
        "by_officer": asked.account_id is not None,
        "case": asked.reference,
        "stage": asked.stage,
        "fields": [{"name": field["name"], "label": field["label"]} for field in asked.fields],
        "status": state.status.value,
        "values": dict(look.values),
        "as_of": state.as_of or None,
        "consented_at": state.consented_at and state.consented_at.isoformat(),
        "objection": objection
        and {
            "text": objection.text,
            "at": objection.at.isoformat(),
            "answer": objection.answer,
            "upheld": objection.upheld,
            "answered_at": objection.answered_at and objection.answered_at.isoformat(),
        },
    }


def _columns(line: LookLine) -> list[str]:
    asked = line.look.request
    short = in_active_language(_SHORT)
    return [
        asked.asked_at.isoformat(),
        line.department,
        asked.title[short],
        line.holder,
        asked.purpose[short],
        line.ground or asked.ground,
        "; ".join(field["label"][short] for field in asked.fields),
        status_words(line.look.state),
        json.dumps(dict(line.look.values), ensure_ascii=False),
        asked.reference,
    ]


def _cell(value: str) -> str:
    """The value as a cell that no spreadsheet runs."""
    return f"'{value}" if value.startswith(_FORMULA) else value


def _download(body: str, kind: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(body.encode(), content_type=f"{kind}; charset=utf-8", headers=headers)
