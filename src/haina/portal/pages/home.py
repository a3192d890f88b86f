"""The first page, and the pages about the portal itself."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from haina.cases.policies import current_policy
from haina.portal.models import SAVED_LIFE, UNSAVED_LIFE
from haina.portal.navigation import own_work
from haina.rules import Date


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show where to begin: questions, search, life events, who one is, and what happens next."""
    return render(request, "portal/home.html", {"policy": current_policy()})


@require_safe
def enter(request: HttpRequest) -> HttpResponse:
    """Send a visitor who has just signed in to their work: an officer to the list, others to their cases."""
    return HttpResponseRedirect(own_work(request))


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """Say how an answer comes about, and what it is worth."""
    return render(request, "portal/about.html", {"policy": current_policy()})


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Say what is kept, where, for how long, and how to have it deleted."""
    context = {
        "saved_days": SAVED_LIFE.days,
        "unsaved_hours": int(UNSAVED_LIFE.total_seconds() // 3600),
        "session_hours": settings.SESSION_COOKIE_AGE // 3600,
    }
    return render(request, "portal/privacy.html", context)


@require_safe
def developers(request: HttpRequest) -> HttpResponse:
    """Say how programs use the same answers."""
    policy = current_policy()
    example = next((name for name, fact in policy.facts.items() if isinstance(fact.type, Date)), "")
    context = {
        "policy": policy,
        "example": example,
        "calculator": next(iter(policy.calculators), ""),
        "lists": _lists(),
    }
    return render(request, "portal/developers.html", context)


def _lists() -> list[tuple[str, str]]:
    """Return what can be had as data: its name, and the name of its address."""
    return [
        (gettext("The policy as a whole"), "policy"),
        (gettext("Articles"), "articles"),
        (gettext("Clauses"), "clauses"),
        (gettext("Rights and programmes"), "rights"),
        (gettext("Programmes that pay"), "programmes"),
        (gettext("Agreements"), "agreements"),
        (gettext("Duties"), "duties"),
        (gettext("Calculators"), "calculators"),
        (gettext("Systems"), "systems"),
        (gettext("Where the two texts differ"), "differences"),
        (gettext("Life events"), "life_events"),
        (gettext("Who you are"), "audiences"),
        (gettext("Budgets"), "budgets"),
        (gettext("Standards"), "standards"),
        (gettext("Facts"), "facts"),
        (gettext("Departments"), "departments"),
        (gettext("Procedures"), "procedures"),
        (gettext("Published versions"), "versions"),
        (gettext("Description of the interface"), "openapi-json"),
    ]
