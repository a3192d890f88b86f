"""A file with the facts of one person or organisation (docs/facts-file.md)."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Mapping as Map
from dataclasses import dataclass
from pathlib import Path

from haina.rules.reading import PlaceOf
from haina.rules.text import Place, Problem, Text

from .nodes import Document, Mapping, fact_place
from .plain import plain
from .problems import ReadError
from .reader import looks_like_json, read_document, read_file


@dataclass(frozen=True)
class FactsFile:
    """Facts by name as written, and where each stands."""

    document: Document
    facts: Map[str, object]

    @property
    def name(self) -> str:
        """The file's name as people see it."""
        return self.document.file

    @staticmethod
    def read(path: str | Path) -> FactsFile:
        """The facts in a file, or on standard input for ``-``; raises `ReadError`."""
        return FactsFile._of(read_file(path))

    @staticmethod
    def of_text(text: str, name: str) -> FactsFile:
        """The facts in a text that came from elsewhere, under a name for its places; raises `ReadError`."""
        return FactsFile._of(read_document(text, name))

    @staticmethod
    def _of(document: Document) -> FactsFile:
        root = document.root
        if not isinstance(root, Mapping):
            raise ReadError(
                [
                    Problem(
                        document.place(root),
                        "facts_shape",
                        Text(zh="事实文件应写成“名称: 值”", en="a facts file holds lines of NAME: VALUE"),
                        Text(zh="例如 birth_date: 1980-05-01", en="For example birth_date: 1980-05-01"),
                    )
                ]
            )
        json = looks_like_json(document.text)
        return FactsFile(document, {name: plain(node, json) for name, (_, node) in root.entries.items()})

    def place_of(self, known: Collection[str]) -> PlaceOf:
        """Where a value stands; for a fact that is not `known`, where its name stands."""

        def place(path: tuple[str | int, ...]) -> Place:
            return fact_place(self.document, path, known)

        return place
