"""Bytes from outside become text, or a problem that says what is wrong with the file and what to do."""

from __future__ import annotations

import stat
import sys
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from haina.rules.limits import FACTS_BYTES
from haina.rules.problems import nearest
from haina.rules.text import Place, Problem, Text

from .problems import ReadError

#: Largest file that is read, in bytes.
FILE_LIMIT = FACTS_BYTES

_MEGABYTE = 1_000_000

#: How many files of a directory are compared with a name that is not there.
_BESIDE = 1000

#: What a file shows in its first bytes when it is something else than text.
_SIGNATURES: tuple[tuple[bytes, Text], ...] = (
    (b"%PDF", Text(zh="PDF 文档", en="a PDF document")),
    (b"PK\x03\x04", Text(zh="ZIP 压缩包或 Office 文档", en="a ZIP archive or an office document")),
    (b"\xd0\xcf\x11\xe0", Text(zh="旧版 Office 文档", en="an old office document")),
    (b"\x89PNG", Text(zh="PNG 图片", en="a PNG picture")),
    (b"\xff\xd8\xff", Text(zh="JPEG 图片", en="a JPEG picture")),
    (b"GIF8", Text(zh="GIF 图片", en="a GIF picture")),
    (b"\x1f\x8b", Text(zh="gzip 压缩文件", en="a gzip archive")),
    (b"\x7fELF", Text(zh="可执行程序", en="a program")),
)


def read_text(path: str | Path) -> str:
    """The text of a file, or of standard input for ``-``; raises `ReadError` for what is no text."""
    name = str(path)
    return decode(read_bytes(path), "<stdin>" if name == "-" else name)


def read_bytes(path: str | Path) -> bytes:
    """At most `FILE_LIMIT` bytes of a file or of standard input (``-``); raises `ReadError` otherwise."""
    name = str(path)
    if name == "-":
        return _bounded(sys.stdin.buffer, "<stdin>")
    try:
        status = Path(name).stat()
        if stat.S_ISDIR(status.st_mode):
            raise _refused(
                name,
                "file_directory",
                Text(zh="这是一个目录，不是文件", en="this is a directory, not a file"),
                Text(zh="请写明目录里的哪一个文件", en="Name the file inside it."),
            )
        if stat.S_ISREG(status.st_mode) and status.st_size > FILE_LIMIT:
            raise _too_large(name, status.st_size)
        with Path(name).open("rb") as stream:
            return _bounded(stream, name)
    except ReadError:
        raise
    except FileNotFoundError:
        raise _missing(name) from None
    except (OSError, ValueError) as error:
        # ValueError: a NUL inside the name, which no file system takes.
        reason = getattr(error, "strerror", None) or str(error)
        raise _refused(
            name,
            "file_unreadable",
            Text(zh=f"无法读取文件（{reason}）", en=f"the file cannot be read ({reason})"),
        ) from None


def decode(data: bytes, name: str) -> str:
    """UTF-8 text without byte-order mark; raises `ReadError` with the place of the first bad byte."""
    if not data.strip():
        raise _refused(
            name,
            "file_empty",
            Text(zh="文件是空的", en="the file is empty"),
            Text(zh="请先写入内容再试", en="Write something into it first."),
        )
    for signature, what in _SIGNATURES:
        if data.startswith(signature):
            raise _not_text(name, what)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _not_utf8(name, Place(name, 1, 1))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line = before.count(b"\n") + 1
        column = error.start - (before.rfind(b"\n") + 1) + 1
        if b"\0" in data[:8192]:
            raise _not_text(name, Text(zh="二进制文件", en="a binary file")) from None
        raise _not_utf8(name, Place(name, line, column)) from None
    if "\0" in text:
        raise _not_text(name, Text(zh="二进制文件", en="a binary file"))
    return text


def _bounded(stream: BinaryIO, name: str) -> bytes:
    """Read a stream up to the limit, so that an endless one ends in a message."""
    data = stream.read(FILE_LIMIT + 1)
    if len(data) > FILE_LIMIT:
        raise _too_large(name, None)
    return data


def _refused(name: str, code: str, message: Text, suggestion: Text | None = None) -> ReadError:
    return ReadError((Problem(Place(name, 1, 1), code, message, suggestion),))


def _missing(name: str) -> ReadError:
    path = Path(name)
    suggestion = None
    if path.parent.is_dir():
        beside = [entry.name for entry in islice(path.parent.iterdir(), _BESIDE)]
        suggestion = nearest(path.name, sorted(beside))
    return _refused(name, "file_missing", Text(zh="没有这个文件", en="there is no such file"), suggestion)


def _too_large(name: str, size: int | None) -> ReadError:
    limit = FILE_LIMIT // _MEGABYTE
    shown = f"> {limit} MB" if size is None else f"{size / _MEGABYTE:.1f} MB"
    return _refused(
        name,
        "file_too_large",
        Text(
            zh=f"文件太大（{shown}），上限为 {limit} MB",
            en=f"the file is too large ({shown}); the limit is {limit} MB",
        ),
        Text(
            zh="请只保留一个人或一个单位的事实",
            en="Keep the facts of one person or one employer in one file.",
        ),
    )


def _not_text(name: str, what: Text) -> ReadError:
    return _refused(
        name,
        "file_binary",
        Text(zh=f"这不是文本文件，看上去是{what.zh}", en=f"this is not a text file; it looks like {what.en}"),
        Text(zh="请提供 YAML 或 JSON 文本文件", en="Give a text file in YAML or JSON."),
    )


def _not_utf8(name: str, place: Place) -> ReadError:
    return ReadError(
        (
            Problem(
                place,
                "file_encoding",
                Text(zh="文件不是 UTF-8 编码", en="the file is not encoded in UTF-8"),
                Text(zh="请以 UTF-8 编码另存后再试", en="Save it again as UTF-8."),
            ),
        )
    )
