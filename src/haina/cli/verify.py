"""`haina verify FILE`: what an issued document is worth, offline; without FILE, is the record whole."""

from __future__ import annotations

import argparse
import json
import logging
import sys
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from haina.cases.anchors import Anchor, NotAnchored, anchored
from haina.cases.credentials import CredentialInvalid
from haina.cases.papers import Paper, printed
from haina.cases.statuses import StatusList, read_list
from haina.cases.verdicts import said_of
from haina.cases.verifying import Checked, KeyMissing, check_document
from haina.cli.language import Speaker
from haina.rules.text import Text
from haina.server.places import var_folder

GOOD, BAD, UNCHECKED, GRANTS_NOTHING = 0, 1, 2, 3
_PATIENCE = 20.0
_LARGEST = 64 * 1024 * 1024

STATUSES = {
    "unknown": Text(
        zh="未知（离线）；用 --status 核对是否已撤销",
        en="unknown offline; --status tells whether it was revoked",
    ),
    "good": Text(zh="未撤销，未换发", en="neither revoked nor replaced"),
    "revoked": Text(zh="已被撤销", en="revoked"),
    "replaced": Text(zh="已被新的文书替换", en="replaced by another paper"),
    "outdated": Text(
        zh="未知：状态列表不是现在的，请重新下载", en="unknown: the status list is not of now; fetch it again"
    ),
    "other_list": Text(zh="未知：这是另一份状态列表", en="unknown: this is another status list"),
}


NOT_ANCHORED = {
    "unreadable": Text(
        zh="证明或每日根的文件读不懂", en="The file with the proof, or the one with the roots, is not one"
    ),
    "another_paper": Text(zh="这份证明是另一份文书的", en="The proof is about another paper"),
    "another_record": Text(
        zh="证明被改动：由它算不出所写的根",
        en="The proof was changed: it does not lead to the root that it names",
    ),
    "unknown_root": Text(
        zh="给出的每日根里没有证明所写的根", en="The root that the proof names is not among the given ones"
    ),
    "broken_roots": Text(zh="给出的每日根前后不相连", en="The given roots do not follow each other"),
}


class Unchecked(Exception):
    """The check cannot be made; `text` says why and what to do."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.text = Text(zh=zh, en=en)


def run(arguments: argparse.Namespace) -> int:
    """Check a document or the record. 0 good, 1 not good, 2 unchecked, 3 a letter that grants nothing."""
    speaker: Speaker = arguments.speaker
    # pyHanko reports on its log what the verdict says anyway.
    for name in ("pyhanko", "pyhanko_certvalidator"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    try:
        if arguments.file is None:
            from haina.cli.verify_record import verify_record

            return verify_record(arguments)
        return _document(arguments, speaker)
    except Unchecked as problem:
        print(f"haina verify: {speaker(problem.text)}", file=sys.stderr)
        return UNCHECKED


def _document(arguments: argparse.Namespace, speaker: Speaker) -> int:
    now = datetime.now(UTC)
    on = arguments.on or date.today()  # noqa: DTZ011 - the day where the reader is
    data = _read(arguments.file)
    keys = _keys(arguments.keys)
    statuses = None if arguments.status is None else _statuses(arguments.status, keys)
    try:
        found = check_document(data, keys, on, now, statuses)
    except KeyMissing as missing:
        needs = {
            "seal": Unchecked(
                "公钥文件里没有机构证书，无法核验印章；请用公布的 haina-keys.json。",
                "the key file has no certificate, which a seal needs; use the published haina-keys.json.",
            ),
            "credential": Unchecked(
                "公钥文件里没有签发凭证的公钥；请用公布的 haina-keys.json。",
                "the key file has no key of credentials; use the published haina-keys.json.",
            ),
        }
        raise needs[str(missing)] from None
    try:
        anchor = _anchor(arguments, data, found)
    except NotAnchored as problem:
        print(f"{speaker(NOT_ANCHORED[problem.fault])}")
        return BAD
    if arguments.format == "json":
        print(json.dumps(_as_json(found, on, anchor), ensure_ascii=False, indent=2))
    else:
        print("\n".join(_lines(found, on, statuses, anchor, speaker)))
    if not found.good:
        return BAD
    return GOOD if found.grants else GRANTS_NOTHING


def _anchor(arguments: argparse.Namespace, data: bytes, found: Checked) -> Anchor | None:
    """Where the paper stands in the published record, if that is asked; raises Unchecked and NotAnchored."""
    if arguments.proof is None and arguments.roots is None:
        return None
    if arguments.proof is None or arguments.roots is None:
        raise Unchecked(
            "--proof 与 --roots 要一起给出：证明从文书的核验页下载，每日根为公布的 roots.json。",
            "--proof and --roots belong together: the first from the page that checks the paper, the second "
            "is the published roots.json.",
        )
    if found.paper is None:
        return None
    proof, roots = (_json(name) for name in (arguments.proof, arguments.roots))
    return anchored(proof, roots, found.paper, data if found.kind == "pdf" else None)


def _json(name: str) -> object:
    try:
        return json.loads(_read(name))
    except (ValueError, RecursionError):
        raise Unchecked(f"{name} 不是 JSON。", f"{name} is not JSON.") from None


def _lines(
    found: Checked, on: date, statuses: StatusList | None, anchor: Anchor | None, speaker: Speaker
) -> Iterator[str]:
    """The answer for people: the verdict, then label and value line by line, names in both languages."""
    paper = found.paper
    yield f"{speaker(said_of(found.verdict, None if paper is None else paper.kind))}  ({on.isoformat()})"
    if found.seal is not None and found.seal.signer is not None:
        yield _line(speaker.say("盖章机关", "Sealed by"), _both(found.seal.signer))
        if found.seal.at is not None:
            yield _line(speaker.say("盖章时间", "Sealed at"), found.seal.at.isoformat())
    if paper is None:
        return
    yield _line(speaker.say("编号", "Number"), paper.number)
    yield _line(
        speaker.say("文书", "Document"), paper.document if paper.title is None else _both(paper.title)
    )
    if paper.issuer is not None:
        yield _line(speaker.say("签发机关", "Issued by"), _both(paper.issuer))
    yield from (_line(speaker(row.label), _both(row.value)) for row in paper.rows)
    yield from _days(paper, speaker)
    yield _line(speaker.say("签名", "Signature"), speaker.say("完好", "good"))
    status = speaker(STATUSES[found.status])
    if statuses is not None:
        status += f" ({statuses.valid_from.isoformat()})"
    yield _line(speaker.say("状态", "Status"), status)
    if anchor is not None:
        words = speaker.say(f"{anchor.day}，根 {anchor.root}", f"on {anchor.day}, in the root {anchor.root}")
        yield _line(speaker.say("记录于", "Recorded"), words)
    if paper.title is None:
        yield speaker.say(
            "二维码里只有编号和期限；持有人姓名请看 PDF。",
            "A QR code holds number and dates only; the holder's name is in the PDF.",
        )


def _days(paper: Paper, speaker: Speaker) -> Iterator[str]:
    """From when to when a paper is valid; when a letter is from, which is valid for nothing."""
    if not paper.kind.grants:
        yield _line(speaker.say("日期", "Dated"), paper.valid_from.isoformat())
        return
    yield _line(speaker.say("生效", "Valid from"), paper.valid_from.isoformat())
    end = speaker.say("长期", "no end") if paper.valid_to is None else paper.valid_to.isoformat()
    yield _line(speaker.say("截止", "Valid to"), end)


def _line(label: str, value: str) -> str:
    return f"  {label}: {value}"


def _both(text: Text) -> str:
    return text.zh if text.zh == text.en else f"{text.zh} · {text.en}"


def _as_json(found: Checked, on: date, anchor: Anchor | None) -> dict[str, Any]:
    does = None if found.paper is None else found.paper.kind
    words = said_of(found.verdict, does)
    answer: dict[str, Any] = {
        "verdict": found.verdict,
        "text": {"zh": words.zh, "en": words.en},
        "good": found.good,
        "paper": None if does is None else does.value,
        "grants": found.grants,
        "recorded": None if anchor is None else {"day": anchor.day.isoformat(), "root": anchor.root},
        "on": on.isoformat(),
        "kind": found.kind,
        "status": found.status,
    }
    if found.seal is not None and found.seal.signer is not None:
        at = None if found.seal.at is None else found.seal.at.isoformat()
        answer["seal"] = {"zh": found.seal.signer.zh, "en": found.seal.signer.en, "at": at}
    if found.paper is not None:
        answer["document"] = {**found.paper.short_claims(), "rows": printed(found.paper.rows)}
        for name in ("title", "issuer"):
            text = getattr(found.paper, name)
            answer["document"][name] = None if text is None else {"zh": text.zh, "en": text.en}
    return answer


def _read(name: str) -> bytes:
    try:
        data = sys.stdin.buffer.read(_LARGEST) if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise Unchecked(f"读不了 {name}：{error.strerror}", f"cannot read {name}: {error.strerror}") from None
    return data


def _keys(name: str | None) -> Sequence[Mapping[str, Any]]:
    """The published keys of a file, or those of this installation."""
    if name is None:
        return _own_keys()
    try:
        keys = json.loads(_read(name))["keys"]
        if not isinstance(keys, list) or not all(isinstance(key, dict) and "kid" in key for key in keys):
            raise ValueError
    except (ValueError, KeyError, TypeError):
        raise Unchecked(
            f"{name} 不是公钥文件；请用公布的 /.well-known/haina-keys.json。",
            f"{name} is not a key file; use the published /.well-known/haina-keys.json.",
        ) from None
    return keys


def _own_keys() -> Sequence[Mapping[str, Any]]:
    from haina.cases.credentials import SigningKey, key_set
    from haina.cases.seals import Identity, published

    secrets = var_folder() / "secrets"
    key, authority = secrets / "signing-key.json", secrets / "seals" / "authority.pem"
    if not key.exists():
        raise Unchecked(
            "本机没有签发过文书，没有公钥；请用 --keys 给出公布的公钥文件。",
            "this installation has issued nothing and has no key; give the published ones with --keys.",
        )
    keys = list(key_set([SigningKey.load_or_create(key)])["keys"])
    if authority.exists():
        keys.append(published(Identity.from_pem(authority.read_bytes()).certificate))
    return keys


def _statuses(where: str, keys: Sequence[Mapping[str, Any]]) -> StatusList:
    text = _fetched(where) if "://" in where else _read(where).decode(errors="replace")
    try:
        return read_list(text, keys)
    except CredentialInvalid:
        raise Unchecked(
            f"{where} 不是用给定的公钥签发的状态列表。",
            f"{where} is not a status list signed with the given key.",
        ) from None


def _fetched(address: str) -> str:
    parts = urlsplit(address)
    if parts.scheme != "https" and not (
        parts.scheme == "http" and parts.hostname in {"127.0.0.1", "localhost"}
    ):
        raise Unchecked(
            f"{address}：只能用 https，或本机的 http。", f"{address}: only https, or http on this machine."
        )
    try:
        with urllib.request.urlopen(address, timeout=_PATIENCE) as reply:  # noqa: S310 - checked above
            return str(reply.read(_LARGEST).decode(errors="replace"))
    except OSError as error:
        raise Unchecked(f"取不到 {address}：{error}", f"cannot fetch {address}: {error}") from None
