"""Who exists: accounts, persons, organisations, and on what ground one acts for another.

An *account* logs in. A *person* or an *organisation* is whom a case is about. They are apart on purpose: a
person may exist without an account, and one account may act for many.
"""

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from haina.people.identity import is_credit_code


def validate_credit_code(code: str) -> None:
    """Raise ValidationError unless `code` is a unified social credit code with the right check character."""
    if not is_credit_code(code):
        raise ValidationError(_("This is not a unified social credit code: the check character is wrong."))


class AccountManager(BaseUserManager["Account"]):
    """Creates accounts; the e-mail address is kept in lower case so that it names one account only."""

    def create_user(self, email: str, password: str | None = None, **extra: Any) -> "Account":
        """Create an account; without a password it cannot be used to log in by password."""
        if not email:
            raise ValueError("an account needs an e-mail address")
        account = self.model(email=email.lower(), **extra)
        account.set_password(password)
        account.save(using=self._db)
        return account

    def get_by_natural_key(self, username: str | None) -> "Account":
        """Find an account by its e-mail address, in whatever case it was typed."""
        return self.get(email=(username or "").lower())


class Account(AbstractBaseUser):
    """One login. What it may do follows from its person, mandates and postings, never from flags on it."""

    class Language(models.TextChoices):
        """Languages in which the portal speaks; the codes are Django's."""

        CHINESE = "zh-hans", "中文"
        ENGLISH = "en", "English"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    language = models.CharField(
        _("language"), max_length=10, choices=Language.choices, default=Language.CHINESE
    )
    is_active = models.BooleanField(_("may log in"), default=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    objects: ClassVar[AccountManager] = AccountManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = (
            models.CheckConstraint(condition=Q(email=Lower("email")), name="account_email_lower_case"),
        )

    def __str__(self) -> str:
        return self.name or self.email

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store the account with its e-mail address in its one form."""
        self.email = self.email.lower()
        super().save(*args, **kwargs)


class Person(models.Model):
    """A human being whom a case can be about, with or without an account."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.OneToOneField(
        Account, on_delete=models.PROTECT, null=True, blank=True, related_name="person"
    )
    name = models.CharField(_("name"), max_length=200, help_text=_("As on the identity document."))
    chinese_name = models.CharField(_("Chinese name"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("persons")
        indexes = (
            GinIndex(SearchVector("name", "chinese_name", config="simple"), name="person_by_words_of_name"),
        )

    def __str__(self) -> str:
        return self.name


class IdentityDocument(models.Model):
    """A paper that proves who a person is; the number is unique within kind and issuing country."""

    class Kind(models.TextChoices):
        """Kinds of identity papers."""

        PASSPORT = "passport", _("passport")
        IDENTITY_CARD = "identity_card", _("resident identity card")
        RESIDENCE_PERMIT = "residence_permit", _("residence permit")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="identity_documents")
    kind = models.CharField(_("kind"), max_length=30, choices=Kind.choices)
    country = models.CharField(_("issuing country"), max_length=3, help_text="ISO 3166-1 alpha-3")
    number = models.CharField(_("number"), max_length=40)
    valid_to = models.DateField(_("valid until"), null=True, blank=True)

    class Meta:
        verbose_name = _("identity document")
        verbose_name_plural = _("identity documents")
        constraints = (
            models.UniqueConstraint(fields=("kind", "country", "number"), name="one_document_one_person"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.country} {self.number}"


class Organisation(models.Model):
    """An employer or another legal entity, known by its unified social credit code."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    credit_code = models.CharField(
        _("unified social credit code"), max_length=18, unique=True, validators=[validate_credit_code]
    )
    name_zh = models.CharField(_("name in Chinese"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")

    def __str__(self) -> str:
        return self.name_in(get_language() or "zh")

    def name_in(self, language: str) -> str:
        """Return the name in a language; the registered Chinese one where there is no other."""
        return self.name_zh if language.startswith("zh") else self.name_en or self.name_zh


class Mandate(models.Model):
    """The ground on which an account acts for an organisation or for a person, within a scope, for a time."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="mandates")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="mandates"
    )
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="mandates"
    )
    scope = ArrayField(
        models.CharField(max_length=80),
        default=list,
        blank=True,
        help_text=_("Procedures it covers; empty covers all."),
    )
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid until"), null=True, blank=True)
    granted_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("mandate")
        verbose_name_plural = _("mandates")
        constraints = (
            models.CheckConstraint(
                condition=Q(organisation__isnull=False, person__isnull=True)
                | Q(organisation__isnull=True, person__isnull=False),
                name="mandate_is_for_one",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="mandate_ends_after_it_begins",
            ),
        )

    def __str__(self) -> str:
        return f"{self.account} → {self.organisation or self.person}"


class Posting(models.Model):
    """An account's office in a department of the pack, from one day to another (both included)."""

    class Office(models.TextChoices):
        """What the account does there."""

        OFFICER = "officer", _("officer")
        SUPERVISOR = "supervisor", _("supervisor")

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="postings")
    office = models.CharField(_("office"), max_length=20, choices=Office.choices, default=Office.OFFICER)
    department = models.CharField(
        _("department"),
        max_length=80,
        blank=True,
        help_text=_("Department id of the policy pack; empty for a supervisor of all departments."),
    )
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid until"), null=True, blank=True)

    class Meta:
        verbose_name = _("posting")
        verbose_name_plural = _("postings")
        constraints = (
            models.CheckConstraint(
                condition=~Q(office="officer", department=""), name="officer_has_a_department"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="posting_ends_after_it_begins",
            ),
        )

    def __str__(self) -> str:
        return f"{self.account}: {self.office} {self.department}"
