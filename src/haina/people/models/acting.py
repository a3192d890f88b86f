"""Who exists and acts: accounts, persons, organisations, and on what ground one acts for another.

An *account* logs in. A *person* or an *organisation* is whom a case is about. They are apart on purpose: a
person may exist without an account, and one account may act for many.
"""

import uuid
from datetime import date
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Lower
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from haina.people.identity import is_credit_code
from haina.people.linking.documents import read_number


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
    born = models.DateField(_("birth date"), null=True, blank=True)
    nationality = models.CharField(_("nationality"), max_length=3, blank=True, help_text="ISO 3166-1 alpha-3")

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("persons")
        indexes = (
            GinIndex(SearchVector("name", "chinese_name", config="simple"), name="person_by_words_of_name"),
        )

    def __str__(self) -> str:
        return self.name


class IdentityDocument(models.Model):
    """A paper that proves who a person is; once seen, its number is one person's within kind and country."""

    class Kind(models.TextChoices):
        """Kinds of identity papers."""

        PASSPORT = "passport", _("passport")
        IDENTITY_CARD = "identity_card", _("resident identity card")
        RESIDENCE_PERMIT = "residence_permit", _("residence permit")
        PERMANENT_RESIDENT_CARD = "permanent_resident_card", _("foreigner's permanent resident card")
        HOME_RETURN_PERMIT = "home_return_permit", _("permit of a resident of Hong Kong or Macao")
        TAIWAN_PERMIT = "taiwan_permit", _("permit of a resident of Taiwan")

    class Assurance(models.TextChoices):
        """How sure it is that the paper is its holder's, from the least."""

        STATED = "stated", _("stated by the holder")
        EVIDENCED = "evidenced", _("seen by an officer")
        VERIFIED = "verified", _("confirmed by a register")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="identity_documents")
    kind = models.CharField(_("kind"), max_length=30, choices=Kind.choices)
    country = models.CharField(_("issuing country"), max_length=3, help_text="ISO 3166-1 alpha-3")
    number = models.CharField(_("number"), max_length=40)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid until"), null=True, blank=True)
    #: The document in whose place this one was given: the same kind renewed, or an older kind upgraded.
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    #: The number with its kind, where its holder has it for life; empty otherwise. Follows from `number`.
    lifelong = models.CharField(max_length=60, blank=True, editable=False, db_index=True)
    assurance = models.CharField(
        _("how sure"), max_length=10, choices=Assurance.choices, default=Assurance.VERIFIED
    )

    class Meta:
        verbose_name = _("identity document")
        verbose_name_plural = _("identity documents")
        constraints = (
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True)
                | Q(valid_from__isnull=True)
                | Q(valid_to__gte=F("valid_from")),
                name="identity_document_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(replaces__isnull=True) | ~Q(replaces=F("id")), name="document_replaces_another"
            ),
            # What somebody only says of themselves takes nobody's number away.
            models.UniqueConstraint(
                fields=("kind", "country", "number"),
                condition=~Q(assurance="stated"),
                name="one_document_one_person",
            ),
            models.UniqueConstraint(
                fields=("person", "kind", "country", "number"), name="document_of_a_person_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.country} {self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store the document with what its number says for life."""
        read = read_number(self.kind, self.country, self.number)
        is_sure = self.assurance != self.Assurance.STATED
        self.lifelong = read.key if is_sure and read is not None and read.is_lifelong else ""
        super().save(*args, **kwargs)


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


class Power(models.TextChoices):
    """What a mandate lets its holder do, within its procedures."""

    FILE = "file", _("file: fill in, hand in, correct, withdraw")
    READ = "read", _("read what was filed under the mandate")
    NOTICES = "notices", _("receive notices")
    APPOINT = "appoint", _("give, take on and end mandates for the organisation")


#: The days of a mandate, the first and the last included.
_DAYS = models.Func(
    "valid_from", "valid_to", models.Value("[]"), function="daterange", output_field=DateRangeField()
)


class Mandate(models.Model):
    """The ground on which somebody acts for an organisation or for a person, within a scope, for a time.

    It is offered to an identifier, whether or not anybody has that: an account's e-mail address, or an
    organisation's credit code. It holds from when the other side takes it on (`account` or `holder` is set)
    until its last day or until either side ends it. Rows are never removed.
    """

    #: Who holds it: an account, or (`holder`) an organisation through the people who act for that.
    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, blank=True, related_name="mandates"
    )
    holder = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="mandates_held"
    )
    #: For whom it lets them act.
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
    powers = ArrayField(
        models.CharField(max_length=20, choices=Power.choices),
        default=list,
        blank=True,
        help_text=_("What it lets do; empty lets do all."),
    )
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid until"), null=True, blank=True)
    #: The e-mail address (in lower case) or credit code that it was offered to; empty if none was asked.
    offered_to = models.CharField(max_length=254, blank=True)
    granted_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    offered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    #: When either side ended it, or the other side did not want it; it holds no more from that moment.
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

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
            models.CheckConstraint(
                condition=Q(account__isnull=True, holder__isnull=True, offered_to__gt="")
                | Q(account__isnull=False, holder__isnull=True)
                | Q(account__isnull=True, holder__isnull=False),
                name="mandate_has_one_holder",
            ),
            models.CheckConstraint(
                condition=Q(holder__isnull=True)
                | Q(organisation__isnull=True)
                | ~Q(holder=F("organisation")),
                name="mandate_is_not_for_its_holder",
            ),
            # Only an organisation's own people may act for it without a last day.
            models.CheckConstraint(
                condition=Q(valid_to__isnull=False) | Q(person__isnull=True, holder__isnull=True),
                name="mandate_of_a_person_or_to_an_agency_has_an_end",
            ),
            models.CheckConstraint(
                condition=Q(powers__contained_by=Power.values), name="mandate_names_known_powers"
            ),
            ExclusionConstraint(
                name="one_mandate_at_a_time_between_two",
                expressions=[
                    (Coalesce("organisation", "person"), RangeOperators.EQUAL),
                    (Coalesce("account", "holder"), RangeOperators.EQUAL),
                    (_DAYS, RangeOperators.OVERLAPS),
                ],
                condition=Q(ended_at__isnull=True) & (Q(account__isnull=False) | Q(holder__isnull=False)),
            ),
            ExclusionConstraint(
                name="one_offer_at_a_time_between_two",
                expressions=[
                    (Coalesce("organisation", "person"), RangeOperators.EQUAL),
                    ("offered_to", RangeOperators.EQUAL),
                    (_DAYS, RangeOperators.OVERLAPS),
                ],
                condition=Q(ended_at__isnull=True, offered_to__gt=""),
            ),
        )
        indexes = (
            models.Index(
                fields=["offered_to"], name="mandate_offered", condition=Q(answered_at__isnull=True)
            ),
        )

    def __str__(self) -> str:
        return f"{self.account or self.holder or self.offered_to} → {self.organisation or self.person}"

    @property
    def is_taken_on(self) -> bool:
        """Whether it has a holder: the other side has taken it on, or a register made it."""
        return self.account_id is not None or self.holder_id is not None

    def holds(self, on: date) -> bool:
        """Whether its holder may act by it on a day."""
        in_time = self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)
        return self.is_taken_on and self.ended_at is None and in_time

    def is_over(self, on: date) -> bool:
        """Whether it will hold no more, whatever anybody does."""
        return self.ended_at is not None or (self.valid_to is not None and self.valid_to < on)


class Posting(models.Model):
    """An account's office in a department of the pack, from one day to another (both included)."""

    class Office(models.TextChoices):
        """What the account does there."""

        OFFICER = "officer", _("officer")
        SUPERVISOR = "supervisor", _("supervisor")
        #: Reads the books of all money, and changes nothing.
        AUDITOR = "auditor", _("auditor")
        #: Drafts changes of the policy, tries them over a whole city, and consents to what others draft.
        POLICY_MAKER = "policy_maker", _("policy maker")

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
                condition=~Q(office__in=["officer", "auditor", "policy_maker"], department=""),
                name="officer_has_a_department",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="posting_ends_after_it_begins",
            ),
        )

    def __str__(self) -> str:
        return f"{self.account}: {self.office} {self.department}"
