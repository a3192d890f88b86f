"""Seals: each issuing department has a certificate, and its seal stands inside the PDFs that it issues.

A seal is a PAdES signature (ETSI EN 319 142-1, baseline B-B) over the whole file, ECDSA on P-256. The
certificates come from an authority of this installation's own. Keys and certificates are made at set-up and
kept as PEM files of mode 600 outside the repository; only the authority's certificate is published.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import io
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from joserfc.jwk import ECKey
from pyhanko.keys import load_certs_from_pemder_data, load_private_key_from_pemder_data
from pyhanko.pdf_utils.generic import ArrayObject, ByteStringObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigMDPSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import SignatureObject
from pyhanko.sign.signers.pdf_cms import SimpleSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

from haina.rules import Text

FIELD = "Seal"
_AUTHORITY = Text("海纳本机证书机构", "Haina certificate authority of this installation")
_DIGEST = "sha256"
#: A seal must outlive the papers under it: twenty years, and the authority ten more.
_SEAL_LASTS = timedelta(days=20 * 366)
_AUTHORITY_LASTS = timedelta(days=30 * 366)
#: Clocks of those who check may be a little behind ours.
_MARGIN = timedelta(days=1)
#: Hexadecimal digits kept free for the signature; ours takes about 2,500.
_ROOM = 8192
_CERTIFICATE = b"-----BEGIN CERTIFICATE"


@dataclass(frozen=True, slots=True)
class Identity:
    """A private key with its certificate."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    def pem(self) -> bytes:
        """Both as one PEM file."""
        private = self.key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        return private + self.certificate.public_bytes(serialization.Encoding.PEM)

    @classmethod
    def from_pem(cls, data: bytes) -> Identity:
        """The key and the certificate of a file that `pem` wrote; raises ValueError for anything else."""
        key = serialization.load_pem_private_key(data, password=None)
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise ValueError("not a key of a seal")
        return cls(key, x509.load_pem_x509_certificate(data))


@dataclass(frozen=True, slots=True)
class Seal:
    """A department's identity with the authority's certificate."""

    identity: Identity
    authority: x509.Certificate

    def apply(self, pdf: bytes, at: datetime, reason: Text) -> bytes:
        """The same PDF with this seal in it, dated `at`; the same input gives the same bytes.

        The pages and the metadata stay as they are, so that a PDF/A-2b file stays one. Raises ValueError if
        `at` has no time zone.
        """
        if at.tzinfo is None:
            raise ValueError("a seal needs a time zone")
        writer = _Unchanged(io.BytesIO(pdf))
        embedding = PdfCMSEmbedder(SigFieldSpec(FIELD)).write_cms(FIELD, writer)
        next(embedding)
        signature = SignatureObject(
            timestamp=at.astimezone(UTC),
            subfilter=SigSeedSubFilter.PADES,
            reason=f"{reason.zh} / {reason.en}",
            bytes_reserved=_ROOM,
        )
        certify = SigMDPSetup(_DIGEST, certify=True, docmdp_perms=MDPPerm.NO_CHANGES)
        embedding.send(SigObjSetup(signature, mdp_setup=certify))
        prepared, output = embedding.send(SigIOSetup(_DIGEST))
        signing = self._signer().async_sign(prepared.document_digest, _DIGEST, use_pades=True)
        embedding.send(asyncio.run(signing))
        return bytes(output.getvalue())

    def _signer(self) -> _SteadySigner:
        pem = self.identity.pem()
        key = load_private_key_from_pemder_data(pem.split(_CERTIFICATE)[0], passphrase=None)
        (certificate,) = certificates(self.identity.certificate)
        return _SteadySigner(certificate, key, no_others(), embed_roots=False)


def no_others() -> SimpleCertificateStore:
    """A store without certificates: the seal's own is all that is embedded."""
    return SimpleCertificateStore()  # type: ignore[no-untyped-call]  # untyped in a typed package


def certificates(*given: x509.Certificate) -> list[Any]:
    """Certificates as pyHanko takes them."""
    pem = b"".join(one.public_bytes(serialization.Encoding.PEM) for one in given)
    return list(load_certs_from_pemder_data(pem))


class _SteadySigner(SimpleSigner):
    """Signs the same document with the same bytes (RFC 6979), so that doing it twice gives one file."""

    def sign_raw(self, data: bytes, digest_algorithm: str) -> bytes:
        """The ECDSA signature of `data` with SHA-256."""
        key = serialization.load_der_private_key(self.signing_key.dump(), password=None)
        if not isinstance(key, ec.EllipticCurvePrivateKey) or digest_algorithm != _DIGEST:
            raise ValueError("a seal is ECDSA with SHA-256")
        return key.sign(data, ec.ECDSA(hashes.SHA256(), deterministic_signing=True))


class _Unchanged(IncrementalPdfFileWriter):
    """Adds the seal and nothing else: the file's own dates and its metadata are the document's."""

    def _update_meta(self) -> None:
        """Leave the metadata, whose dates PDF/A wants to be the same in two places."""

    @classmethod
    def _handle_id(cls, prev: object) -> ArrayObject:
        """Number the sealed file by the one that was sealed, not by chance."""
        first, second = prev.trailer["/ID"]  # type: ignore[attr-defined]
        sealed = hashlib.sha256(first.original_bytes + second.original_bytes).digest()[:16]
        return ArrayObject([ByteStringObject(first.original_bytes), ByteStringObject(sealed)])


def published(authority: x509.Certificate) -> dict[str, Any]:
    """The authority's certificate as a JSON Web Key (RFC 7517, x5c), to stand among the published keys."""
    key = ECKey.import_key(
        authority.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
    )
    der = base64.b64encode(authority.public_bytes(serialization.Encoding.DER)).decode()
    return {**key.as_dict(private=False), "kid": key.thumbprint()[:8], "use": "sig", "x5c": [der]}


def authorities(keys: Iterable[Mapping[str, Any]]) -> list[x509.Certificate]:
    """The certificates among published keys; raises ValueError where one cannot be read."""
    return [x509.load_der_x509_certificate(base64.b64decode(key["x5c"][0])) for key in keys if key.get("x5c")]


class Seals:
    """The folder with the authority's key and the departments' seals; what is missing is made there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def authority(self, now: datetime) -> Identity:
        """The authority that vouches for the seals."""

        def make() -> Identity:
            key = ec.generate_private_key(ec.SECP256R1())
            name = _name(_AUTHORITY, "authority")
            return Identity(key, _certificate(name, key, name, key, now, _AUTHORITY_LASTS, authority=True))

        return _kept(self.folder / "authority.pem", make)

    def of(self, department: str, title: Text, now: datetime) -> Seal:
        """The seal of a department, by its id and its name."""
        authority = self.authority(now)

        def make() -> Identity:
            key = ec.generate_private_key(ec.SECP256R1())
            name = _name(title, department)
            certificate = _certificate(
                name, key, authority.certificate.subject, authority.key, now, _SEAL_LASTS, authority=False
            )
            return Identity(key, certificate)

        return Seal(_kept(self.folder / f"{department}.pem", make), authority.certificate)


def _kept(path: Path, make: Callable[[], Identity]) -> Identity:
    """The identity in `path`, made there with mode 600 if there is none; processes agree on the first one."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = path.with_name(f"{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(make().pem())
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(fresh, path)
        except FileExistsError:
            pass  # another process was first; its identity is the identity
        finally:
            fresh.unlink()
    return Identity.from_pem(path.read_bytes())


def _name(title: Text, unit: str) -> x509.Name:
    """The Chinese name as the common name, the English one as the organisation's, and the id as its unit."""
    parts = {
        NameOID.COMMON_NAME: title.zh,
        NameOID.ORGANIZATION_NAME: title.en,
        NameOID.ORGANIZATIONAL_UNIT_NAME: unit,
    }
    return x509.Name([x509.NameAttribute(kind, _short(value)) for kind, value in parts.items()])


def _short(value: str) -> str:
    # At most 64 of what is written in a certificate (RFC 5280, upper bounds), and no half letters.
    return value.encode()[:64].decode(errors="ignore")


def _certificate(
    subject: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    issuer: x509.Name,
    issuer_key: ec.EllipticCurvePrivateKey,
    now: datetime,
    lasts: timedelta,
    *,
    authority: bool,
) -> x509.Certificate:
    """A certificate for `key`: of the authority itself, or of one seal."""
    public = issuer_key.public_key()
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now.astimezone(UTC) - _MARGIN)
        .not_valid_after(now.astimezone(UTC) + lasts)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=0 if authority else None), True)
        .add_extension(_usage(authority=authority), True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(public), False)
    )
    return builder.sign(issuer_key, hashes.SHA256())


def _usage(*, authority: bool) -> x509.KeyUsage:
    """An authority signs certificates; a seal signs documents, and stands by them."""
    return x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=not authority,
        key_cert_sign=authority,
        crl_sign=authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
