"""The officers' pages of plans and calls: what is planned, filed, funded, called for and given."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, Sum
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from haina.cases.names import in_active_language
from haina.cases.pages.door import Visit, behind_login, visit_of
from haina.cases.policies import current_policy
from haina.money.models import Account, Award, Call, Instalment, Plan
from haina.money.pages.door import Act, at_once, carry_out
from haina.money.pages.forms import AppropriationForm, CallForm, FilingForm, MoneyForm, PlanForm, RoundForm
from haina.money.permissions import (
    MoneyVerb,
    awards_seen,
    calls_seen,
    office_roles,
    plan_roles,
    plans_seen,
    require_plan,
    verbs_of,
)
from haina.money.ranked import with_places
from haina.money.verbs.appropriate import appropriate as appropriate_verb
from haina.money.verbs.close_call import close_call
from haina.money.verbs.draw_up_plan import NewPlan, draw_up_plan
from haina.money.verbs.file_plan import file_plan
from haina.money.verbs.fill_round import fill_round
from haina.money.verbs.fund_plan import fund_plan
from haina.money.verbs.join_round import join_round
from haina.money.verbs.open_call import NewCall, open_call
from haina.review.models import Round
from haina.review.words import title_of
from haina.rules.text import Text


def _staff(request: HttpRequest) -> Visit:
    """The visit of an officer; for everybody else there is no such page."""
    visit = visit_of(request)
    if not visit.actor.is_staff:
        raise Http404
    return visit


@behind_login
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Show the plans and calls that the officer has to do with, and what waits."""
    visit = _staff(request)
    actor = visit.actor
    awards = Award.objects.filter(awards_seen(actor))
    open_ = Instalment.objects.filter(award__in=awards)
    context = {
        "plans": Plan.objects.filter(plans_seen(actor)).select_related("account").order_by("-year", "code"),
        "calls": [
            (call, call.is_open(visit.now))
            for call in Call.objects.filter(calls_seen(actor))
            .select_related("account")
            .order_by("-closes_at")
        ],
        "waiting": awards.filter(state=Award.State.WAITING).count(),
        "claimed": open_.filter(state=Instalment.State.CLAIMED).count(),
        "accepted": open_.filter(state=Instalment.State.ACCEPTED, award__account__isnull=False).count(),
        "budgets": _balances(_kept(visit), visit.on),
        "may_draw_up": bool(actor.departments),
    }
    return render(request, "money/overview.html", context)


def _kept(visit: Visit) -> list[tuple[str, str]]:
    """The budgets that the officer's department keeps, by id and title."""
    found = []
    for id, budget in current_policy().budgets.items():
        if MoneyVerb.APPROPRIATE in verbs_of(office_roles(visit.actor, "", id)):
            found.append((id, in_active_language(budget.title)))
    return found


def _balances(budgets: Iterable[tuple[str, str]], on: date) -> list[tuple[str, int]]:
    """What is left on each budget of the year that has not gone to plans."""
    codes = {f"appropriation/{id}/{on.year}": title for id, title in budgets}
    accounts = dict(Account.objects.filter(code__in=codes).values_list("code", "balance"))
    return [(title, accounts.get(code, 0)) for code, title in codes.items()]


@behind_login
@require_http_methods(["GET", "POST"])
def new_plan(request: HttpRequest) -> HttpResponse:
    """Draw up a plan."""
    visit = _staff(request)
    policy = current_policy()
    form = PlanForm(
        request.POST or None,
        departments=[(id, in_active_language(policy.name_of(id))) for id in sorted(visit.actor.departments)],
        budgets=[(id, in_active_language(each.title)) for id, each in policy.budgets.items()],
        programmes=[(id, in_active_language(each.title)) for id, each in policy.programmes.items()],
    )
    act = Act(
        gettext("Draw up a plan"),
        gettext("A plan gets money only after it has been filed."),
        gettext("Draw it up"),
        gettext("The plan is there. Have it filed next."),
        reverse("money:overview"),
    )

    def do(data: dict[str, Any]) -> None:
        title = Text(data["title_zh"], data["title_en"])
        chosen = tuple(data["programmes"])
        wanted = NewPlan(data["code"], title, data["department"], data["budget"], data["year"], chosen)
        draw_up_plan(visit.actor, visit.now, wanted)

    return carry_out(request, form, act, do)


@behind_login
@require_http_methods(["GET", "POST"])
def appropriate(request: HttpRequest) -> HttpResponse:
    """Give a budget its money for a year."""
    visit = _staff(request)
    form = AppropriationForm(request.POST or None, budgets=_kept(visit))
    act = Act(
        gettext("Give a budget its money"),
        gettext("By the document that appropriates it; the same document counts once."),
        gettext("Put it on the budget"),
        gettext("The money is on the budget."),
        reverse("money:overview"),
    )

    def do(data: dict[str, Any]) -> None:
        appropriate_verb(
            visit.actor, visit.now, data["budget"], data["year"], data["amount"], document=data["document"]
        )

    return carry_out(request, form, act, do)


def _plan(visit: Visit, code: str) -> Plan:
    found = Plan.objects.filter(plans_seen(visit.actor), code=code).select_related("account").first()
    if found is None:
        raise Http404(code)
    return found


@behind_login
@require_safe
def plan(request: HttpRequest, code: str) -> HttpResponse:
    """Show a plan: its filing, its money, its calls and awards."""
    visit = _staff(request)
    found = _plan(visit, code)
    policy = current_policy()
    may = verbs_of(plan_roles(visit.actor, found))
    awards = found.awards.all()
    paid = Instalment.objects.filter(award__plan=found, state=Instalment.State.PAID).aggregate(n=Sum("fen"))[
        "n"
    ]
    context = {
        "plan": found,
        "budget": policy.budgets.get(found.budget),
        "department": policy.name_of(found.department),
        "programmes": [policy.programmes[id].title for id in found.programmes if id in policy.programmes],
        "calls": [(call, call.is_open(visit.now)) for call in found.calls.select_related("account")],
        "awards": awards.order_by("-granted_on", "number")[:50],
        "given": awards.aggregate(n=Sum("fen"))["n"] or 0,
        "paid": paid or 0,
        "may": {verb.value for verb in may},
    }
    return render(request, "money/plan.html", context)


@behind_login
@require_http_methods(["GET", "POST"])
def act_on_plan(request: HttpRequest, code: str, act: str) -> HttpResponseBase:
    """File a plan, or fund it."""
    visit = _staff(request)
    found = _plan(visit, code)
    doing = {"file": _file, "fund": _fund}.get(act)
    if doing is None:
        raise Http404(act)
    return doing(request, visit, found)


def _file(request: HttpRequest, visit: Visit, found: Plan) -> HttpResponse:
    require_plan(visit.actor, MoneyVerb.FILE_PLAN, found)
    act = Act(
        gettext("File the plan"),
        gettext("Once filed, a plan stays as it is."),
        gettext("Put the filing on record"),
        gettext("Filed. It can be funded now."),
        reverse("money:plan", args=[found.code]),
    )

    def do(data: dict[str, Any]) -> None:
        file_plan(visit.actor, visit.now, found.pk, number=data["number"], on=data["on"])

    return carry_out(request, FilingForm(request.POST or None), act, do)


def _fund(request: HttpRequest, visit: Visit, found: Plan) -> HttpResponse:
    require_plan(visit.actor, MoneyVerb.FUND_PLAN, found)
    act = Act(
        gettext("Fund the plan"),
        gettext("Out of its budget; the same document counts once."),
        gettext("Bring the money"),
        gettext("The plan has the money."),
        reverse("money:plan", args=[found.code]),
    )

    def do(data: dict[str, Any]) -> None:
        fund_plan(visit.actor, visit.now, found.pk, data["amount"], document=data["document"])

    return carry_out(request, MoneyForm(request.POST or None), act, do)


@behind_login
@require_http_methods(["GET", "POST"])
def new_call(request: HttpRequest, code: str) -> HttpResponse:
    """Open a call under a plan."""
    visit = _staff(request)
    found = _plan(visit, code)
    require_plan(visit.actor, MoneyVerb.OPEN_CALL, found)
    policy = current_policy()
    draws = {
        id: each for id, each in policy.programmes.items() if each.budget == found.budget and each.procedure
    }
    chosen = [id for id in draws if not found.programmes or id in found.programmes]
    choices = [(id, in_active_language(draws[id].title)) for id in chosen]
    form = CallForm(request.POST or None, programmes=choices, now=visit.now)
    act = Act(
        gettext("Open a call"),
        gettext("While it is open, and only then, one can apply to the programme."),
        gettext("Open it"),
        gettext("The call is there."),
        reverse("money:plan", args=[found.code]),
    )

    def do(data: dict[str, Any]) -> None:
        open_call(visit.actor, visit.now, _wanted(found, data))

    return carry_out(request, form, act, do)


def _wanted(found: Plan, data: dict[str, Any]) -> NewCall:
    return NewCall(
        code=data["code"],
        plan=found.pk,
        programme=data["programme"],
        title=Text(data["title_zh"], data["title_en"]),
        opens_at=data["opens_at"],
        closes_at=data["closes_at"],
        fen=data["amount"],
        quota=data["quota"],
        tilt=data["tilt"],
        purpose=data["purpose"],
    )


def _call(visit: Visit, code: str) -> Call:
    found = Call.objects.filter(calls_seen(visit.actor), code=code).select_related("plan", "account").first()
    if found is None:
        raise Http404(code)
    return found


@behind_login
@require_safe
def call(request: HttpRequest, code: str) -> HttpResponse:
    """Show a call: until when, how much is left, what has arrived when, what was given."""
    visit = _staff(request)
    found = _call(visit, code)
    may = verbs_of(plan_roles(visit.actor, found.plan))
    arrived = found.applications.filter(arrived_at__isnull=False).select_related(
        "case__person", "case__organisation"
    )
    round = None if found.round_id is None else Round.objects.get(pk=found.round_id)
    context = {
        "call": found,
        "programme": current_policy().programmes.get(found.programme),
        "is_open": found.is_open(visit.now),
        "opens_later": visit.now < found.opens_at,
        "arrived": with_places(found, arrived.order_by("arrived_at", "pk")[:100]),
        "not_arrived": found.applications.filter(arrived_at__isnull=True).count(),
        "count": found.applications.aggregate(n=Count("pk", filter=Q(arrived_at__isnull=False)))["n"],
        "awards": found.awards.order_by("number")[:100],
        "may_close": MoneyVerb.CLOSE_CALL in may and visit.now <= found.last_moment,
        "round": round,
        "round_title": "" if round is None else title_of(round),
        "may_fill": MoneyVerb.CLOSE_CALL in may and visit.now >= found.last_moment,
        "may_join": MoneyVerb.OPEN_CALL in may and found.round_id is None,
    }
    return render(request, "money/call.html", context)


@behind_login
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, code: str) -> HttpResponse:
    """Name the round of review by which the applications to a call are compared."""
    visit = _staff(request)
    found = _call(visit, code)
    require_plan(visit.actor, MoneyVerb.OPEN_CALL, found.plan)
    rounds = Round.objects.filter(department=found.plan.department).order_by("-opened_at")
    form = RoundForm(
        request.POST or None,
        rounds=[(str(each.pk), in_active_language(Text(**each.title))) for each in rounds],
    )
    act = Act(
        gettext("Compare the applications in a round of review"),
        gettext("Nothing is granted before the round is closed; its ranking is shown beside each decision."),
        gettext("Join them"),
        gettext("The call goes by this round."),
        reverse("money:call", args=[code]),
    )
    return carry_out(
        request, form, act, lambda data: join_round(visit.actor, found.pk, UUID(str(data["round"])))
    )


@behind_login
@require_POST
def fill(request: HttpRequest, code: str) -> HttpResponse:
    """Take what arrived at a closed call into its round of review."""
    visit = _staff(request)
    found = _call(visit, code)
    do: Callable[[], object] = lambda: fill_round(visit.actor, visit.now, found.pk)  # noqa: E731 - one line
    done = gettext("What arrived in time is in the round; what stayed out stands there with the reason.")
    return at_once(request, done, reverse("money:call", args=[code]), do)


@behind_login
@require_POST
def close(request: HttpRequest, code: str) -> HttpResponse:
    """Close a call before its time."""
    visit = _staff(request)
    found = _call(visit, code)
    do: Callable[[], object] = lambda: close_call(visit.actor, visit.now, found.pk)  # noqa: E731 - one line
    return at_once(request, gettext("The call is closed."), reverse("money:call", args=[code]), do)
