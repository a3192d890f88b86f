"""Awards: what a grant gives in money, its instalments, and what came of it.

The database holds (migration 0005): the instalments of an award add up to it; one is paid once, by an entry
that takes exactly its fen from the award's account; its state goes forward only; what was granted stays.
"""

from __future__ import annotations

import uuid
from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from haina.cases.models import Case
from haina.money.models.ledger import LARGEST, Entry, Ground
from haina.money.models.ledger import Account as LedgerAccount
from haina.money.models.plans import Call, Plan
from haina.people.models import Account, IdentityEvent, Organisation, Person
from haina.rules.text import Text


class AwardTerms(models.Model):
    """What an officer laid down about an award before the grant, where the rules leave it open."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="award_terms")
    programme = models.CharField(_("programme"), max_length=80)
    #: Fen; null where the formula says it.
    fen = models.BigIntegerField(_("amount"), null=True, blank=True)
    purpose = models.CharField(_("purpose"), max_length=200, blank=True)
    first = models.DateField(_("first day"), null=True, blank=True)
    last = models.DateField(_("last day"), null=True, blank=True)
    #: Thousandths of the working time.
    effort = models.PositiveSmallIntegerField(_("share of working time"), default=0)
    words = models.TextField(_("ground"))
    #: Sending the same form twice lays it down once.
    key = models.CharField(max_length=80, unique=True)
    laid_down_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    laid_down_at = models.DateTimeField()

    class Meta:
        verbose_name = _("terms of an award")
        verbose_name_plural = _("terms of awards")
        constraints = (
            models.CheckConstraint(
                condition=Q(fen__isnull=True) | Q(fen__gt=0, fen__lte=LARGEST), name="terms_name_an_amount"
            ),
            models.CheckConstraint(condition=~Q(words=""), name="terms_have_a_ground"),
            models.CheckConstraint(condition=Q(effort__lte=1000), name="terms_keep_to_the_whole_time"),
            models.CheckConstraint(
                condition=Q(first__isnull=True) | Q(last__isnull=True) | Q(last__gte=F("first")),
                name="terms_end_after_they_begin",
            ),
        )

    def __str__(self) -> str:
        return f"{self.case_id} {self.programme}"


class Award(models.Model):
    """What somebody was granted in money by one programme, and how it goes on."""

    class State(models.TextChoices):
        """How an award stands."""

        WAITING = "waiting", _("granted, money not set aside yet")
        COMMITTED = "committed", _("money set aside")
        RUNNING = "running", _("being paid")
        FULFILLED = "fulfilled", _("paid in full")
        ENDED = "ended", _("ended early")
        TAKEN_BACK = "taken_back", _("taken back")

    class Receiver(models.TextChoices):
        """Who is paid."""

        PERSON = "person", _("the person")
        ORGANISATION = "organisation", _("the organisation")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    #: What people call it.
    number = models.CharField(_("number"), max_length=60, unique=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="awards")
    programme = models.CharField(_("programme"), max_length=80)
    #: Id of the budget in the pack that it draws on.
    budget = models.CharField(_("budget"), max_length=80)
    #: Id of the department that answers for it.
    department = models.CharField(_("department"), max_length=80)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, null=True, blank=True, related_name="awards")
    call = models.ForeignKey(Call, on_delete=models.PROTECT, null=True, blank=True, related_name="awards")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="awards")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="awards")
    receives = models.CharField(_("is paid"), max_length=12, choices=Receiver.choices)
    #: Fen that are paid, and what they would be without other awards.
    fen = models.BigIntegerField(_("amount"))
    entitled = models.BigIntegerField(_("entitled to"))
    currency = models.CharField(_("currency"), max_length=3)
    #: The commitment; null while no money is set aside.
    account = models.OneToOneField(
        LedgerAccount, on_delete=models.PROTECT, null=True, blank=True, related_name="award"
    )
    ground = models.ForeignKey(Ground, on_delete=models.PROTECT, related_name="awards")
    #: What an officer laid down, where the rules left it open.
    terms = models.ForeignKey(AwardTerms, on_delete=models.PROTECT, null=True, related_name="awards")
    first = models.DateField(_("begins on"))
    last = models.DateField(_("ends on"), null=True, blank=True)
    purpose = models.CharField(_("purpose"), max_length=200, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.WAITING)
    granted_on = models.DateField(_("granted on"))
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    #: Whether it ended because its grant was revoked.
    ended_with_grant = models.BooleanField(default=False)
    #: How often it was restored because a revocation was overturned.
    restored = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("award")
        verbose_name_plural = _("awards")
        indexes = (
            models.Index(fields=["programme", "granted_on"], name="money_award_of_programme"),
            models.Index(fields=["department", "state"], name="money_award_of_department"),
        )
        constraints = (
            models.UniqueConstraint(fields=["case", "programme"], name="award_of_a_case_once"),
            models.CheckConstraint(
                condition=Q(fen__gt=0, fen__lte=LARGEST, entitled__gte=F("fen"), entitled__lte=LARGEST),
                name="award_gives_something",
            ),
            models.CheckConstraint(
                condition=Q(receives="person", person__isnull=False)
                | Q(receives="organisation", organisation__isnull=False),
                name="award_is_for_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "ended", "taken_back"]) | Q(account__isnull=False),
                name="award_rests_on_money",
            ),
            models.CheckConstraint(
                condition=Q(last__isnull=True) | Q(last__gte=F("first")), name="award_ends_after_it_begins"
            ),
        )

    def __str__(self) -> str:
        return self.number

    @property
    def receiver(self) -> Person | Organisation:
        """Who is paid."""
        receiver = self.person if self.receives == self.Receiver.PERSON else self.organisation
        assert receiver is not None  # noqa: S101 - the database keeps it; told to the type checker
        return receiver

    @property
    def claim_keys(self) -> tuple[uuid.UUID, ...]:
        """The keys of its places in the guard: its own, and one for each time that it was restored."""
        again = (uuid.uuid5(self.pk, f"claim {number}") for number in range(1, self.restored + 1))
        return (self.pk, *again)

    def key_of(self, what: str) -> uuid.UUID:
        """The key of an entry about all of it, which is another one after it was restored."""
        return uuid.uuid5(self.pk, f"{what} {self.restored}" if self.restored else what)

    @property
    def is_over(self) -> bool:
        """Whether nothing more is paid."""
        return self.state in (self.State.FULFILLED, self.State.ENDED, self.State.TAKEN_BACK)


class AwardMove(models.Model):
    """An award went over to another person, because the entry that it named held two. Never changed."""

    event = models.ForeignKey(IdentityEvent, on_delete=models.PROTECT, related_name="+")
    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="moves")
    origin = models.UUIDField()
    target = models.UUIDField()

    class Meta:
        verbose_name = _("move of an award")
        verbose_name_plural = _("moves of awards")
        constraints = (models.UniqueConstraint(fields=("event", "award"), name="award_moves_once_an_event"),)

    def __str__(self) -> str:
        return f"{self.award_id} → {self.target}"


class Instalment(models.Model):
    """A part of an award: what has to be shown for it, and that it was paid."""

    class State(models.TextChoices):
        """How an instalment stands; it goes down this list, and a refused claim goes back to planned."""

        PLANNED = "planned", _("planned")
        CLAIMED = "claimed", _("milestone reported")
        ACCEPTED = "accepted", _("milestone accepted")
        PAID = "paid", _("paid")
        CANCELLED = "cancelled", _("no longer paid")

    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="instalments")
    #: From 1.
    number = models.PositiveSmallIntegerField()
    share = models.DecimalField(_("share"), max_digits=11, decimal_places=10)
    fen = models.BigIntegerField(_("amount"))
    milestone_zh = models.CharField(_("milestone in Chinese"), max_length=300)
    milestone_en = models.CharField(_("milestone in English"), max_length=300)
    #: Whether the grant itself is what has to be shown.
    by_grant = models.BooleanField(default=False)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PLANNED)
    #: What the beneficiary says was done, and when.
    claim_words = models.TextField(_("what was done"), blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    #: What the officer says to it, and who it was.
    answer_words = models.TextField(_("the officer's words"), blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    #: The entry that paid it; several of one pay day share one.
    entry = models.ForeignKey(
        Entry, on_delete=models.PROTECT, null=True, blank=True, related_name="instalments"
    )
    paid_on = models.DateField(_("paid on"), null=True, blank=True)

    class Meta:
        verbose_name = _("instalment")
        verbose_name_plural = _("instalments")
        indexes = (
            models.Index(
                fields=["state", "due_on"], name="money_instalment_ready", condition=Q(state="accepted")
            ),
        )
        constraints = (
            models.UniqueConstraint(fields=["award", "number"], name="instalment_has_its_number"),
            models.CheckConstraint(
                condition=Q(fen__gt=0, fen__lte=LARGEST), name="instalment_pays_something"
            ),
            models.CheckConstraint(
                condition=Q(state="paid", entry__isnull=False, paid_on__isnull=False)
                | (~Q(state="paid") & Q(entry__isnull=True, paid_on__isnull=True)),
                name="instalment_is_paid_by_an_entry",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["accepted", "paid"]) | Q(accepted_at__isnull=False),
                name="instalment_is_accepted_first",
            ),
        )

    def __str__(self) -> str:
        return f"{self.award_id} {self.number}"

    @property
    def milestone(self) -> Text:
        """What has to be shown for it."""
        return Text(self.milestone_zh, self.milestone_en)

    def is_due(self, on: date) -> bool:
        """Whether it can be paid on a day."""
        return self.state == self.State.ACCEPTED and (self.due_on is None or self.due_on <= on)


class AwardReport(models.Model):
    """What was reported about an award by who received it, or found by who evaluated it; never changed."""

    class Kind(models.TextChoices):
        """Whose words they are."""

        REPORT = "report", _("report")
        EVALUATION = "evaluation", _("evaluation")

    class Outcome(models.TextChoices):
        """What an evaluation found."""

        MET = "met", _("met")
        PARTLY = "partly", _("partly met")
        NOT_MET = "not_met", _("not met")

    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="reports")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices, blank=True)
    words = models.TextField(_("words"))
    #: Sending the same form twice writes it once.
    key = models.CharField(max_length=80, unique=True)
    written_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        verbose_name = _("report on an award")
        verbose_name_plural = _("reports on awards")
        constraints = (
            models.CheckConstraint(
                condition=Q(kind="report", outcome="") | (Q(kind="evaluation") & ~Q(outcome="")),
                name="evaluation_has_an_outcome",
            ),
        )

    def __str__(self) -> str:
        return f"{self.award_id} {self.kind}"


class Clawback(models.Model):
    """The decision that paid money has to come back, and that it did."""

    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="clawbacks")
    #: Id of the pack's clawback; empty where a decision of its own says so.
    rule = models.CharField(max_length=80, blank=True)
    words = models.TextField(_("reason"))
    ground = models.ForeignKey(Ground, on_delete=models.PROTECT, related_name="clawbacks")
    #: Fen that have to come back.
    fen = models.BigIntegerField(_("amount"))
    #: Sending the same form twice decides it once.
    key = models.CharField(max_length=80, unique=True)
    decided_on = models.DateField(_("decided on"))
    decided_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    #: The entry by which the money came back.
    entry = models.OneToOneField(
        Entry, on_delete=models.PROTECT, null=True, blank=True, related_name="clawback"
    )
    returned_on = models.DateField(_("returned on"), null=True, blank=True)

    class Meta:
        verbose_name = _("clawback")
        verbose_name_plural = _("clawbacks")
        constraints = (
            models.CheckConstraint(condition=Q(fen__gt=0, fen__lte=LARGEST), name="clawback_takes_something"),
            models.CheckConstraint(
                condition=Q(entry__isnull=True, returned_on__isnull=True)
                | Q(entry__isnull=False, returned_on__isnull=False),
                name="clawback_returns_by_an_entry",
            ),
        )

    def __str__(self) -> str:
        return f"{self.award_id} -{self.fen}"
