"""More time to decide: the supervisor's queue of those who ask for it, each to be given or not."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from haina.cases.events.review import term_in_words
from haina.cases.extensions import Days, days_of, waiting
from haina.cases.names import CaseNames, in_active_language
from haina.cases.pages.door import behind_login, new_key
from haina.cases.pages.supervising import supervisor
from haina.cases.queries import CaseView
from haina.cases.state import ExtensionRequest
from haina.people.models import Account


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for, in words: by which department, how much, and why."""

    request: ExtensionRequest
    officer: Account | None
    department: str
    term: str
    reasons: list[str]
    days: Days


@behind_login
@require_safe
def extensions(request: HttpRequest) -> HttpResponse:
    """List the officers who wait for more time, those who have waited longest on top."""
    visit = supervisor(request)
    found, number = waiting(visit.actor)
    lines = []
    for each in found:
        names = CaseNames(each.policy, each.procedure, shows_officers=True)
        asked = _in_words(names, each.asked, each.officer, each.days)
        lines.append((each.row, in_active_language(each.procedure.title), asked, new_key()))
    context = {"lines": lines, "more": number - len(lines), "actor": visit.actor}
    return render(request, "cases/extensions.html", context)


def asked_extension(view: CaseView) -> Asked | None:
    """Return the request for more time that waits in a case; None where nobody waits."""
    asked = view.state.extension_asked
    if asked is None or view.row.extension_asked_at is None:
        return None
    officer = None if asked.account_id is None else Account.objects.filter(pk=asked.account_id).first()
    names = CaseNames(view.policy, view.procedure, shows_officers=True)
    return _in_words(names, asked, officer, days_of(view.state, asked))


def _in_words(names: CaseNames, asked: ExtensionRequest, officer: Account | None, days: Days) -> Asked:
    return Asked(
        asked,
        officer,
        names.department(asked.department),
        term_in_words(asked.term),
        [names.reason(each) for each in asked.reasons],
        days,
    )
