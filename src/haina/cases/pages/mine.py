"""One's own cases: drafts first, then what waits for oneself, what runs and what is over; found by words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from haina.cases.joint.queries import joints_of
from haina.cases.models import Case
from haina.cases.names import in_active_language
from haina.cases.own import OwnCase, filed_cases, lines, open_drafts
from haina.cases.pages.door import behind_login, visit_of
from haina.cases.pages.following import unread_notices
from haina.cases.policies import current_policy
from haina.policy import Policy

#: How many filed cases stand on a page.
PAGE = 25


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A draft, or several that are filled in on one form."""

    rows: tuple[Case, ...]
    titles: tuple[str, ...]
    joint: UUID | None

    @property
    def first(self) -> Case:
        """The one that changed last."""
        return self.rows[0]


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A filed case with the words of its list."""

    case: OwnCase
    title: str
    departments: tuple[str, ...]
    joint: UUID | None


@behind_login
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """List the cases to which one is a party: what one has to do comes first."""
    visit, policy = visit_of(request), current_policy()
    words = request.GET.get("q", "").strip()[:100]
    rows = filed_cases(visit.actor, words, _named(policy, words))
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    drafts = [] if words else draft_lines(open_drafts(visit.actor))
    joints = joints_of(list(page.object_list))
    titles = {id: in_active_language(each.title) for id, each in policy.procedures.items()}
    context = {
        "drafts": drafts,
        "cases": [_line(policy, each, titles, joints) for each in lines(visit.actor, list(page.object_list))],
        "page": page,
        "words": words,
        "query": f"{urlencode({'q': words})}&" if words else "",
        "may_start": not visit.actor.is_staff,
        "unread": unread_notices(visit).count(),
    }
    return render(request, "cases/mine.html", context)


def _named(policy: Policy, words: str) -> list[str]:
    """Return the procedures in whose titles the words stand."""
    wanted = words.casefold()
    return [
        id
        for id, each in policy.procedures.items()
        if wanted and (wanted in each.title.zh.casefold() or wanted in each.title.en.casefold())
    ]


def draft_lines(rows: list[Case]) -> list[DraftLine]:
    """Return drafts as lines, those on one form as one."""
    procedures = current_policy().procedures
    joints = joints_of(rows)
    groups: dict[UUID, list[Case]] = {}
    for row in rows:
        groups.setdefault(joints.get(row.pk, row.pk), []).append(row)
    return [
        DraftLine(
            tuple(inside),
            tuple(
                in_active_language(procedures[row.procedure].title)
                for row in inside
                if row.procedure in procedures
            ),
            joints.get(inside[0].pk),
        )
        for inside in groups.values()
    ]


def _line(policy: Policy, case: OwnCase, titles: Mapping[str, str], joints: Mapping[UUID, UUID]) -> CaseLine:
    departments = tuple(
        in_active_language(policy.departments[id].title) if id in policy.departments else id
        for id in case.departments
    )
    title = titles.get(case.row.procedure, "")
    return CaseLine(case, title, departments, joints.get(case.row.pk))
