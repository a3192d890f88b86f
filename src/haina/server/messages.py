"""Which texts the programs and templates of an app say, and which of them have no Chinese yet.

`python -m haina.server.messages` prints every missing one with its place; a test keeps the list empty.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).resolve().parents[1]
KEYWORDS = {
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "_": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


@dataclass(frozen=True, slots=True)
class Message:
    """A text that is said at a place; `context` tells equal texts apart."""

    text: str
    context: str | None
    place: str


def apps(package: Path = PACKAGE) -> list[Path]:
    """Return the folders of the apps that speak to people."""
    return sorted(folder for folder in package.iterdir() if any(_messages_of(folder)))


def missing(app: Path) -> list[Message]:
    """Return the messages of an app without a Chinese text; those that only a `fuzzy` one covers included."""
    known = _translated(app / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po")
    seen: dict[tuple[str, str | None], Message] = {}
    for message in _messages_of(app):
        key = (message.text, message.context)
        if key not in known:
            seen.setdefault(key, message)
    return list(seen.values())


def _messages_of(app: Path) -> Iterator[Message]:
    if not app.is_dir():
        return
    for path in sorted(app.rglob("*.py")):
        yield from _extracted(path, path.read_bytes())
    for path in sorted((*app.rglob("templates/**/*.html"), *app.rglob("templates/**/*.txt"))):
        yield from _extracted(path, templatize(path.read_text(encoding="utf-8"), origin=str(path)).encode())


def _extracted(path: Path, source: bytes) -> Iterator[Message]:
    for line, texts, _comments, context in extract("python", io.BytesIO(source), keywords=KEYWORDS):
        text = texts if isinstance(texts, str) else texts[0]
        yield Message(text, context, f"{path.relative_to(PACKAGE.parent)}:{line}")


def _translated(catalogue: Path) -> set[tuple[str, str | None]]:
    if not catalogue.exists():
        return set()
    with catalogue.open("rb") as file:
        entries = read_po(file, abort_invalid=True)
    return {
        (entry.id if isinstance(entry.id, str) else entry.id[0], entry.context)
        for entry in entries
        if entry.id and not entry.fuzzy and _filled(entry.string)
    }


def _filled(text: object) -> bool:
    return bool(text) and (isinstance(text, str) or (isinstance(text, (list, tuple)) and all(text)))


if __name__ == "__main__":
    lacking = [message for app in apps() for message in missing(app)]
    for message in lacking:
        print(f"{message.place}: {message.text!r}")  # noqa: T201 - the list is what this command is for
    sys.exit(1 if lacking else 0)
