"""Places with counters, the times at which a counter is free, and who comes when.

A slot is one counter at one time, so that a place with three counters has three slots at nine. The database
refuses double booking: a slot has one appointment that stands, a counter no two slots at once, and a case
no two appointments at once. Rows are never deleted: what was cancelled stays readable.
"""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from haina.cases.models import Case
from haina.people.models import Account


class Span(Func):
    """The range from one time up to, but not including, another."""

    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


#: The range in which a slot or an appointment lies.
_LASTS = Span("starts_at", "ends_at", models.Value("[)"))


class Place(models.Model):
    """Where people come: an office of a department with one or more counters."""

    department = models.CharField(max_length=80, db_index=True)
    title = models.JSONField(help_text="{zh, en}")
    address = models.JSONField(help_text="{zh, en}")

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")

    def __str__(self) -> str:
        return str(self.title.get("zh", ""))


class Slot(models.Model):
    """One counter of a place from one time to another."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="slots")
    counter = models.PositiveSmallIntegerField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    published_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    #: When the department took it back.
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("slot")
        verbose_name_plural = _("slots")
        constraints = (
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="slot_ends_after_it_begins"),
            ExclusionConstraint(
                name="counter_is_at_one_thing_at_a_time",
                expressions=[
                    ("place", RangeOperators.EQUAL),
                    ("counter", RangeOperators.EQUAL),
                    (_LASTS, RangeOperators.OVERLAPS),
                ],
                condition=Q(withdrawn_at__isnull=True),
            ),
        )
        indexes = (models.Index(fields=["place", "starts_at"], name="slots_of_place"),)

    def __str__(self) -> str:
        return f"{self.place} {self.counter} {self.starts_at:%Y-%m-%d %H:%M}"


class Appointment(models.Model):
    """That the holder of a case comes to a slot for a stage; its times repeat those of the slot."""

    slot = models.ForeignKey(Slot, on_delete=models.PROTECT, related_name="appointments")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="appointments")
    stage = models.CharField(max_length=80)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    booked_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    booked_at = models.DateTimeField()
    #: The idempotency key of the form that booked it.
    key = models.CharField(max_length=80, unique=True)
    cancelled_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    cancelled_at = models.DateTimeField(null=True)
    #: Why, where the department moved or cancelled it.
    why = models.TextField(blank=True)
    #: When those who come were reminded of it.
    reminded_at = models.DateTimeField(null=True)
    #: Whether somebody came; None until an officer has said so.
    came = models.BooleanField(null=True)
    came_said_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    came_said_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        constraints = (
            models.UniqueConstraint(
                fields=["slot"], condition=Q(cancelled_at__isnull=True), name="slot_is_booked_once"
            ),
            models.UniqueConstraint(
                fields=["case", "stage"],
                # Who did not come may book again.
                condition=Q(cancelled_at__isnull=True) & ~Q(came=False),
                name="one_appointment_per_case_and_stage",
            ),
            ExclusionConstraint(
                name="case_is_at_one_place_at_a_time",
                expressions=[("case", RangeOperators.EQUAL), (_LASTS, RangeOperators.OVERLAPS)],
                condition=Q(cancelled_at__isnull=True),
            ),
            models.CheckConstraint(
                condition=Q(came__isnull=True) | Q(cancelled_at__isnull=True),
                name="nobody_comes_to_what_was_cancelled",
            ),
        )
        indexes = (
            models.Index(
                fields=["starts_at"],
                name="appointments_to_remind_of",
                condition=Q(cancelled_at__isnull=True, reminded_at__isnull=True),
            ),
        )

    def __str__(self) -> str:
        return f"{self.case_id} {self.starts_at:%Y-%m-%d %H:%M}"
