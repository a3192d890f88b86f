"""What officers and the sweep have before them: steps that have begun, who is looking, what failed."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from haina.cases.models.case import Case
from haina.cases.state import StageStatus
from haina.people.models import Account


class CaseStage(models.Model):
    """A stage that has begun, for worklists."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="stages")
    stage = models.CharField(max_length=80)
    #: The case's own, repeated here so that a list by procedure is a range of an index.
    procedure = models.CharField(max_length=80)
    department = models.CharField(max_length=80)
    status = models.CharField(max_length=20, choices=[(status.value, status.value) for status in StageStatus])
    officer = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    opened_on = models.DateField()
    #: Last day for an answer; None while the clock stands still.
    due = models.DateField(null=True)
    #: Days left when the clock was stopped.
    days_held = models.PositiveIntegerField(null=True)
    #: The ground on which the department itself has stopped its clock.
    held = models.CharField(max_length=80, blank=True)
    #: Whether the clock answered it, because silence means an answer here.
    deemed = models.BooleanField(default=False)
    escalated = models.BooleanField(default=False)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("stage")
        verbose_name_plural = _("stages")
        constraints = (models.UniqueConstraint(fields=["case", "stage"], name="one_row_per_stage"),)
        indexes = (
            models.Index(
                fields=["department", "due", "id"], name="worklist_of_department", condition=Q(status="open")
            ),
            models.Index(
                fields=["officer", "due", "id"], name="worklist_of_officer", condition=Q(status="open")
            ),
            models.Index(fields=["due", "id"], name="worklist_of_all", condition=Q(status="open")),
            models.Index(
                fields=["procedure", "stage", "department", "due", "id"],
                name="worklist_of_procedure",
                condition=Q(status="open"),
            ),
            # What no officer has claimed is looked for department by department.
            models.Index(
                fields=["department", "due", "id"],
                name="worklist_of_nobody",
                condition=Q(status="open", officer__isnull=True),
            ),
        )

    def __str__(self) -> str:
        return f"{self.case_id} {self.stage}"


class CaseLooking(models.Model):
    """That an officer has a case open; counts until its time is over and is written over by the next look."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="lookers")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    department = models.CharField(max_length=80, blank=True)
    until = models.DateTimeField()

    class Meta:
        verbose_name = _("open case")
        verbose_name_plural = _("open cases")
        constraints = (
            models.UniqueConstraint(fields=["case", "account"], name="one_look_per_case_and_account"),
        )
        indexes = (models.Index(fields=["until"], name="looks_by_end"),)

    def __str__(self) -> str:
        return f"{self.account} → {self.case_id}"


class SweepFailure(models.Model):
    """A case in which the sweep failed: it goes on failing alone until somebody has looked at it."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, primary_key=True, related_name="failure")
    error = models.TextField()
    times = models.PositiveIntegerField(default=1)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        verbose_name = _("case that the sweep cannot read")
        verbose_name_plural = _("cases that the sweep cannot read")

    def __str__(self) -> str:
        return f"{self.case}: {self.error}"
