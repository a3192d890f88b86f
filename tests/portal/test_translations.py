"""Feature: every sentence of the portal is there in Chinese, and no translation outlives its sentence."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

import haina.portal

ROOT = Path(haina.portal.__file__).parent
KEYWORDS = {"gettext": None, "gettext_lazy": None, "_": None, "ngettext": (1, 2)}
_PLACES = re.compile(r"%\((\w+)\)s")


def used() -> Iterator[str | tuple[str, ...]]:
    for path in ROOT.rglob("*"):
        if path.suffix == ".py" and "migrations" not in path.parts:
            source = path.read_text()
        elif path.suffix == ".html":
            source = templatize(path.read_text(), origin=str(path))
        else:
            continue
        for _, message, _, _ in extract("python", io.BytesIO(source.encode()), KEYWORDS):
            yield message


def translated() -> dict[str | tuple[str, ...], str]:
    with (ROOT / "locale/zh_Hans/LC_MESSAGES/django.po").open("rb") as file:
        return {
            tuple(entry.id) if isinstance(entry.id, list | tuple) else entry.id: entry.string
            if isinstance(entry.string, str)
            else entry.string[0]
            for entry in read_po(file)
            if entry.id
        }


def test_every_sentence_is_translated() -> None:
    assert set(used()) - set(translated()) == set()


def test_no_translation_is_left_over() -> None:
    assert set(translated()) - set(used()) == set()


def test_a_translation_has_the_places_of_its_sentence() -> None:
    for sentence, chinese in translated().items():
        whole = sentence if isinstance(sentence, str) else sentence[-1]
        assert set(_PLACES.findall(chinese)) == set(_PLACES.findall(whole)), whole
