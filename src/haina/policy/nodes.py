"""What a YAML file holds, as written: nodes that remember their line and column."""

from __future__ import annotations

from dataclasses import dataclass, field

from haina.rules.text import Place


@dataclass(slots=True, eq=False)
class Node:
    """Any value in a file; `line` and `column` are 0-based and point at its first character."""

    line: int
    column: int


@dataclass(slots=True, eq=False)
class Scalar(Node):
    """One word, number, date or text; `style` is None if it stands bare, else its quote, ``|`` or ``>``.

    `last_line` is the last line (0-based) that belongs to it.
    """

    text: str
    style: str | None
    last_line: int


@dataclass(slots=True, eq=False)
class Sequence(Node):
    """A list of nodes."""

    items: list[Node] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Mapping(Node):
    """Values by key, in the order of the file; each with the node of its key."""

    entries: dict[str, tuple[Scalar, Node]] = field(default_factory=dict)

    def get(self, key: str) -> Node | None:
        """The value under a key, or None."""
        entry = self.entries.get(key)
        return None if entry is None else entry[1]


@dataclass(frozen=True, slots=True)
class Document:
    """One file that has been read: its name as shown to people, its text, and its outermost node."""

    file: str
    text: str
    root: Node

    def place(self, node: Node) -> Place:
        """Where a node begins, 1-based."""
        return Place(self.file, node.line + 1, node.column + 1)

    def place_of(self, path: tuple[str | int, ...]) -> Place:
        """Where the value at a path of keys and indexes begins; if there is none, the nearest above it."""
        node = self.root
        for step in path:
            below = _step(node, step)
            if below is None:
                break
            node = below
        return self.place(node)

    def key_place(self, path: tuple[str | int, ...]) -> Place:
        """Like `place_of`, but for the key under which the value stands (for complaints about the name)."""
        node = self.root
        for step in path[:-1]:
            below = _step(node, step)
            if below is None:
                return self.place(node)
            node = below
        if path and isinstance(node, Mapping):
            entry = node.entries.get(str(path[-1]))
            if entry is not None:
                return self.place(entry[0])
        return self.place_of(path)

    def source_of(self, scalar: Scalar) -> tuple[str, Place]:
        """The text of an expression and the place of its first character, so that both count lines alike.

        A block scalar is given with its line breaks, as it stands in the file less its indent: a column in it
        is a column of the file. A bare scalar over several lines gets its lines back in the same way.
        """
        if scalar.style in ("|", ">"):
            return self._block(scalar)
        if scalar.last_line > scalar.line and scalar.style is None:
            lines = self.text.split("\n")[scalar.line : scalar.last_line + 1]
            blank = " " * scalar.column
            return "\n".join([blank + lines[0][scalar.column :], *lines[1:]]), Place(
                self.file, scalar.line + 1, 1
            )
        quoted = 1 if scalar.style in ("'", '"') else 0
        return scalar.text, Place(self.file, scalar.line + 1, scalar.column + 1 + quoted)

    def _block(self, scalar: Scalar) -> tuple[str, Place]:
        lines = self.text.split("\n")[scalar.line + 1 : scalar.last_line + 1]
        first = next((number for number, line in enumerate(lines) if line.strip()), None)
        if first is None:
            return "", self.place(scalar)
        indent = len(lines[first]) - len(lines[first].lstrip(" "))
        kept = [line[indent:].rstrip() for line in lines[first:]]
        return "\n".join(kept).rstrip(), Place(self.file, scalar.line + 2 + first, indent + 1)


def _step(node: Node, step: str | int) -> Node | None:
    """The node one key or index below, or None."""
    if isinstance(node, Mapping):
        return node.get(str(step))
    if isinstance(node, Sequence) and isinstance(step, int) and 0 <= step < len(node.items):
        return node.items[step]
    return None
