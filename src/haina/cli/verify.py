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

from haina.cases.credentials import CredentialInvalid
from haina.cases.papers import printed
from haina.cases.statuses import StatusList, read_list
from haina.cases.verifying import Checked, KeyMissing, check_document
from haina.cli.language import Speaker
from haina.rules.text import Text
from haina.server.places import var_folder

GOOD, BAD, UNCHECKED = 0, 1, 2
_PATIENCE = 20.0
_LARGEST = 64 * 1024 * 1024

VERDICTS = {
    "valid": Text(zh="真实，有效", en="Genuine and valid"),
    "expired": Text(zh="真实，但已过期", en="Genuine, but it has run out"),
    "not_yet": Text(zh="真实，但尚未生效", en="Genuine, but not valid yet"),
    "revoked": Text(zh="真实，但已被撤销或换发", en="Genuine, but it was revoked or replaced"),
    "forged": Text(
        zh="签名不符：内容被改动，或并非我们签发", en="Bad signature: changed, or not issued by us"
    ),
    "unknown_key": Text(
        zh="不是用给定的公钥对应的密钥签发的", en="Not signed with a key that belongs to the given ones"
    ),
    "changed": Text(
        zh="印章已损：文件在盖章之后被改动过", en="Broken seal: the file was changed after it was sealed"
    ),
    "unknown_authority": Text(
        zh="印章不是由给定的机构颁发的证书所盖", en="The seal is of another authority than the given one"
    ),
    "no_seal": Text(zh="文件没有印章", en="The file carries no seal"),
}
STATUSES = {
    "unknown": Text(
        zh="未知（离线）；用 --status 核对是否已撤销",
        en="unknown offline; --status tells whether it was revoked",
    ),
    "good": Text(zh="未撤销，未换发", en="neither revoked nor replaced"),
    "revoked": Text(zh="已被撤销或换发", en="revoked or replaced"),
    "outdated": Text(
        zh="未知：状态列表不是现在的，请重新下载", en="unknown: the status list is not of now; fetch it again"
    ),
    "other_list": Text(zh="未知：这是另一份状态列表", en="unknown: this is another status list"),
}


class Unchecked(Exception):
    """The check cannot be made; `text` says why and what to do."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.text = Text(zh=zh, en=en)


def run(arguments: argparse.Namespace) -> int:
    """Check a document or the record. Gives 0 when good, 1 when not, 2 when it could not be checked."""
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
    keys = _keys(arguments.key)
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
    if arguments.format == "json":
        print(json.dumps(_as_json(found, on), ensure_ascii=False, indent=2))
    else:
        print("\n".join(_lines(found, on, statuses, speaker)))
    return GOOD if found.good else BAD


def _lines(found: Checked, on: date, statuses: StatusList | None, speaker: Speaker) -> Iterator[str]:
    """The answer for people: the verdict, then label and value line by line, names in both languages."""
    yield f"{speaker(VERDICTS[found.verdict])}  ({on.isoformat()})"
    paper = found.paper
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
    yield _line(speaker.say("生效", "Valid from"), paper.valid_from.isoformat())
    end = speaker.say("长期", "no end") if paper.valid_to is None else paper.valid_to.isoformat()
    yield _line(speaker.say("截止", "Valid to"), end)
    yield _line(speaker.say("签名", "Signature"), speaker.say("完好", "good"))
    status = speaker(STATUSES[found.status])
    if statuses is not None:
        status += f" ({statuses.valid_from.isoformat()})"
    yield _line(speaker.say("状态", "Status"), status)
    if paper.title is None:
        yield speaker.say(
            "二维码里只有编号和期限；持有人姓名请看 PDF。",
            "A QR code holds number and dates only; the holder's name is in the PDF.",
        )


def _line(label: str, value: str) -> str:
    return f"  {label}: {value}"


def _both(text: Text) -> str:
    return text.zh if text.zh == text.en else f"{text.zh} · {text.en}"


def _as_json(found: Checked, on: date) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "verdict": found.verdict,
        "text": {"zh": VERDICTS[found.verdict].zh, "en": VERDICTS[found.verdict].en},
        "good": found.good,
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
            "本机没有签发过文书，没有公钥；请用 --key 给出公布的公钥文件。",
            "this installation has issued nothing and has no key; give the published ones with --key.",
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
