"""What changed about an element over the years, each with its source."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from haina.policy import Policy, Source
from haina.policy.history import Difference, history_of


@dataclass(frozen=True, slots=True)
class Change:
    """A dated difference with its sources as pages show them: their ids, and what the pack knows of them."""

    difference: Difference
    sources: tuple[tuple[str, Source | None], ...]

    @property
    def grade(self) -> str:
        """How sure the value is."""
        return self.difference.grade


def changes_of(policy: Policy, ids: Iterable[str]) -> tuple[Change, ...]:
    """Return the differences of several elements, the latest first; what they share is told once."""
    found = {(each.on, each.kind, each.standard): each for id in ids for each in _history(policy, id)}
    newest = sorted(found.values(), key=lambda each: each.on, reverse=True)
    return tuple(Change(each, _sources(policy, each)) for each in newest)


def _sources(policy: Policy, each: Difference) -> tuple[tuple[str, Source | None], ...]:
    names = (name.strip() for name in each.source.split(";"))
    return tuple((name, policy.sources.get(name)) for name in names if name)


@lru_cache(maxsize=1024)
def _history(policy: Policy, id: str) -> tuple[Difference, ...]:
    return history_of(policy, id)
