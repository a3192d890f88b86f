"""The page on which those who file an application say what the project is and what it costs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from haina.cases.pages.door import behind_login, sent_key, visit_of
from haina.cases.queries import visible_case
from haina.cases.refusals import CaseNotFound, Forbidden
from haina.money.models import ProjectOutline
from haina.money.pages.door import Act, carry_out
from haina.money.pages.forms import ProjectForm
from haina.money.permissions import programmes_of
from haina.money.projects import outline_of
from haina.money.shown import yuan
from haina.money.verbs.describe_project import describe_project
from haina.people.permissions import PERMISSIONS, Verb


@behind_login
@require_http_methods(["GET", "POST"])
def describe(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Say what the project of an application is and what it costs, or say it anew."""
    visit = visit_of(request)
    case = visible_case(visit.actor, case_id)
    if not programmes_of(case):
        raise CaseNotFound(case_id)
    if not PERMISSIONS.may(visit.actor, Verb.SAVE_DRAFT, case):
        raise Forbidden(Verb.SAVE_DRAFT.value, case.state)
    act = Act(
        gettext("The project"),
        gettext(
            "Officers compare it with other projects, so that nothing is paid for twice. "
            "What you write here goes with the application."
        ),
        gettext("Save it"),
        gettext("Saved."),
        reverse("cases:check", args=[case_id]),
        {"eyebrow": case.reference},
    )

    def do(data: dict[str, Any]) -> None:
        describe_project(
            visit.actor,
            visit.now,
            case,
            data["title"],
            data["text"],
            data["lines"],
            key=sent_key(request),
        )

    return carry_out(request, ProjectForm(request.POST or None, told=_told(outline_of(case_id))), act, do)


def _told(outline: ProjectOutline | None) -> dict[str, str]:
    """What was written before, as it stands in the form."""
    if outline is None:
        return {}
    lines = "\n".join(f"{each.title} {yuan(each.fen)}" for each in outline.budget)
    return {"title": outline.title, "text": outline.text, "lines": lines}
