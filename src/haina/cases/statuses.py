"""Status lists: which documents are no longer good, for anyone to check without asking about one of them.

The shape is a W3C Bitstring Status List (Recommendation of 15 May 2025): one bit a document, packed, dated,
and signed with the key that signs the credentials. A bit that is set means that the document is good no
longer; a second list, of the purpose “refresh”, says which of these were replaced by another document.
"""

from __future__ import annotations

import base64
import gzip
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from haina.cases.credentials import CredentialInvalid, SigningKey, read

#: Bits in one list: the least that the recommendation allows, so that nobody is picked out by a short list.
LENGTH = 131_072
#: How long a list may be relied upon offline.
GOOD_FOR = timedelta(days=1)
_LONGEST = 1024 * 1024
#: What a bit that is set says: good no longer, or replaced by another document.
Purpose = Literal["revocation", "refresh"]


@dataclass(frozen=True, slots=True)
class StatusList:
    """One list as read: the bits and the time for which it speaks."""

    address: str
    valid_from: datetime
    valid_until: datetime
    bits: bytes
    #: Those that were replaced; empty where the published file does not say.
    replaced: bytes = b""

    def is_set(self, index: int) -> bool:
        """Whether the document at `index` (in all lists together) is revoked or replaced."""
        return _is_set(self.bits, index)

    def is_replaced(self, index: int) -> bool:
        """Whether another document has replaced it."""
        return bool(self.replaced) and _is_set(self.replaced, index)


def _is_set(bits: bytes, index: int) -> bool:
    place = index % LENGTH
    return bool(bits[place // 8] >> (7 - place % 8) & 1)


def list_number(index: int) -> int:
    """The number of the list in which a document stands; the first is 1."""
    return index // LENGTH + 1


def status_credential(
    address: str, issuer: str, taken_back: Iterable[int], now: datetime, purpose: Purpose = "revocation"
) -> dict[str, Any]:
    """The list as the claims of a Bitstring Status List credential; `taken_back` are indexes in this list."""
    bits = bytearray(LENGTH // 8)
    for index in taken_back:
        place = index % LENGTH
        bits[place // 8] |= 1 << (7 - place % 8)
    return {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer,
        "validFrom": _stamp(now),
        "validUntil": _stamp(now + GOOD_FOR),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": purpose,
            "encodedList": encoded(bytes(bits)),
        },
    }


def signed_list(
    credential: Mapping[str, Any], key: SigningKey, replaced: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """The published form: the claims for reading, and the signed tokens that count."""
    refresh = {} if replaced is None else {"refresh": key.sign(replaced)}
    return {**credential, "jws": key.sign(credential), **refresh}


def read_list(published: str, public_keys: Iterable[Mapping[str, Any]]) -> StatusList:
    """The list of a published file or of its bare token; raises CredentialInvalid where it is not ours."""
    token, refresh, keys = published.strip(), "", list(public_keys)
    if token.startswith("{"):
        try:
            whole = json.loads(token)
            token, refresh = str(whole["jws"]), str(whole.get("refresh", ""))
        except (ValueError, KeyError, RecursionError) as error:
            raise CredentialInvalid("malformed") from error
    claims = read(token, keys, longest=_LONGEST)
    try:
        found = StatusList(
            str(claims["id"]),
            datetime.fromisoformat(claims["validFrom"]),
            datetime.fromisoformat(claims["validUntil"]),
            _bits(claims, "revocation"),
        )
        return (
            replace(found, replaced=_replaced(read(refresh, keys, longest=_LONGEST), found))
            if refresh
            else found
        )
    except (KeyError, TypeError, ValueError) as error:
        raise CredentialInvalid("malformed") from error


def _bits(claims: Mapping[str, Any], purpose: Purpose) -> bytes:
    subject = claims["credentialSubject"]
    if subject["statusPurpose"] != purpose:
        raise ValueError(f"not a list of the purpose {purpose}")
    return decoded(subject["encodedList"])


def _replaced(claims: Mapping[str, Any], beside: StatusList) -> bytes:
    """The bits of the second list, which has to be that of the same documents at the same time."""
    if (str(claims["id"]), datetime.fromisoformat(claims["validFrom"])) != (
        beside.address,
        beside.valid_from,
    ):
        raise ValueError("another list")
    return _bits(claims, "refresh")


def encoded(bits: bytes) -> str:
    """Bits as the recommendation writes them: gzip, base64url without padding, behind a “u”."""
    packed = gzip.compress(bits, mtime=0)
    return "u" + base64.urlsafe_b64encode(packed).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    """The bits of an encoded list; raises ValueError where it is not one, or not of the right length."""
    if not text.startswith("u"):
        raise ValueError("not base64url")
    packed = base64.urlsafe_b64decode(text[1:] + "=" * (-len(text[1:]) % 4))
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(packed)) as file:
            bits = file.read(LENGTH // 8 + 1)
    except (OSError, EOFError) as error:
        raise ValueError("not packed") from error
    if len(bits) != LENGTH // 8:
        raise ValueError("not of the right length")
    return bits


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).replace(microsecond=0).isoformat()
