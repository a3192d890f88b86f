"""What a file really is, by its content; its name is only believed where the two agree."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePath

import puremagic

from haina.cases.files import Received

#: The kinds of file that can be attached, and the endings that their names may have.
ENDINGS: dict[str, tuple[str, ...]] = {
    "application/pdf": (".pdf",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
}
#: How each kind begins and ends. A format that begins right but ends wrong is cut off or two files in one.
_FRAME: dict[str, tuple[bytes, bytes]] = {
    "application/pdf": (b"%PDF-", b"%%EOF"),
    "image/jpeg": (b"\xff\xd8\xff", b"\xff\xd9"),
    "image/png": (b"\x89PNG\r\n\x1a\n", b"IEND\xaeB`\x82"),
}
_HEAD = 4096
#: PDF writers may leave some bytes after the end mark; pictures may not.
_TAIL = {"application/pdf": 1024, "image/jpeg": 64, "image/png": 12}
_LONGEST_NAME = 120


def media_type_of(file: Received) -> str | None:
    """The media type of one of the kinds that can be attached, or None for anything else."""
    head = file.head(_HEAD)
    if not head:
        return None
    try:
        found = {match.mime_type for match in puremagic.magic_string(head)}
    except puremagic.PureError:
        return None
    for media_type, (start, end) in _FRAME.items():
        if media_type in found and head.startswith(start):
            return media_type if end in _tail(file, _TAIL[media_type]) else None
    return None


def name_agrees(name: str, media_type: str) -> bool:
    """Whether the name's ending is one of that type."""
    return PurePath(name).suffix.lower() in ENDINGS[media_type]


def safe_name(name: str) -> str:
    """The name without folders, control characters and tricks of direction, cut to a length that fits."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    kept = "".join(char for char in last if unicodedata.category(char)[0] != "C").strip(" .")
    stem, ending = PurePath(kept).stem, PurePath(kept).suffix
    return (stem[: _LONGEST_NAME - len(ending)] + ending) or "document"


def _tail(file: Received, length: int) -> bytes:
    with file.path.open("rb") as opened:
        opened.seek(max(0, file.size - length))
        return opened.read()
