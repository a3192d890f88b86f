"""Everything a person reads is there in Chinese: no sentence of a page or of the code lacks its Chinese."""

from __future__ import annotations

import io
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

from haina.server.translations import PACKAGE, compile_translations

KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
ROOMS = sorted(path.parent.name for path in PACKAGE.glob("*/locale"))


def sources(room: str) -> Iterator[tuple[Path, str]]:
    """Each file of a room in which a sentence may stand, as Python."""
    for path in sorted((PACKAGE / room).rglob("*.py")):
        yield path, path.read_text(encoding="utf-8")
    for pattern in ("*.html", "*.txt"):
        for path in sorted((PACKAGE / room).glob(f"**/templates/**/{pattern}")):
            yield path, templatize(path.read_text(encoding="utf-8"), origin=str(path))


def sentences(room: str) -> Iterator[tuple[str, str | None, str]]:
    """Where a sentence stands, its context, and the sentence (its singular, where it has two forms)."""
    for path, python in sources(room):
        for line, message, _, context in extract("python", io.BytesIO(python.encode()), KEYWORDS):
            yield (
                f"{path.relative_to(PACKAGE)}:{line}",
                context,
                message[0] if isinstance(message, tuple) else message,
            )


def catalogues() -> Catalog:
    """What all rooms translate together, as Django merges them."""
    whole = Catalog()
    for path in PACKAGE.glob("*/locale/zh_Hans/LC_MESSAGES/django.po"):
        for message in read_po(io.BytesIO(path.read_bytes()), abort_invalid=True):
            if message.id and message.string and not message.fuzzy:
                whole.add(message.id, message.string, context=message.context)
    return whole


@pytest.mark.parametrize("room", ROOMS)
def test_every_sentence_has_its_chinese(room: str) -> None:
    known = catalogues()
    missing = [
        f"{where}: {sentence!r}"
        for where, context, sentence in sentences(room)
        if known.get(sentence, context) is None
    ]
    assert not missing, "\n".join(missing)


@pytest.mark.parametrize("room", ROOMS)
def test_no_placeholder_is_lost_on_the_way(room: str) -> None:
    path = PACKAGE / room / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
    with path.open("rb") as file:
        problems = [(message.id, str(error)) for message, errors in read_po(file).check() for error in errors]
    assert not problems


def test_a_catalogue_is_compiled_when_it_is_newer(tmp_path: Path) -> None:
    folder = tmp_path / "room" / "locale" / "zh_Hans" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    source = folder / "django.po"
    source.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "yes"\nmsgstr "是"\n'
    )
    assert compile_translations(tmp_path) == [folder / "django.mo"]
    assert "是".encode() in (folder / "django.mo").read_bytes()
    assert compile_translations(tmp_path) == []
    os.utime(source, (time.time() + 10, time.time() + 10))
    assert compile_translations(tmp_path) == [folder / "django.mo"]
