"""The guard: the places that awards take in the groups of the pack, so that none is given twice.

A row says that an award counts in a group for one who receives, over some days. What bars each other there
the database keeps apart: exclusion constraints over days, and a trigger for working time and for the order of
stages. Sums under a cap are rooms of the ledger (`Account.Kind.ROOM`). Rows are never removed; an award that
is taken back releases them. A row counts for the identity that stands for whom the award named, and goes
with it when two turn out to be one, or one to be two.
"""

from __future__ import annotations

from uuid import UUID

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from haina.money.models.ledger import Ground
from haina.people.models import IdentityEvent

_SAME = [
    ("beneficiary", RangeOperators.EQUAL),
    ("rule", RangeOperators.EQUAL),
    ("compared", RangeOperators.EQUAL),
]
_DAYS = ("period", RangeOperators.OVERLAPS)


class Claim(models.Model):
    """The place that one award takes in one group for one who receives."""

    class State(models.TextChoices):
        """How a claim stands; it is released once and for all."""

        ACTIVE = "active", _("active")
        RELEASED = "released", _("released")

    class Bars(models.TextChoices):
        """Which other awards of the group may have no day in common with it."""

        NONE = "", _("none")
        OTHERS = "others", _("those of other programmes")
        ALL = "all", _("all")

    #: The award's key; the same award takes each place once.
    award = models.UUIDField()
    #: What people call the award.
    label = models.CharField(_("award"), max_length=120, blank=True)
    programme = models.CharField(_("programme"), max_length=80)
    #: Id of the group in the pack.
    rule = models.CharField(_("rule"), max_length=200)
    #: Kind of the group in the pack, a value of `haina.policy.exclusions.Bar`.
    kind = models.CharField(_("kind of rule"), max_length=20)
    #: What sort the beneficiary is of: person, organisation, project, contract, team.
    sort = models.CharField(max_length=20)
    #: For whom it counts: who stands now for whose it turned out to be, or else for `given_to`.
    beneficiary = models.UUIDField()
    #: Whom the award named; never changes.
    given_to = models.UUIDField()
    #: Whose it turned out to be, where the entry that the award named held two people.
    parted_to = models.UUIDField(null=True, blank=True)
    purpose = models.CharField(_("purpose"), max_length=200, blank=True)
    #: The purpose where the group compares purposes, else nothing.
    compared = models.CharField(max_length=200, blank=True)
    #: The award's own days; null where it is open.
    first = models.DateField(_("begins on"))
    last = models.DateField(_("ends on"), null=True, blank=True)
    #: The days over which it counts in the group.
    period = DateRangeField()
    bars = models.CharField(max_length=10, choices=Bars.choices, default=Bars.NONE, blank=True)
    #: Fen that are paid, and what they would be without other awards.
    fen = models.BigIntegerField(default=0)
    entitled = models.BigIntegerField(default=0)
    #: Thousandths of the working time.
    effort = models.PositiveSmallIntegerField(default=0)
    stage = models.CharField(max_length=80, blank=True)
    #: Number of the stage in its order, from 1.
    stage_rank = models.PositiveSmallIntegerField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ACTIVE)
    #: Stored as found although it meets another, for an officer to settle: taken over from earlier records,
    #: or two who received turned out to be one.
    conflict = models.BooleanField(default=False)
    ground = models.ForeignKey(Ground, on_delete=models.PROTECT, related_name="claims")
    claimed_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True, blank=True)
    #: SHA-256 over what was asked for the award, so that a key cannot be used for something else.
    content = models.BinaryField(max_length=32)

    class Meta:
        verbose_name = _("claim of an award")
        verbose_name_plural = _("claims of awards")
        indexes = (
            models.Index(fields=["beneficiary", "rule"], name="money_claim_of", condition=Q(state="active")),
            models.Index(fields=["claimed_at"], name="money_claim_conflict", condition=Q(conflict=True)),
            models.Index(fields=["given_to"], name="money_claim_given", condition=Q(state="active")),
            models.Index(
                fields=["parted_to"],
                name="money_claim_parted",
                condition=Q(state="active", parted_to__isnull=False),
            ),
        )
        constraints = (
            models.UniqueConstraint(fields=["award", "rule", "beneficiary"], name="claim_of_an_award_once"),
            ExclusionConstraint(
                name="claim_bars_others",
                expressions=[*_SAME, ("programme", RangeOperators.NOT_EQUAL), _DAYS],
                condition=Q(state="active", bars="others", conflict=False),
            ),
            ExclusionConstraint(
                name="claim_bars_all",
                expressions=[*_SAME, _DAYS],
                condition=Q(state="active", bars="all", conflict=False),
            ),
            models.CheckConstraint(
                condition=Q(fen__gte=0, entitled__gte=F("fen"), effort__lte=1000), name="claim_is_in_bounds"
            ),
            models.CheckConstraint(
                condition=Q(last__isnull=True) | Q(last__gte=F("first")), name="claim_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(state="active", released_at__isnull=True)
                | Q(state="released", released_at__isnull=False),
                name="claim_is_released_at_a_time",
            ),
        )

    def __str__(self) -> str:
        return f"{self.label or self.award} {self.rule}"

    @property
    def holder(self) -> UUID:
        """Whose award it is."""
        return self.parted_to or self.given_to


class ClaimMove(models.Model):
    """A claim went over to another identity, because two are one, or one is two. Never changed."""

    event = models.ForeignKey(IdentityEvent, on_delete=models.PROTECT, related_name="+")
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="moves")
    origin = models.UUIDField()
    target = models.UUIDField()
    #: Whether it meets another where it came.
    conflict = models.BooleanField()
    #: What stands against it, by language; empty where nothing does.
    reason = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("move of a claim")
        verbose_name_plural = _("moves of claims")
        constraints = (models.UniqueConstraint(fields=("event", "claim"), name="claim_moves_once_an_event"),)

    def __str__(self) -> str:
        return f"{self.claim} → {self.target}"
