"""What is stored about look-ups: each question as it was asked, and what happened to it.

Both tables only grow: triggers refuse every change and removal, and an answer with a field that was not asked
(migration 0002). What became of a question is the fold of its events (`state.py`).
"""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from haina.people.models import Account, Organisation, Person

#: The ground of a question that needs the person's consent.
CONSENT = "consent"


class RegisterRequest(models.Model):
    """One question of a department's stage to one register: who asked what about whom, why, by what right."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    #: Asking twice with the same key asks once.
    key = models.CharField(max_length=200, unique=True)
    register = models.CharField(max_length=80)
    title = models.JSONField(help_text="what the register is called: {zh, en}")
    #: The department that keeps the register.
    holder = models.CharField(max_length=80)
    #: The one whom it is about: a person, or an organisation.
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="looks")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="looks")
    identifiers = models.JSONField(help_text="kind of paper → number")
    #: Whom the numbers should belong to, where they were only stated: {names, birth_date?}; else empty.
    bearer = models.JSONField(default=dict)
    purpose = models.JSONField(help_text="{zh, en}")
    #: Id of the clause that allows it, or "consent".
    ground = models.CharField(max_length=80)
    #: What is asked, each with its label and type; see `fields.py`.
    fields = models.JSONField()
    names = ArrayField(models.CharField(max_length=80), help_text="the names of the fields")
    #: The department that asks, its stage and its case.
    department = models.CharField(max_length=80)
    stage = models.CharField(max_length=80)
    procedure = models.CharField(max_length=80)
    case_id = models.UUIDField()
    reference = models.CharField(max_length=40)
    policy_version = models.CharField(max_length=64)
    #: The officer who asked; None where the procedure asks by itself.
    account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    #: The job that is told what became of it: with `request_id` and `kind`.
    then = models.CharField(max_length=80)

    class Meta:
        verbose_name = _("question to a register")
        verbose_name_plural = _("questions to registers")
        constraints = (
            models.CheckConstraint(
                condition=Q(person__isnull=False, organisation__isnull=True)
                | Q(person__isnull=True, organisation__isnull=False),
                name="request_is_about_one",
            ),
        )
        indexes = (
            models.Index(fields=["person", "-asked_at"], name="looks_at_person"),
            models.Index(fields=["organisation", "-asked_at"], name="looks_at_organisation"),
            models.Index(fields=["case_id", "stage"], name="looks_of_case"),
        )

    def __str__(self) -> str:
        return f"{self.department} → {self.register}: {self.reference}"

    @property
    def by_consent(self) -> bool:
        """Whether the person has to agree first."""
        return self.ground == CONSENT


class RequestEvent(models.Model):
    """One thing that happened to a question."""

    class Kind(models.TextChoices):
        """What can happen to it."""

        #: There was no answer: `trouble` says why. Written when the reason changes, not at every try.
        FAILED = "failed"
        #: `found`, `values`, `as_of`; `matched` where the numbers were only stated.
        ANSWERED = "answered"
        #: The register will not answer: `words`.
        REFUSED = "refused"
        #: The stage is over; nobody needs the answer any more.
        CLOSED = "closed"
        CONSENTED = "consented"
        CONSENT_WITHDRAWN = "consent_withdrawn"
        #: `text`.
        OBJECTED = "objected"
        #: `upheld`, `text`.
        OBJECTION_ANSWERED = "objection_answered"

    request = models.ForeignKey(RegisterRequest, on_delete=models.PROTECT, related_name="events")
    sequence = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, choices=Kind.choices)
    payload = models.JSONField(default=dict)
    at = models.DateTimeField()
    #: Who did it; None for the exchange itself.
    account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("event of a question")
        verbose_name_plural = _("events of questions")
        ordering = ("request", "sequence")
        constraints = (
            models.UniqueConstraint(fields=["request", "sequence"], name="request_events_in_a_row"),
            models.UniqueConstraint(
                fields=["request"],
                name="request_is_settled_once",
                condition=Q(kind__in=["answered", "refused", "closed"]),
            ),
        )

    def __str__(self) -> str:
        return f"{self.request_id} #{self.sequence} {self.kind}"


class LookRoot(models.Model):
    """The published root of one day's looks."""

    day = models.DateField(primary_key=True)
    tree = models.CharField(max_length=64)
    count = models.PositiveIntegerField()
    previous = models.CharField(max_length=64)
    root = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("root of a day’s looks")
        verbose_name_plural = _("roots of looks")

    def __str__(self) -> str:
        return f"{self.day} {self.root[:12]}"


class LookEntry(models.Model):
    """The hash of a question (sequence 0) or of one thing that happened to it, as it was written."""

    request = models.ForeignKey(RegisterRequest, on_delete=models.PROTECT, related_name="entries")
    sequence = models.PositiveIntegerField()
    hash = models.CharField(max_length=64)
    #: The day on which it was written, where the authority is.
    on = models.DateField()
    #: The root that covers it; None until its day is over.
    root = models.ForeignKey(LookRoot, on_delete=models.PROTECT, null=True, related_name="entries")

    class Meta:
        verbose_name = _("entry in the record of looks")
        verbose_name_plural = _("entries in the record of looks")
        constraints = (models.UniqueConstraint(fields=["request", "sequence"], name="look_entries_in_a_row"),)
        indexes = (
            models.Index(fields=["on"], name="look_entries_uncovered", condition=Q(root__isnull=True)),
        )

    def __str__(self) -> str:
        return f"{self.request_id} #{self.sequence}"
