"""Feature: an attached file is what it says it is, small enough, looked into, and out of the web's sight."""

from __future__ import annotations

import io
import os
import socketserver
import stat
import struct
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as django_settings

from haina.cases import files, filetypes, verbs
from haina.cases.models import CaseDocument, CaseEvent, DocumentLook
from haina.cases.refusals import CaseNotFound, FileRefused, Forbidden, Refusal
from haina.server.tasks import forget_halves

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00" * 40 + b"IEND\xaeB`\x82"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"\x00" * 40 + b"\xff\xd9"


def _zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    return out.getvalue()


def _refusal(draft, kind: str, content: bytes, name: str) -> str:
    before = CaseEvent.objects.filter(case_id=draft.id).count()
    with pytest.raises(FileRefused) as refusal:
        draft.attach(kind, content, name)
    assert CaseEvent.objects.filter(case_id=draft.id).count() == before
    assert str(refusal.value)
    return refusal.value.code


@pytest.mark.parametrize(("content", "name"), [(PDF, "a.pdf"), (PNG, "scan.PNG"), (JPEG, "photo.jpeg")])
def test_the_kinds_that_are_allowed_are_taken(draft, content: bytes, name: str) -> None:
    draft.attach("passport", content, name)
    [document] = CaseDocument.objects.filter(case_id=draft.id)
    assert (document.name, document.size) == (name, files.path_of(document.sha256).stat().st_size)


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "a.pdf", "empty"),
        (b"hello", "a.pdf", "wrong_type"),
        (b"<html><script>alert(1)</script></html>", "a.pdf", "wrong_type"),
        (b"MZ\x90\x00" + b"\x00" * 80, "a.pdf", "wrong_type"),
        (_zip(), "a.docx", "wrong_type"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a.png", "wrong_type"),
        (PDF[:-6], "cut off.pdf", "wrong_type"),
        (b"\n" * 10 + PDF, "a.pdf", "wrong_type"),
        (PNG + b"PK" + b"x" * 100, "a.png", "wrong_type"),
        (PNG, "a.pdf", "name_differs"),
        (PDF, "a.exe", "name_differs"),
        (PDF, "a.pdf.html", "name_differs"),
        (PDF, "no ending", "name_differs"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused(draft, content: bytes, name: str, code: str) -> None:
    assert _refusal(draft, "passport", content, name) == code


def test_a_kind_takes_only_its_own_types(draft) -> None:
    """Given a contract that has to be a PDF, then a picture of it is refused."""
    assert _refusal(draft, "contract", PNG, "contract.png") == "wrong_type"


def test_a_file_that_is_too_large_is_refused_without_being_kept(draft) -> None:
    endless = b"%PDF-1.7\n" + b"x" * (10 * 1024 * 1024)
    assert _refusal(draft, "passport", endless, "a.pdf") == "too_large"
    assert [path for path in files.root().rglob("*") if path.is_file()] == []


def test_there_are_no_more_files_than_a_document_may_have(draft) -> None:
    for number in range(2):
        draft.attach("passport", PDF.replace(b"<<>>", b"<<%d>>" % number), "a.pdf")
    with pytest.raises(Refusal) as refusal:
        draft.attach("passport", PDF, "b.pdf")
    assert refusal.value.code == "too_many_files"


def test_the_same_file_twice_is_one(draft) -> None:
    draft.attach("passport", PNG, "a.png")
    draft.attach("passport", PNG, "again.png")
    assert CaseDocument.objects.filter(case_id=draft.id).count() == 1


def test_a_document_that_nobody_asked_for_is_refused(draft) -> None:
    with pytest.raises(Refusal) as refusal:
        draft.attach("horoscope", PDF, "a.pdf")
    assert refusal.value.code == "unknown_document"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\scans\\护照.pdf", "护照.pdf"),
        ("a\u202efdp.exe.pdf", "afdp.exe.pdf"),
        ("line\nbreak\x00.pdf", "linebreak.pdf"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
        ("", "document"),
        ("...", "document"),
    ],
)
def test_names_are_cleaned_of_tricks(given: str, kept: str) -> None:
    assert filetypes.safe_name(given) == kept


def test_files_lie_outside_every_served_folder_and_are_the_servers_alone(draft) -> None:
    draft.attach("passport", PNG, "a.png")
    path = files.path_of(CaseDocument.objects.get().sha256)
    assert path.read_bytes() == PNG
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not path.is_relative_to(Path(django_settings.STATIC_ROOT))


@pytest.mark.parametrize("name", ["", "../../secret", "G" * 64, "a" * 63])
def test_only_a_hash_names_a_file(name: str) -> None:
    with pytest.raises(ValueError, match="not a SHA-256"):
        files.path_of(name)


def test_what_a_killed_process_was_taking_in_is_removed_after_a_day(draft) -> None:
    """Given one half of a file is old and another one is still arriving, then only the old one goes."""
    with files.receive(io.BytesIO(PDF), 1000) as arriving:
        left = arriving.path.with_name("left")
        left.write_bytes(PDF[:9])
        os.utime(left, (0, 0))
        forget_halves(timestamp=0)
        assert arriving.path.exists()
        assert not left.exists()


def test_a_removed_document_is_gone_from_the_form_and_stays_on_record(draft) -> None:
    draft.attach("passport", PNG, "a.png")
    document = CaseDocument.objects.get()
    draft.does("agent", verbs.remove_document, document.pk)
    document.refresh_from_db()
    assert document.removed_at == draft.city.now
    draft.does("agent", verbs.remove_document, document.pk)


def test_every_look_at_a_file_is_written_down(draft) -> None:
    draft.submitted()
    document = CaseDocument.objects.filter(case_id=draft.id, kind="passport").get()
    opened = verbs.read_document(draft.city.actor("window"), draft.city.now, document.pk)
    assert opened.path.exists()
    look = DocumentLook.objects.get()
    assert (look.account, look.role, look.at) == (draft.city.account("window"), "officer", draft.city.now)


def test_nobody_else_opens_a_file(draft) -> None:
    draft.submitted()
    document = CaseDocument.objects.filter(case_id=draft.id).first()
    for who in ("rival", "Luc2"):
        with pytest.raises((CaseNotFound, Forbidden)):
            verbs.read_document(draft.city.actor(who), draft.city.now, document.pk)
    assert not DocumentLook.objects.exists()


class _FakeDaemon(socketserver.BaseRequestHandler):
    """Speaks the protocol of a ClamAV daemon and finds the word EICAR."""

    def handle(self) -> None:
        received = self._stream()
        found = b"stream: Test-Signature FOUND\0" if b"EICAR" in received else b"stream: OK\0"
        self.request.sendall(found)

    def _stream(self) -> bytes:
        reader = self.request.makefile("rb")
        assert reader.read(10) == b"zINSTREAM\0"
        received = b""
        while size := struct.unpack("!I", reader.read(4))[0]:
            received += reader.read(size)
        return received


@pytest.fixture
def scanner(settings) -> Iterator[None]:
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), _FakeDaemon)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    settings.HAINA_SCANNER = f"127.0.0.1:{server.server_address[1]}"
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_what_the_scanner_finds_is_refused(draft, scanner: None) -> None:
    assert _refusal(draft, "passport", PDF.replace(b"<<>>", b"<<EICAR>>"), "a.pdf") == "malicious"
    draft.attach("passport", PDF, "a.pdf")


def test_without_an_answer_from_the_scanner_no_file_is_taken(draft, settings) -> None:
    settings.HAINA_SCANNER = "unix:/nonexistent/scanner"
    assert _refusal(draft, "passport", PDF, "a.pdf") == "not_scanned"
