"""Checks the seal in a PDF, offline: whose it is, and that not one byte has changed since.

Reading is strict: the seal must cover the whole file and stand in the one spelling that a seal is written in,
so that not even a byte which the signature does not speak of can be changed.
"""

from __future__ import annotations

import asyncio
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from cryptography import x509
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.pdf_cms import SimpleSigner
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from haina.cases.seals import certificates, no_others
from haina.rules import Text

Fault = Literal["no_seal", "changed", "unknown_authority"]


@dataclass(frozen=True, slots=True)
class SealFinding:
    """What a seal is worth: `fault` is None for a good one."""

    fault: Fault | None
    #: The name in the certificate: the department.
    signer: Text | None = None
    #: The time that the seal says; nobody else vouches for it.
    at: datetime | None = None


def check_seal(pdf: bytes, authorities: Sequence[x509.Certificate]) -> SealFinding:
    """What the seal in `pdf` is worth to who trusts `authorities`; nothing is fetched from anywhere."""
    try:
        return _check(pdf, authorities)
    except (PdfError, SigningError, SignatureValidationError, ValueError, KeyError, TypeError, IndexError):
        # pyHanko reads what anybody may have written; whatever it stumbles over is not what we sealed.
        return SealFinding("changed" if b"/ETSI.CAdES.detached" in pdf else "no_seal")


def _check(pdf: bytes, authorities: Sequence[x509.Certificate]) -> SealFinding:
    seals = PdfFileReader(io.BytesIO(pdf)).embedded_regular_signatures
    if not seals:
        return SealFinding("no_seal")
    if len(seals) > 1:
        return SealFinding("changed")
    (seal,) = seals
    context = ValidationContext(
        trust_roots=certificates(*authorities),
        # Paper outlives certificates: the seal had to be good when it was put there.
        moment=seal.self_reported_timestamp,
        allow_fetching=False,
    )
    status = validate_pdf_signature(seal, signer_validation_context=context)
    name = seal.signer_cert.subject.native
    signer = Text(str(name["common_name"]), str(name["organization_name"]))
    whole = status.coverage is SignatureCoverageLevel.ENTIRE_FILE
    if not (whole and status.intact and status.valid and _canonical(pdf, seal)):
        return SealFinding("changed", signer, seal.self_reported_timestamp)
    fault: Fault | None = None if status.trusted and status.bottom_line else "unknown_authority"
    return SealFinding(fault, signer, seal.self_reported_timestamp)


def _canonical(pdf: bytes, seal: Any) -> bool:
    """Whether the seal is written exactly as `Seal.apply` writes it."""
    begin, length, rest, _last = (int(number) for number in seal.byte_range)
    hole = pdf[begin + length : rest]
    spelt = seal.signed_data
    again = _Again(seal.signer_cert, None, no_others(), embed_roots=False)
    again.given = bytes(spelt["signer_infos"][0]["signature"].native)
    attributes = seal.signer_info["signed_attrs"].untag()
    cms = asyncio.run(again.async_sign_prescribed_attributes("sha256", attributes))
    digits = cms.dump().hex().encode()
    return hole.lower() == b"<" + digits.ljust(len(hole) - 2, b"0") + b">" and hole == hole.upper()


class _Again(SimpleSigner):
    """Puts a given signature where a new one would stand."""

    given: bytes

    def sign_raw(self, data: bytes, digest_algorithm: str) -> bytes:
        """The given signature."""
        return self.given


__all__ = ["Fault", "SealFinding", "check_seal"]
