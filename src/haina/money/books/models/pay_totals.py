"""Totals of pay for a time: what counts takes from a room of the ledger, the rest is written beside it."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from haina.money.models.ledger import LARGEST, Account, Entry
from haina.people.models import Account as Login
from haina.people.models import Organisation


class PayTotal(models.Model):
    """The most that a unit pays in a time, as its formula says and a department confirmed."""

    class State(models.TextChoices):
        """How a total stands."""

        ASKED = "asked", _("waits for the department")
        SET = "set", _("confirmed")
        REFUSED = "refused", _("not confirmed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.UUIDField(unique=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="pay_totals")
    book = models.CharField(max_length=80)
    policy_version = models.CharField(max_length=64)
    department = models.CharField(max_length=80)
    facts = models.JSONField()
    first = models.DateField(_("first day"))
    last = models.DateField(_("last day"))
    #: Fen by the programme's formula.
    fen = models.BigIntegerField(_("total"))
    state = models.CharField(max_length=8, choices=State.choices, default=State.ASKED)
    #: What is left, as a balance that cannot pass its floor.
    room = models.OneToOneField(Account, on_delete=models.PROTECT, null=True, related_name="+")
    asked_by = models.ForeignKey(Login, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answered_by = models.ForeignKey(Login, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    why = models.TextField(_("why"), blank=True)

    class Meta:
        verbose_name = _("total of pay")
        verbose_name_plural = _("totals of pay")
        constraints = (
            models.CheckConstraint(condition=Q(fen__gt=0, fen__lte=LARGEST), name="pay_total_is_something"),
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="pay_total_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(state="asked", room__isnull=True, answered_by__isnull=True)
                | Q(state="set", room__isnull=False, answered_by__isnull=False)
                | Q(state="refused", room__isnull=True, answered_by__isnull=False),
                name="pay_total_is_answered_once",
            ),
            models.UniqueConstraint(
                fields=["organisation", "book", "first"],
                condition=~Q(state="refused"),
                name="pay_total_of_a_time_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.organisation} {self.first}–{self.last}"


class PayItem(models.Model):
    """A payment under a total: it counts and takes from the room, or is of a sort that does not count."""

    key = models.UUIDField(unique=True)
    total = models.ForeignKey(PayTotal, on_delete=models.PROTECT, related_name="items")
    title = models.CharField(_("what it is for"), max_length=200)
    #: The fact of the pack for its sort where it does not count; nothing where it does.
    outside = models.CharField(max_length=80, blank=True)
    fen = models.BigIntegerField(_("amount"))
    happened_on = models.DateField(_("day"))
    document = models.CharField(_("document"), max_length=120)
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_by = models.ForeignKey(Login, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("payment under a total")
        verbose_name_plural = _("payments under a total")
        constraints = (
            models.CheckConstraint(condition=Q(fen__gt=0), name="pay_item_is_something"),
            models.CheckConstraint(
                condition=Q(outside="", entry__isnull=False) | (~Q(outside="") & Q(entry__isnull=True)),
                name="pay_item_counts_or_not",
            ),
        )

    def __str__(self) -> str:
        return f"{self.title}: {self.fen}"
