"""What an inquiry is about: everything, a life event, who one is, or a single right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext

from haina.policy import Policy
from haina.portal.words import in_words


@dataclass(frozen=True, slots=True)
class Scope:
    """The rights asked about, and what to call them."""

    kind: str
    id: str
    title: str
    rights: tuple[str, ...]

    @property
    def word(self) -> str:
        """The scope as one word in a form: `event:arriving`, `all:`."""
        return f"{self.kind}:{self.id}"


def read_scope(policy: Policy, word: str) -> Scope | None:
    """Read a scope as a form writes it; None when the policy has nothing of that name."""
    kind, _, key = word.partition(":")
    return scope_of(policy, {"kind": kind, "id": key})


def scope_of(policy: Policy, stored: Mapping[str, str]) -> Scope | None:
    """Return a stored scope with its rights in the policy as it is now; None when it has none there."""
    kind, key = stored.get("kind", "all"), stored.get("id", "")
    if kind == "all":
        return Scope("all", "", gettext("Everything in the policy"), tuple(policy.rights))
    if kind == "right" and key in policy.rights:
        return Scope(kind, key, in_words(policy.rights[key].title), (key,))
    collections = {"event": policy.life_events, "audience": policy.audiences}.get(kind, ())
    for collection in collections:
        if collection.id == key and policy.rights_in(collection):
            return Scope(kind, key, in_words(collection.title), policy.rights_in(collection))
    return None
