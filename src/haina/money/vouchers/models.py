"""What is stored about vouchers: members of the platform, their instruments, vouchers, uses, settlements.

A voucher's money lies in a wallet of the ledger: it cannot go below zero and takes part in nothing after its
last day. A use that is booked sets its part aside there. What else must hold, the database keeps by the
constraints here and the triggers of migration 0002: a use is booked by the holder of the voucher, within its
days, not at the holder's own instrument, and it is redeemed once. Rows are never deleted.
"""

from __future__ import annotations

import uuid

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from haina.money.models import Account as LedgerAccount
from haina.money.models import Entry, Ground, Hold
from haina.people.models import Account, Organisation


class Span(models.Func):
    """The range from one time up to, but not including, another."""

    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


_LASTS = Span("starts_at", "ends_at", models.Value("[)"))


class Member(models.Model):
    """A unit that opens its instruments to others and takes vouchers for them."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    #: The programme whose vouchers it takes.
    programme = models.CharField(max_length=80)
    #: The department that admitted it and settles with it.
    department = models.CharField(max_length=80, db_index=True)
    admitted_on = models.DateField(_("admitted on"))
    admitted_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    #: Last day of its membership.
    left_on = models.DateField(_("member until"), null=True)

    class Meta:
        verbose_name = _("member of the platform")
        verbose_name_plural = _("members of the platform")
        constraints = (
            models.UniqueConstraint(
                fields=["organisation", "programme"],
                condition=Q(left_on__isnull=True),
                name="member_of_the_platform_once",
            ),
            models.UniqueConstraint(fields=["id", "organisation"], name="member_with_its_organisation"),
        )

    def __str__(self) -> str:
        return str(self.organisation)


class Instrument(models.Model):
    """An instrument that a member opens, with its fee."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="instruments")
    title = models.JSONField(help_text="{zh, en}")
    place = models.JSONField(help_text="{zh, en}")
    #: Fen for an hour of use.
    fee = models.BigIntegerField(_("fee an hour"))
    #: Full hours between which it can be used on a working day.
    opens = models.PositiveSmallIntegerField(_("opens at"), default=9)
    closes = models.PositiveSmallIntegerField(_("closes at"), default=17)
    withdrawn_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("instrument")
        verbose_name_plural = _("instruments")
        constraints = (
            models.CheckConstraint(
                condition=Q(fee__gt=0, fee__lte=10_000_000_000), name="instrument_has_a_fee"
            ),
            models.CheckConstraint(
                condition=Q(closes__gt=F("opens"), closes__lte=24), name="instrument_opens_before_it_closes"
            ),
            models.UniqueConstraint(fields=["id", "member"], name="instrument_with_its_member"),
        )

    def __str__(self) -> str:
        return str(self.title.get("zh", ""))


class Voucher(models.Model):
    """Money that its holder can use for one purpose until a day."""

    class State(models.TextChoices):
        """How a voucher stands."""

        #: Granted, and waits to be issued: nobody has set its last day.
        GRANTED = "granted", _("granted, not issued yet")
        ISSUED = "issued", _("can be used")
        EXPIRED = "expired", _("expired")
        ENDED = "ended", _("ended by decision")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    #: The award that it is; an award is one voucher.
    award = models.UUIDField(unique=True)
    #: What people call it.
    number = models.CharField(_("number"), max_length=60, unique=True)
    programme = models.CharField(max_length=80)
    department = models.CharField(max_length=80, db_index=True)
    holder = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="vouchers")
    ground = models.ForeignKey(Ground, on_delete=models.PROTECT, related_name="vouchers")
    #: Fen that it is worth.
    fen = models.BigIntegerField(_("value"))
    #: Share of a fee that it pays.
    share = models.DecimalField(max_digits=9, decimal_places=8)
    #: From where its money comes, and where what is not used goes back; null while none is set aside.
    source = models.ForeignKey(LedgerAccount, on_delete=models.PROTECT, null=True, related_name="+")
    wallet = models.OneToOneField(LedgerAccount, on_delete=models.PROTECT, null=True, related_name="voucher")
    first_day = models.DateField(_("valid from"), null=True)
    last_day = models.DateField(_("last day"), null=True, db_index=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.GRANTED)
    #: Which document set the last day, where the rules do not.
    set_by = models.CharField(max_length=120, blank=True)
    granted_at = models.DateTimeField()
    issued_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_why = models.TextField(blank=True)

    class Meta:
        verbose_name = _("voucher")
        verbose_name_plural = _("vouchers")
        indexes = (models.Index(fields=["holder", "-granted_at"], name="voucher_of_holder"),)
        constraints = (
            models.CheckConstraint(condition=Q(fen__gt=0), name="voucher_is_worth_something"),
            models.CheckConstraint(condition=Q(share__gt=0, share__lte=1), name="voucher_pays_a_share"),
            models.CheckConstraint(
                condition=Q(state="granted", wallet__isnull=True)
                | Q(state="ended", wallet__isnull=True, ended_at__isnull=False)
                | Q(
                    wallet__isnull=False,
                    source__isnull=False,
                    first_day__isnull=False,
                    last_day__isnull=False,
                    issued_at__isnull=False,
                ),
                name="voucher_is_issued_with_its_days",
            ),
            models.CheckConstraint(
                condition=Q(last_day__isnull=True) | Q(last_day__gte=F("first_day")),
                name="voucher_ends_after_it_begins",
            ),
            models.UniqueConstraint(fields=["id", "holder"], name="voucher_with_its_holder"),
        )

    def __str__(self) -> str:
        return self.number


class Settlement(models.Model):
    """What a member claims for redeemed uses, and is paid together."""

    class State(models.TextChoices):
        """How a settlement stands."""

        CLAIMED = "claimed", _("claimed")
        PAID = "paid", _("paid")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="settlements")
    #: Fen; the sum of its uses.
    fen = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.CLAIMED)
    #: The idempotency key of the form that claimed it.
    key = models.CharField(max_length=80, unique=True)
    claimed_at = models.DateTimeField()
    claimed_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    paid_at = models.DateTimeField(null=True)
    paid_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, null=True, related_name="settlement")

    class Meta:
        verbose_name = _("settlement")
        verbose_name_plural = _("settlements")
        constraints = (
            models.CheckConstraint(condition=Q(fen__gte=0), name="settlement_is_no_debt"),
            models.CheckConstraint(
                condition=Q(state="claimed", paid_at__isnull=True, paid_by__isnull=True, entry__isnull=True)
                | Q(state="paid", paid_at__isnull=False, paid_by__isnull=False, entry__isnull=False),
                name="settlement_is_paid_by_an_entry",
            ),
            models.CheckConstraint(
                condition=Q(paid_by__isnull=True) | ~Q(paid_by=F("claimed_by")),
                name="settlement_is_paid_by_another",
            ),
        )

    def __str__(self) -> str:
        return f"{self.member_id} {self.claimed_at:%Y-%m-%d}"


class Use(models.Model):
    """One use of an instrument that a voucher pays for in part: booked, done, redeemed, settled."""

    class State(models.TextChoices):
        """How a use stands."""

        BOOKED = "booked", _("booked")
        #: The member has said that it took place.
        DONE = "done", _("used")
        REDEEMED = "redeemed", _("redeemed")
        CANCELLED = "cancelled", _("cancelled")
        #: The voucher expired or was ended before it was redeemed.
        LAPSED = "lapsed", _("lapsed")
        #: Redeemed, and taken back before it was settled.
        REFUSED = "refused", _("not accepted")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    voucher = models.ForeignKey(Voucher, on_delete=models.PROTECT, related_name="uses")
    holder = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="uses")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="uses")
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    #: The day on which it begins, where the authority is.
    day = models.DateField()
    #: Fen of the whole fee, and fen of it that the voucher pays.
    fee = models.BigIntegerField()
    fen = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.BOOKED)
    hold = models.OneToOneField(Hold, on_delete=models.PROTECT, related_name="use")
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, null=True, related_name="use")
    settlement = models.ForeignKey(Settlement, on_delete=models.PROTECT, null=True, related_name="uses")
    #: Number of the member's invoice for the use.
    invoice = models.CharField(_("invoice number"), max_length=60, blank=True)
    #: The idempotency key of the form that booked it.
    key = models.CharField(max_length=80, unique=True)
    booked_at = models.DateTimeField()
    booked_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    redeemed_at = models.DateTimeField(null=True)
    redeemed_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    why = models.TextField(blank=True)

    class Meta:
        verbose_name = _("use of an instrument")
        verbose_name_plural = _("uses of instruments")
        indexes = (models.Index(fields=["member", "state"], name="use_of_member"),)
        constraints = (
            models.CheckConstraint(condition=Q(fen__gt=0, fen__lte=F("fee")), name="use_is_paid_in_part"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="use_ends_after_it_begins"),
            models.CheckConstraint(condition=~Q(holder=F("owner")), name="use_is_not_at_ones_own"),
            models.CheckConstraint(
                condition=Q(state__in=["redeemed", "refused"], entry__isnull=False)
                | Q(state__in=["booked", "done", "cancelled", "lapsed"], entry__isnull=True),
                name="use_is_redeemed_by_an_entry",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["booked", "cancelled", "lapsed"]) | ~Q(invoice=""),
                name="use_has_an_invoice",
            ),
            models.CheckConstraint(
                condition=Q(settlement__isnull=True) | Q(state="redeemed"), name="use_is_settled_if_redeemed"
            ),
            models.UniqueConstraint(
                fields=["member", "invoice"], condition=~Q(invoice=""), name="invoice_is_used_once"
            ),
            ExclusionConstraint(
                name="instrument_is_used_by_one_at_a_time",
                expressions=[("instrument", RangeOperators.EQUAL), (_LASTS, RangeOperators.OVERLAPS)],
                condition=Q(state__in=["booked", "done", "redeemed"]),
            ),
        )

    def __str__(self) -> str:
        return f"{self.voucher_id} {self.starts_at:%Y-%m-%d %H:%M}"
