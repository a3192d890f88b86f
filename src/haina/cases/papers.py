"""What an issued document says to a machine: the claims that are signed, and how they are read again.

There are two tokens of one document. The short one stands in the QR code and names nobody: number, kind,
validity, a hash of what is printed and the place in the status list. The whole one says everything that is
printed; it stands inside the PDF and is given to the holder as a file.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader

from haina.cases.credentials import CredentialInvalid, SigningKey, canonical, read
from haina.cases.documents import Row
from haina.cases.verdicts import PaperKind, kind_of
from haina.rules import Text

#: A whole token with the reasons of a long decision; the short ones are limited by the QR code.
LONGEST_WHOLE = 256 * 1024


@dataclass(frozen=True, slots=True)
class Paper:
    """An issued document as its credential tells it."""

    number: str
    #: Id of the kind of document in the policy pack.
    document: str
    valid_from: date
    #: The last day; None: it has no end.
    valid_to: date | None
    #: SHA-256 of the printed rows, the first half.
    rows_hash: str
    #: Its place in the status list; None for a document that cannot be taken back.
    status_index: int | None
    #: The rest only in the whole credential.
    title: Text | None = None
    issuer: Text | None = None
    rows: tuple[Row, ...] = ()
    issued_at: datetime | None = None
    #: Where the status list is published.
    status_list: str = ""

    @property
    def kind(self) -> PaperKind:
        """What it does: grant, or tell a decision."""
        return kind_of(self.document)

    def short_claims(self) -> dict[str, Any]:
        """The claims of the QR code."""
        claims: dict[str, Any] = {
            "n": self.number,
            "t": self.document,
            "f": self.valid_from.isoformat(),
            "h": self.rows_hash,
        }
        if self.valid_to is not None:
            claims["u"] = self.valid_to.isoformat()
        if self.status_index is not None:
            claims["s"] = self.status_index
        return claims

    def whole_claims(self) -> dict[str, Any]:
        """The claims of the whole credential; raises ValueError where something is missing."""
        if self.title is None or self.issuer is None or self.issued_at is None:
            raise ValueError("a whole credential needs a title, an issuer and a time")
        return {
            **self.short_claims(),
            "title": _pair(self.title),
            "issuer": _pair(self.issuer),
            "rows": printed(self.rows),
            "issued": self.issued_at.isoformat(),
            "list": self.status_list,
        }


def printed(rows: Iterable[Row]) -> list[dict[str, Any]]:
    """Rows as JSON."""
    return [{"label": _pair(row.label), "value": _pair(row.value)} for row in rows]


def hash_of_rows(rows: Iterable[Row]) -> str:
    """SHA-256 of the rows as printed, the first 32 hexadecimal digits."""
    return hashlib.sha256(canonical({"rows": printed(rows)})).hexdigest()[:32]


def signed(paper: Paper, key: SigningKey) -> tuple[str, str]:
    """The short and the whole credential of a document."""
    return key.sign(paper.short_claims()), key.sign(paper.whole_claims())


def read_paper(token: str, public_keys: Iterable[Mapping[str, Any]]) -> Paper:
    """The document of a short or whole credential; raises CredentialInvalid."""
    return paper_of(read(token, public_keys, longest=LONGEST_WHOLE))


def paper_of(claims: Mapping[str, Any]) -> Paper:
    """The document that signed claims tell of; raises CredentialInvalid for claims of something else."""
    try:
        title, issuer, issued = claims.get("title"), claims.get("issuer"), claims.get("issued")
        rows = tuple(Row(Text(**row["label"]), Text(**row["value"])) for row in claims.get("rows", ()))
        paper = Paper(
            number=str(claims["n"]),
            document=str(claims["t"]),
            valid_from=date.fromisoformat(claims["f"]),
            valid_to=date.fromisoformat(claims["u"]) if "u" in claims else None,
            rows_hash=str(claims["h"]),
            status_index=int(claims["s"]) if "s" in claims else None,
            title=None if title is None else Text(**title),
            issuer=None if issuer is None else Text(**issuer),
            rows=rows,
            issued_at=None if issued is None else datetime.fromisoformat(issued),
            status_list=str(claims.get("list", "")),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise CredentialInvalid("malformed") from error
    if paper.title is not None and hash_of_rows(paper.rows) != paper.rows_hash:
        raise CredentialInvalid("malformed")
    return paper


def token_inside(pdf: bytes) -> str | None:
    """The whole credential that stands in a PDF's metadata, unchecked; None where there is none."""
    try:
        information = PdfFileReader(io.BytesIO(pdf)).trailer["/Info"]
        return str(information["/Keywords"])
    except (PdfError, KeyError, ValueError, TypeError, IndexError):
        return None


def _pair(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}
