"""Makes the document that a granted case gives: its rows, its validity, its credential and its PDF."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from haina.cases import files
from haina.cases.codec import canonical, plain
from haina.cases.credentials import SigningKey
from haina.cases.documents import PermitContent, Row, render
from haina.cases.links import verify_address
from haina.cases.perform import Matter
from haina.cases.refusals import Refusal
from haina.cases.seals import Seals
from haina.cases.shown import shown_value
from haina.policy.procedures import Grant
from haina.rules.periods import Duration, shift_within
from haina.rules.text import Text
from haina.rules.wording_values import date_text

#: A PDF is never larger than this.
_MOST = 20 * 1024 * 1024
_LABELS = {
    "holder": Text("持有人", "Holder"),
    "employer": Text("用人单位", "Employer"),
    "validity": Text("有效期", "Valid"),
    "application": Text("申请编号", "Application"),
}
_CHECK = Text(
    zh="扫描二维码可核验本证真伪及是否有效。",
    en="Scan the code to check that this document is genuine and still valid.",
)


@dataclass(frozen=True, slots=True)
class Made:
    """A document that has been rendered, signed and put into the file store."""

    number: str
    document: str
    title: dict[str, str]
    issuer: dict[str, str]
    rows: list[dict[str, Any]]
    valid_from: date
    valid_to: date
    pdf_sha256: str
    credential: str
    credential_sha256: str


def make_document(matter: Matter) -> Made:
    """Render and sign what the case has been granted; the same case on the same day gives the same bytes.

    Raises Refusal where the procedure grants nothing or the validity would end before it begins.
    """
    grant = matter.procedure.grant
    if grant is None:
        raise Refusal("nothing_to_issue", _("This procedure issues no document."))
    valid_from = matter.on
    valid_to = _valid_to(matter, grant)
    if valid_to < valid_from:
        raise Refusal("no_validity", _("The document would have run out before it begins."))
    number = f"{matter.row.reference}-1"
    rows = _rows(matter, grant, valid_from, valid_to)
    printed = [{"label": plain(row.label), "value": plain(row.value)} for row in rows]
    key = SigningKey.load_or_create(settings.HAINA_SIGNING_KEY)
    claims = {
        "n": number,
        "t": grant.document,
        "f": valid_from.isoformat(),
        "u": valid_to.isoformat(),
        "h": hashlib.sha256(canonical({"rows": printed})).hexdigest()[:32],
    }
    credential = key.sign(claims)
    credential_sha256 = hashlib.sha256(credential.encode()).hexdigest()
    issuer = matter.policy.departments[grant.issuer].title
    # A document is dated to the second; the event keeps the exact time.
    issued = matter.now.replace(microsecond=0)
    printed_pdf = render(
        PermitContent(
            number=number,
            title=grant.title,
            issuer=issuer,
            rows=rows,
            basis=grant.basis,
            check=_CHECK,
            address=verify_address(credential),
            fingerprint=f"{key.identifier[:8]} · {credential_sha256[:12]}",
            issued=issued,
        )
    )
    seal = Seals(settings.HAINA_SEALS).of(grant.issuer, issuer, matter.now)
    pdf = seal.apply(printed_pdf, issued, grant.title)
    with files.receive(io.BytesIO(pdf), _MOST) as received:
        received.keep()
    return Made(
        number=number,
        document=grant.document,
        title=plain(grant.title),
        issuer=plain(issuer),
        rows=printed,
        valid_from=valid_from,
        valid_to=valid_to,
        pdf_sha256=received.sha256,
        credential=credential,
        credential_sha256=credential_sha256,
    )


def _valid_to(matter: Matter, grant: Grant) -> date:
    _option, years = matter.readings().first(grant.validity.years)
    whole = shift_within(matter.on, Duration(years=years)) - timedelta(days=1)
    limits = (matter.state.form.get(name) for name in grant.validity.not_after)
    return min([whole, *(date.fromisoformat(str(limit)) for limit in limits if limit is not None)])


def _rows(matter: Matter, grant: Grant, valid_from: date, valid_to: date) -> list[Row]:
    person, organisation = matter.row.person, matter.row.organisation
    rows = []
    if person is not None:
        both = f"{person.name}（{person.chinese_name}）" if person.chinese_name else person.name
        rows.append(Row(_LABELS["holder"], Text(both, person.name)))
    for name in grant.shows:
        field = matter.procedure.fields[name]
        rows.append(Row(field.label, shown_value(matter.policy, field, matter.state.form.get(name))))
    if organisation is not None:
        names = Text(organisation.name_in("zh"), organisation.name_in("en"))
        rows.append(Row(_LABELS["employer"], names))
    start, end = date_text(valid_from), date_text(valid_to)
    rows.append(Row(_LABELS["validity"], Text(f"{start.zh}至{end.zh}", f"{start.en} to {end.en}")))
    rows.append(Row(_LABELS["application"], Text.both(matter.row.reference)))
    return rows
