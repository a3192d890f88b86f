"""Feature: whoever holds a document checks it at home, with nothing but the published keys."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from haina.cases.credentials import SigningKey, key_set
from haina.cases.documents import PermitContent, Row, render
from haina.cases.papers import Paper, hash_of_rows, signed
from haina.cases.seals import Seals, published
from haina.cases.statuses import signed_list, status_credential
from haina.rules import Text

ISSUED = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
BUREAU = Text("示例市人力资源局", "Human Resources Bureau of Example City")
TITLE = Text("外国人工作许可", "Work permit for foreigners")
ROWS = (Row(Text("持有人", "Holder"), Text.both("KARI NORDMANN")),)
PAPER = Paper(
    "WP-2026-000017-1",
    "work_permit",
    date(2026, 3, 1),
    date(2028, 2, 29),
    hash_of_rows(ROWS),
    17,
    TITLE,
    BUREAU,
    ROWS,
    ISSUED,
    "https://window.example.org/status/1.json",
)


@dataclass(frozen=True)
class Desk:
    """A folder with what somebody has downloaded."""

    folder: Path
    key: SigningKey

    def path(self, name: str) -> str:
        """Where a file of that name is."""
        return str(self.folder / name)

    def statuses(self, *taken_back: int, at: datetime) -> bytes:
        """The published status list of a moment."""
        listed = status_credential(PAPER.status_list, "https://window.example.org", taken_back, at)
        return json.dumps(signed_list(listed, self.key)).encode()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A permit as PDF and as credential, and the published keys."""
    folder, key = tmp_path_factory.mktemp("desk"), SigningKey.generate()
    seals = Seals(folder / "seals")
    short, whole = signed(PAPER, key)
    content = PermitContent(
        number=PAPER.number,
        title=TITLE,
        issuer=BUREAU,
        rows=ROWS,
        basis=Text("依据：第六条。", "Ground: article 6."),
        check=Text("请扫描二维码核验。", "Scan the code to check."),
        address=f"https://window.example.org/verify/{short}",
        fingerprint="key 1234 abcd",
        issued=ISSUED,
        credential=whole,
    )
    pdf = seals.of("bureau", BUREAU, ISSUED).apply(render(content), ISSUED, TITLE)
    (folder / "permit.pdf").write_bytes(pdf)
    (folder / "permit.jws").write_text(whole)
    (folder / "code.txt").write_text(content.address)
    authority = published(seals.authority(ISSUED).certificate)
    (folder / "keys.json").write_text(json.dumps({"keys": [*key_set([key])["keys"], authority]}))
    (folder / "only-credentials.json").write_text(json.dumps(key_set([key])))
    (folder / "only-seals.json").write_text(json.dumps({"keys": [authority]}))
    (folder / "others.json").write_text(json.dumps(key_set([SigningKey.generate()])))
    return Desk(folder, key)


@pytest.fixture
def verify(haina, desk: Desk) -> Callable[..., object]:
    """Runs ``haina verify`` on a file of the desk on a day in 2026."""

    def run(name: str, *more: str, key: str = "keys.json", on: str = "2026-11-23") -> object:
        return haina("verify", desk.path(name), "--key", desk.path(key), "--on", on, *more)

    return run


@pytest.mark.parametrize("name", ["permit.pdf", "permit.jws"])
def test_given_a_genuine_document_then_it_says_who_issued_what_to_whom_and_until_when(verify, name) -> None:
    said = verify(name)
    assert (said.status, said.err) == (0, "")
    for words in (
        "Genuine and valid",
        "外国人工作许可 · Work permit for foreigners",
        "示例市人力资源局 · Human Resources Bureau of Example City",
        "KARI NORDMANN",
        "Valid from: 2026-03-01",
        "Valid to: 2028-02-29",
        "Signature: good",
        "unknown offline",
    ):
        assert words in said.out
    chinese = verify(name, "--lang", "zh")
    for words in ("真实，有效", "签发机关", "生效: 2026-03-01", "签名: 完好", "未知（离线）"):
        assert words in chinese.out


def test_given_only_the_address_of_the_qr_code_then_it_says_what_the_code_knows(verify) -> None:
    said = verify("code.txt")
    assert said.status == 0
    assert "WP-2026-000017-1" in said.out
    assert "holder's name is in the PDF" in said.out


def test_given_one_changed_byte_then_it_is_not_to_be_relied_upon(desk: Desk, verify) -> None:
    pdf = bytearray((desk.folder / "permit.pdf").read_bytes())
    pdf[len(pdf) // 3] ^= 1
    (desk.folder / "changed.pdf").write_bytes(pdf)
    token = (desk.folder / "permit.jws").read_text()
    (desk.folder / "changed.jws").write_text(token[:200] + ("A" if token[200] != "A" else "B") + token[201:])
    for name, words in (("changed.pdf", "Broken seal"), ("changed.jws", "Bad signature")):
        said = verify(name)
        assert said.status == 1
        assert words in said.out
        assert "KARI" not in said.out


@pytest.mark.parametrize(
    ("on", "words", "status"),
    [
        ("2026-02-28", "not valid yet", 1),
        ("2026-03-01", "Genuine and valid", 0),
        ("2028-02-29", "Genuine and valid", 0),
        ("2028-03-01", "it has run out", 1),
    ],
)
def test_it_is_valid_from_its_first_to_its_last_day(verify, on: str, words: str, status: int) -> None:
    said = verify("permit.pdf", on=on)
    assert said.status == status
    assert words in said.out


def test_given_a_status_list_then_it_says_whether_the_document_was_taken_back(desk: Desk, verify) -> None:
    now = datetime.now(UTC)
    for name, taken_back, words, status in (
        ("good.json", (16, 18), "neither revoked nor replaced", 0),
        ("bad.json", (17,), "was revoked or replaced", 1),
    ):
        (desk.folder / name).write_bytes(desk.statuses(*taken_back, at=now))
        said = verify("permit.pdf", "--status", desk.path(name))
        assert (words in said.out, said.status) == (True, status)


def test_given_an_old_list_then_only_what_it_marks_is_certain(desk: Desk, verify) -> None:
    old = datetime.now(UTC) - timedelta(days=3)
    (desk.folder / "old.json").write_bytes(desk.statuses(at=old))
    assert "not of now" in verify("permit.jws", "--status", desk.path("old.json")).out
    (desk.folder / "old.json").write_bytes(desk.statuses(17, at=old))
    assert verify("permit.jws", "--status", desk.path("old.json")).status == 1


@pytest.fixture
def served(desk: Desk) -> Iterator[str]:
    """The address of a real server on this machine that publishes the list."""
    body = desk.statuses(17, at=datetime.now(UTC))

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *words: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/status/1.json"
        server.shutdown()
        thread.join()


def test_given_the_address_of_the_list_then_it_is_fetched(verify, served: str) -> None:
    said = verify("permit.pdf", "--status", served)
    assert said.status == 1
    assert "revoked or replaced" in said.out


def test_the_answer_for_programs_says_the_same(verify) -> None:
    answer = json.loads(verify("permit.pdf", "--format", "json").out)
    assert (answer["verdict"], answer["good"], answer["status"]) == ("valid", True, "unknown")
    assert answer["document"]["title"] == {"zh": TITLE.zh, "en": TITLE.en}
    assert answer["seal"]["en"] == BUREAU.en


@pytest.mark.parametrize(
    ("name", "key", "words"),
    [
        ("none.pdf", "keys.json", "cannot read"),
        ("permit.pdf", "none.json", "cannot read"),
        ("permit.pdf", "permit.pdf", "is not a key file"),
        ("permit.pdf", "only-credentials.json", "no certificate"),
        ("permit.jws", "only-seals.json", "no key of credentials"),
    ],
)
def test_given_what_cannot_be_checked_then_it_says_what_is_missing(verify, name, key, words) -> None:
    said = verify(name, key=key)
    assert (said.status, said.out) == (2, "")
    assert words in said.err


def test_given_the_keys_of_somebody_else_then_it_is_not_theirs(verify) -> None:
    said = verify("permit.jws", key="others.json")
    assert said.status == 1
    assert "Not signed with a key" in said.out


@pytest.mark.parametrize("address", ["http://example.org/1.json", "ftp://example.org/1.json"])
def test_given_an_address_that_anyone_on_the_way_could_answer_then_it_is_not_asked(verify, address) -> None:
    said = verify("permit.pdf", "--status", address)
    assert said.status == 2
    assert "only https" in said.err
