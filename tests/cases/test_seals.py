"""Feature: a document carries its department's seal, which anyone can check and no changed byte survives."""

from __future__ import annotations

import io
import random
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pypdf
import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from haina.cases.documents import PermitContent, Row, render
from haina.cases.sealed import SealFinding, check_seal
from haina.cases.seals import Seal, Seals, authorities, published
from haina.rules import Text

NOW = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
BUREAU = Text("示例市人力资源局", "Human Resources Bureau of Example City")
REASON = Text("工作许可", "Work permit")
PRINTED = render(
    PermitContent(
        number="WP-2026-000017",
        title=REASON,
        issuer=BUREAU,
        rows=[Row(Text("姓名", "Name"), Text.both("AMÉLIE LAURENT"))],
        basis=Text("依据：第六条。", "Ground: article 6."),
        check=Text("请扫描二维码核验。", "Scan the code to check."),
        address="https://window.example.org/verify/a.b.c",
        fingerprint="key 1234 abcd",
        issued=NOW,
    )
)


@pytest.fixture(scope="module")
def seal(tmp_path_factory: pytest.TempPathFactory) -> Seal:
    """The seal of the bureau."""
    return Seals(tmp_path_factory.mktemp("seals")).of("bureau", BUREAU, NOW)


@pytest.fixture(scope="module")
def sealed(seal: Seal) -> bytes:
    """A sealed document."""
    return seal.apply(PRINTED, NOW, REASON)


def test_given_a_sealed_document_then_a_stranger_with_the_authoritys_certificate_finds_it_whole(
    seal: Seal, sealed: bytes
) -> None:
    """pyHanko's own validator speaks here, told nothing but whom to trust."""
    pem = seal.authority.public_bytes(Encoding.PEM)
    (signature,) = PdfFileReader(io.BytesIO(sealed)).embedded_regular_signatures
    trust = ValidationContext(trust_roots=list(load_certs_from_pemder_data(pem)), moment=NOW)
    status = validate_pdf_signature(signature, signer_validation_context=trust)
    assert (status.intact, status.valid, status.trusted, status.bottom_line) == (True, True, True, True)
    assert status.coverage.name == "ENTIRE_FILE"
    assert signature.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"


def test_given_a_sealed_document_then_it_says_whose_seal_it_is_and_since_when(
    seal: Seal, sealed: bytes
) -> None:
    assert check_seal(sealed, [seal.authority]) == SealFinding(None, BUREAU, NOW)


def test_given_one_changed_byte_anywhere_then_the_seal_is_broken(seal: Seal, sealed: bytes) -> None:
    """Given bytes of the text, of the signature itself and of the empty room behind it."""
    chance = random.Random(20160926)  # noqa: S311 - places to look at, not secrets
    signature = sealed.index(b"/Contents <")
    places = [
        *chance.sample(range(len(sealed)), 150),
        *range(signature, signature + 3000, 17),
        *chance.sample(range(signature + 3000, signature + 8192), 20),
    ]
    for place in places:
        changed = bytearray(sealed)
        changed[place] ^= 1 << chance.randrange(8)
        assert check_seal(bytes(changed), [seal.authority]).fault in {"changed", "no_seal"}, place


def test_given_something_written_behind_the_end_then_the_seal_is_broken(seal: Seal, sealed: bytes) -> None:
    assert check_seal(sealed + b"\n", [seal.authority]).fault == "changed"


def test_given_the_seal_of_another_authority_then_it_is_not_ours(sealed: bytes, tmp_path: Path) -> None:
    stranger = Seals(tmp_path).authority(NOW).certificate
    assert check_seal(sealed, [stranger]).fault == "unknown_authority"


def test_given_a_document_without_a_seal_or_no_document_at_all_then_it_says_so(seal: Seal) -> None:
    for given in (PRINTED, b"", b"%PDF-1.7\n%%EOF", b"Dear Sir or Madam"):
        assert check_seal(given, [seal.authority]).fault == "no_seal"


def test_the_same_document_is_sealed_with_the_same_bytes(seal: Seal, sealed: bytes) -> None:
    assert seal.apply(PRINTED, NOW, REASON) == sealed


def test_the_seal_leaves_the_document_what_it_was_for_an_archive(sealed: bytes) -> None:
    """ISO 19005-2 on what a seal adds: 6.4.3 the signature, 6.3 its annotation, 6.6.2 the metadata."""
    before, after = pypdf.PdfReader(io.BytesIO(PRINTED)), pypdf.PdfReader(io.BytesIO(sealed))
    assert sealed.startswith(PRINTED)
    root = after.trailer["/Root"]
    assert b"<pdfaid:part>2</pdfaid:part>" in root["/Metadata"].get_data()
    assert root["/Metadata"].get_data() == before.trailer["/Root"]["/Metadata"].get_data()
    assert after.metadata == before.metadata
    (field,) = root["/AcroForm"]["/Fields"]
    field = field.get_object()
    # Printed, not hidden; a widget without a surface needs no appearance stream.
    assert field["/F"] & 0b100111 == 0b100
    assert [float(side) for side in field["/Rect"]] == [0, 0, 0, 0]
    assert "/NeedAppearances" not in root["/AcroForm"]
    (reference,) = field["/V"]["/Reference"]
    assert not {"/DigestMethod", "/DigestValue", "/DigestLocation"} & set(reference.get_object())
    assert "/Encrypt" not in after.trailer


def test_given_no_seals_yet_when_several_start_at_once_then_they_share_them(tmp_path: Path) -> None:
    folder = tmp_path / "seals"
    with ThreadPoolExecutor(8) as pool:
        seals = list(pool.map(lambda _turn: Seals(folder).of("bureau", BUREAU, NOW), range(8)))
    assert len({seal.identity.pem() for seal in seals}) == 1
    assert {path.name for path in folder.iterdir()} == {"authority.pem", "bureau.pem"}
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}


def test_the_published_certificate_comes_back_from_the_key_set_without_a_private_part(seal: Seal) -> None:
    key = published(seal.authority)
    assert authorities([{"kty": "OKP", "kid": "other"}, key]) == [seal.authority]
    assert "d" not in key


def test_given_a_time_without_zone_then_it_is_refused(seal: Seal) -> None:
    with pytest.raises(ValueError, match="time zone"):
        seal.apply(PRINTED, datetime(2026, 3, 1), REASON)  # noqa: DTZ001 - the missing zone is the subject
