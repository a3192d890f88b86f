"""The equity register: shares that a unit received for a result, and what of them it awarded to whom.

The database keeps that the awards of a stake never add up to more than all of its shares; `awarded` follows
from the awards, as a balance does from its legs. An award is registered once and taken back once.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from haina.money.models.ledger import LARGEST
from haina.people.models import Account as Login
from haina.people.models import Organisation, Person


class Stake(models.Model):
    """Shares of a company that a unit received for a result."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.UUIDField(unique=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="stakes")
    title = models.CharField(_("result"), max_length=200)
    company = models.CharField(_("company"), max_length=200)
    shares = models.BigIntegerField(_("shares"))
    #: Fen; what all of them were worth when they were received.
    fen = models.BigIntegerField(_("value"))
    #: Shares that are awarded; follows from the awards, only the trigger writes it.
    awarded = models.BigIntegerField(default=0, editable=False)
    received_on = models.DateField(_("received on"))
    recorded_by = models.ForeignKey(Login, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("stake")
        verbose_name_plural = _("stakes")
        constraints = (
            models.CheckConstraint(
                condition=Q(shares__gt=0, fen__gt=0, shares__lte=LARGEST, fen__lte=LARGEST),
                name="stake_is_something",
            ),
            models.CheckConstraint(
                condition=Q(awarded__gte=0, awarded__lte=F("shares")), name="stake_is_awarded_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.company}: {self.title}"

    @property
    def left(self) -> int:
        """Shares that can still be awarded."""
        return self.shares - self.awarded


class EquityAward(models.Model):
    """Shares of a stake that were awarded to a person by a programme of the pack."""

    class State(models.TextChoices):
        """How an award stands."""

        AWARDED = "awarded", _("awarded, not yet registered")
        REGISTERED = "registered", _("registered")
        TAKEN_BACK = "taken_back", _("taken back")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.UUIDField(unique=True)
    stake = models.ForeignKey(Stake, on_delete=models.PROTECT, related_name="awards")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="equity_awards")
    book = models.CharField(max_length=80)
    policy_version = models.CharField(max_length=64)
    facts = models.JSONField()
    #: Fen by the programme's formula, and the shares that they are; a broken share is rounded up.
    fen = models.BigIntegerField(_("value"))
    shares = models.BigIntegerField(_("shares"))
    awarded_on = models.DateField(_("awarded on"))
    #: Number of the unit's decision.
    document = models.CharField(_("decision"), max_length=120)
    state = models.CharField(max_length=12, choices=State.choices, default=State.AWARDED)
    awarded_by = models.ForeignKey(Login, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    registered_as = models.CharField(_("number of the registration"), max_length=120, blank=True)
    registered_by = models.ForeignKey(Login, on_delete=models.PROTECT, null=True, related_name="+")
    registered_at = models.DateTimeField(null=True)
    taken_back_at = models.DateTimeField(null=True)
    why = models.TextField(_("why"), blank=True)

    class Meta:
        verbose_name = _("equity award")
        verbose_name_plural = _("equity awards")
        constraints = (
            models.CheckConstraint(condition=Q(fen__gt=0, shares__gt=0), name="equity_award_is_something"),
            models.CheckConstraint(
                condition=Q(state="awarded", registered_at__isnull=True, taken_back_at__isnull=True)
                | (
                    Q(state="registered", registered_at__isnull=False, taken_back_at__isnull=True)
                    & ~Q(registered_as="")
                )
                | (Q(state="taken_back", taken_back_at__isnull=False) & ~Q(why="")),
                name="equity_award_is_in_one_state",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person}: {self.shares}"
