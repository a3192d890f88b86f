"""What somebody wants to be told by which channel, their systems' addresses, and every single delivery."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from haina.cases.channels.kinds import ChannelName, Kind
from haina.cases.models import Notice
from haina.people.models import Account, Organisation


class Webhook(models.Model):
    """The address of a system that takes notices for one account or for one organisation."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="webhooks")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="webhooks"
    )
    address = models.CharField(max_length=500)
    set_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    #: What the system has to give back before anything is sent to it.
    challenge = models.CharField(max_length=64)
    confirmed_at = models.DateTimeField(null=True)
    #: Why it could not be confirmed, as a code of `troubles`; empty where nothing was wrong.
    problem = models.CharField(max_length=40, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("address of a system")
        verbose_name_plural = _("addresses of systems")
        constraints = (
            models.CheckConstraint(
                condition=Q(account__isnull=False, organisation__isnull=True)
                | Q(account__isnull=True, organisation__isnull=False),
                name="webhook_is_of_one",
            ),
            models.UniqueConstraint(
                fields=["account"], condition=Q(ended_at__isnull=True), name="one_webhook_per_account"
            ),
            models.UniqueConstraint(
                fields=["organisation"],
                condition=Q(ended_at__isnull=True),
                name="one_webhook_per_organisation",
            ),
        )

    def __str__(self) -> str:
        return self.address

    @property
    def secret(self) -> str:
        """The key with which messages are signed; worked out, so that it is not in the database."""
        return salted_hmac("haina.cases.channels.webhook", str(self.pk), algorithm="sha256").hexdigest()


class Choice(models.Model):
    """Whether an account wants a kind of notice by a channel; without a row it does."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="channel_choices")
    kind = models.CharField(max_length=20, choices=[(each.value, each.value) for each in Kind])
    channel = models.CharField(max_length=20, choices=[(each.value, each.value) for each in ChannelName])
    wanted = models.BooleanField()

    class Meta:
        verbose_name = _("choice of a channel")
        verbose_name_plural = _("choices of channels")
        constraints = (
            models.UniqueConstraint(fields=["account", "kind", "channel"], name="one_choice_per_channel"),
        )

    def __str__(self) -> str:
        return f"{self.account} {self.kind} {self.channel} {self.wanted}"


class Delivery(models.Model):
    """One notice on its way by one channel; its id is that of the message, whatever happens to it."""

    class State(models.TextChoices):
        """How far it has come."""

        WAITING = "waiting", "waiting"
        DONE = "done", "done"
        #: Refused, or tried so often that it is not tried again.
        FAILED = "failed", "failed"
        #: The machine stopped while it was being sent: it is not sent again, because it may have arrived.
        UNSURE = "unsure", "unsure"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    #: What makes it the only one: notice and channel; for an organisation's system, the event.
    key = models.CharField(max_length=200, unique=True)
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="deliveries")
    channel = models.CharField(max_length=20, choices=[(each.value, each.value) for each in ChannelName])
    webhook = models.ForeignKey(Webhook, on_delete=models.PROTECT, null=True, related_name="deliveries")
    kind = models.CharField(max_length=20, choices=[(each.value, each.value) for each in Kind])
    state = models.CharField(max_length=20, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    #: Why the last attempt failed, as a code of `troubles`.
    problem = models.CharField(max_length=40, blank=True)
    made_at = models.DateTimeField()
    #: When the present attempt began; None between attempts.
    begun_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        indexes = (
            models.Index(
                fields=["-made_at"], name="deliveries_in_trouble", condition=~Q(state="done") & ~Q(problem="")
            ),
        )

    def __str__(self) -> str:
        return f"{self.channel} {self.notice} {self.state}"
