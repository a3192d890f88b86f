"""The roots over the days of the ledger, and which entry each of them covers."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from haina.money.models import Entry


class LedgerRoot(models.Model):
    """The root of one day's entries, chained to the day before and joined to the cases' root of the day."""

    day = models.DateField(primary_key=True)
    #: Root of the Merkle tree over the hashes of the entries that it covers, by their numbers.
    tree = models.CharField(max_length=64)
    count = models.PositiveIntegerField(help_text="number of entries")
    #: The root of the day before; zeros for the first day.
    previous = models.CharField(max_length=64)
    #: The cases' root of the same day as it was then; zeros where there was none.
    cases = models.CharField(max_length=64)
    #: SHA-256 over day, count, tree, previous and cases: what is published.
    root = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("root of a day of the ledger")
        verbose_name_plural = _("roots of days of the ledger")

    def __str__(self) -> str:
        return f"{self.day} {self.root[:12]}"


class EntryLeaf(models.Model):
    """The hash of an entry with all its legs and its ground, as it stood when its day was closed."""

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, primary_key=True, related_name="leaf")
    root = models.ForeignKey(LedgerRoot, on_delete=models.PROTECT, related_name="leaves")
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("leaf of an entry")
        verbose_name_plural = _("leaves of entries")

    def __str__(self) -> str:
        return f"{self.entry_id} {self.hash[:12]}"
