"""Who is who: identities that never change, what was judged of two of them, and what follows.

A person or organisation has the identity of its own id, for good. That two are one is an *edge* between them,
made by an event and ended by another; nothing is ever overwritten. Which identity stands for all that are
joined (`survivor`: the one registered first) follows from the edges alone; the database works it out.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from haina.people.models.acting import Account


class Identity(models.Model):
    """What a person or an organisation is known by for ever; made with it, by the database."""

    class Kind(models.TextChoices):
        """Whose identity it is."""

        PERSON = "person", _("person")
        ORGANISATION = "organisation", _("organisation")

    id = models.UUIDField(primary_key=True, editable=False)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    #: Counts up in the order of registration.
    number = models.BigIntegerField(
        unique=True, db_default=Func(Value("people_identity_number"), function="nextval")
    )
    #: The identity that stands for it and for all that it is joined with.
    survivor = models.ForeignKey("self", on_delete=models.PROTECT, related_name="stands_for")

    class Meta:
        verbose_name = _("identity")
        verbose_name_plural = _("identities")

    def __str__(self) -> str:
        return str(self.id)


class IdentityEvent(models.Model):
    """Something decided about who is who, on a day, by somebody, for a reason. Never changed or removed."""

    class Kind(models.TextChoices):
        """What was decided."""

        MERGE = "merge", _("two are one")
        SPLIT = "split", _("one is two")
        UNDO = "undo", _("an earlier decision is taken back")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    one = models.ForeignKey(Identity, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Identity, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(_("reason"))
    #: Why two are joined although their numbers, or a judgement, say that they are two.
    override_reason = models.TextField(_("reason against the rule"), blank=True)
    happened_on = models.DateField()
    recorded_at = models.DateTimeField()
    decided_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    by_supervisor = models.BooleanField(default=False)
    undoes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="undone_by"
    )
    #: Of a split: what went over to the new identity, as lists of row numbers by table.
    moved = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("decision on an identity")
        verbose_name_plural = _("decisions on identities")
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(one=F("other")), name="identity_event_is_on_two"),
            models.CheckConstraint(condition=~Q(reason=""), name="identity_event_has_a_reason"),
            models.CheckConstraint(
                condition=Q(kind="undo", undoes__isnull=False) | (~Q(kind="undo") & Q(undoes__isnull=True)),
                name="identity_undo_names_what_it_undoes",
            ),
            models.CheckConstraint(
                condition=Q(override_reason="") | Q(kind="merge", by_supervisor=True),
                name="identity_override_by_a_supervisor",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.one_id} {self.other_id}"


class IdentityEdge(models.Model):
    """Two identities are one, from the event that says so until one that takes it back."""

    made_by = models.OneToOneField(IdentityEvent, on_delete=models.PROTECT, related_name="edge")
    ended_by = models.OneToOneField(
        IdentityEvent, on_delete=models.PROTECT, null=True, blank=True, related_name="edge_ended"
    )
    one = models.ForeignKey(Identity, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Identity, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("join of two identities")
        verbose_name_plural = _("joins of two identities")
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(one=F("other")), name="identity_edge_is_between_two")
        ]

    def __str__(self) -> str:
        return f"{self.one_id} = {self.other_id}"


class Judgement(models.Model):
    """What an officer has judged of two identities; the latest counts."""

    class Verdict(models.TextChoices):
        """What was judged."""

        SAME = "same", _("the same")
        DIFFERENT = "different", _("two")
        UNCLEAR = "unclear", _("cannot be told yet")

    one = models.ForeignKey(Identity, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Identity, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(_("judgement"), max_length=10, choices=Verdict.choices)
    reason = models.TextField(_("reason"))
    judged_at = models.DateTimeField()
    judged_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    event = models.OneToOneField(IdentityEvent, on_delete=models.PROTECT, null=True, blank=True)

    class Meta:
        verbose_name = _("judgement of a pair")
        verbose_name_plural = _("judgements of pairs")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="judged_pair_is_in_order"),
            models.CheckConstraint(condition=~Q(reason=""), name="judgement_has_a_reason"),
        ]
        indexes: ClassVar = [models.Index(fields=["one", "other", "-id"], name="judgement_latest")]

    def __str__(self) -> str:
        return f"{self.one_id} {self.verdict} {self.other_id}"


class DoubtfulPair(models.Model):
    """Two identities that may be one: found in the night, left to an officer."""

    one = models.ForeignKey(Identity, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Identity, on_delete=models.PROTECT, related_name="+")
    #: What speaks for their being one, in bits.
    bits = models.FloatField()
    #: Every reason: about, bits, zh, en.
    evidence = models.JSONField()
    found_on = models.DateField()
    judged = models.ForeignKey(Judgement, on_delete=models.PROTECT, null=True, blank=True)

    class Meta:
        verbose_name = _("doubtful pair")
        verbose_name_plural = _("doubtful pairs")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="doubtful_pair_is_in_order"),
            models.UniqueConstraint(fields=("one", "other"), name="doubtful_pair_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["-bits"], name="doubtful_pair_open", condition=Q(judged__isnull=True))
        ]

    def __str__(self) -> str:
        return f"{self.one_id} ? {self.other_id}"


class Appeal(models.Model):
    """Somebody concerned does not agree with a decision on who is who; another officer answers."""

    event = models.ForeignKey(IdentityEvent, on_delete=models.PROTECT, related_name="appeals")
    made_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    words = models.TextField(_("why the decision is wrong"))
    answered_by = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(_("answer"), blank=True)
    #: The event by which the decision was taken back, where the appeal was right.
    granted_by = models.OneToOneField(
        IdentityEvent, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("appeal against a decision on an identity")
        verbose_name_plural = _("appeals against decisions on identities")
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(words=""), name="identity_appeal_says_why"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True, answer="")
                | (Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer="")),
                name="identity_appeal_is_answered_whole",
            ),
            models.UniqueConstraint(
                fields=("event", "made_by"),
                condition=Q(answered_at__isnull=True),
                name="identity_appeal_once_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} {self.made_at:%Y-%m-%d}"


class IdentityLook(models.Model):
    """An officer opened the page of an identity on a day; its holder can read that."""

    identity = models.ForeignKey(Identity, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    #: The department of who looked, on that day; empty for a supervisor of all.
    department = models.CharField(max_length=80, blank=True)
    day = models.DateField()

    class Meta:
        verbose_name = _("look at an identity")
        verbose_name_plural = _("looks at identities")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("identity", "account", "day"), name="identity_look_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.identity_id} {self.day}"


class LinkRecord(models.Model):
    """What is compared of an identity, and the keys under which it is found; remade from the register."""

    identity = models.OneToOneField(Identity, on_delete=models.CASCADE, primary_key=True, related_name="link")
    data = models.JSONField()
    keys = ArrayField(models.BigIntegerField())

    class Meta:
        verbose_name = _("entry for linking")
        verbose_name_plural = _("entries for linking")
        indexes: ClassVar = [GinIndex(fields=["keys"], name="link_record_by_key", fastupdate=False)]

    def __str__(self) -> str:
        return str(self.pk)


class LinkCount(models.Model):
    """How often a thing occurs in the register; the empty thing counts its records."""

    thing = models.CharField(max_length=400, primary_key=True)
    count = models.BigIntegerField()

    class Meta:
        verbose_name = _("frequency for linking")
        verbose_name_plural = _("frequencies for linking")

    def __str__(self) -> str:
        return f"{self.thing}: {self.count}"
