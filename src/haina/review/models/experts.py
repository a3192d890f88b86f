"""Who reviews: experts, what stands between them and an application, their tasks and their marks."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from haina.people.models import Account
from haina.review.models.rounds import Entry


class Reviewer(models.Model):
    """An expert whom a department has appointed, in one of the roles that the pack names."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="reviewing")
    role = models.CharField(_("role"), max_length=80)
    department = models.CharField(_("department"), max_length=80)
    #: What the expert knows about, in the words of the department.
    field = models.CharField(_("field"), max_length=200, blank=True)
    appointed_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    appointed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("reviewer")
        verbose_name_plural = _("reviewers")
        constraints = (
            models.UniqueConstraint(
                fields=["account", "department"],
                condition=Q(ended_at__isnull=True),
                name="reviewer_of_a_department_once",
            ),
        )

    def __str__(self) -> str:
        return str(self.account)


class Conflict(models.Model):
    """Why a reviewer may not judge an application; never taken back."""

    class Kind(models.TextChoices):
        """What the conflict is."""

        DECLARED = "declared", _("the reviewer says so")
        SAME_PERSON = "same_person", _("it is the reviewer's own")
        SAME_EMPLOYER = "same_employer", _("the same employer")
        CO_APPLICANT = "co_applicant", _("applies in the same round")
        MANDATE = "mandate", _("acts for the applicant")
        HANDLED = "handled", _("has dealt with the case in office")

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="conflicts")
    reviewer = models.ForeignKey(Reviewer, on_delete=models.PROTECT, related_name="conflicts")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    #: The reviewer's own words, or what was found.
    words = models.TextField(blank=True)
    found_at = models.DateTimeField()
    #: Who declared it; None where it was found.
    declared_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("conflict of interest")
        verbose_name_plural = _("conflicts of interest")
        constraints = (
            models.UniqueConstraint(fields=["entry", "reviewer", "kind"], name="conflict_is_kept_once"),
        )

    def __str__(self) -> str:
        return f"{self.reviewer_id} × {self.entry_id}: {self.kind}"


class Assignment(models.Model):
    """That a reviewer is to judge an application, until the review is handed in or the task is taken away."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="assignments")
    reviewer = models.ForeignKey(Reviewer, on_delete=models.PROTECT, related_name="assignments")
    assigned_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    assigned_at = models.DateTimeField()
    handed_in_at = models.DateTimeField(null=True)
    #: When it was taken away; its marks no longer count.
    ended_at = models.DateTimeField(null=True)
    ended_why = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("task of a reviewer")
        verbose_name_plural = _("tasks of reviewers")
        constraints = (
            models.UniqueConstraint(fields=["entry", "reviewer"], name="reviewer_has_an_application_once"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | ~Q(ended_why=""), name="task_is_taken_away_for_a_reason"
            ),
        )

    def __str__(self) -> str:
        return f"{self.reviewer_id} → {self.entry_id}"

    @property
    def counts(self) -> bool:
        """Whether its marks go into the ranking."""
        return self.handed_in_at is not None and self.ended_at is None


class Score(models.Model):
    """A mark for one criterion, with the reviewer's words."""

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="scores")
    criterion = models.CharField(max_length=80)
    mark = models.DecimalField(max_digits=7, decimal_places=2)
    words = models.TextField(blank=True)
    scored_at = models.DateTimeField()
    #: Counts up with every change, so that two windows of one reviewer do not overwrite each other.
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("mark")
        verbose_name_plural = _("marks")
        constraints = (
            models.UniqueConstraint(fields=["assignment", "criterion"], name="one_mark_per_criterion"),
            models.CheckConstraint(condition=Q(mark__gte=0), name="mark_is_not_negative"),
        )

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.criterion}: {self.mark}"
