"""What somebody owes on later days: instalments by the year, or all of it when something happens.

The database keeps that the obligations of a schedule add up to its amount, that a day is set once, and that
an obligation is fulfilled once.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from haina.money.books.models.equity import EquityAward
from haina.people.models import Account as Login
from haina.people.models import Organisation, Person


class Schedule(models.Model):
    """An amount that a person owes to a department on later days, by a programme of the pack."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.UUIDField(unique=True)
    #: The unit that files it and keeps the book.
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="schedules")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="schedules")
    equity = models.ForeignKey(EquityAward, on_delete=models.PROTECT, null=True, related_name="schedules")
    book = models.CharField(max_length=80)
    policy_version = models.CharField(max_length=64)
    department = models.CharField(max_length=80)
    facts = models.JSONField()
    #: Fen by the programme's formula.
    fen = models.BigIntegerField(_("amount"))
    begins_on = models.DateField(_("begins on"))
    filed_by = models.ForeignKey(Login, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("schedule")
        verbose_name_plural = _("schedules")
        constraints = (models.CheckConstraint(condition=Q(fen__gt=0), name="schedule_is_of_something"),)

    def __str__(self) -> str:
        return f"{self.person} {self.begins_on}"


class Obligation(models.Model):
    """One part of a schedule, due on a day or, until that is known, when something happens."""

    schedule = models.ForeignKey(Schedule, on_delete=models.PROTECT, related_name="obligations")
    number = models.PositiveSmallIntegerField()
    #: When it is due, in words of the pack: {zh, en}.
    when = models.JSONField()
    #: Fen as planned.
    fen = models.BigIntegerField(_("amount"))
    #: Fen as owed, known with the day; less or more than planned where a later event decides it.
    owed = models.BigIntegerField(null=True)
    due_on = models.DateField(_("due on"), null=True)
    #: The first day on which the event brings no earlier end with it; null where there is none.
    not_before = models.DateField(null=True)
    fulfilled_on = models.DateField(null=True)
    #: Number of the receipt.
    document = models.CharField(_("receipt"), max_length=120, blank=True)
    fulfilled_by = models.ForeignKey(Login, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("obligation")
        verbose_name_plural = _("obligations")
        indexes = (
            models.Index(
                fields=["due_on"], name="book_obligation_open", condition=Q(fulfilled_on__isnull=True)
            ),
        )
        constraints = (
            models.UniqueConstraint(fields=["schedule", "number"], name="obligation_has_its_place"),
            models.CheckConstraint(condition=Q(fen__gte=0), name="obligation_is_no_gift"),
            models.CheckConstraint(
                condition=Q(due_on__isnull=True, owed__isnull=True) | Q(due_on__isnull=False, owed__gte=0),
                name="obligation_has_day_and_amount",
            ),
            models.CheckConstraint(
                condition=Q(fulfilled_on__isnull=True, document="", fulfilled_by__isnull=True)
                | (
                    Q(fulfilled_on__isnull=False, due_on__isnull=False, fulfilled_by__isnull=False)
                    & ~Q(document="")
                ),
                name="obligation_is_fulfilled_by_a_receipt",
            ),
        )

    def __str__(self) -> str:
        return f"{self.schedule_id} {self.number}"
