"""The record: every event of every case, and what fixes it day by day."""

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from haina.cases.models.case import NO_HASH, Case
from haina.people.models import Account

#: What an officer sends off, after which a case is no longer on their list or stands still there.
OFFICERS_ANSWERS = ["accepted", "declined", "returned_for_correction", "stage_approved", "stage_refused"]


class CaseEvent(models.Model):
    """One thing that happened to a case. Each event carries the hash of the one before it."""

    pk = models.CompositePrimaryKey("case_id", "sequence")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="events")
    sequence = models.PositiveIntegerField()
    kind = models.CharField(max_length=40)
    payload = models.JSONField()
    at = models.DateTimeField()
    #: The day of `at` where the authority is.
    on = models.DateField()
    account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    role = models.CharField(max_length=20)
    #: Department of the officer, or name of the automaton.
    department = models.CharField(max_length=80, blank=True)
    #: "organisation:ID" or "person:ID" where the account acted for somebody.
    on_behalf_of = models.CharField(max_length=60, blank=True)
    policy_version = models.CharField(max_length=64)
    #: The verb that led to it; the events of one command share `batch`, the sequence of the first of them.
    command = models.CharField(max_length=40)
    batch = models.PositiveIntegerField()
    #: The idempotency key; on the first event of a command only.
    key = models.CharField(max_length=80, null=True)
    #: The stage that the event answers; empty for others.
    stage = models.CharField(max_length=80, blank=True)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        constraints = (
            models.UniqueConstraint(fields=["key"], name="key_is_used_once"),
            models.UniqueConstraint(
                fields=["case", "stage"],
                name="stage_is_answered_once",
                condition=Q(
                    kind__in=[
                        "accepted",
                        "declined",
                        "stage_approved",
                        "stage_refused",
                        "stage_ended",
                        "deemed_approved",
                        "deemed_refused",
                        "publication_ended",
                    ]
                ),
            ),
            models.UniqueConstraint(fields=["case"], name="case_issues_once", condition=Q(kind="issued")),
            models.UniqueConstraint(
                fields=["case"],
                name="decision_stands_once",
                condition=Q(kind__in=["appeal_rejected", "appeal_withdrawn"]),
            ),
        )
        indexes = (
            # Events come in the order of time, so that this small index finds those of a day.
            BrinIndex(fields=["on"], name="event_by_day", autosummarize=True),
            models.Index(
                fields=["account", "-at"], name="answers_of_officer", condition=Q(kind__in=OFFICERS_ANSWERS)
            ),
        )

    def __str__(self) -> str:
        return f"{self.case_id} #{self.sequence} {self.kind}"


class DayRoot(models.Model):
    """The root over all events of one day, chained to the day before: published, it fixes the record."""

    day = models.DateField(primary_key=True)
    #: Root of the Merkle tree over the hashes of the day's events, by case and sequence.
    tree = models.CharField(max_length=64)
    count = models.PositiveIntegerField(help_text="number of events")
    #: The root of the day before; zeros for the first day.
    previous = models.CharField(max_length=64, default=NO_HASH)
    #: SHA-256 over day, count, tree and previous: what is published.
    root = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("root of a day")
        verbose_name_plural = _("roots of days")

    def __str__(self) -> str:
        return f"{self.day} {self.root[:12]}"


class LateEvent(models.Model):
    """An event dated on a day whose root had been made already; a later day's root covers it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    sequence = models.PositiveIntegerField()
    #: The root that covers it; None until the next one is made.
    covered_by = models.ForeignKey(DayRoot, on_delete=models.PROTECT, null=True, related_name="late")

    class Meta:
        verbose_name = _("late event")
        verbose_name_plural = _("late events")
        constraints = (models.UniqueConstraint(fields=["case", "sequence"], name="late_once"),)

    def __str__(self) -> str:
        return f"{self.case_id} #{self.sequence}"
