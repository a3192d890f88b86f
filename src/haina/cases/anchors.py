"""That a paper stands in the published record: from its event to the root of a day, checked offline."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from haina.cases.credentials import canonical
from haina.cases.papers import Paper
from haina.exchange.trees import NO_HASH, climbed, root_of

#: Most steps from a leaf to the top: a tree with more leaves does not fit on the earth.
_DEEPEST = 64


class NotAnchored(ValueError):
    """The proof does not lead from this paper to these roots; `fault` says where it fails.

    One of: unreadable (no proof or no roots), another_paper, another_record (the path leads elsewhere),
    unknown_root (the day's root is not among the given ones), broken_roots (those do not follow each other).
    """

    def __init__(self, fault: str) -> None:
        super().__init__(fault)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Anchor:
    """The day whose root covers the paper's event."""

    day: date
    root: str


def anchored(proof: object, roots: object, paper: Paper, pdf: bytes | None) -> Anchor:
    """The root that covers the event that issued `paper`, by its published proof; raises NotAnchored.

    `pdf` is the file itself, which the event knows by its hash; a credential is known by its number alone.
    """
    try:
        if not isinstance(proof, Mapping) or not isinstance(roots, Mapping):
            raise NotAnchored("unreadable")
        known = _chained(roots["roots"])
        payload = proof["event"]["payload"]
        same = pdf is None or payload["pdf_sha256"] == hashlib.sha256(pdf).hexdigest()
        if payload["number"] != paper.number or not same:
            raise NotAnchored("another_paper")
        day, root = date.fromisoformat(proof["day"]), str(proof["root"])
        leaf = hashlib.sha256(canonical(proof["event"])).hexdigest()
        path = [(str(step["side"]), str(step["hash"])) for step in proof["path"][:_DEEPEST]]
        given = root_of(day, int(proof["count"]), climbed(leaf, path), str(proof["previous"]))
    except (KeyError, TypeError, AttributeError, ValueError, RecursionError) as error:
        raise error if isinstance(error, NotAnchored) else NotAnchored("unreadable") from error
    if given != root:
        raise NotAnchored("another_record")
    if known.get(day) != root:
        raise NotAnchored("unknown_root")
    return Anchor(day, root)


def _chained(roots: Sequence[Mapping[str, Any]]) -> dict[date, str]:
    """The roots by day; raises NotAnchored where one is not what it is made of, or follows another."""
    known: dict[date, str] = {}
    previous = NO_HASH if roots and roots[0]["previous"] == NO_HASH else None
    for one in roots:
        day = date.fromisoformat(one["day"])
        made = root_of(day, int(one["count"]), str(one["tree"]), str(one["previous"]))
        if made != one["root"] or (previous is not None and one["previous"] != previous):
            raise NotAnchored("broken_roots")
        known[day] = previous = made
    return known


__all__ = ["Anchor", "NotAnchored", "anchored"]
