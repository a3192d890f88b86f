"""A draft of procedures in the place of those of a pack, to be checked and tried with all else."""

from __future__ import annotations

from collections.abc import Iterable

from .load import load_files
from .nodes import Mapping, Node, Scalar, Sequence
from .policy import Policy
from .reader import read_document

#: The file of a pack in which a draft stands while it is tried.
DRAFT = "procedures/draft.yaml"


def with_draft(policy: Policy, text: str, shown: str) -> tuple[Policy, tuple[str, ...]]:
    """The policy with the procedures of a draft, and their ids; `shown` is what people call its file.

    Raises ReadError where the draft cannot be read, and PolicyError with every defect of the whole.
    """
    ids = tuple(_id_of(node) for node in _several(read_document(text, shown).root))
    files = dict(policy.files)
    for name in [each for each in files if each.rpartition("/")[0] == "procedures"]:
        rest = _without(files[name], name, frozenset(ids))
        if rest is None:
            del files[name]
        else:
            files[name] = rest
    return load_files({**files, DRAFT: text}), ids


def _several(root: Node) -> Iterable[Node]:
    return root.items if isinstance(root, Sequence) else (root,)


def _id_of(node: Node) -> str:
    id = node.get("id") if isinstance(node, Mapping) else None
    return id.text if isinstance(id, Scalar) else ""


def _without(text: str, name: str, ids: frozenset[str]) -> str | None:
    """The text of a file without the procedures of these ids; None where nothing is left."""
    root = read_document(text, name).root
    if not isinstance(root, Sequence):
        return None if _id_of(root) in ids else text
    lines = text.split("\n")
    starts = [node.line for node in root.items]
    kept: list[str] = []
    for node, start, end in zip(root.items, starts, [*starts[1:], len(lines)], strict=True):
        if _id_of(node) not in ids:
            kept.extend(lines[start:end])
    return "\n".join([*lines[: starts[0]], *kept]) if kept else None
