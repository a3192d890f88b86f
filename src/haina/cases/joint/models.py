"""Which cases were begun together; everything else about them is in the cases themselves.

A joint application decides nothing and has no state of its own: it is the list of its parts. Each part is a
whole case, which its departments decide for themselves.
"""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from haina.cases.models import Case
from haina.people.models import Account, Organisation, Person


class JointApplication(models.Model):
    """Several applications of one party on one form."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    #: The idempotency key of the form that began it.
    key = models.CharField(max_length=80, unique=True)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField()

    class Meta:
        verbose_name = _("joint application")
        verbose_name_plural = _("joint applications")

    def __str__(self) -> str:
        return f"joint application of {self.started_at:%Y-%m-%d}"


class JointPart(models.Model):
    """A case in a joint application, at its place on the list; a case is in one at most."""

    application = models.ForeignKey(JointApplication, on_delete=models.PROTECT, related_name="parts")
    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="joint_part")
    place = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("part of a joint application")
        verbose_name_plural = _("parts of joint applications")
        constraints = (
            models.UniqueConstraint(fields=["application", "place"], name="joint_place_is_taken_once"),
        )

    def __str__(self) -> str:
        return f"{self.application_id} {self.place}: {self.case_id}"
