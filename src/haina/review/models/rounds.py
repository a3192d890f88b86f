"""A round of comparison: its rules, the applications in it, and the ranking that closes it."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from haina.cases.models import NO_HASH, Case, PolicyVersion
from haina.people.models import Account


class Round(models.Model):
    """Applications that are compared with each other, by one scheme of the pack, in one time."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.JSONField(help_text="{zh, en}")
    #: Id of the scheme in reviews.yaml, and the pack in which it stands.
    scheme = models.CharField(_("scheme"), max_length=80)
    policy_version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="+")
    department = models.CharField(_("department"), max_length=80, db_index=True)
    #: What each criterion weighs, as decimal text; together 1.
    weights = models.JSONField()
    #: What each tilt does, by its id, as decimal text: the share of the places kept, or the marks added.
    tilts = models.JSONField(default=dict, blank=True)
    #: Why these weights and tilts, where the pack leaves them open.
    ground = models.TextField(_("ground"), blank=True)
    #: How many can be chosen; None where the number does not matter or is not known yet.
    places = models.PositiveIntegerField(_("places"), null=True, blank=True)
    least_reviews = models.PositiveSmallIntegerField(_("reviews that each application needs"))
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"))
    opened_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    closed_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("round of review")
        verbose_name_plural = _("rounds of review")
        constraints = (
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")), name="round_closes_after_it_opens"
            ),
            models.CheckConstraint(condition=Q(least_reviews__gte=1), name="round_needs_a_review"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="round_is_closed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True, published_by__isnull=True)
                | Q(published_at__isnull=False, published_by__isnull=False, closed_at__isnull=False),
                name="round_is_published_when_closed",
            ),
        )

    def __str__(self) -> str:
        return str(self.title.get("zh", self.pk))

    @property
    def closed(self) -> bool:
        """Whether the ranking stands."""
        return self.closed_at is not None

    @property
    def published(self) -> bool:
        """Whether everybody may read the ranking."""
        return self.published_at is not None

    def takes_marks(self, now: datetime) -> bool:
        """Whether reviewers may give marks at a time."""
        return not self.closed and self.opens_at <= now < self.closes_at


class Entry(models.Model):
    """One application in a round; reviewers know it by its number."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="entries")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="review_entries")
    number = models.PositiveIntegerField()
    #: Whether each tilt of the scheme counts for it, by the tilt's id.
    tilts = models.JSONField(default=dict, blank=True)
    #: Why it belongs here and is tilted or not, where its facts leave that open.
    ground = models.TextField(blank=True)
    #: When it reached the call that is compared here; None where it was filed to none.
    arrived_at = models.DateTimeField(null=True)
    #: Who put it in; None where it came in by itself when its call closed.
    entered_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    entered_at = models.DateTimeField()
    #: When it was taken out again, and why.
    taken_out_at = models.DateTimeField(null=True)
    taken_out_why = models.TextField(blank=True)

    class Meta:
        verbose_name = _("application in a round")
        verbose_name_plural = _("applications in rounds")
        constraints = (
            models.UniqueConstraint(fields=["round", "case"], name="case_is_in_a_round_once"),
            models.UniqueConstraint(
                fields=["case"], condition=Q(taken_out_at__isnull=True), name="case_is_in_one_round"
            ),
            models.UniqueConstraint(fields=["round", "number"], name="number_in_a_round_is_used_once"),
            models.CheckConstraint(
                condition=Q(taken_out_at__isnull=True) | ~Q(taken_out_why=""), name="taken_out_for_a_reason"
            ),
        )

    def __str__(self) -> str:
        return f"{self.round_id} · {self.number}"


class StayedOut(models.Model):
    """That an application to the call of a round did not come into it, and why; never changed."""

    class Why(models.TextChoices):
        """What kept it out."""

        WITHDRAWN = "withdrawn", _("it was withdrawn")
        SETTLED = "settled", _("it was decided before")
        OTHER_CLASS = "other_class", _("by its facts it is of another class")
        OTHER_PROGRAMME = "other_programme", _("the scheme is not for what it asks")
        OTHER_DEPARTMENT = "other_department", _("the department has no step in it")
        OTHER_ROUND = "other_round", _("it is in another round")

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="stayed_out")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="stayed_out_of")
    why = models.CharField(max_length=20, choices=Why.choices)
    found_at = models.DateTimeField()

    class Meta:
        verbose_name = _("application that stayed out of a round")
        verbose_name_plural = _("applications that stayed out of rounds")
        constraints = (models.UniqueConstraint(fields=["round", "case"], name="stayed_out_is_kept_once"),)

    def __str__(self) -> str:
        return f"{self.round_id} without {self.case_id}: {self.why}"


class Ranking(models.Model):
    """What a round came to, with its reasons: written once when it closes, chained to the ranking before."""

    round = models.OneToOneField(Round, on_delete=models.PROTECT, primary_key=True, related_name="ranking")
    #: Counts up over all rankings.
    sequence = models.PositiveBigIntegerField(unique=True)
    #: The rules that were used, every mark that counted, and the places with their reasons.
    content = models.JSONField()
    previous_hash = models.CharField(max_length=64, default=NO_HASH)
    hash = models.CharField(max_length=64)
    made_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("ranking")
        verbose_name_plural = _("rankings")

    def __str__(self) -> str:
        return f"{self.sequence}: {self.hash[:12]}"
