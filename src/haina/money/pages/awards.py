"""The page of an award, for who receives it and for who runs, keeps and pays; and the lists of awards."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from haina.cases.models import Case
from haina.cases.pages.door import Visit, behind_login, sent_key, visit_of
from haina.cases.policies import current_policy, policy_of
from haina.cases.queries import visible_case
from haina.cases.refusals import CaseNotFound, Forbidden
from haina.money.agreements import agreement_of, needs_agreement
from haina.money.milestone_files import files_shown
from haina.money.models import Award, Instalment
from haina.money.offers import terms_of
from haina.money.pages.door import Act, carry_out
from haina.money.pages.forms import (
    KeyForm,
    OrderForm,
    TermsForm,
)
from haina.money.permissions import (
    MoneyVerb,
    award_verbs,
    awards_seen,
    case_roles,
    programmes_of,
    verbs_of,
)
from haina.money.projects import outline_of, overlaps
from haina.money.shown import yuan
from haina.money.verbs.claw_back import still_with
from haina.money.verbs.lay_down_terms import Terms, lay_down_terms, offer_in
from haina.money.verbs.pay import pay_day
from haina.people.permissions import PERMISSIONS, Verb

#: Awards on one page.
PAGE = 50


def award_of(visit: Visit, award_id: UUID) -> Award:
    """An award that the visitor may read; for everybody else there is none."""
    related = (
        "case__person",
        "case__organisation",
        "account",
        "plan",
        "call",
        "person",
        "organisation",
        "ground",
        "terms",
    )
    found = Award.objects.select_related(*related).filter(pk=award_id).first()
    if found is None or MoneyVerb.READ not in award_verbs(visit.actor, found):
        raise Http404(str(award_id))
    return found


@behind_login
@require_safe
def award(request: HttpRequest, award_id: UUID) -> HttpResponse:
    """Show an award: what is paid when, on which decision it rests, what was reported and taken back."""
    visit = visit_of(request)
    found = award_of(visit, award_id)
    policy = policy_of(found.case.policy_version_id)
    may = {verb.value for verb in award_verbs(visit.actor, found)}
    files = files_shown(visit.actor, found)
    context = {
        "award": found,
        "programme": policy.rights[found.programme],
        "department": policy.name_of(found.department),
        "budget": policy.budgets.get(found.budget),
        "instalments": [(each, files.get(each.number, ())) for each in found.instalments.order_by("number")],
        "reports": found.reports.select_related("written_by").order_by("-written_at"),
        "clawbacks": found.clawbacks.order_by("pk"),
        "still": still_with(found),
        "agreement": agreement_of(found),
        "needs_agreement": needs_agreement(found) and not found.is_over,
        "may": may,
        "reads_case": PERMISSIONS.reaches(visit.actor, Verb.READ, found.case),
        "key": KeyForm()["key"].value(),
        "on": visit.on,
    }
    return render(request, "money/award.html", context)


@behind_login
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Show one's own awards, and those of whom one acts for."""
    visit = visit_of(request)
    rows = Award.objects.filter(case__in=_own_cases(visit)).order_by("-granted_on", "number")
    policy = current_policy()
    lines = [(each, policy.programmes.get(each.programme)) for each in rows[:PAGE]]
    return render(request, "money/mine.html", {"lines": lines})


def _own_cases(visit: Visit) -> QuerySet[Case]:
    """The cases that the visitor sees as a party to them, whatever office they hold besides."""
    private = replace(visit.actor, departments=frozenset(), supervises=frozenset())
    return Case.objects.filter(PERMISSIONS.visible(private))


@behind_login
@require_safe
def awards(request: HttpRequest) -> HttpResponse:
    """Show the awards that the officer has to do with, by what waits."""
    visit = visit_of(request)
    if not visit.actor.is_staff:
        raise Http404
    wait = request.GET.get("wait", "")
    rows = Award.objects.filter(awards_seen(visit.actor)).select_related("person", "organisation")
    rows = _WAITS.get(wait, lambda found: found)(rows)
    page = Paginator(rows.order_by("-granted_on", "number"), PAGE).get_page(request.GET.get("page"))
    policy = current_policy()
    lines = [(each, policy.programmes.get(each.programme)) for each in page]
    may_pay = bool(visit.actor.departments)
    return render(
        request, "money/awards.html", {"page": page, "lines": lines, "wait": wait, "may_pay": may_pay}
    )


_WAITS: Mapping[str, Callable[[Any], Any]] = {
    "money": lambda rows: rows.filter(state=Award.State.WAITING),
    "milestone": lambda rows: rows.filter(instalments__state=Instalment.State.CLAIMED).distinct(),
    "payment": lambda rows: rows.filter(
        instalments__state=Instalment.State.ACCEPTED, account__isnull=False
    ).distinct(),
}


@behind_login
@require_http_methods(["GET", "POST"])
def terms(request: HttpRequest, case_id: UUID, programme: str) -> HttpResponse:
    """Lay down what the rules leave open about an award."""
    visit = visit_of(request)
    case = visible_case(visit.actor, case_id)
    if programme not in programmes_of(case):
        raise CaseNotFound(case_id)
    if MoneyVerb.LAY_DOWN_TERMS not in verbs_of(case_roles(visit.actor, case)):
        raise Forbidden(MoneyVerb.LAY_DOWN_TERMS.value, case.state)
    offer = offer_in(case, programme, visit.now)
    low, high = (None, None) if offer is None else offer.bounds
    fixed = low is not None and low == high
    back = reverse("cases:case", args=[case_id])
    act = Act(
        gettext("Terms of the award"),
        _bounds(low, high, fixed=fixed),
        gettext("Lay it down"),
        gettext("Laid down. It counts when the case is granted."),
        back,
        {
            "eyebrow": case.reference,
            "earlier": terms_of(case_id, programme),
            "outline": outline_of(case_id),
            "overlaps": overlaps(visit.actor, case),
        },
    )

    def do(data: dict[str, Any]) -> None:
        laid_down = Terms(
            data["words"],
            data.get("amount"),
            data["purpose"],
            data["first"],
            data["last"],
            data["effort"] or 0,
        )
        lay_down_terms(visit.actor, visit.now, case, programme, laid_down, key=sent_key(request))

    return carry_out(request, TermsForm(request.POST or None, asks_amount=not fixed), act, do)


def _bounds(low: int | None, high: int | None, *, fixed: bool) -> str:
    if fixed and low is not None:
        return gettext("By its formula the award is %(amount)s.") % {"amount": yuan(low)}
    if high is not None:
        words = gettext("By the policy the amount lies between %(low)s and %(high)s.")
        return words % {"low": yuan(max(low or 0, 1)), "high": yuan(high)}
    return gettext("The policy names no upper bound for the amount.")


@behind_login
@require_http_methods(["GET", "POST"])
def pay_all(request: HttpRequest) -> HttpResponse:
    """Pay everything that is ready."""
    visit = visit_of(request)
    if not visit.actor.is_staff:
        raise Http404
    ready = Instalment.objects.filter(
        award__in=Award.objects.filter(awards_seen(visit.actor)),
        state=Instalment.State.ACCEPTED,
        award__account__isnull=False,
    )
    act = Act(
        gettext("Pay day"),
        gettext("Instalments that are accepted and have money set aside: %(count)s.")
        % {"count": ready.count()},
        gettext("Pay them all"),
        gettext("Paid. What you accepted yourself was left to a colleague."),
        reverse("money:awards"),
    )

    def do(data: dict[str, Any]) -> None:
        pay_day(visit.actor, visit.now, document=data["document"])

    return carry_out(request, OrderForm(request.POST or None), act, do)
