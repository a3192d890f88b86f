"""The machine-readable form of a thing: its lines in the files of the pack."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from haina.policy import Policy
from haina.rules import Place


@dataclass(frozen=True, slots=True)
class SourceLines:
    """The lines of a pack's file in which something is written, as they stand there less their indent."""

    file: str
    first: int
    last: int
    text: str


def source_lines(policy: Policy, place: Place) -> SourceLines | None:
    """Return the lines of what begins at a place; nothing where the pack's files do not have it."""
    name = _names(policy).get(place.file)
    if name is None:
        return None
    lines = policy.files[name].split("\n")
    first = place.line - 1
    indent = _indent(lines[first])
    last = first
    for number in range(first + 1, len(lines)):
        if not lines[number].strip():
            continue
        if _indent(lines[number]) <= indent:
            break
        last = number
    text = "\n".join(line[indent:] for line in lines[first : last + 1])
    return SourceLines(name, first + 1, last + 1, text)


def _indent(line: str) -> int:
    """Return how far a line is set in; the dash of a list counts as its beginning."""
    return len(line) - len(line.lstrip(" "))


@lru_cache(maxsize=8)
def _names(policy: Policy) -> dict[str, str]:
    """Return the files of a pack by the names under which places show them."""
    return {policy.shown(name): name for name in policy.files}
