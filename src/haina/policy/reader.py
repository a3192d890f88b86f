"""YAML (and JSON) text becomes nodes with places, or problems; hostile text is refused in bounded time.

The events of PyYAML's C parser are read one by one and not through its composer: the composer calls itself
for every level and takes the process down on a few thousand open brackets, is slower, and hides anchors.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from haina.rules.text import Place, Problem, Text

from .files import read_text
from .nodes import Document, Mapping, Node, Scalar, Sequence
from .problems import ReadError
from .yaml_errors import syntax_problem

#: Deepest nesting of lists and mappings that is read.
DEPTH_LIMIT = 50

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_LITERAL_SURROGATES = re.compile(r"\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})")


def read_file(path: str | Path) -> Document:
    """The document in a file, or on standard input for ``-``; raises `ReadError`."""
    name = "<stdin>" if str(path) == "-" else str(path)
    return read_document(read_text(path), name)


def read_document(text: str, file: str) -> Document:
    """The document in a text; `file` is the name that its places show. Raises `ReadError`."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if looks_like_json(text):
        text = _json_as_yaml(text)
    builder = _Builder(file)
    try:
        loader = _Loader(text)
        try:
            # As yaml.parse does, which asks twice for each event.
            while (event := loader.get_event()) is not None:
                builder.take(event)
        finally:
            loader.dispose()
    except yaml.YAMLError as error:
        raise ReadError((*builder.problems, syntax_problem(error, text, file))) from None
    if builder.root is None:
        raise _empty(file)
    if builder.problems:
        raise ReadError(builder.problems)
    return Document(file, text, builder.root)


def looks_like_json(text: str) -> bool:
    """Whether a text is JSON by its first character: no YAML that Haina's users write begins so."""
    return text.lstrip()[:1] in ("{", "[")


def _json_as_yaml(text: str) -> str:
    """JSON as the YAML parser takes it: no tabs (JSON has none inside of texts), whole characters."""

    def joined(match: re.Match[str]) -> str:
        high, low = (int(half, 16) for half in match.groups())
        return chr(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))

    return _LITERAL_SURROGATES.sub(joined, text.replace("\t", " "))


def _empty(file: str) -> ReadError:
    return ReadError(
        (
            Problem(
                Place(file, 1, 1),
                "file_empty",
                Text(zh="文件里没有内容", en="there is nothing in the file"),
                Text(zh="请先写入内容再试", en="Write something into it first."),
            ),
        )
    )


class _Builder:
    """Puts the parser's events together to nodes, with a stack of its own instead of recursion."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.root: Node | None = None
        self.problems: list[Problem] = []
        self._open: list[Sequence | Mapping] = []
        self._keys: list[Scalar | None] = []  # beside every open mapping: the key that waits for its value

    def take(self, event: Any) -> None:
        """One event of the parser."""
        kind = type(event)
        if kind is yaml.ScalarEvent:
            if event.anchor is not None or event.tag is not None:
                self._refuse_properties(event)
            start, end = event.start_mark, event.end_mark
            # The end mark of a block scalar stands at the beginning of the line after it.
            last = end.line if end.column or event.style not in ("|", ">") else end.line - 1
            self._add(Scalar(start.line, start.column, event.value, event.style or None, last))
        elif kind is yaml.MappingStartEvent:
            self._enter(Mapping(event.start_mark.line, event.start_mark.column), event)
        elif kind is yaml.SequenceStartEvent:
            self._enter(Sequence(event.start_mark.line, event.start_mark.column), event)
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            self._open.pop()
            self._keys.pop()
        elif kind is yaml.AliasEvent:
            self._refuse_properties(event)
            self._add(Scalar(event.start_mark.line, event.start_mark.column, "", None, event.start_mark.line))
        elif kind is yaml.DocumentStartEvent and self.root is not None:
            self._stop(
                event,
                "yaml_documents",
                Text(zh="一个文件里有两份文档", en="there are two documents in one file"),
                Text(zh="请删去分隔行 ---，或分成两个文件", en="Remove the line ---, or make two files."),
            )

    def _enter(self, node: Sequence | Mapping, event: Any) -> None:
        if event.anchor is not None or event.tag is not None:
            self._refuse_properties(event)
        self._add(node)
        if len(self._open) >= DEPTH_LIMIT:
            self._stop(
                event,
                "yaml_depth",
                Text(zh=f"嵌套超过 {DEPTH_LIMIT} 层", en=f"nested more than {DEPTH_LIMIT} levels deep"),
                Text(zh="请写得平一些", en="Write it flatter."),
            )
        self._open.append(node)
        self._keys.append(None)

    def _add(self, node: Node) -> None:
        """Put a finished scalar or an opened list or mapping where it belongs."""
        if not self._open:
            self.root = node
            return
        parent = self._open[-1]
        if isinstance(parent, Sequence):
            parent.items.append(node)
            return
        key = self._keys[-1]
        if key is None and isinstance(node, Scalar):
            self._keys[-1] = node
            return
        if key is None:
            raise ReadError((*self.problems, self._no_key(node)))
        self._keys[-1] = None
        if key.text in parent.entries:
            first = parent.entries[key.text][0].line + 1
            self._report(
                key.line,
                key.column,
                "yaml_duplicate_key",
                Text(
                    zh=f"键 {key.text} 重复，第 {first} 行已写过",
                    en=f"the key {key.text} is given twice, first on line {first}",
                ),
                Text(zh="请删去其中一个", en="Remove one of the two."),
            )
            return
        parent.entries[key.text] = (key, node)

    def _no_key(self, node: Node) -> Problem:
        return Problem(
            Place(self.file, node.line + 1, node.column + 1),
            "yaml_key",
            Text(zh="键必须是一个词，不能是列表或映射", en="a key must be a word, not a list or a mapping"),
            Text(zh="若本意是文本，请加引号", en="Put quotes around it if it is meant as text."),
        )

    def _refuse_properties(self, event: Any) -> None:
        """Anchors, aliases and tags: no policy needs them, and they are how small files become huge."""
        mark = event.start_mark
        if getattr(event, "tag", None) is not None:
            code, shown = "yaml_tag", str(event.tag)
            message = Text(zh=f"不接受标记 {shown}", en=f"the tag {shown} is not accepted")
            todo = Text(zh="请删去标记；文本请加引号", en="Remove the tag; put text in quotes.")
        else:
            sign = "*" if isinstance(event, yaml.AliasEvent) else "&"
            code, shown = "yaml_anchor", f"{sign}{event.anchor}"
            message = Text(
                zh=f"不接受锚点和别名（{shown}）", en=f"anchors and aliases are not accepted ({shown})"
            )
            todo = Text(
                zh="请把内容写完整；以 & 或 * 开头的文本请加引号",
                en="Write the value out; put text that begins with & or * in quotes.",
            )
        self._report(mark.line, mark.column, code, message, todo)

    def _report(self, line: int, column: int, code: str, message: Text, suggestion: Text) -> None:
        self.problems.append(Problem(Place(self.file, line + 1, column + 1), code, message, suggestion))
        if len(self.problems) >= _MOST_PROBLEMS:
            raise ReadError(self.problems)

    def _stop(self, event: Any, code: str, message: Text, suggestion: Text) -> None:
        mark = event.start_mark
        place = Place(self.file, mark.line + 1, mark.column + 1)
        raise ReadError((*self.problems, Problem(place, code, message, suggestion)))


#: After so many defects of spelling the rest of a file says nothing new.
_MOST_PROBLEMS = 50
