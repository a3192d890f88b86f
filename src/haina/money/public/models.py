"""What the public register keeps of its own: the traits by which awards are counted, and tips."""

from __future__ import annotations

import secrets

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from haina.money.models import Award
from haina.people.models import Account


class AwardTraits(models.Model):
    """The traits by which an award is counted, as they were on the day of the grant; nothing else is kept."""

    award = models.OneToOneField(Award, on_delete=models.CASCADE, primary_key=True, related_name="traits")
    #: Value by id of the pack's breakdown; one that is not known is not there.
    values = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("traits of an award")
        verbose_name_plural = _("traits of awards")

    def __str__(self) -> str:
        return str(self.award_id)


def new_token() -> str:
    """What lets somebody who gave a tip read what became of it: 144 random bits."""
    return secrets.token_urlsafe(18)


class Tip(models.Model):
    """What somebody tells the department that supervises a programme; nobody has to say who they are."""

    class State(models.TextChoices):
        """How a tip stands; it goes down this list."""

        NEW = "new", _("received")
        TAKEN_UP = "taken_up", _("being looked into")
        CLOSED = "closed", _("closed")

    #: Where who gave it reads what became of it.
    token = models.CharField(max_length=40, unique=True, default=new_token, editable=False)
    #: The department whose supervisors have it.
    department = models.CharField(_("department"), max_length=80)
    programme = models.CharField(_("programme"), max_length=80)
    award = models.ForeignKey(Award, on_delete=models.PROTECT, null=True, blank=True, related_name="tips")
    text = models.TextField(_("what was seen"))
    #: How to reach who gave it, where they said; gone once the tip is closed.
    contact = models.CharField(_("how to reach you"), max_length=200, blank=True)
    #: Sending the same form twice gives one tip.
    key = models.CharField(max_length=80, unique=True)
    given_at = models.DateTimeField()
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.NEW)
    taken_up_by = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    #: What the department says became of it.
    answer = models.TextField(_("what became of it"), blank=True)
    closed_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("tip")
        verbose_name_plural = _("tips")
        indexes = (
            models.Index(
                fields=["department", "given_at"], name="public_tip_open", condition=~Q(state="closed")
            ),
        )
        constraints = (
            models.CheckConstraint(condition=~Q(text=""), name="tip_says_something"),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False, contact="") & ~Q(answer="")
                | ~Q(state="closed") & Q(closed_at__isnull=True, answer=""),
                name="tip_is_closed_with_an_answer_and_without_contact",
            ),
        )

    def __str__(self) -> str:
        return f"{self.pk} {self.programme}"
