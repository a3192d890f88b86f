"""Plans that are filed before they are funded, calls under them, and applications to calls.

What must hold is held by the database (migration 0005): money comes to a plan only when it has been filed;
what a plan was filed as does not change; an application counts in a call only if it arrived while the call
was open; no call gives more awards than its quota.
"""

from __future__ import annotations

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from haina.cases.models import Case, PolicyVersion
from haina.money.models.ledger import Account
from haina.rules.text import Text


class Plan(models.Model):
    """What a department means to pay for in a year, out of one budget; filed, and then funded."""

    code = models.SlugField(_("code"), max_length=60, unique=True)
    title_zh = models.CharField(_("title in Chinese"), max_length=200)
    title_en = models.CharField(_("title in English"), max_length=200)
    #: Id of the department that runs it.
    department = models.CharField(_("department"), max_length=80)
    #: Id of the budget in the pack.
    budget = models.CharField(_("budget"), max_length=80)
    year = models.PositiveSmallIntegerField(_("year"))
    #: Ids of the programmes that it pays for; empty: all that draw on the budget.
    programmes = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    #: The number under which it was filed, and when; both or neither.
    filing_number = models.CharField(_("filing number"), max_length=120, blank=True)
    filed_on = models.DateField(_("filed on"), null=True, blank=True)
    #: The policy as it was when the plan was drawn up.
    policy_version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="+")
    account = models.OneToOneField(Account, on_delete=models.PROTECT, related_name="plan")
    drawn_up_at = models.DateTimeField()

    class Meta:
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        indexes = (models.Index(fields=["budget", "year"], name="money_plan_of_budget"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(filed_on__isnull=True, filing_number="")
                | (Q(filed_on__isnull=False) & ~Q(filing_number="")),
                name="plan_is_filed_under_a_number",
            ),
            models.UniqueConstraint(
                fields=["filing_number"], name="filing_number_once", condition=~Q(filing_number="")
            ),
        )

    def __str__(self) -> str:
        return self.code

    @property
    def title(self) -> Text:
        """What it is called."""
        return Text(self.title_zh, self.title_en)

    @property
    def is_filed(self) -> bool:
        """Whether it has been filed, and so may be funded."""
        return self.filed_on is not None


class Call(models.Model):
    """A time in which one may apply to a programme, and the money that is there for it."""

    code = models.SlugField(_("code"), max_length=60, unique=True)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="calls")
    #: Id of the programme in the pack.
    programme = models.CharField(_("programme"), max_length=80)
    title_zh = models.CharField(_("title in Chinese"), max_length=200)
    title_en = models.CharField(_("title in English"), max_length=200)
    opens_at = models.DateTimeField(_("opens"))
    #: The last moment at which an application can arrive.
    closes_at = models.DateTimeField(_("closes"))
    #: When it was closed before its time.
    ended_at = models.DateTimeField(_("ended early"), null=True, blank=True)
    #: How many awards it gives at most; null where only the money limits it.
    quota = models.PositiveIntegerField(_("quota"), null=True, blank=True)
    #: Whether the ranking leans to young people and firms.
    tilt = models.BooleanField(_("leans to young people and firms"), default=False)
    #: What awards are for, where groups of the guard compare purposes.
    purpose = models.CharField(_("purpose"), max_length=200, blank=True)
    #: Id of the round of review, where there is one.
    round_id = models.UUIDField(null=True, blank=True)
    account = models.OneToOneField(Account, on_delete=models.PROTECT, related_name="call")
    opened_at = models.DateTimeField()

    class Meta:
        verbose_name = _("call")
        verbose_name_plural = _("calls")
        indexes = (models.Index(fields=["programme", "closes_at"], name="money_call_of_programme"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")), name="call_closes_after_it_opens"
            ),
            models.CheckConstraint(
                condition=Q(quota__isnull=True) | Q(quota__gt=0), name="call_gives_something"
            ),
        )

    def __str__(self) -> str:
        return self.code

    @property
    def title(self) -> Text:
        """What it is called."""
        return Text(self.title_zh, self.title_en)

    @property
    def last_moment(self) -> datetime:
        """The last moment at which an application can arrive."""
        return self.closes_at if self.ended_at is None else min(self.closes_at, self.ended_at)

    def is_open(self, at: datetime) -> bool:
        """Whether what arrives at a moment is in time."""
        return self.opens_at <= at <= self.last_moment


class CallApplication(models.Model):
    """That a case was filed to a call, and when it arrived there."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="call_application")
    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="applications")
    #: When it reached the server, not when it was stored; null while it is a draft.
    arrived_at = models.DateTimeField(_("arrived"), null=True, blank=True)

    class Meta:
        verbose_name = _("application to a call")
        verbose_name_plural = _("applications to calls")
        indexes = (models.Index(fields=["call", "arrived_at"], name="money_arrivals_of_call"),)

    def __str__(self) -> str:
        return f"{self.case_id} → {self.call_id}"
