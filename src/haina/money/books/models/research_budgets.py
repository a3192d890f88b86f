"""Budgets of research projects: lines that are accounts, what is moved between them, spent and kept.

No line goes below zero (the ledger's floor), a change that the rules leave to the unit names nobody who
approved it and any other one does, each year is closed once, and nothing is spent after the last day.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from haina.money.models.ledger import Account, Entry
from haina.people.models import Account as Login
from haina.people.models import Organisation


class ResearchBudget(models.Model):
    """The money of one project at the unit that hosts it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.UUIDField(unique=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="research_budgets")
    book = models.CharField(max_length=80)
    policy_version = models.CharField(max_length=64)
    department = models.CharField(max_length=80)
    title = models.CharField(_("project"), max_length=200)
    #: Number of the decision that grants the money.
    document = models.CharField(_("decision"), max_length=120)
    #: What the rules are asked with, beside what the book itself knows.
    facts = models.JSONField()
    first_year = models.PositiveSmallIntegerField()
    #: From where the money came and to where what may not be kept goes back.
    funder = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    opened_by = models.ForeignKey(Login, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    closed_on = models.DateField(null=True)
    #: The day on which it passed its review; null while it has not.
    accepted_on = models.DateField(null=True)
    #: The last day on which what is left may be used; null where no day is set.
    usable_until = models.DateField(null=True)
    #: When what was left went back.
    returned_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("research budget")
        verbose_name_plural = _("research budgets")
        constraints = (
            models.CheckConstraint(
                condition=Q(closed_on__isnull=False) | Q(accepted_on__isnull=True, usable_until__isnull=True),
                name="budget_is_accepted_when_closed",
            ),
        )

    def __str__(self) -> str:
        return self.title


class BudgetLine(models.Model):
    """One item of a budget; its balance is what is left of it."""

    budget = models.ForeignKey(ResearchBudget, on_delete=models.PROTECT, related_name="lines")
    #: Value of the pack's enum of items.
    item = models.CharField(max_length=80)
    #: Fen as granted.
    planned = models.BigIntegerField()
    account = models.OneToOneField(Account, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("line of a budget")
        verbose_name_plural = _("lines of a budget")
        constraints = (
            models.UniqueConstraint(fields=["budget", "item"], name="budget_has_an_item_once"),
            models.CheckConstraint(condition=Q(planned__gte=0), name="budget_line_is_planned"),
        )

    def __str__(self) -> str:
        return self.item


class Adjustment(models.Model):
    """Money that is to go from one line of a budget to another."""

    class State(models.TextChoices):
        """How a change stands."""

        ASKED = "asked", _("waits for the department")
        MADE = "made", _("made")
        REFUSED = "refused", _("not approved")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.UUIDField(unique=True)
    budget = models.ForeignKey(ResearchBudget, on_delete=models.PROTECT, related_name="adjustments")
    giver = models.ForeignKey(BudgetLine, on_delete=models.PROTECT, related_name="+")
    taker = models.ForeignKey(BudgetLine, on_delete=models.PROTECT, related_name="+")
    fen = models.BigIntegerField(_("amount"))
    why = models.TextField(_("why"))
    #: Whether the rules of the day left it to the unit.
    delegated = models.BooleanField()
    state = models.CharField(max_length=8, choices=State.choices)
    asked_by = models.ForeignKey(Login, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answered_by = models.ForeignKey(Login, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("change of a budget")
        verbose_name_plural = _("changes of budgets")
        constraints = (
            models.CheckConstraint(
                condition=Q(fen__gt=0) & ~Q(giver=F("taker")), name="adjustment_moves_something"
            ),
            models.CheckConstraint(
                condition=Q(state="asked", delegated=False, entry__isnull=True, answered_by__isnull=True)
                | Q(state="made", delegated=True, entry__isnull=False, answered_by__isnull=True)
                | Q(state="made", delegated=False, entry__isnull=False, answered_by__isnull=False)
                | Q(state="refused", delegated=False, entry__isnull=True, answered_by__isnull=False),
                name="adjustment_is_delegated_or_approved",
            ),
        )

    def __str__(self) -> str:
        return f"{self.giver} → {self.taker}: {self.fen}"


class Spending(models.Model):
    """Money that was spent from a line."""

    key = models.UUIDField(unique=True)
    line = models.ForeignKey(BudgetLine, on_delete=models.PROTECT, related_name="spendings")
    title = models.CharField(_("what it is for"), max_length=200)
    fen = models.BigIntegerField(_("amount"))
    happened_on = models.DateField(_("day"))
    document = models.CharField(_("document"), max_length=120)
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey(Login, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("spending")
        verbose_name_plural = _("spendings")
        constraints = (models.CheckConstraint(condition=Q(fen__gt=0), name="spending_is_something"),)

    def __str__(self) -> str:
        return f"{self.title}: {self.fen}"


class YearEnd(models.Model):
    """What became of what was left of a budget at the end of a year: kept, or returned."""

    budget = models.ForeignKey(ResearchBudget, on_delete=models.PROTECT, related_name="years")
    year = models.PositiveSmallIntegerField()
    #: Fen that were left.
    fen = models.BigIntegerField()
    #: Whether it was kept; else it went back by the entry.
    kept = models.BooleanField()
    #: The rule's reason to take it back, by its id in the pack.
    reason = models.CharField(max_length=200, blank=True)
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_by = models.ForeignKey(Login, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("end of a budget's year")
        verbose_name_plural = _("ends of budgets' years")
        constraints = (
            models.UniqueConstraint(fields=["budget", "year"], name="year_is_closed_once"),
            models.CheckConstraint(
                condition=Q(fen__gte=0) & (Q(kept=True, entry__isnull=True) | Q(kept=False)),
                name="year_end_keeps_or_returns",
            ),
        )

    def __str__(self) -> str:
        return f"{self.budget} {self.year}"
