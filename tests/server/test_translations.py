"""Translations are compiled when they are newer, and lose no placeholder on the way."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from haina.server.translations import PACKAGE, compile_translations

CATALOGUES = sorted(PACKAGE.glob("*/locale/*/LC_MESSAGES/django.po"))


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.relative_to(PACKAGE).parts[0])
def test_no_placeholder_is_lost_on_the_way(path: Path) -> None:
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
