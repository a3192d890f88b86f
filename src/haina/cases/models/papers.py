"""Files that were attached, documents that were issued, and what people were told."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from haina.cases.models.case import Case
from haina.cases.verdicts import PaperKind, kind_of
from haina.people.models import Account


class CaseDocument(models.Model):
    """A file in a case; its bytes lie in the file store under their SHA-256."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=80)
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=80)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    attached_at = models.DateTimeField()
    attached_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    removed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        indexes = (models.Index(fields=["sha256"], name="document_by_content"),)

    def __str__(self) -> str:
        return self.name


class DocumentLook(models.Model):
    """That somebody opened a file, and when."""

    document = models.ForeignKey(CaseDocument, on_delete=models.PROTECT, related_name="looks")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("look at a document")
        verbose_name_plural = _("looks at documents")

    def __str__(self) -> str:
        return f"{self.account} → {self.document}"


class CaseLook(models.Model):
    """That somebody who takes no part in a case, an auditor, opened a page with it on a day."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="looks")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    #: The department of who looked, on that day.
    department = models.CharField(max_length=80)
    #: The first time of that day, and the day.
    at = models.DateTimeField()
    day = models.DateField()

    class Meta:
        verbose_name = _("look at a case")
        verbose_name_plural = _("looks at cases")
        constraints = (
            models.UniqueConstraint(fields=("case", "account", "day"), name="case_look_once_a_day"),
        )

    def __str__(self) -> str:
        return f"{self.account_id} → {self.case_id}, {self.day}"


class IssuedDocument(models.Model):
    """What was issued: the public check reads this row."""

    number = models.CharField(primary_key=True, max_length=60)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="issued")
    document = models.CharField(max_length=80, help_text="id of the kind of document in the policy pack")
    title = models.JSONField(help_text="{zh, en}")
    issuer = models.JSONField(help_text="{zh, en}")
    #: The printed rows: a list of {label: {zh, en}, value: {zh, en}}.
    rows = models.JSONField()
    valid_from = models.DateField()
    #: The last day; None: it has no end.
    valid_to = models.DateField(null=True)
    issued_at = models.DateTimeField()
    pdf_sha256 = models.CharField(max_length=64)
    #: The short credential, that of the QR code.
    credential = models.TextField()
    credential_sha256 = models.CharField(max_length=64, unique=True)
    #: The whole credential, which also stands in the PDF.
    record = models.TextField()
    #: Its place in the public status lists.
    status_index = models.PositiveIntegerField(null=True, unique=True)
    revoked_at = models.DateTimeField(null=True)
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")
    replaced_at = models.DateTimeField(null=True)
    #: When the holder was told that it runs out.
    announced_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("issued document")
        verbose_name_plural = _("issued documents")
        constraints = (
            models.UniqueConstraint(
                fields=["case", "document"],
                name="one_valid_document_per_case",
                condition=Q(revoked_at__isnull=True, replaced_at__isnull=True),
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=models.F("valid_from")),
                name="document_ends_after_it_begins",
            ),
        )
        indexes = (
            models.Index(
                fields=["valid_to", "number"],
                name="document_to_be_announced",
                condition=Q(announced_at__isnull=True, revoked_at__isnull=True, replaced_at__isnull=True),
            ),
        )

    def __str__(self) -> str:
        return self.number

    @property
    def tells_a_no(self) -> bool:
        """Whether it is the letter of a refusal, which is genuine but grants nothing."""
        return not self.kind.grants

    @property
    def kind(self) -> PaperKind:
        """What it does: grant, or tell a decision."""
        return kind_of(self.document)


class Notice(models.Model):
    """A message to one account about one event, in both languages; other channels only point to it."""

    #: None where it is about several cases, such as a day's summary for an officer.
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="notices")
    #: The event; 0 where the calendar is the reason and no event.
    sequence = models.PositiveIntegerField()
    notice = models.CharField(max_length=80)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="notices")
    subject = models.JSONField(help_text="{zh, en}")
    body = models.JSONField(help_text="{zh, en}")
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    #: When the e-mail left.
    sent_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = (
            models.UniqueConstraint(
                fields=["case", "sequence", "notice", "account"], name="one_notice_per_event_and_account"
            ),
            models.UniqueConstraint(
                fields=["notice", "account"],
                condition=Q(case__isnull=True),
                name="one_notice_without_case_and_account",
            ),
        )
        indexes = (models.Index(fields=["account", "-created_at"], name="notices_of_account"),)

    def __str__(self) -> str:
        return f"{self.notice} → {self.account}"
