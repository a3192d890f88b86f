"""How an officer works on the list, and what a department often says."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from haina.people.models import Account
from haina.rules.text import Text

#: Longest filter that is remembered, as it stands in an address.
LONGEST_FILTER = 500
#: Longest wording in one language.
LONGEST_WORDING = 800


class DeskMemory(models.Model):
    """What an officer's list was filtered by last, and whether single keys do anything."""

    account = models.OneToOneField(Account, on_delete=models.CASCADE, primary_key=True, related_name="desk")
    #: The filter as it stands in the address; empty while none was chosen.
    worklist = models.CharField(max_length=LONGEST_FILTER, blank=True)
    shortcuts = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("memory of a desk")
        verbose_name_plural = _("memories of desks")

    def __str__(self) -> str:
        return f"{self.account}: {self.worklist}"


class Wording(models.Model):
    """A department's own words for an outcome, in both languages; changing them makes a new row."""

    department = models.CharField(max_length=80)
    #: accept, approve, decline, return, refuse, revoke or extend.
    outcome = models.CharField(max_length=20)
    #: Id of the procedure for which alone it is offered; empty: for all.
    procedure = models.CharField(max_length=80, blank=True)
    title = models.CharField(max_length=80, help_text="what officers choose it by")
    zh = models.CharField(max_length=LONGEST_WORDING)
    en = models.CharField(max_length=LONGEST_WORDING)
    written_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    #: When it was taken out of use, or replaced by a newer wording.
    retired_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("wording")
        verbose_name_plural = _("wordings")
        constraints = (
            models.CheckConstraint(
                condition=~Q(zh="") & ~Q(en="") & ~Q(title=""), name="wording_is_in_both_languages"
            ),
        )
        indexes = (
            models.Index(
                fields=["department", "outcome"],
                name="wordings_in_use",
                condition=Q(retired_at__isnull=True),
            ),
        )

    def __str__(self) -> str:
        return f"{self.department}: {self.title}"

    @property
    def text(self) -> Text:
        """The words in both languages."""
        return Text(zh=self.zh, en=self.en)
