"""The choice of what to apply for: found by words, grouped, with one's own drafts at the top."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from haina.cases.choosing import Grouping, choices, grouped, matching
from haina.cases.joint.verbs.start_together import MOST_TOGETHER
from haina.cases.own import open_drafts
from haina.cases.pages.door import behind_login, visit_of
from haina.cases.pages.mine import draft_lines
from haina.cases.policies import current_policy

GROUPINGS = {
    Grouping.SUBJECT: gettext_lazy("by subject"),
    Grouping.EVENT: gettext_lazy("by life event"),
    Grouping.DEPARTMENT: gettext_lazy("by department"),
}


@behind_login
@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """Let one choose what to apply for: only what one may file, unless one asks for all."""
    visit, policy = visit_of(request), current_policy()
    words = request.GET.get("q", "").strip()[:100]
    by = Grouping(request.GET["by"]) if request.GET.get("by") in set(Grouping) else Grouping.SUBJECT
    whole = choices(policy, visit.actor, visit.on)
    mine = [each for each in whole if each.may_file]
    shows_all = request.GET.get("all") == "1"
    found = matching(policy, whole if shows_all else mine, words)
    drafts = open_drafts(visit.actor)
    context = {
        "groups": grouped(policy, found, by),
        "found": len(found),
        "words": words,
        "by": by.value,
        "opened": request.GET.get("open", ""),
        "groupings": [
            (each.value, title, _query(words, each, shows_all)) for each, title in GROUPINGS.items()
        ],
        "shows_all": shows_all,
        "others": len(whole) - len(mine),
        "all_query": _query(words, by, not shows_all),
        "drafts": draft_lines(drafts),
        "drafted": {row.procedure for row in drafts},
        "most": MOST_TOGETHER,
    }
    return render(request, "cases/apply.html", context)


def _query(words: str, by: Grouping, shows_all: bool) -> str:
    given = {"q": words, "by": by.value, "all": "1" if shows_all else ""}
    return urlencode({name: value for name, value in given.items() if value})
