"""The case as its events have left it, and the policy under which it runs."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from haina.people.models import Mandate, Organisation, Person
from haina.people.permissions import State

#: The hash before the first event.
NO_HASH = "0" * 64


class PolicyVersion(models.Model):
    """A policy pack as it was, so that a case that began under it can end under it."""

    version = models.CharField(primary_key=True, max_length=64)
    pack = models.CharField(max_length=80)
    files = models.JSONField(help_text="relative path → text")
    stored_at = models.DateTimeField()

    class Meta:
        verbose_name = _("policy version")
        verbose_name_plural = _("policy versions")

    def __str__(self) -> str:
        return f"{self.pack} {self.version[:12]}"


class Case(models.Model):
    """One application from draft to document: the latest state of its events, in columns."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=40, unique=True)
    procedure = models.CharField(max_length=80)
    policy_version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="cases")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="cases")
    #: The working copy of the form, not yet filed; None when nothing may be filled in.
    draft = models.JSONField(null=True)
    sequence = models.PositiveIntegerField(default=0)
    head_hash = models.CharField(max_length=64, default=NO_HASH)
    state = models.CharField(
        max_length=20, choices=[(state.value, state.value) for state in State], default=State.DRAFT.value
    )
    departments = ArrayField(models.CharField(max_length=80), default=list)
    #: The next last day of anybody who owes something.
    due = models.DateField(null=True)
    #: The first last day after which something will have to be escalated.
    watch = models.DateField(null=True)
    #: Whether `due` rests on a year whose official calendar has not been published.
    provisional = models.BooleanField(default=False)
    #: The first such year on which any clock of the case rests.
    rests_on = models.PositiveSmallIntegerField(null=True)
    #: Whether a correction has come in, and whether a document that was promised is still to come.
    came_back = models.BooleanField(default=False)
    owes = models.BooleanField(default=False)
    #: The last day for objections while it is on public notice.
    published_until = models.DateField(null=True)
    #: When an officer asked the supervisor for more time; None while nobody waits for an answer.
    extension_asked_at = models.DateTimeField(null=True)
    #: Under which mandate somebody acts in it for the person or organisation: the one under which it was
    #: begun, or that of the agent to whom it was given since.
    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, null=True, related_name="cases")
    #: The case whose decision this one reviews.
    appeal_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="appeals")
    started_at = models.DateTimeField()
    filed_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        constraints = (
            models.CheckConstraint(
                condition=Q(organisation__isnull=False) | Q(person__isnull=False), name="case_has_a_party"
            ),
            models.UniqueConstraint(
                # One that was upheld has set its decision aside; there may be another one against the next.
                fields=["appeal_of"],
                name="one_appeal_per_decision",
                condition=Q(appeal_of__isnull=False) & ~Q(state=State.APPROVED.value),
            ),
            models.CheckConstraint(condition=~Q(appeal_of=models.F("id")), name="case_is_not_its_own_appeal"),
        )
        indexes = (
            models.Index(fields=["organisation", "-changed_at"], name="case_of_organisation"),
            models.Index(fields=["person", "-changed_at"], name="case_of_person"),
            models.Index(
                fields=["due", "id"],
                name="case_running_by_due",
                condition=Q(state__in=["submitted", "returned", "in_review"]),
            ),
            models.Index(fields=["watch", "id"], name="case_watched", condition=Q(watch__isnull=False)),
            models.Index(fields=["rests_on"], name="case_rests_on", condition=Q(rests_on__isnull=False)),
            models.Index(
                fields=["published_until", "id"],
                name="case_on_notice",
                condition=Q(published_until__isnull=False),
            ),
            models.Index(
                fields=["extension_asked_at", "id"],
                name="case_extension_asked",
                condition=Q(extension_asked_at__isnull=False),
            ),
            GinIndex(fields=["departments"], name="case_departments"),
        )

    def __str__(self) -> str:
        return self.reference
