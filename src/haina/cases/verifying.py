"""The offline check of an issued document, a sealed PDF or a credential, with the published keys alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from haina.cases.credentials import CredentialInvalid
from haina.cases.papers import Paper, read_paper, token_inside
from haina.cases.sealed import SealFinding, check_seal
from haina.cases.seals import authorities
from haina.cases.statuses import StatusList, list_number

Verdict = Literal[
    "valid",
    "expired",
    "not_yet",
    "revoked",
    "replaced",
    "forged",
    "unknown_key",
    "changed",
    "unknown_authority",
    "no_seal",
]
Status = Literal["unknown", "good", "revoked", "replaced", "outdated", "other_list"]

PDF = b"%PDF-"


class KeyMissing(ValueError):
    """The given keys lack the one kind that this check needs: `seal` or `credential`."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found; `paper` only where it is genuine."""

    verdict: Verdict
    kind: Literal["pdf", "credential"]
    paper: Paper | None = None
    seal: SealFinding | None = None
    status: Status = "unknown"

    @property
    def good(self) -> bool:
        """Whether it is what it says it is, on the day of the check."""
        return self.verdict == "valid"

    @property
    def grants(self) -> bool:
        """Whether one may rely on being granted what it says; the letter of a no grants nothing."""
        return self.good and self.paper is not None and self.paper.kind.grants


def check_document(
    data: bytes,
    keys: Sequence[Mapping[str, Any]],
    on: date,
    now: datetime,
    statuses: StatusList | None = None,
) -> Checked:
    """What a document is worth on the day `on` to who trusts the published `keys`.

    `statuses` is a status list that has been read with the same keys; without it whether the document was
    taken back stays unknown. Raises KeyMissing where the keys are not of the kind that is needed.
    """
    is_pdf = data.lstrip().startswith(PDF)
    found = _sealed(data, keys) if is_pdf else _credential(data, keys)
    if found.paper is None:
        return found
    status = _status(found.paper, statuses, now)
    verdict: Verdict = status if status in ("revoked", "replaced") else _standing(found.paper, on)
    return Checked(verdict, found.kind, found.paper, found.seal, status)


def _sealed(pdf: bytes, keys: Sequence[Mapping[str, Any]]) -> Checked:
    trusted = authorities(keys)
    if not trusted:
        raise KeyMissing("seal")
    seal = check_seal(pdf, trusted)
    if seal.fault is not None:
        return Checked(seal.fault, "pdf", seal=seal)
    token = token_inside(pdf)
    try:
        if token is None:
            raise CredentialInvalid("malformed")
        return Checked("valid", "pdf", read_paper(token, keys), seal)
    except CredentialInvalid as error:
        return Checked("unknown_key" if error.reason == "unknown_key" else "forged", "pdf", seal=seal)


def _credential(data: bytes, keys: Sequence[Mapping[str, Any]]) -> Checked:
    if not any(key.get("kty") == "OKP" for key in keys):
        raise KeyMissing("credential")
    # The address in a QR code ends with the credential.
    token = data.decode("ascii", errors="replace").strip().rstrip("/").rsplit("/", 1)[-1]
    try:
        return Checked("valid", "credential", read_paper(token, keys))
    except CredentialInvalid as error:
        return Checked("unknown_key" if error.reason == "unknown_key" else "forged", "credential")


def _standing(paper: Paper, on: date) -> Verdict:
    if paper.valid_to is not None and on > paper.valid_to:
        return "expired"
    return "not_yet" if on < paper.valid_from else "valid"


def _status(paper: Paper, statuses: StatusList | None, now: datetime) -> Status:
    if statuses is None:
        return "unknown"
    if paper.status_index is None:
        return "good"
    if not statuses.address.endswith(f"/{list_number(paper.status_index)}.json"):
        return "other_list"
    if statuses.is_set(paper.status_index):
        # What was taken back once stays so; even an old list says it for good.
        return "replaced" if statuses.is_replaced(paper.status_index) else "revoked"
    return "good" if statuses.valid_from <= now <= statuses.valid_until else "outdated"


__all__ = ["Checked", "KeyMissing", "check_document"]
