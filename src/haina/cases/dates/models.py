"""What the calendar of an account last said, and the private address at which it can be subscribed to."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _

from haina.people.models import Account


class Feed(models.Model):
    """The private address of a calendar; whoever knows it reads the calendar until it is ended."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="calendar_feeds")
    made_at = models.DateTimeField()
    #: When a calendar program last asked for it.
    read_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("calendar address")
        verbose_name_plural = _("calendar addresses")
        constraints = (
            models.UniqueConstraint(
                fields=["account"], condition=Q(ended_at__isnull=True), name="one_calendar_address"
            ),
        )

    def __str__(self) -> str:
        return f"{self.account} {self.made_at:%Y-%m-%d}"

    @property
    def token(self) -> str:
        """What stands in the address: the row, and a proof of ours that the database does not hold."""
        proof = salted_hmac("haina.cases.dates.feed", self.pk.hex, algorithm="sha256").hexdigest()
        return f"{self.pk.hex}{proof}"

    @classmethod
    def by_token(cls, token: str) -> "Feed | None":
        """The address in use that has this token; None if none has."""
        try:
            found = cls.objects.filter(pk=uuid.UUID(token[:32]), ended_at__isnull=True)
        except ValueError:
            return None
        feed = found.select_related("account").first()
        return feed if feed is not None and constant_time_compare(feed.token, token) else None


class Entry(models.Model):
    """One entry of an account's calendar as it was last given out; its id is the entry's UID."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="calendar_entries")
    #: Which date it is, e.g. the stage of a case.
    key = models.CharField(max_length=200)
    #: What it says; see `items.Item.content`.
    content = models.JSONField()
    #: The day, for leaving out what is long over.
    day = models.DateField()
    #: How often it has changed (RFC 5545, 3.8.7.4).
    sequence = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("calendar entry")
        verbose_name_plural = _("calendar entries")
        constraints = (
            models.UniqueConstraint(fields=["account", "key"], name="one_calendar_entry_per_date"),
        )

    def __str__(self) -> str:
        return f"{self.account} {self.key} {self.day}"
