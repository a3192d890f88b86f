"""Incomes of a unit that were divided by a rule of the pack: the parts, to the fen, as in the ledger.

The database keeps that the parts add up to the net income, that the protected ones never fall below their
share, and that the ledger moved exactly that (migration `unit_books`). Rows are added, never changed; a
division that was wrong is taken back by the opposite entry.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from haina.money.models.ledger import LARGEST, Account, Entry
from haina.people.models import Account as Login
from haina.people.models import Organisation, Person


class Division(models.Model):
    """One income of a unit and the rule by which it was divided."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    #: Asking twice with the same key divides once.
    key = models.UUIDField(unique=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="divisions")
    #: Id of the book in the pack, and the version of the pack that was asked.
    book = models.CharField(max_length=80)
    policy_version = models.CharField(max_length=64)
    title = models.CharField(_("what the income is from"), max_length=200)
    #: The facts that the rule was asked with, as written.
    facts = models.JSONField()
    #: Fen.
    income = models.BigIntegerField(_("income"))
    costs = models.BigIntegerField(_("direct costs"))
    net = models.BigIntegerField(_("net income"))
    #: The protected share of the net income as a fraction.
    share_over = models.BigIntegerField()
    share_under = models.BigIntegerField()
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="division")
    happened_on = models.DateField(_("day"))
    decided_by = models.ForeignKey(Login, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("division of an income")
        verbose_name_plural = _("divisions of incomes")
        indexes = (models.Index(fields=["organisation", "-happened_on"], name="book_division_of_unit"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(costs__gte=0, net__gt=0, income__lte=LARGEST, net=F("income") - F("costs")),
                name="division_is_of_the_net_income",
            ),
            models.CheckConstraint(
                condition=Q(share_under__gt=0, share_over__gte=0, share_over__lte=F("share_under")),
                name="division_share_is_a_share",
            ),
        )

    def __str__(self) -> str:
        return f"{self.title} {self.happened_on}"


class DivisionPart(models.Model):
    """What one of those among whom an income is divided has of it."""

    division = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="parts")
    position = models.PositiveSmallIntegerField()
    #: Id of the part in the pack's split.
    part = models.CharField(max_length=80)
    #: Whether the part may not fall below its share.
    protected = models.BooleanField()
    #: Who has it; the unit itself where it is nobody.
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="income_parts")
    #: The share as a fraction: of the protected part for a person, of the net income otherwise.
    share_over = models.BigIntegerField()
    share_under = models.BigIntegerField()
    #: Fen.
    fen = models.BigIntegerField(_("amount"))
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("part of a divided income")
        verbose_name_plural = _("parts of divided incomes")
        constraints = (
            models.UniqueConstraint(fields=["division", "position"], name="part_has_its_place"),
            models.UniqueConstraint(
                fields=["division", "person"], condition=Q(person__isnull=False), name="person_has_one_part"
            ),
            models.CheckConstraint(
                condition=Q(fen__gte=0, share_under__gt=0, share_over__gte=0), name="part_is_a_part"
            ),
        )

    def __str__(self) -> str:
        return f"{self.part}: {self.fen}"
