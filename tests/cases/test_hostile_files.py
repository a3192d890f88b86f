"""Feature: whatever file is sent, it is refused with kind words or kept harmless, and never served to be run.

Each file is sent over the form of a real page, as a browser or a program without manners would send it.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.urls import reverse
from django.utils import translation

from haina.cases import files
from haina.cases.models import CaseDocument
from haina.cases.policies import current_policy

from .conftest import PROCEDURE, Application
from .test_files import JPEG, PDF, PNG, scanner

__all__ = ["scanner"]

SCRIPT = b"<html><body><script>alert(document.cookie)</script></body></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'
#: The harmless file by which scanners are tried; in two halves, so that no scanner takes this file for it.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + rb"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def bomb(inside: str) -> bytes:
    """A small archive of 64 MB of zeros, under the name that an office program gives its main part."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(inside, bytes(64 * 1024 * 1024))
    return out.getvalue()


@dataclass
class Desk:
    """An agent's browser on the page of documents of a draft."""

    draft: Application
    client: Client
    settings: Any

    def send(
        self, content: bytes, name: str, content_type: str = "application/pdf", language: str = "en"
    ) -> Any:
        """Send a file as the passport, its name and type as given and not as a browser cleans them."""
        with translation.override(language):
            address = reverse("cases:documents", args=[self.draft.id])
        fields = {"kind": "passport", "key": self.draft.city.key(), "seen": str(self.draft.row.sequence)}
        parts = [
            f'--x\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{value}\r\n'.encode()
            for field, value in fields.items()
        ]
        head = f'--x\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
        parts += [head.encode(), f"Content-Type: {content_type}\r\n\r\n".encode(), content, b"\r\n--x--\r\n"]
        return self.client.generic("POST", address, b"".join(parts), "multipart/form-data; boundary=x")

    def refused(self, content: bytes, name: str, *words: str, **more: str) -> None:
        """The file is not kept, and the page says so beside the document, and what to do."""
        response = self.send(content, name, **more)
        page = response.content.decode()
        assert response.status_code == 422, (response.status_code, page)
        title = "护照" if more.get("language") == "zh-hans" else "Passport"
        for expected in (title, 'href="#id_passport_file"', *words):
            assert expected in page, expected
        assert not CaseDocument.objects.filter(case_id=self.draft.id).exists()
        assert not [path for path in files.root().rglob("*") if path.is_file()]

    def kept(self, content: bytes, name: str, content_type: str = "application/pdf") -> CaseDocument:
        """The file is kept, in the store and nowhere else, under its hash alone."""
        response = self.send(content, name, content_type)
        assert response.status_code == 302, response.content.decode()
        document = CaseDocument.objects.filter(case_id=self.draft.id).latest("attached_at")
        assert files.path_of(document.sha256).read_bytes() == content
        return document

    def served(self, document: CaseDocument) -> Any:
        """The file comes as something to be stored, of the type that its content is, and can run nothing."""
        address = reverse("cases:document", args=[self.draft.id, document.pk])
        response = self.client.get(address)
        content = b"".join(response.streaming_content)
        assert content == files.path_of(document.sha256).read_bytes()
        assert response["Content-Disposition"].startswith("attachment;")
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert response["Content-Type"] in {"application/pdf", "image/jpeg", "image/png"}
        return response


@pytest.fixture
def desk(draft: Application, settings: Any) -> Desk:
    settings.RATELIMIT_ENABLE = False
    client = Client()
    client.force_login(draft.city.account("agent"))
    return Desk(draft, client, settings)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (SCRIPT, "passport.pdf"),
        (SCRIPT, "passport.png"),
        (SCRIPT, "passport.html"),
        (SVG, "passport.svg"),
        (SVG, "passport.png"),
        (SVG, "passport.pdf"),
        (SCRIPT + PDF, "passport.pdf"),
        (b"GIF89a/*" + SCRIPT + b"*/", "passport.jpg"),
        (PNG + SCRIPT, "passport.png"),
        (JPEG + SCRIPT * 2, "passport.jpg"),
        (b"MZ" + bytes(200) + PDF, "passport.pdf"),
        (b"#!/bin/sh\nrm -rf /\n", "passport.pdf"),
    ],
)
def test_what_is_of_another_kind_is_refused_whatever_its_name(desk: Desk, content: bytes, name: str) -> None:
    desk.refused(content, name, "The content is not of a type that is allowed here.", "PDF, JPEG, PNG")


@pytest.mark.parametrize(
    ("inside", "name"),
    [
        ("word/document.xml", "passport.docx"),
        ("xl/workbook.xml", "passport.xlsx"),
        ("zeros", "passport.zip"),
        ("zeros", "passport.pdf"),
    ],
)
def test_an_archive_is_refused_by_its_type_and_never_unpacked(desk: Desk, inside: str, name: str) -> None:
    desk.refused(bomb(inside), name, "The content is not of a type that is allowed here.")


def test_what_to_do_is_said_in_chinese_too(desk: Desk) -> None:
    desk.refused(SCRIPT, "护照.pdf", "这种类型的文件不能在此上传。请把材料扫描或另存为", language="zh-hans")


@pytest.mark.parametrize("name", ["passport.html", "passport.pdf.svg", "passport.png", "passport"])
def test_a_name_that_would_mislead_is_refused_with_the_right_one(desk: Desk, name: str) -> None:
    desk.refused(PDF, name, "The file is not what its name says.", "Let its name end with .pdf")


@pytest.mark.parametrize(
    ("content", "name", "media_type"),
    [
        (PDF.replace(b"<<>>", SCRIPT), "passport.pdf", "application/pdf"),
        (PDF + SCRIPT, "passport.pdf", "application/pdf"),
        (
            PDF.replace(b"<<>>", b"<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>"),
            "a.pdf",
            "application/pdf",
        ),
        (JPEG[:-2] + b"\xff\xfe" + SCRIPT + b"\xff\xd9", "passport.jpg", "image/jpeg"),
        (PNG[:33] + SCRIPT + PNG[33:], "passport.png", "image/png"),
    ],
)
def test_two_kinds_in_one_file_are_served_as_the_harmless_one(
    desk: Desk, content: bytes, name: str, media_type: str
) -> None:
    """Given a file that is a PDF or a picture and also a page with a script, then it is never such a page."""
    document = desk.kept(content, name, content_type="text/html")
    assert desk.served(document)["Content-Type"] == media_type


@pytest.mark.parametrize("kind", ["text/html", "image/svg+xml", "application/x-msdownload", "", "a; b=\x01"])
def test_the_type_that_the_sender_claims_counts_for_nothing(desk: Desk, kind: str) -> None:
    document = desk.kept(PDF, "passport.pdf", content_type=kind)
    assert document.media_type == "application/pdf"
    assert desk.served(document)["Content-Type"] == "application/pdf"


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../../../etc/cron.d/passport.pdf", "passport.pdf"),
        ("..\\..\\windows\\passport.pdf", "passport.pdf"),
        ("/etc/passport.pdf", "passport.pdf"),
        ("pass\x07port\x1b[31m.pdf", "passport[31m.pdf"),
        ("pass\u202efdp.port.pdf", "passfdp.port.pdf"),
        ("a%0d%0aX-Evil: 1.pdf", "a%0d%0aX-Evil: 1.pdf"),
        ("<img src=x onerror=alert(1)>.pdf", "<img src=x onerror=alert(1)>.pdf"),
        ("=cmd|' !A1.pdf", "=cmd|' !A1.pdf"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
    ],
)
def test_a_name_goes_nowhere_but_onto_the_page(desk: Desk, name: str, kept: str) -> None:
    """Given a name that climbs, hides or breaks a line, then the store knows a hash, and the page a text."""
    document = desk.kept(PDF, name)
    assert document.name == kept
    stored = [path for path in files.root().rglob("*") if path.is_file()]
    assert stored == [files.path_of(document.sha256)]
    response = desk.served(document)
    assert "\r" not in response["Content-Disposition"] and "\n" not in response["Content-Disposition"]
    assert "X-Evil" not in response.headers
    page = desk.client.get(reverse("cases:documents", args=[desk.draft.id])).content.decode()
    assert "<img src=x" not in page


def test_an_empty_file_is_refused(desk: Desk) -> None:
    desk.refused(b"", "passport.pdf", "The file is empty.", "choose it again")


def test_one_byte_more_than_the_largest_is_refused_and_the_largest_is_taken(desk: Desk) -> None:
    most = current_policy().procedures[PROCEDURE].document("passport").max_bytes
    start, end = PDF[:9], PDF[9:]
    whole = start + b"%" * (most - len(PDF)) + end
    desk.refused(whole[:-1] + b"\n\n", "passport.pdf", f"at most {most // (1024 * 1024)} MB are allowed")
    assert desk.kept(whole, "passport.pdf").size == most


def test_what_a_scanner_knows_is_refused(desk: Desk, scanner: None) -> None:
    words = ("The file contains something malicious.", "It was not kept.")
    desk.refused(PDF.replace(b"<<>>", EICAR), "passport.pdf", *words)
    desk.kept(PDF, "passport.pdf")


def test_without_a_scanner_that_answers_nothing_is_taken(desk: Desk) -> None:
    desk.settings.HAINA_SCANNER = "unix:/nonexistent/scanner"
    desk.refused(PDF, "passport.pdf", "Please try again later.")


def test_an_officer_gets_it_no_other_way_and_a_page_shows_no_picture_of_it(desk: Desk) -> None:
    """Given a file of two kinds, then the officer's page links to it and embeds nothing."""
    desk.draft.submitted()
    attach = CaseDocument.objects.filter(case_id=desk.draft.id, kind="passport").get()
    TOTP.activate(desk.draft.city.account("window"), generate_totp_secret())
    officer = Desk(desk.draft, Client(), desk.settings)
    officer.client.force_login(desk.draft.city.account("window"))
    officer.served(attach)
    page = officer.client.get(reverse("cases:case", args=[desk.draft.id])).content.decode()
    for element in ("<iframe", "<embed", "<object", f'<img src="/en/cases/{desk.draft.id}'):
        assert element not in page


def test_there_is_no_other_way_to_a_stored_file(desk: Desk) -> None:
    """Given a hash that somebody knows, then no address of files leads to it."""
    document = desk.kept(PDF, "passport.pdf")
    place = Path(document.sha256[:2]) / document.sha256[2:4] / document.sha256
    for before in ("uploads", "static", "media", "static/..", "static/%2e%2e/uploads"):
        assert desk.client.get(f"/{before}/{place}").status_code in {301, 302, 400, 404}
