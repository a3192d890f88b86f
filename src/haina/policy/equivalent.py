"""equivalent_mutants.yaml: mutants that no facts can tell from the true rule, each with the reason.

The file is a list of ``{id: MUTANT, reason: {zh: …, en: …}}``; ids are those that the mutation test writes.
"""

from __future__ import annotations

from collections.abc import Mapping as Map
from dataclasses import dataclass

from haina.rules.text import Place, Text

from .kinds import Broken, Key, Reading, both, list_of, naming, record, word
from .names import Names
from .policy import Policy
from .problems import PolicyError
from .reader import read_document

#: The file of a pack, directly in its folder.
FILE = "equivalent_mutants.yaml"


@dataclass(frozen=True, slots=True)
class Equivalent:
    """A mutant that cannot be told apart, and why not."""

    id: str
    reason: Text
    place: Place


_KIND = list_of(record(Equivalent, {"id": Key(naming("mutant", word)), "reason": Key(both)}))


def read_equivalents(policy: Policy) -> Map[str, Equivalent]:
    """The mutants that a pack lists as equivalent, by id; raises `PolicyError` for another list."""
    text = policy.files.get(FILE)
    if text is None:
        return {}
    names = Names()
    document = read_document(text, policy.shown(FILE))
    found = _KIND(document.root, Reading(document, names))
    names.resolve()
    if names.problems or isinstance(found, Broken):
        raise PolicyError(names.problems)
    return {each.id: each for each in found}
