"""A town that pays: plans, a call, people who apply for training money, and officers who decide and pay."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db import transaction
from django.test import Client
from django.utils.timezone import localdate

from haina.cases import verbs
from haina.money.models import Account, Award, Call, Plan
from haina.money.verbs.appropriate import appropriate
from haina.money.verbs.draw_up_plan import NewPlan, draw_up_plan
from haina.money.verbs.file_plan import file_plan
from haina.money.verbs.fund_plan import fund_plan
from haina.money.verbs.lay_down_terms import Terms, lay_down_terms
from haina.money.verbs.open_call import NewCall, open_call
from haina.rules.text import Text

from ..cases.conftest import Application, City, people_the

#: Training of professional staff: two steps, by one department; nobody has fixed how much is paid.
PROGRAMME = "knowledge_update_training"
BUDGET = "talent_development_fund"
YUAN = 100


@dataclass
class Town:
    """A city with money, and who acts in it by name."""

    city: City = field(default_factory=City)

    def people(self) -> Town:
        """Everybody: `hr` runs and decides, `payer` pays, `hr2` keeps, `finance` is of another department."""
        people_the(self.city)
        self.city.officer("payer", "hrss_bureau")
        self.city.officer("finance", "finance_bureau")
        for name in ("Mei", "Otto"):
            self.city.person(name)
        return self

    @property
    def now(self) -> datetime:
        """The time in the city."""
        return self.city.now

    def plan(self, code: str = "training-2026", **more: object) -> Plan:
        """A plan that is drawn up, and neither filed nor funded."""
        wanted = NewPlan(
            code, Text("培训计划", "Training plan"), "hrss_bureau", BUDGET, self.now.year, **more
        )  # type: ignore[arg-type]
        return draw_up_plan(self.city.actor("hr"), self.now, wanted)

    def filed(self, code: str = "training-2026", by: str = "hr2", **more: object) -> Plan:
        """A plan that is filed, and not funded."""
        plan = self.plan(code, **more)
        on = localdate(self.now)
        return file_plan(self.city.actor(by), self.now, plan.pk, number=f"Filing {code}", on=on)

    def funded(self, yuan: int, code: str = "training-2026", by: str = "hr2", **more: object) -> Plan:
        """A plan that is filed and has so many yuan."""
        plan = self.filed(code, by, **more)
        keeper = self.city.actor(by)
        appropriate(keeper, self.now, BUDGET, self.now.year, yuan * YUAN, document=f"Budget {code}")
        fund_plan(keeper, self.now, plan.pk, yuan * YUAN, document=f"Order {code}")
        return plan

    def call(self, plan: Plan, yuan: int, code: str = "spring", days: int = 10, **more: object) -> Call:
        """A call that is open for some days and has so many yuan of the plan."""
        wanted = NewCall(
            code,
            plan.pk,
            PROGRAMME,
            Text("春季申报", "Spring call"),
            self.now,
            self.now + timedelta(days=days),
            yuan * YUAN,
            **more,  # type: ignore[arg-type]
        )
        return open_call(self.city.actor("hr"), self.now, wanted)

    def draft(self, who: str = "Kari", cost: int = 8000) -> Application:
        """An application for training money, filled in."""
        receipt = verbs.start_draft(
            self.city.actor(who),
            self.now,
            f"{PROGRAMME}_procedure",
            organisation_id=None,
            person_id=self.city.persons[who].pk,
            key=self.city.key(),
        )
        application = Application(self.city, receipt.case_id, receipt)
        form = {
            "professional_staff": "true",
            "training_at_base": "true",
            "recognised_high_level": "true",
            "training_cost": str(cost),
        }
        application.does(who, verbs.save_draft, form)
        application.attach("talent_plan_papers", who=who)
        return application

    def accepted(self, who: str = "Kari", cost: int = 8000) -> Application:
        """An application that is under review."""
        application = self.draft(who, cost)
        application.does(who, verbs.submit, declared=True)
        application.does("hr", verbs.accept, "acceptance")
        return application

    def with_terms(self, application: Application, yuan: int, **more: object) -> Application:
        """Have the officer lay down what is paid."""
        terms = Terms("The cost shown, by the bureau's scale.", fen=yuan * YUAN, **more)  # type: ignore[arg-type]
        lay_down_terms(
            self.city.actor("hr"), self.now, application.row, PROGRAMME, terms, key=self.city.key()
        )
        return application

    def approve(self, application: Application) -> Award | None:
        """Grant the application; the award that it brought, if any."""
        application.does("hr", verbs.approve, "review", note="Seen.")
        return Award.objects.filter(case_id=application.id).first()

    def awarded(self, who: str = "Kari", yuan: int = 5000, **more: object) -> Award:
        """An award of so many yuan."""
        application = self.with_terms(self.accepted(who), yuan, **more)
        award = self.approve(application)
        assert award is not None
        return award

    def browser(self, who: str) -> Client:
        """A browser in which somebody has signed in; officers with their second factor."""
        client, account = Client(), self.city.account(who)
        if account.postings.exists() and not account.authenticator_set.exists():
            TOTP.activate(account, generate_totp_secret())
        client.force_login(account)
        return client


def balances(*ids: int) -> list[int]:
    """Fen on accounts."""
    found = dict(Account.objects.filter(pk__in=ids).values_list("pk", "balance"))
    return [found[id] for id in ids]


def refused(
    kind: type[Exception], code: str, act: Callable[..., object], *words: object, **more: object
) -> str:
    """What stands against an act, in words; nothing of it is kept."""
    with pytest.raises(kind) as caught, transaction.atomic():
        act(*words, **more)
    assert getattr(caught.value, "code", code) == code, caught.value
    return str(caught.value)
