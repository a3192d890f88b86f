"""The ledger: accounts, the entries that move money between them, and money that is set aside.

Amounts are whole fen (hundredths of a yuan) in 64 bits. What must hold is held by the database: the legs of
an entry add up to zero, no balance passes its floor or its ceiling, entries are never changed or removed,
a balance changes by legs only, a key is used once, and every entry names the decision it rests on. The
triggers are in migration 0002.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from haina.people.models import Organisation, Person

#: No amount and no balance is further from zero, in fen: ninety thousand billion yuan.
LARGEST = 9_000_000_000_000_000


class Ground(models.Model):
    """The decision that an entry rests on: an event of a case, or an act of the budget with its number."""

    #: The case and the sequence of the event in it; both or neither.
    case_id = models.UUIDField(null=True)
    sequence = models.PositiveIntegerField(null=True)
    #: Number of the document where the decision was not taken in a case: a budget, a contract, an import.
    document = models.CharField(max_length=120, blank=True)
    #: Who took it: a department of the pack, or a unit.
    decided_by = models.CharField(max_length=80)
    decided_on = models.DateField()

    class Meta:
        verbose_name = _("decision behind an entry")
        verbose_name_plural = _("decisions behind entries")
        constraints = (
            models.CheckConstraint(
                condition=Q(case_id__isnull=False, sequence__isnull=False, document="")
                | (Q(case_id__isnull=True, sequence__isnull=True) & ~Q(document="")),
                name="ground_is_an_event_or_a_document",
            ),
            models.UniqueConstraint(fields=["case_id", "sequence"], name="ground_of_an_event_once"),
            models.UniqueConstraint(
                fields=["decided_by", "document"],
                name="ground_of_a_document_once",
                condition=~Q(document=""),
            ),
        )

    def __str__(self) -> str:
        return self.document or f"{self.case_id}#{self.sequence}"


class Account(models.Model):
    """A place where money can be: a budget, a plan, a call, an award, a purse, somebody who was paid."""

    class Kind(models.TextChoices):
        """What an account stands for; money runs down this list."""

        TREASURY = "treasury", _("treasury")
        APPROPRIATION = "appropriation", _("appropriation")
        PLAN = "plan", _("plan")
        CALL = "call", _("call")
        COMMITMENT = "commitment", _("commitment")
        ESCROW = "escrow", _("escrow")
        WALLET = "wallet", _("wallet")
        INCOME = "income", _("income to be divided")
        ROOM = "room", _("room under a cap")
        PAID = "paid", _("paid out")

    #: What people and exports call it, such as "appropriation/talent_development_fund/2026".
    code = models.CharField(_("code"), max_length=160, unique=True)
    kind = models.CharField(_("kind of account"), max_length=20, choices=Kind.choices)
    currency = models.CharField(_("currency"), max_length=3, default="CNY", help_text="ISO 4217")
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="money_accounts"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="money_accounts"
    )
    #: Fen. Follows from the legs; only the triggers write it.
    balance = models.BigIntegerField(default=0, editable=False)
    #: Fen that are set aside by pending holds; only the triggers write it.
    held = models.BigIntegerField(default=0, editable=False)
    #: Fen. The balance without what is held stays at or above it; null where money comes from outside.
    floor = models.BigIntegerField(null=True, default=0)
    #: Fen. The balance stays at or below it; null where nothing limits it.
    ceiling = models.BigIntegerField(null=True, blank=True)
    opened_on = models.DateField(_("opened on"))
    #: Last day on which it takes part in entries other than its expiry.
    expires_on = models.DateField(_("expires on"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = (
            models.CheckConstraint(
                condition=Q(floor__isnull=True) | Q(balance__gte=F("floor") + F("held")),
                name="account_keeps_its_floor",
            ),
            models.CheckConstraint(
                condition=Q(ceiling__isnull=True) | Q(balance__lte=F("ceiling")),
                name="account_keeps_its_ceiling",
            ),
            models.CheckConstraint(
                condition=Q(balance__gte=-LARGEST, balance__lte=LARGEST), name="account_balance_is_in_bounds"
            ),
            models.CheckConstraint(condition=Q(held__gte=0), name="account_holds_no_less_than_nothing"),
            models.CheckConstraint(
                condition=Q(person__isnull=True) | Q(organisation__isnull=True), name="account_is_for_one"
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(balance=0, held=0),
                name="account_is_empty_when_closed",
            ),
            models.CheckConstraint(
                condition=Q(currency__regex=r"^[A-Z]{3}$"), name="account_currency_is_a_code"
            ),
        )

    def __str__(self) -> str:
        return self.code

    @property
    def available(self) -> int:
        """Fen that can still leave: the balance without what is held, down to the floor."""
        return self.balance - self.held - (self.floor or 0)


class Entry(models.Model):
    """One event of the ledger; its legs say what it moved. Put right by another entry, never changed."""

    #: Writing it twice with the same key writes it once.
    key = models.UUIDField(unique=True)
    #: The business event, a value of `haina.money.events.Event`.
    event = models.CharField(_("business event"), max_length=40)
    ground = models.ForeignKey(Ground, on_delete=models.PROTECT, related_name="entries")
    #: The day to which it belongs.
    happened_on = models.DateField(_("day"))
    recorded_at = models.DateTimeField(_("recorded at"))
    #: The entry that this one takes back, leg by leg.
    reverses = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="reversed_by"
    )
    note = models.CharField(_("note"), max_length=200, blank=True)
    #: How many legs it has; they are all there at the commit and none comes later.
    legs_count = models.PositiveSmallIntegerField()
    #: SHA-256 over what it says, so that a key cannot be used for something else.
    content = models.BinaryField(max_length=32)

    class Meta:
        verbose_name = _("entry")
        verbose_name_plural = _("entries")
        indexes = (models.Index(fields=["happened_on"], name="money_entry_by_day"),)
        constraints = (
            models.CheckConstraint(condition=Q(legs_count__gte=2), name="entry_has_two_legs_or_more"),
            models.UniqueConstraint(fields=["id", "legs_count"], name="entry_with_its_number_of_legs"),
        )

    def __str__(self) -> str:
        return f"{self.pk} {self.event}"


class Leg(models.Model):
    """What one entry adds to one account, or takes from it."""

    pk = models.CompositePrimaryKey("entry_id", "position")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="legs")
    #: From 1 to the entry's number of legs.
    position = models.PositiveSmallIntegerField()
    #: The entry's number of legs again, so that the database can hold the two together.
    of = models.PositiveSmallIntegerField()
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="legs")
    #: Fen; above zero comes to the account, below zero leaves it.
    amount = models.BigIntegerField()
    #: Fen on the account after this leg; written by the trigger.
    balance_after = models.BigIntegerField()

    class Meta:
        verbose_name = _("leg")
        verbose_name_plural = _("legs")
        indexes = (models.Index(fields=["account", "entry"], name="money_leg_by_account"),)
        constraints = (
            models.CheckConstraint(
                condition=~Q(amount=0) & Q(amount__gte=-LARGEST, amount__lte=LARGEST),
                name="leg_moves_something",
            ),
            models.CheckConstraint(
                condition=Q(position__gte=1, position__lte=F("of")), name="leg_has_its_place"
            ),
        )

    def __str__(self) -> str:
        return f"{self.account_id}: {self.amount}"


class Hold(models.Model):
    """Money of an account that is set aside until it is paid (posted) or set free (released)."""

    class State(models.TextChoices):
        """How a hold stands; it leaves `pending` once and for all."""

        PENDING = "pending", _("set aside")
        POSTED = "posted", _("paid")
        RELEASED = "released", _("set free")

    key = models.UUIDField(unique=True)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="holds")
    ground = models.ForeignKey(Ground, on_delete=models.PROTECT, related_name="holds")
    #: Fen.
    amount = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.PENDING)
    placed_at = models.DateTimeField(_("placed at"))
    #: Last day on which it can be posted; null where only a decision ends it.
    expires_on = models.DateField(_("expires on"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    #: The entry that paid it.
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, null=True, blank=True, related_name="hold")

    class Meta:
        verbose_name = _("hold")
        verbose_name_plural = _("money set aside")
        indexes = (
            models.Index(fields=["expires_on"], name="money_hold_pending", condition=Q(state="pending")),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(amount__gt=0, amount__lte=LARGEST), name="hold_sets_something_aside"
            ),
            models.CheckConstraint(
                condition=Q(state="pending", ended_at__isnull=True, entry__isnull=True)
                | Q(state="posted", ended_at__isnull=False, entry__isnull=False)
                | Q(state="released", ended_at__isnull=False, entry__isnull=True),
                name="hold_ends_with_an_entry_or_without",
            ),
        )

    def __str__(self) -> str:
        return f"{self.account_id}: {self.amount} {self.state}"
