"""Credentials: short claims signed with Ed25519, checkable by anyone who has the published key.

A credential is a compact JSON Web Signature (RFC 7515) with the algorithm "Ed25519" (RFC 9864). It is small
enough for a QR code. Reading is strict: one changed character is refused, also one that base64 would forgive.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

ALGORITHM = "Ed25519"
TYPE = "haina"
LONGEST_TOKEN = 4096

Reason = Literal["malformed", "unknown_key", "forged"]


class CredentialInvalid(ValueError):
    """A token that nobody may rely on; `reason` says why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason: Reason = reason


@dataclass(frozen=True)
class SigningKey:
    """The authority's private key with its identifier (the RFC 7638 thumbprint)."""

    key: OKPKey
    identifier: str

    @classmethod
    def generate(cls) -> SigningKey:
        """Return a new random Ed25519 key."""
        return cls._named(OKPKey.generate_key("Ed25519", private=True))

    @classmethod
    def load_or_create(cls, path: Path) -> SigningKey:
        """Return the key stored at `path`, made there with mode 600 if there is none yet.

        Two processes that start together agree on one key: the file is linked into place, never overwritten.
        """
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            fresh = path.with_name(f"{path.name}.{os.getpid()}")
            descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                json.dump(cls.generate().key.as_dict(private=True), file)
            try:
                os.link(fresh, path)
            except FileExistsError:
                pass  # another process was first; its key is the key
            finally:
                fresh.unlink()
        return cls._named(OKPKey.import_key(json.loads(path.read_text(encoding="utf-8"))))

    @classmethod
    def _named(cls, key: OKPKey) -> SigningKey:
        return cls(key, key.thumbprint())

    def sign(self, claims: Mapping[str, Any]) -> str:
        """Return `claims` as a compact signed token (ASCII, about 130 characters more than the claims)."""
        # Eight characters of the thumbprint find the key among a handful and keep the QR code coarse enough.
        header = {"alg": ALGORITHM, "typ": TYPE, "kid": self.identifier[:8]}
        return jws.serialize_compact(header, canonical(claims), self.key, algorithms=[ALGORITHM])

    def public(self) -> dict[str, Any]:
        """Return the public half as a JSON Web Key with its `kid`."""
        public = cast(dict[str, Any], self.key.as_dict(private=False))
        return {**public, "kid": self.identifier[:8], "alg": ALGORITHM, "use": "sig"}


def read(
    token: str, public_keys: Iterable[Mapping[str, Any]], *, longest: int = LONGEST_TOKEN
) -> dict[str, Any]:
    """Return the claims of `token` if one of `public_keys` (JSON Web Keys) signed exactly these characters.

    Raises CredentialInvalid with the reason otherwise.
    """
    header = _strict_header(token, longest)
    keys = {str(key["kid"]): key for key in public_keys if key.get("kty") == "OKP"}
    known = keys.get(str(header.get("kid")))
    if known is None or header.get("alg") != ALGORITHM:
        raise CredentialInvalid("unknown_key")
    try:
        signed = jws.deserialize_compact(token, OKPKey.import_key(dict(known)), algorithms=[ALGORITHM])
        claims = json.loads(signed.payload)
    except (JoseError, ValueError) as error:
        raise CredentialInvalid("forged") from error
    if not isinstance(claims, dict):
        raise CredentialInvalid("malformed")
    return claims


def canonical(claims: Mapping[str, Any]) -> bytes:
    """The one way to write claims: sorted keys, no spaces, UTF-8."""
    return json.dumps(claims, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def key_set(keys: Iterable[SigningKey]) -> dict[str, Any]:
    """Return the published JSON Web Key Set."""
    return {"keys": [key.public() for key in keys]}


def _strict_header(token: str, longest: int) -> dict[str, Any]:
    """Return the header of a token of three canonical base64url parts, else raise CredentialInvalid."""
    parts = token.split(".")
    if len(token) > longest or len(parts) != 3:
        raise CredentialInvalid("malformed")
    try:
        decoded = [_canonical(part) for part in parts]
        header = json.loads(decoded[0])
    except (binascii.Error, ValueError) as error:
        raise CredentialInvalid("malformed") from error
    if not isinstance(header, dict):
        raise CredentialInvalid("malformed")
    return header


def _canonical(part: str) -> bytes:
    """Return the bytes of one base64url part, refusing spellings that differ but decode to the same bytes."""
    raw = base64.b64decode(part + "=" * (-len(part) % 4), altchars=b"-_", validate=True)
    if base64.urlsafe_b64encode(raw).rstrip(b"=").decode() != part:
        raise ValueError("not canonical")
    return raw


__all__ = ["CredentialInvalid", "SigningKey", "canonical", "key_set", "read"]
