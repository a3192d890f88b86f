"""Makes the documents of a case: what a yes grants, the letter of a no, and replacements of either."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from haina.cases import files
from haina.cases.codec import plain
from haina.cases.credentials import SigningKey
from haina.cases.documents import PermitContent, Row, render
from haina.cases.facts import facts_of
from haina.cases.letters import Letter, Outcome, is_letter, issuer_of, letter
from haina.cases.links import status_address, verify_address
from haina.cases.models import IssuedDocument
from haina.cases.papers import Paper, hash_of_rows, printed, signed
from haina.cases.perform import Matter
from haina.cases.refusals import Refusal
from haina.cases.seals import Seals
from haina.cases.shown import shown_value
from haina.cases.statuses import list_number
from haina.policy.procedures import Grant
from haina.rules.periods import Duration, shift_within
from haina.rules.text import Text
from haina.rules.wording_values import date_text

#: A PDF is never larger than this.
_MOST = 20 * 1024 * 1024
_LABELS = {
    "holder": Text("持有人", "Holder"),
    "applicant": Text("申请人", "Applicant"),
    "employer": Text("用人单位", "Employer"),
    "organisation": Text("申请单位", "Applying organisation"),
    "validity": Text("有效期", "Valid"),
    "matter": Text("事项", "Matter"),
    "decided": Text("决定日期", "Decided on"),
    "application": Text("申请编号", "Application"),
    "replaces": Text("替换编号", "Replaces"),
}
_NO_END = Text("长期有效", "without end")
_CHECK = Text(
    zh="扫描二维码可核验本文书真伪及是否有效。",
    en="Scan the code to check that this document is genuine and still valid.",
)


@dataclass(frozen=True, slots=True)
class Made:
    """A document that has been rendered, sealed, signed and put into the file store."""

    paper: Paper
    pdf_sha256: str
    #: The short credential, that of the QR code.
    credential: str
    #: The whole credential.
    record: str

    @property
    def credential_sha256(self) -> str:
        """The hash by which the event knows the short credential."""
        return hashlib.sha256(self.credential.encode()).hexdigest()

    def keep(self, matter: Matter, replaces: IssuedDocument | None = None) -> IssuedDocument:
        """Write the row that the public check reads; what it replaces is good no longer."""
        paper = self.paper
        if replaces is not None:
            # First, so that the two are never good at once.
            IssuedDocument.objects.filter(pk=replaces.pk).update(replaced_at=matter.now)
        return IssuedDocument.objects.create(
            number=paper.number,
            case=matter.row,
            document=paper.document,
            title=plain(paper.title),
            issuer=plain(paper.issuer),
            rows=printed(paper.rows),
            valid_from=paper.valid_from,
            valid_to=paper.valid_to,
            issued_at=matter.now,
            pdf_sha256=self.pdf_sha256,
            credential=self.credential,
            credential_sha256=self.credential_sha256,
            record=self.record,
            status_index=paper.status_index,
            replaces=replaces,
        )


def make_document(matter: Matter) -> Made:
    """Render, seal and sign what the case has been granted: a permit, or a letter with its reasons.

    Raises Refusal where the procedure grants nothing or the validity would end before it begins.
    """
    grant = _grant(matter)
    valid_to = _valid_to(matter, grant)
    if valid_to is not None and valid_to < matter.on:
        raise Refusal("no_validity", _("The document would have run out before it begins."))
    told = letter(matter, "approved") if is_letter(matter.procedure) else None
    rows = _rows(matter, grant, matter.on, valid_to)
    return _made(matter, _paper(matter, grant.document, grant.title, rows, valid_to), grant.basis, told)


def make_letter(matter: Matter, outcome: Outcome) -> Made:
    """Render, seal and sign the letter that tells a no and its reasons."""
    told = letter(matter, outcome)
    paper = _paper(matter, told.document, told.title, _letter_rows(matter), None)
    grant = matter.procedure.grant
    clauses = matter.procedure.clauses
    basis = (
        grant.basis
        if grant is not None
        else Text(f"依据本政策条款{'、'.join(clauses)}", f"Under clauses {', '.join(clauses)}")
    )
    return _made(matter, paper, basis, told)


def make_replacement(matter: Matter, old: IssuedDocument, corrected: Mapping[int, Text]) -> Made:
    """Make a document anew under a new number: lost, or with corrected lines (by their position).

    What it grants and until when stays as it was. Raises Refusal for a line that the document does not have.
    """
    rows = [Row(Text(**row["label"]), Text(**row["value"])) for row in old.rows]
    if not corrected.keys() <= set(range(len(rows))):
        raise Refusal("unknown_row", _("The document has no such line."))
    rows = [Row(row.label, corrected.get(place, row.value)) for place, row in enumerate(rows)]
    rows = [row for row in rows if row.label != _LABELS["replaces"]]
    rows.append(Row(_LABELS["replaces"], Text.both(old.number)))
    grant = _grant(matter)
    paper = _paper(matter, old.document, Text(**old.title), rows, old.valid_to)
    paper = replace(paper, valid_from=old.valid_from)
    told = letter(matter, "approved") if is_letter(matter.procedure) else None
    return _made(matter, paper, grant.basis, told)


def _grant(matter: Matter) -> Grant:
    grant = matter.procedure.grant
    if grant is None:
        raise Refusal("nothing_to_issue", _("This procedure issues no document."))
    return grant


def _paper(matter: Matter, document: str, title: Text, rows: list[Row], valid_to: date | None) -> Paper:
    index = _next_status_index()
    earlier = IssuedDocument.objects.filter(case=matter.row).count()
    return Paper(
        number=f"{matter.row.reference}-{earlier + 1}",
        document=document,
        valid_from=matter.on,
        valid_to=valid_to,
        rows_hash=hash_of_rows(rows),
        status_index=index,
        title=title,
        issuer=matter.policy.departments[issuer_of(matter.procedure)].title,
        rows=tuple(rows),
        # A document is dated to the second; the event keeps the exact time.
        issued_at=timezone.localtime(matter.now).replace(microsecond=0),
        status_list=status_address(list_number(index)),
    )


def _next_status_index() -> int:
    """A place in the status lists that no other document has or will have."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('cases_status_index')")
        return int(cursor.fetchone()[0])


def _made(matter: Matter, paper: Paper, basis: Text, told: Letter | None) -> Made:
    """Print, seal, sign and store a document."""
    key = SigningKey.load_or_create(settings.HAINA_SIGNING_KEY)
    credential, record = signed(paper, key)
    made = Made(paper, "", credential, record)
    if paper.title is None or paper.issuer is None or paper.issued_at is None:
        raise TypeError("a document that is printed has a title, an issuer and a time")
    content = PermitContent(
        number=paper.number,
        title=paper.title,
        issuer=paper.issuer,
        rows=paper.rows,
        basis=basis,
        check=_CHECK,
        address=verify_address(credential),
        fingerprint=f"{key.identifier[:8]} · {made.credential_sha256[:12]}",
        issued=paper.issued_at,
        credential=record,
    )
    if told is not None:
        content = replace(content, decision=told.decision, reasoning=told.reasoning, remarks=told.remarks)
    seal = Seals(settings.HAINA_SEALS).of(issuer_of(matter.procedure), paper.issuer, matter.now)
    pdf = seal.apply(render(content), paper.issued_at, paper.title)
    with files.receive(io.BytesIO(pdf), _MOST) as received:
        received.keep()
    return replace(made, pdf_sha256=received.sha256)


def _valid_to(matter: Matter, grant: Grant) -> date | None:
    """The last day: as long as the grant lasts, cut where a date of the form sets a limit; None: no end.

    A formula gives a length from today, or the last day itself.
    """
    validity = grant.validity
    length: Any = None
    if validity.years:
        _option, years = matter.readings().first(validity.years)
        length = Duration(years=years)
    elif validity.rule is not None:
        known = facts_of(matter.procedure, matter.state)
        program = matter.policy.program
        facts = program.read_facts({name: fact.value for name, fact in known.items()})
        # A length that nobody has fixed is no end that could be printed.
        length = program.value(validity.rule, facts, matter.on)
    if isinstance(length, date):
        ends = [length]
    else:
        ends = [] if length is None else [shift_within(matter.on, length) - timedelta(days=1)]
    limits = (matter.state.form.get(name) for name in validity.not_after)
    ends += [date.fromisoformat(str(limit)) for limit in limits if limit is not None]
    return min(ends, default=None)


def _rows(matter: Matter, grant: Grant, valid_from: date, valid_to: date | None) -> list[Row]:
    rows = _party(matter, "holder", "employer")
    for name in grant.shows:
        field = matter.procedure.fields[name]
        rows.append(Row(field.label, shown_value(matter.policy, field, matter.state.form.get(name))))
    start = date_text(valid_from)
    end = _NO_END if valid_to is None else date_text(valid_to)
    span = (
        Text(f"自{start.zh}起{end.zh}", f"from {start.en} {end.en}")
        if valid_to is None
        else Text(f"{start.zh}至{end.zh}", f"{start.en} to {end.en}")
    )
    rows.append(Row(_LABELS["validity"], span))
    rows.append(Row(_LABELS["application"], Text.both(matter.row.reference)))
    return rows


def _letter_rows(matter: Matter) -> list[Row]:
    decided = matter.state.decided_at
    day = timezone.localdate(decided) if decided is not None else matter.on
    return [
        *_party(matter, "applicant", "organisation"),
        Row(_LABELS["matter"], matter.procedure.title),
        Row(_LABELS["decided"], date_text(day)),
        Row(_LABELS["application"], Text.both(matter.row.reference)),
    ]


def _party(matter: Matter, person_label: str, organisation_label: str) -> list[Row]:
    """Whom it is about, and who filed where that is an organisation."""
    person, organisation = matter.row.person, matter.row.organisation
    rows = []
    if person is not None:
        both = f"{person.name}（{person.chinese_name}）" if person.chinese_name else person.name
        rows.append(Row(_LABELS[person_label], Text(both, person.name)))
    if organisation is not None:
        names = Text(organisation.name_in("zh"), organisation.name_in("en"))
        label = organisation_label if person is not None else person_label
        rows.append(Row(_LABELS[label], names))
    return rows
