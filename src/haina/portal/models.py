"""What the portal keeps: the search index over the policy, and inquiries without a name."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _

#: How long an inquiry lives after the last answer, and after it was saved for later.
UNSAVED_LIFE = timedelta(days=1)
SAVED_LIFE = timedelta(days=30)


class SearchIndex(models.Model):
    """Over which version of the policy the search index stands, and how its words were made."""

    version = models.CharField(_("policy version"), max_length=64, primary_key=True)
    form = models.CharField(_("form"), max_length=20)
    built_at = models.DateTimeField(_("built at"))

    class Meta:
        verbose_name = _("search index")
        verbose_name_plural = _("search indexes")

    def __str__(self) -> str:
        return f"{self.version[:12]} ({self.form})"


class SearchEntry(models.Model):
    """One thing that can be found: a right, a duty, a calculator, a clause, a system, a standard and more."""

    class Kind(models.TextChoices):
        """Kinds of results, in the order in which they are shown."""

        RIGHT = "right", _("Rights")
        PROGRAMME = "programme", _("Programmes that pay")
        AGREEMENT = "agreement", _("Agreements")
        DUTY = "duty", _("Duties")
        CALCULATOR = "calculator", _("Calculators")
        EVENT = "event", _("Life events")
        AUDIENCE = "audience", _("Who you are")
        ARTICLE = "article", _("Articles")
        CLAUSE = "clause", _("Clauses")
        SYSTEM = "system", _("Systems")
        STANDARD = "standard", _("Standards")
        DEPARTMENT = "department", _("Departments")

    kind = models.CharField(max_length=12, choices=Kind.choices)
    key = models.CharField(max_length=120)
    order = models.PositiveIntegerField()
    title_zh = models.TextField()
    title_en = models.TextField()
    body_zh = models.TextField()
    body_en = models.TextField()
    words = SearchVectorField()

    class Meta:
        ordering = ("order",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("kind", "key"), name="search_entry_once"),
        ]
        indexes: ClassVar = [GinIndex(fields=("words",), name="search_entry_words")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


def digest_of(token: str) -> str:
    """Return under which name an inquiry is stored, so that a look into the database gives nobody a link."""
    return hashlib.sha256(token.encode()).hexdigest()


def new_token() -> str:
    """Return a link's random part: 128 bits, 22 letters and digits."""
    return secrets.token_urlsafe(16)


class Inquiry(models.Model):
    """What one visitor has answered to 'What can I get?', kept under a link and deleted when it expires.

    `facts` has the facts as people give them (docs/rule-language.md), `order` their names as they were given;
    `unknown` the facts that the visitor does not know, `skipped` those left for later; `scope` what was asked
    for: {"kind": "all"|"event"|"audience"|"right", "id": …}.
    """

    digest = models.CharField(max_length=64, primary_key=True, editable=False)
    scope = models.JSONField(default=dict)
    facts = models.JSONField(default=dict)
    unknown = models.JSONField(default=list)
    skipped = models.JSONField(default=list)
    order = models.JSONField(default=list)
    saved = models.BooleanField(default=False)
    policy_version = models.CharField(max_length=64, blank=True)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("inquiry")
        verbose_name_plural = _("inquiries")

    def __str__(self) -> str:
        return f"inquiry {self.digest[:8]}"

    def keep(self, now: datetime) -> None:
        """Move the end of the inquiry's life on, counted from now; the caller saves."""
        self.expires_at = now + (SAVED_LIFE if self.saved else UNSAVED_LIFE)

    def give(self, fact: str, value: Any) -> None:
        """Take an answer; the caller saves."""
        self._forget(fact)
        self.facts[fact] = value
        self.order.append(fact)

    def leave_unknown(self, fact: str) -> None:
        """Note that the visitor does not know, and forget an earlier answer; the caller saves."""
        self._forget(fact)
        self.unknown.append(fact)

    def skip(self, fact: str) -> None:
        """Leave a question for later; an earlier answer is kept. The caller saves."""
        if fact not in self.facts:
            self._forget(fact)
            self.skipped.append(fact)

    def _forget(self, fact: str) -> None:
        self.facts.pop(fact, None)
        for names in (self.order, self.unknown, self.skipped):
            if fact in names:
                names.remove(fact)
