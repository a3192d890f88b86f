"""A file with the facts of one person or organisation (docs/facts-file.md)."""

from __future__ import annotations

from collections.abc import Mapping as Map
from dataclasses import dataclass
from pathlib import Path

from haina.rules.declarations import FactDeclaration
from haina.rules.reading import PlaceOf
from haina.rules.text import Place, Problem, Text
from haina.rules.types import History

from .nodes import Document, Mapping, Sequence
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
    def read_several(path: str | Path) -> tuple[FactsFile, ...]:
        """The facts of each person in a file that holds one person or a list of them; raises `ReadError`."""
        document = read_file(path)
        root = document.root
        if not isinstance(root, Sequence):
            return (FactsFile._of(document),)
        return tuple(FactsFile._of(Document(document.file, document.text, item)) for item in root.items)

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

    def place_of(self, known: Map[str, FactDeclaration]) -> PlaceOf:
        """Where a value stands; for a fact or field that is not `known`, where its name stands."""

        def place(path: tuple[str | int, ...]) -> Place:
            return fact_place(self.document, path, known)

        return place


def fact_place(document: Document, path: tuple[str | int, ...], known: Map[str, FactDeclaration]) -> Place:
    """Where a value stands in a mapping of facts; for a fact or field that is not `known`, its name."""
    if not path:
        return document.place_of(path)
    declared = known.get(str(path[0]))
    if declared is None:
        return document.key_place(path[:1])
    if len(path) == 3 and isinstance(declared.type, History):
        fields = ("from", "to", *declared.type.positions)
        return document.place_of(path) if path[2] in fields else document.key_place(path)
    return document.place_of(path)
