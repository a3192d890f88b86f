"""Open a call under a plan: a time to apply in, and the money that is there for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid5

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from haina.cases.policies import current_policy
from haina.money.events import Event
from haina.money.models import Account, Call, Plan
from haina.money.permissions import MoneyVerb, require_plan
from haina.money.postings import Posting, transfer
from haina.money.refusals import WORDS, MoneyRefusal, refused_kindly
from haina.money.verbs.appropriate import act_of
from haina.money.verbs.fund_plan import _NAMES
from haina.money.verbs.open_account import NewAccount, open_account
from haina.money.verbs.post import post
from haina.people.actors import Actor
from haina.rules.text import Text


@dataclass(frozen=True, slots=True)
class NewCall:
    """A call as it is opened."""

    code: str
    plan: int
    programme: str
    title: Text
    opens_at: datetime
    closes_at: datetime
    #: Fen that it may give.
    fen: int
    quota: int | None = None
    tilt: bool = False
    purpose: str = ""


def open_call(actor: Actor, now: datetime, wanted: NewCall) -> Call:
    """Make the call and bring its money from the plan. Raises MoneyRefusal."""
    programme = current_policy().programmes.get(wanted.programme)
    with transaction.atomic():
        plan = Plan.objects.select_for_update().select_related("account").get(pk=wanted.plan)
        require_plan(actor, MoneyVerb.OPEN_CALL, plan)
        if not plan.is_filed:
            raise MoneyRefusal("plan_is_filed", WORDS["plan_is_filed"])
        paid_for = not plan.programmes or wanted.programme in plan.programmes
        if programme is None or programme.budget != plan.budget or not paid_for:
            raise MoneyRefusal("unknown_programme", _("The plan does not pay for this programme."))
        if programme.procedure is None:
            raise MoneyRefusal("no_procedure", _("Nobody can apply for this programme."))
        if wanted.closes_at <= now:
            raise MoneyRefusal("call_closes_after_it_opens", _("The call would be closed already."))
        try:
            with refused_kindly(), transaction.atomic():
                return _opened(plan, wanted, now)
        except IntegrityError as error:
            raise MoneyRefusal("code_taken", _("Another call has this code.")) from error


def _opened(plan: Plan, wanted: NewCall, now: datetime) -> Call:
    on = localdate(now)
    account = open_account(
        NewAccount(f"call/{wanted.code}", Account.Kind.CALL, on, currency=plan.account.currency)
    )
    call = Call.objects.create(
        code=wanted.code,
        plan=plan,
        programme=wanted.programme,
        title_zh=wanted.title.zh,
        title_en=wanted.title.en,
        opens_at=wanted.opens_at,
        closes_at=wanted.closes_at,
        quota=wanted.quota,
        tilt=wanted.tilt,
        purpose=wanted.purpose,
        account=account,
        opened_at=now,
    )
    ground = act_of(plan.department, plan.filing_number, on)
    legs = transfer(plan.account.pk, account.pk, wanted.fen)
    key = uuid5(_NAMES, f"call|{call.pk}")
    post(Posting(key, Event.FUND_CALL, ground.pk, on, now, legs, note=call.code))
    return call
