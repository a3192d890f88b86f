"""Feature: whoever holds a document checks it at home, with nothing but the published keys."""

from __future__ import annotations

import hashlib
import json
import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from haina.cases.anchors import NotAnchored, anchored
from haina.cases.credentials import SigningKey, canonical, key_set
from haina.cases.documents import PermitContent, Row, render
from haina.cases.papers import Paper, hash_of_rows, signed
from haina.cases.seals import Seals, published
from haina.cases.statuses import signed_list, status_credential
from haina.cases.verifying import check_document
from haina.cli.verify import NOT_ANCHORED
from haina.exchange.trees import NO_HASH, leaf_of, path_to, root_of, tree_of
from haina.rules import Text

NOW = datetime(2026, 11, 23, tzinfo=UTC)
#: At so many places of the PDF a byte is changed; a long run tries far more.
PDF_STEP = 4000 if os.environ.get("HAINA_PROPERTIES") == "soak" else 60
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

    def statuses(self, *taken_back: int, at: datetime, replaced: tuple[int, ...] = ()) -> bytes:
        """The published status list of a moment."""
        listed, refresh = (
            status_credential(PAPER.status_list, "https://window.example.org", indexes, at, purpose)
            for indexes, purpose in (((*taken_back, *replaced), "revocation"), (replaced, "refresh"))
        )
        return json.dumps(signed_list(listed, self.key, refresh)).encode()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A permit as PDF and as credential, and the published keys."""
    folder, key = tmp_path_factory.mktemp("desk"), SigningKey.generate()
    seals = Seals(folder / "seals")
    short, whole = signed(PAPER, key)
    for document in ("work_permit_refused", "work_permit_declined", "work_permit_decision"):
        (folder / f"{document}.jws").write_text(signed(replace(PAPER, document=document), key)[1])
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
        ("bad.json", (17,), "Genuine, but it was revoked", 1),
    ):
        (desk.folder / name).write_bytes(desk.statuses(*taken_back, at=now))
        said = verify("permit.pdf", "--status", desk.path(name))
        assert (words in said.out, said.status) == (True, status)


def test_given_a_list_that_says_so_then_a_replaced_paper_is_told_from_a_revoked_one(
    desk: Desk, verify
) -> None:
    (desk.folder / "replaced.json").write_bytes(desk.statuses(16, at=datetime.now(UTC), replaced=(17,)))
    said = verify("permit.pdf", "--status", desk.path("replaced.json"))
    assert (said.status, "another paper has replaced it" in said.out) == (1, True)


def test_given_lists_of_two_moments_put_together_then_they_are_not_believed(desk: Desk, verify) -> None:
    now = datetime.now(UTC)
    new, old = (json.loads(desk.statuses(17, at=at)) for at in (now, now - timedelta(days=1)))
    (desk.folder / "mixed.json").write_text(json.dumps({**new, "refresh": old["refresh"]}))
    said = verify("permit.pdf", "--status", desk.path("mixed.json"))
    assert (said.status, "is not a status list" in said.err) == (2, True)


@pytest.mark.parametrize(
    ("document", "words", "status"),
    [
        ("work_permit_refused", "A genuine letter of refusal; it grants nothing", 3),
        ("work_permit_declined", "was not accepted; it grants nothing", 3),
        ("work_permit_decision", "A genuine letter of approval, in force", 0),
    ],
)
def test_a_letter_speaks_for_itself_and_a_no_is_never_called_valid(
    verify, document: str, words: str, status: int
) -> None:
    """Given a no, then not even a program that looks at nothing but the exit status takes it for a permit."""
    said = verify(f"{document}.jws")
    assert (said.status, words in said.out) == (status, True)
    if status:
        assert "Genuine and valid" not in said.out
        assert "Valid from" not in said.out
        assert "Dated: 2026-03-01" in said.out


def test_given_any_byte_is_changed_then_nothing_is_vouched_for(desk: Desk) -> None:
    """Given bytes all over the PDF and each character of the credential, then every change is found."""
    keys = json.loads((desk.folder / "keys.json").read_text())["keys"]
    for name, step in (("permit.pdf", PDF_STEP), ("permit.jws", 1)):
        data = (desk.folder / name).read_bytes()
        assert check_document(data, keys, date(2026, 11, 23), NOW).good
        for place in range(0, len(data), max(1, len(data) // step) if step > 1 else 1):
            changed = bytearray(data)
            changed[place] ^= 4
            assert not check_document(bytes(changed), keys, date(2026, 11, 23), NOW).good, (name, place)


@dataclass(frozen=True)
class Recorded:
    """The proof that a paper stands in the record, and the roots, as published."""

    proof: dict[str, Any]
    roots: dict[str, Any]


@pytest.fixture
def recorded(desk: Desk) -> Recorded:
    """Two days: on the first something else, on the second the permit between two other events."""
    pdf = hashlib.sha256((desk.folder / "permit.pdf").read_bytes()).hexdigest()
    event = {"kind": "issued", "sequence": 9, "payload": {"number": PAPER.number, "pdf_sha256": pdf}}
    leaf = hashlib.sha256(canonical(event)).hexdigest()
    roots, previous = [], NO_HASH
    for day, leaves in ((date(2026, 3, 1), ["aa" * 32]), (date(2026, 3, 2), ["bb" * 32, leaf, "cc" * 32])):
        tree, count = tree_of(leaves)
        root = root_of(day, count, tree, previous)
        one = {"day": day.isoformat(), "count": count, "tree": tree, "previous": previous, "root": root}
        roots.append(one)
        previous = root
    path = [{"side": side, "hash": step} for side, step in path_to([leaf_of(each) for each in leaves], 1)]
    proof = {"event": event, "path": path, **{name: one[name] for name in one if name != "tree"}}
    return Recorded(proof, {"roots": roots})


@pytest.fixture
def anchor(desk: Desk, verify) -> Callable[[str, Recorded], Any]:
    """Runs ``haina verify`` with a proof and roots."""

    def run(name: str, given: Recorded) -> Any:
        for file, value in (("proof.json", given.proof), ("roots.json", given.roots)):
            (desk.folder / file).write_text(json.dumps(value))
        return verify(name, "--proof", desk.path("proof.json"), "--roots", desk.path("roots.json"))

    return run


def test_given_proof_and_roots_then_it_says_on_which_day_it_was_recorded(anchor, recorded: Recorded) -> None:
    said = anchor("permit.pdf", recorded)
    assert said.status == 0
    assert f"Recorded: on 2026-03-02, in the root {recorded.proof['root']}" in said.out


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda one: one.proof["event"]["payload"].update(pdf_sha256="0" * 64), "about another paper"),
        (lambda one: one.proof["event"]["payload"].update(number="WP-1"), "about another paper"),
        (lambda one: one.proof["event"].update(kind="other"), "does not lead"),
        (lambda one: one.proof["path"].pop(), "does not lead"),
        (lambda one: one.proof["path"][0].update(side="right"), "does not lead"),
        (lambda one: one.proof.update(count=4), "does not lead"),
        (lambda one: one.roots["roots"].pop(), "not among the given ones"),
        (lambda one: one.roots["roots"].pop(0), "2026-03-02"),
        (lambda one: one.roots["roots"][0].update(root="1" * 64), "do not follow"),
        (lambda one: one.roots["roots"][1].update(previous="1" * 64), "do not follow"),
        (lambda one: one.proof.pop("event"), "is not one"),
        (lambda one: one.proof.update(path=[7]), "is not one"),
        (lambda one: one.roots.update(roots=None), "is not one"),
    ],
)
def test_given_a_proof_that_does_not_fit_then_it_says_where(
    desk: Desk, recorded: Recorded, change, words: str
) -> None:
    change(recorded)
    pdf = (desk.folder / "permit.pdf").read_bytes()
    try:
        found = anchored(recorded.proof, recorded.roots, PAPER, pdf).day.isoformat()
    except NotAnchored as error:
        found = NOT_ANCHORED[error.fault].en
    assert words in found


def test_given_only_one_of_proof_and_roots_then_it_says_what_is_missing(verify, desk: Desk) -> None:
    said = verify("permit.pdf", "--roots", desk.path("keys.json"))
    assert (said.status, "belong together" in said.err) == (2, True)


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
    assert "it was revoked" in said.out


def test_the_answer_for_programs_says_the_same(verify) -> None:
    answer = json.loads(verify("permit.pdf", "--format", "json").out)
    assert (answer["verdict"], answer["good"], answer["status"]) == ("valid", True, "unknown")
    assert (answer["paper"], answer["grants"], answer["recorded"]) == ("permit", True, None)
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
