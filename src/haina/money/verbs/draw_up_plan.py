"""Draw up a plan: what a department means to pay for in a year, out of one budget."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from haina.cases.policies import current_policy, store_version
from haina.cases.refusals import Forbidden
from haina.money.models import Account, Plan
from haina.money.permissions import MoneyVerb, office_roles, verbs_of
from haina.money.refusals import MoneyRefusal
from haina.money.verbs.open_account import NewAccount, open_account
from haina.people.actors import Actor
from haina.rules.text import Text


@dataclass(frozen=True, slots=True)
class NewPlan:
    """A plan as it is drawn up."""

    code: str
    title: Text
    department: str
    budget: str
    year: int
    #: Ids of the programmes that it pays for; empty: all that draw on the budget.
    programmes: tuple[str, ...] = ()


def draw_up_plan(actor: Actor, now: datetime, wanted: NewPlan) -> Plan:
    """Make the plan with an account of its own, which stays empty until it has been filed and funded.

    Raises Forbidden for who is not of the department, MoneyRefusal for a budget or programme that the policy
    has not, or a code that another plan has.
    """
    if MoneyVerb.DRAW_UP_PLAN not in verbs_of(office_roles(actor, wanted.department, wanted.budget)):
        raise Forbidden(MoneyVerb.DRAW_UP_PLAN.value, wanted.code)
    policy = current_policy()
    if wanted.budget not in policy.budgets:
        raise MoneyRefusal("unknown_budget", _("The policy has no such budget."))
    strangers = [id for id in wanted.programmes if not _draws_on(id, wanted.budget)]
    if strangers:
        raise MoneyRefusal(
            "unknown_programme", _("A programme does not draw on this budget."), named=strangers
        )
    try:
        with transaction.atomic():
            return _drawn_up(wanted, now)
    except IntegrityError as error:
        raise MoneyRefusal("code_taken", _("Another plan has this code.")) from error


def _draws_on(programme: str, budget: str) -> bool:
    known = current_policy().programmes.get(programme)
    return known is not None and known.budget == budget


def _drawn_up(wanted: NewPlan, now: datetime) -> Plan:
    policy = current_policy()
    account = open_account(
        NewAccount(
            f"plan/{wanted.code}", Account.Kind.PLAN, localdate(now), currency=policy.head.currency.code
        )
    )
    return Plan.objects.create(
        code=wanted.code,
        title_zh=wanted.title.zh,
        title_en=wanted.title.en,
        department=wanted.department,
        budget=wanted.budget,
        year=wanted.year,
        programmes=list(wanted.programmes),
        policy_version_id=store_version(policy, now),
        account=account,
        drawn_up_at=now,
    )
