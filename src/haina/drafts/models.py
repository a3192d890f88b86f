"""Drafts, the consents to them, their trials, what was published, and the record of every step."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from haina.cases.models import PolicyVersion
from haina.people.models import Account

#: Consents that a publication needs.
CONSENTS = 2


class DraftPack(models.Model):
    """The files of a whole pack that somebody proposes. Never changed; no version that the public sees."""

    version = models.CharField(primary_key=True, max_length=64)
    #: Paths in the pack and texts.
    files = models.JSONField()
    stored_at = models.DateTimeField()

    class Meta:
        verbose_name = _("pack of a draft")
        verbose_name_plural = _("packs of drafts")

    def __str__(self) -> str:
        return self.version[:12]


class Draft(models.Model):
    """A change of the policy in force that somebody proposes: other values of standards, or a whole pack."""

    class State(models.TextChoices):
        """Where a draft stands."""

        OPEN = "open", _("draft")
        PUBLISHED = "published", _("published")
        DISCARDED = "discarded", _("discarded")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    author = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=State.choices, default=State.OPEN)
    title_zh = models.CharField(max_length=120)
    title_en = models.CharField(max_length=200)
    reason_zh = models.TextField()
    reason_en = models.TextField()
    #: The version over which it was written.
    base = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="+")
    #: Of a whole pack: its files; none where values are changed.
    pack = models.ForeignKey(DraftPack, on_delete=models.PROTECT, null=True, related_name="+")
    #: SHA-256 over all that is consented to.
    content = models.CharField(max_length=64)
    written_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ("-changed_at",)
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")

    def __str__(self) -> str:
        return self.title_zh


class DraftValue(models.Model):
    """A value that a draft gives a standard from a day on, as it was typed and as it was read."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="values")
    standard = models.CharField(max_length=80)
    value = models.CharField(max_length=200)
    valid_from = models.DateField()

    class Meta:
        ordering = ("standard",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("draft", "standard"), name="draft_changes_a_standard_once"),
        ]

    def __str__(self) -> str:
        return f"{self.standard}={self.value} ({self.valid_from})"


class Consent(models.Model):
    """That somebody wants a draft to be published as it stands. It stands until it is withdrawn."""

    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="consents")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    #: Who wrote the draft; held against the draft by a trigger.
    author = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    #: 1 for the first that stands, 2 for the second.
    place = models.PositiveSmallIntegerField()
    #: What was consented to: the content of the draft.
    content = models.CharField(max_length=64)
    reason = models.TextField()
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("given_at",)
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("draft", "account"),
                condition=Q(withdrawn_at__isnull=True),
                name="draft_consented_by_two_people",
            ),
            models.UniqueConstraint(
                fields=("draft", "place"),
                condition=Q(withdrawn_at__isnull=True),
                name="draft_consented_in_turn",
            ),
            models.CheckConstraint(condition=Q(place__in=(1, 2)), name="draft_takes_two_consents"),
            models.CheckConstraint(
                condition=Q(place=1) | ~Q(account=F("author")), name="draft_author_is_not_the_second"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="draft_consent_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.draft_id} {self.place}"


class Trial(models.Model):
    """A draft tried over a synthetic city: what was asked, how far it is, and where the result is kept."""

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("under way")
        DONE = "done", _("finished")
        FAILED = "failed", _("failed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="trials")
    content = models.CharField(max_length=64)
    people = models.PositiveIntegerField()
    seed = models.PositiveIntegerField()
    #: The day that is asked about, of which the city is.
    on = models.DateField()
    #: Elements that are asked.
    asked = models.JSONField(default=list)
    state = models.CharField(max_length=12, choices=State.choices, default=State.WAITING)
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(default=0)
    #: Why it failed, in both languages, for people.
    failure_zh = models.TextField(blank=True)
    failure_en = models.TextField(blank=True)
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-begun_at",)
        verbose_name = _("trial")
        verbose_name_plural = _("trials")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("draft", "content"),
                condition=~Q(state="failed"),
                name="draft_is_tried_once_as_it_stands",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.draft_id} {self.state}"


class Publication(models.Model):
    """A draft that came into force: the files that are laid over the pack since. Never changed."""

    draft = models.OneToOneField(Draft, on_delete=models.PROTECT, related_name="publication")
    content = models.CharField(max_length=64)
    first = models.ForeignKey(Consent, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Consent, on_delete=models.PROTECT, related_name="+")
    #: Paths in the pack and texts; none of a whole pack, whose files are those of the version.
    files = models.JSONField()
    #: The version that it made.
    version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="+")
    published_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)
        verbose_name = _("publication")
        verbose_name_plural = _("publications")
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(first=F("second")), name="publication_has_two_consents"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.version_id[:12]}"


class DraftEvent(models.Model):
    """One step of a draft: who did what when. Never changed."""

    class Kind(models.TextChoices):
        """What was done."""

        WRITTEN = "written", _("written")
        CHANGED = "changed", _("changed")
        TRIED = "tried", _("tried")
        CONSENTED = "consented", _("consented")
        WITHDRAWN = "withdrawn", _("consent withdrawn")
        VOIDED = "voided", _("consent void, as the draft was changed")
        DISCARDED = "discarded", _("discarded")
        PUBLISHED = "published", _("published")

    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    #: The content of the draft after it.
    content = models.CharField(max_length=64)
    words = models.TextField(blank=True)

    class Meta:
        ordering = ("pk",)
        verbose_name = _("step of a draft")
        verbose_name_plural = _("steps of drafts")

    def __str__(self) -> str:
        return f"{self.draft_id} {self.kind}"
