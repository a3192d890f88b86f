"""Files that show a milestone of an instalment, and who opened them.

The database holds (migration 0008): files come and go only while the milestone has not been reported.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from haina.money.models.awards import Instalment
from haina.people.models import Account


class MilestoneFile(models.Model):
    """A file that goes with the report of a milestone; its bytes lie in the file store by their SHA-256."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    instalment = models.ForeignKey(Instalment, on_delete=models.PROTECT, related_name="files")
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=80)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    attached_at = models.DateTimeField()
    attached_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("file of a milestone")
        verbose_name_plural = _("files of milestones")
        constraints = (
            models.UniqueConstraint(
                fields=["instalment", "sha256"],
                name="milestone_file_once",
                condition=models.Q(removed_at__isnull=True),
            ),
        )

    def __str__(self) -> str:
        return self.name


class MilestoneLook(models.Model):
    """That somebody opened a file of a milestone, and when; never changed."""

    class Role(models.TextChoices):
        """As who one looked."""

        BENEFICIARY = "beneficiary", _("who receives the award")
        RUNNER = "runner", _("the department that runs the award")
        KEEPER = "keeper", _("the department that keeps the budget")

    file = models.ForeignKey(MilestoneFile, on_delete=models.PROTECT, related_name="looks")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, choices=Role.choices)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("look at a file of a milestone")
        verbose_name_plural = _("looks at files of milestones")

    def __str__(self) -> str:
        return f"{self.account} → {self.file}"
