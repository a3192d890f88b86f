"""What is stored about cases: the events, which are the truth, and rows that follow from them for reading.

Only the event store writes here. Triggers keep events and policy versions as they are: they can be added,
never changed or removed (migration 0002).
"""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex, GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from haina.cases.state import StageStatus
from haina.people.models import Account, Organisation, Person
from haina.people.permissions import State

#: The hash before the first event.
NO_HASH = "0" * 64


def _choices(values: type[State] | type[StageStatus]) -> list[tuple[str, str]]:
    return [(value.value, value.value) for value in values]


class PolicyVersion(models.Model):
    """A policy pack as it was, so that a case that began under it can end under it."""

    version = models.CharField(primary_key=True, max_length=64)
    pack = models.CharField(max_length=80)
    files = models.JSONField(help_text="relative path → text")
    stored_at = models.DateTimeField()

    class Meta:
        verbose_name = _("policy version")
        verbose_name_plural = _("policy versions")

    def __str__(self) -> str:
        return f"{self.pack} {self.version[:12]}"


class Case(models.Model):
    """One application from draft to document: the latest state of its events, in columns."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=40, unique=True)
    procedure = models.CharField(max_length=80)
    policy_version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="cases")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="cases")
    #: The working copy of the form, not yet filed; None when nothing may be filled in.
    draft = models.JSONField(null=True)
    sequence = models.PositiveIntegerField(default=0)
    head_hash = models.CharField(max_length=64, default=NO_HASH)
    state = models.CharField(max_length=20, choices=_choices(State), default=State.DRAFT.value)
    departments = ArrayField(models.CharField(max_length=80), default=list)
    #: The next last day of anybody who owes something.
    due = models.DateField(null=True)
    #: The first last day after which something will have to be escalated.
    watch = models.DateField(null=True)
    #: Whether `due` rests on a year whose official calendar has not been published.
    provisional = models.BooleanField(default=False)
    #: The first such year on which any clock of the case rests.
    rests_on = models.PositiveSmallIntegerField(null=True)
    #: The last day for objections while it is on public notice.
    published_until = models.DateField(null=True)
    #: The case whose decision this one reviews.
    appeal_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="appeals")
    started_at = models.DateTimeField()
    filed_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        constraints = (
            models.CheckConstraint(
                condition=Q(organisation__isnull=False) | Q(person__isnull=False), name="case_has_a_party"
            ),
            models.UniqueConstraint(
                fields=["appeal_of"], name="one_appeal_per_case", condition=Q(appeal_of__isnull=False)
            ),
            models.CheckConstraint(condition=~Q(appeal_of=models.F("id")), name="case_is_not_its_own_appeal"),
        )
        indexes = (
            models.Index(fields=["organisation", "-changed_at"], name="case_of_organisation"),
            models.Index(fields=["person", "-changed_at"], name="case_of_person"),
            models.Index(
                fields=["due", "id"],
                name="case_running_by_due",
                condition=Q(state__in=["submitted", "returned", "in_review"]),
            ),
            models.Index(fields=["watch", "id"], name="case_watched", condition=Q(watch__isnull=False)),
            models.Index(fields=["rests_on"], name="case_rests_on", condition=Q(rests_on__isnull=False)),
            models.Index(
                fields=["published_until", "id"],
                name="case_on_notice",
                condition=Q(published_until__isnull=False),
            ),
            GinIndex(fields=["departments"], name="case_departments"),
        )

    def __str__(self) -> str:
        return self.reference


class CaseEvent(models.Model):
    """One thing that happened to a case. Each event carries the hash of the one before it."""

    pk = models.CompositePrimaryKey("case_id", "sequence")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="events")
    sequence = models.PositiveIntegerField()
    kind = models.CharField(max_length=40)
    payload = models.JSONField()
    at = models.DateTimeField()
    #: The day of `at` where the authority is.
    on = models.DateField()
    account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    role = models.CharField(max_length=20)
    #: Department of the officer, or name of the automaton.
    department = models.CharField(max_length=80, blank=True)
    #: "organisation:ID" or "person:ID" where the account acted for somebody.
    on_behalf_of = models.CharField(max_length=60, blank=True)
    policy_version = models.CharField(max_length=64)
    #: The verb that led to it; the events of one command share `batch`, the sequence of the first of them.
    command = models.CharField(max_length=40)
    batch = models.PositiveIntegerField()
    #: The idempotency key; on the first event of a command only.
    key = models.CharField(max_length=80, null=True)
    #: The stage that the event answers; empty for others.
    stage = models.CharField(max_length=80, blank=True)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        constraints = (
            models.UniqueConstraint(fields=["key"], name="key_is_used_once"),
            models.UniqueConstraint(
                fields=["case", "stage"],
                name="stage_is_answered_once",
                condition=Q(
                    kind__in=[
                        "accepted",
                        "declined",
                        "stage_approved",
                        "stage_refused",
                        "stage_ended",
                        "deemed_approved",
                        "deemed_refused",
                        "publication_ended",
                    ]
                ),
            ),
            models.UniqueConstraint(
                fields=["case"],
                name="case_is_settled_once",
                condition=Q(kind__in=["approved", "refused", "declined", "withdrawn", "discarded"]),
            ),
            models.UniqueConstraint(fields=["case"], name="case_issues_once", condition=Q(kind="issued")),
            models.UniqueConstraint(
                fields=["case"],
                name="appeal_ends_once",
                condition=Q(kind__in=["appeal_upheld", "appeal_rejected", "appeal_withdrawn"]),
            ),
        )
        # Events come in the order of time, so that this small index finds those of a day.
        indexes = (BrinIndex(fields=["on"], name="event_by_day", autosummarize=True),)

    def __str__(self) -> str:
        return f"{self.case_id} #{self.sequence} {self.kind}"


class CaseStage(models.Model):
    """A stage that has begun, for worklists."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="stages")
    stage = models.CharField(max_length=80)
    #: The case's own, repeated here so that a list by procedure is a range of an index.
    procedure = models.CharField(max_length=80)
    department = models.CharField(max_length=80)
    status = models.CharField(max_length=20, choices=_choices(StageStatus))
    officer = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    opened_on = models.DateField()
    #: Last day for an answer; None while the clock stands still.
    due = models.DateField(null=True)
    #: Days left when the clock was stopped.
    days_held = models.PositiveIntegerField(null=True)
    #: The ground on which the department itself has stopped its clock.
    held = models.CharField(max_length=80, blank=True)
    #: Whether the clock answered it, because silence means an answer here.
    deemed = models.BooleanField(default=False)
    escalated = models.BooleanField(default=False)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("stage")
        verbose_name_plural = _("stages")
        constraints = (models.UniqueConstraint(fields=["case", "stage"], name="one_row_per_stage"),)
        indexes = (
            models.Index(
                fields=["department", "due", "id"], name="worklist_of_department", condition=Q(status="open")
            ),
            models.Index(
                fields=["officer", "due", "id"], name="worklist_of_officer", condition=Q(status="open")
            ),
            models.Index(fields=["due", "id"], name="worklist_of_all", condition=Q(status="open")),
            models.Index(
                fields=["procedure", "stage", "department", "due", "id"],
                name="worklist_of_procedure",
                condition=Q(status="open"),
            ),
            # What no officer has claimed is looked for department by department.
            models.Index(
                fields=["department", "due", "id"],
                name="worklist_of_nobody",
                condition=Q(status="open", officer__isnull=True),
            ),
        )

    def __str__(self) -> str:
        return f"{self.case_id} {self.stage}"


class CaseLooking(models.Model):
    """That an officer has a case open; counts until its time is over and is written over by the next look."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="lookers")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    department = models.CharField(max_length=80, blank=True)
    until = models.DateTimeField()

    class Meta:
        verbose_name = _("open case")
        verbose_name_plural = _("open cases")
        constraints = (
            models.UniqueConstraint(fields=["case", "account"], name="one_look_per_case_and_account"),
        )
        indexes = (models.Index(fields=["until"], name="looks_by_end"),)

    def __str__(self) -> str:
        return f"{self.account} → {self.case_id}"


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
        return self.document.endswith(("_refused", "_declined"))


class Notice(models.Model):
    """A message to one account about one event, in both languages; e-mail only points to it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="notices")
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
        )
        indexes = (models.Index(fields=["account", "-created_at"], name="notices_of_account"),)

    def __str__(self) -> str:
        return f"{self.notice} → {self.account}"


class DayRoot(models.Model):
    """The root over all events of one day, chained to the day before: published, it fixes the record."""

    day = models.DateField(primary_key=True)
    #: Root of the Merkle tree over the hashes of the day's events, by case and sequence.
    tree = models.CharField(max_length=64)
    count = models.PositiveIntegerField(help_text="number of events")
    #: The root of the day before; zeros for the first day.
    previous = models.CharField(max_length=64, default=NO_HASH)
    #: SHA-256 over day, count, tree and previous: what is published.
    root = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("root of a day")
        verbose_name_plural = _("roots of days")

    def __str__(self) -> str:
        return f"{self.day} {self.root[:12]}"


class LateEvent(models.Model):
    """An event dated on a day whose root had been made already; a later day's root covers it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    sequence = models.PositiveIntegerField()
    #: The root that covers it; None until the next one is made.
    covered_by = models.ForeignKey(DayRoot, on_delete=models.PROTECT, null=True, related_name="late")

    class Meta:
        verbose_name = _("late event")
        verbose_name_plural = _("late events")
        constraints = (models.UniqueConstraint(fields=["case", "sequence"], name="late_once"),)

    def __str__(self) -> str:
        return f"{self.case_id} #{self.sequence}"


class SweepFailure(models.Model):
    """A case in which the sweep failed: it goes on failing alone until somebody has looked at it."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, primary_key=True, related_name="failure")
    error = models.TextField()
    times = models.PositiveIntegerField(default=1)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        verbose_name = _("case that the sweep cannot read")
        verbose_name_plural = _("cases that the sweep cannot read")

    def __str__(self) -> str:
        return f"{self.case}: {self.error}"
