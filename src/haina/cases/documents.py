"""Printed decisions: a bilingual PDF (PDF/A-2b, tagged) with a QR code that anyone can check.

A permit says what is granted; a letter also says why, condition by condition. The layout of both stands in
typst/decision.typ; this module gives it data and refuses to print without Chinese glyphs.
"""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import segno
import typst

from haina.rules import Text

TEMPLATE = Path(__file__).parent / "typst" / "decision.typ"
CHINESE_FAMILY = "Noto Sans CJK SC"
# A compiler keeps the inputs of its last document, so two threads must not share a turn.
_TURN = threading.Lock()
LABELS = {
    "number": {"zh": "编号", "en": "Number"},
    "qr": {"zh": "核验二维码", "en": "QR code to check this document"},
    "findings": {"zh": "认定的事实和依据", "en": "What was found, and by which rule"},
}


class ChineseFontMissing(RuntimeError):
    """The machine has no font with Chinese glyphs; the message says which package to install."""

    def __init__(self) -> None:
        super().__init__(
            f"找不到中文字体“{CHINESE_FAMILY}”。请安装 Debian 软件包 fonts-noto-cjk。"
            f" / The font “{CHINESE_FAMILY}” is missing. Install the Debian package fonts-noto-cjk."
        )


@dataclass(frozen=True)
class Row:
    """One line of the document: a label and its value, both in Chinese and English."""

    label: Text
    value: Text


@dataclass(frozen=True)
class FactLine:
    """A fact on which a finding rests, and how sure it is."""

    label: Text
    value: Text
    assurance: Text


@dataclass(frozen=True)
class Finding:
    """One condition of a rule with its answer, the clause that it comes from and the facts behind it."""

    condition: Text
    answer: Text
    clause: str
    facts: Sequence[FactLine] = ()
    #: Values that the condition compares with, each with its source.
    standards: Sequence[Row] = ()


@dataclass(frozen=True)
class Reasoning:
    """The findings about one right."""

    title: Text
    findings: Sequence[Finding]


@dataclass(frozen=True)
class PermitContent:
    """All that is printed on a decision document."""

    number: str
    title: Text
    issuer: Text
    #: What is granted to whom and for how long, top to bottom.
    rows: Sequence[Row]
    #: On what ground it was decided, e.g. the clause and the procedure.
    basis: Text
    #: How a reader checks the document.
    check: Text
    #: The address that the QR code holds; ends with the signed credential.
    address: str
    #: Short identifier of the signing key and the credential, for reading out.
    fingerprint: str
    #: When it was issued (aware); also the file's own date, so that the same content gives the same bytes.
    issued: datetime
    #: The whole credential, for machines; stands in the file's metadata.
    credential: str = ""
    #: Of a letter: the decision in a sentence, its reasons, and what can be done against it.
    decision: Text | None = None
    reasoning: Sequence[Reasoning] = ()
    remarks: Sequence[Row] = ()


def render(content: PermitContent) -> bytes:
    """Return the PDF of `content`.

    The same content gives the same bytes. Raises ChineseFontMissing where the glyphs are not installed and
    ValueError if `issued` has no time zone.
    """
    if content.issued.tzinfo is None:
        raise ValueError("issued needs a time zone")
    data = {
        **asdict(content),
        "issued": content.issued.isoformat(),
        "labels": LABELS,
        "qr": qr_svg(content.address),
    }
    with _TURN:
        pdf = _compiler().compile(
            format="pdf",
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            pdf_standards="a-2b",
            timestamp=content.issued.astimezone(UTC),
        )
    if not isinstance(pdf, bytes):
        raise TypeError("a PDF is one file")
    return pdf


def qr_svg(address: str) -> str:
    """Return the QR code of `address` as a standalone SVG (error correction Q: a quarter may be damaged)."""
    out = io.BytesIO()
    segno.make(address, error="q", micro=False).save(out, kind="svg", border=2, xmldecl=False)
    return out.getvalue().decode()


@cache
def _compiler() -> typst.Compiler:
    """Return the compiler with its fonts read once; about 5 ms a document afterwards."""
    fonts = typst.Fonts(include_system_fonts=True, include_embedded_fonts=True)
    if CHINESE_FAMILY not in fonts.families():
        raise ChineseFontMissing
    return typst.Compiler(TEMPLATE, root=TEMPLATE.parent, font_paths=fonts)
