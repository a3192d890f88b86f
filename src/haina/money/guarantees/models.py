"""What is stored about guarantees: the guarantee, losses claimed under it, what came back of them.

A guarantee's money stays where the award has it, set aside by a hold: paying a loss posts a part of it.
What must hold, the database keeps by the constraints here and the triggers of migration 0002: losses that are
paid never pass the cover, a loss is borne by its share and paid once, and what is recovered comes back in
proportion. Rows are never deleted.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from haina.cases.models import Case
from haina.money.models import Account as LedgerAccount
from haina.money.models import Clawback, Entry, Ground, Hold
from haina.money.models.ledger import LARGEST
from haina.people.models import Account, Organisation, Person


class Guarantee(models.Model):
    """That a share of the loss on a loan is borne, up to a cover."""

    class State(models.TextChoices):
        """How a guarantee stands."""

        #: Granted; the loan has not been entered yet.
        GRANTED = "granted", _("granted, loan not entered yet")
        RUNNING = "running", _("in force")
        ENDED = "ended", _("ended")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    #: The award that it is.
    award = models.UUIDField(unique=True)
    number = models.CharField(_("number"), max_length=60, unique=True)
    programme = models.CharField(max_length=80)
    department = models.CharField(max_length=80, db_index=True)
    #: Who borrows: a person or an organisation.
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="guarantees")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="guarantees"
    )
    ground = models.ForeignKey(Ground, on_delete=models.PROTECT, related_name="guarantees")
    #: Fen that are paid at most, and the share of a loss; null while nobody has set it.
    cover = models.BigIntegerField(_("cover"))
    share = models.DecimalField(max_digits=9, decimal_places=8, null=True)
    #: Which document set the share, where the rules do not.
    set_by = models.CharField(max_length=120, blank=True)
    source = models.ForeignKey(LedgerAccount, on_delete=models.PROTECT, null=True, related_name="+")
    #: What is set aside now.
    hold = models.OneToOneField(Hold, on_delete=models.PROTECT, null=True, related_name="guarantee")
    #: Who lends, or, where it backs another guarantee, who gave that one.
    lender = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    loan = models.BigIntegerField(_("loan"), null=True)
    contract = models.CharField(_("loan contract"), max_length=120, blank=True)
    first_day = models.DateField(_("begins on"), null=True)
    last_day = models.DateField(_("ends on"), null=True)
    #: Fen that were paid for losses, and that came back of them.
    paid = models.BigIntegerField(default=0)
    recovered = models.BigIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State.choices, default=State.GRANTED)
    granted_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_why = models.TextField(blank=True)

    class Meta:
        verbose_name = _("guarantee")
        verbose_name_plural = _("guarantees")
        constraints = (
            models.CheckConstraint(condition=Q(cover__gt=0), name="guarantee_covers_something"),
            models.CheckConstraint(
                condition=Q(share__isnull=True) | Q(share__gt=0, share__lte=1), name="guarantee_bears_a_share"
            ),
            models.CheckConstraint(
                condition=Q(paid__gte=0, paid__lte=F("cover")), name="guarantee_pays_no_more_than_its_cover"
            ),
            models.CheckConstraint(
                condition=Q(recovered__gte=0, recovered__lte=F("paid")),
                name="guarantee_gets_back_what_it_paid",
            ),
            models.CheckConstraint(
                condition=~Q(state="running")
                | Q(
                    share__isnull=False,
                    source__isnull=False,
                    lender__isnull=False,
                    loan__gte=F("cover"),
                    first_day__isnull=False,
                    last_day__gte=F("first_day"),
                    begun_at__isnull=False,
                ),
                name="guarantee_runs_for_a_loan",
            ),
            models.UniqueConstraint(
                fields=["lender", "contract"], condition=~Q(contract=""), name="loan_is_guaranteed_once"
            ),
        )

    def __str__(self) -> str:
        return self.number

    @property
    def borrower(self) -> Person | Organisation | None:
        """Who borrows."""
        return self.organisation or self.person

    @property
    def left(self) -> int:
        """Fen of the cover that were not paid."""
        return self.cover - self.paid


class Loss(models.Model):
    """A loss that a lender claims under a guarantee."""

    class State(models.TextChoices):
        """How a claim stands; it leaves `claimed` once and for all."""

        CLAIMED = "claimed", _("claimed")
        PAID = "paid", _("paid")
        REFUSED = "refused", _("not accepted")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    guarantee = models.ForeignKey(Guarantee, on_delete=models.PROTECT, related_name="losses")
    #: Fen of the whole loss, and fen of it that the guarantee bears.
    loss = models.BigIntegerField(_("loss"))
    fen = models.BigIntegerField()
    defaulted_on = models.DateField(_("day of the default"))
    #: What shows the default and the loss.
    papers = models.CharField(_("papers"), max_length=300)
    key = models.CharField(max_length=80, unique=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.CLAIMED)
    claimed_at = models.DateTimeField()
    claimed_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    why = models.TextField(blank=True)
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, null=True, related_name="loss")

    class Meta:
        verbose_name = _("claim of a loss")
        verbose_name_plural = _("claims of losses")
        constraints = (
            models.CheckConstraint(
                condition=Q(loss__gt=0, fen__gt=0, fen__lte=F("loss")), name="loss_is_real"
            ),
            models.CheckConstraint(
                condition=Q(state="claimed", decided_at__isnull=True, entry__isnull=True)
                | Q(state="paid", decided_at__isnull=False, entry__isnull=False)
                | Q(state="refused", decided_at__isnull=False, entry__isnull=True),
                name="loss_is_paid_by_an_entry",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("claimed_by")),
                name="loss_is_decided_by_another",
            ),
        )

    def __str__(self) -> str:
        return f"{self.guarantee_id}: {self.loss}"


class Compensation(models.Model):
    """A loss that an award compensates, so that what is recovered later comes back in proportion."""

    award = models.UUIDField(unique=True)
    number = models.CharField(_("number"), max_length=60)
    programme = models.CharField(max_length=80)
    department = models.CharField(max_length=80, db_index=True)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="compensations"
    )
    #: Fen of the whole loss, and fen of it that are compensated.
    loss = models.BigIntegerField(_("loss"))
    fen = models.BigIntegerField()
    entered_at = models.DateTimeField()

    class Meta:
        verbose_name = _("compensation of a loss")
        verbose_name_plural = _("compensations of losses")
        constraints = (
            models.CheckConstraint(
                condition=Q(loss__gt=0, fen__gt=0, fen__lte=F("loss")), name="compensation_is_of_a_loss"
            ),
        )

    def __str__(self) -> str:
        return self.number


class Recovery(models.Model):
    """What was recovered of a loss after it was borne, and what of it comes back."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    of = models.ForeignKey(Loss, on_delete=models.PROTECT, null=True, related_name="recoveries")
    compensation = models.ForeignKey(
        Compensation, on_delete=models.PROTECT, null=True, related_name="recoveries"
    )
    #: Fen that were recovered, and fen of it that come back.
    recovered = models.BigIntegerField(_("recovered"))
    fen = models.BigIntegerField()
    key = models.CharField(max_length=80, unique=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, null=True, related_name="recovery")
    clawback = models.OneToOneField(Clawback, on_delete=models.PROTECT, null=True, related_name="recovery")

    class Meta:
        verbose_name = _("recovery of a loss")
        verbose_name_plural = _("recoveries of losses")
        constraints = (
            models.CheckConstraint(
                condition=Q(of__isnull=False, compensation__isnull=True)
                | Q(of__isnull=True, compensation__isnull=False),
                name="recovery_is_of_one_loss",
            ),
            models.CheckConstraint(
                condition=Q(recovered__gt=0, fen__gte=0, fen__lte=F("recovered")), name="recovery_is_real"
            ),
        )

    def __str__(self) -> str:
        return f"{self.recovered}"


class Exit(models.Model):
    """To whom a stake was sold whose loss is to be compensated, as an officer entered it; the last counts."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="exits")
    #: Who bought it: a unit, a person, or nobody.
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    #: How the stake ended where nobody bought it, such as a liquidation.
    otherwise = models.CharField(_("how it ended"), max_length=300, blank=True)
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("exit of a stake")
        verbose_name_plural = _("exits of stakes")
        constraints = (
            models.CheckConstraint(
                condition=Q(organisation__isnull=False, person__isnull=True, otherwise="")
                | Q(organisation__isnull=True, person__isnull=False, otherwise="")
                | (Q(organisation__isnull=True, person__isnull=True) & ~Q(otherwise="")),
                name="exit_is_to_one",
            ),
        )

    def __str__(self) -> str:
        return str(self.organisation or self.person or self.otherwise)


class ExitPaper(models.Model):
    """A paper of an exit, with the day and the amount that stand in it."""

    class Kind(models.TextChoices):
        """What it shows."""

        PAID_IN = "paid_in", _("proof of what was put in")
        AGREEMENT = "agreement", _("agreement of the transfer")
        RECEIPT = "receipt", _("receipt of the bank")
        APPRAISAL = "appraisal", _("appraisal of the stake")
        TRADE = "trade", _("record of open trading")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="exit_papers")
    kind = models.CharField(_("kind of paper"), max_length=10, choices=Kind.choices)
    number = models.CharField(_("number"), max_length=120)
    day = models.DateField(_("day"))
    #: In the smallest unit of its currency.
    amount = models.BigIntegerField(_("amount"))
    currency = models.CharField(_("currency"), max_length=3)
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("paper of an exit")
        verbose_name_plural = _("papers of exits")
        constraints = (
            models.UniqueConstraint(fields=["case", "kind", "number"], name="exit_paper_is_entered_once"),
            models.CheckConstraint(
                condition=Q(amount__gte=0, amount__lte=LARGEST), name="exit_paper_has_an_amount"
            ),
            models.CheckConstraint(condition=~Q(number=""), name="exit_paper_has_a_number"),
            models.CheckConstraint(
                condition=Q(currency__regex="^[A-Z]{3}$"), name="exit_paper_names_a_currency"
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"


class Overruling(models.Model):
    """That a supervisor lets a finding about an exit stand, and why."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="exit_overrulings")
    #: The key of the finding, made of what it rests on.
    finding = models.CharField(max_length=64)
    why = models.TextField(_("why"))
    ruled_at = models.DateTimeField()
    ruled_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("overruled finding")
        verbose_name_plural = _("overruled findings")
        constraints = (
            models.UniqueConstraint(fields=["case", "finding"], name="finding_is_overruled_once"),
            models.CheckConstraint(condition=~Q(why=""), name="overruling_has_its_reason"),
        )

    def __str__(self) -> str:
        return f"{self.case_id} {self.finding[:8]}"
