"""A decision taken on an old view is refused with what happened since, in both languages."""

from __future__ import annotations

from collections.abc import Set

from django.utils import translation

from haina.cases.events import Recorded
from haina.cases.models import Case
from haina.cases.names import CaseNames
from haina.cases.refusals import Meanwhile, Stale
from haina.cases.store import history_of
from haina.people.permissions import Verb
from haina.policy import Policy

#: Django's language codes by the short names that texts have.
LANGUAGES = {"zh": "zh-hans", "en": "en"}


def require_fresh(row: Case, policy: Policy, seen: int | None, verbs: Set[Verb]) -> None:
    """Raise Stale if something that matters happened after the event `seen`.

    `verbs` is what the actor may do: only who may read notes is told of what stays inside.
    """
    if seen is None or seen == row.sequence:
        return
    since = history_of(row.pk, after=seen)
    if seen < row.sequence and not any(one.event.matters for one in since):
        return
    inside = Verb.READ_NOTES in verbs
    names = CaseNames(policy, policy.procedures[row.procedure], shows_officers=inside)
    told = [in_words(one, names) for one in since if inside or not one.event.internal]
    raise Stale(seen, row.sequence, told)


def in_words(one: Recorded, names: CaseNames) -> Meanwhile:
    """One event in words, in both languages."""
    words = {}
    for short, code in LANGUAGES.items():
        with translation.override(code):
            words[short] = one.event.words(names)
    return Meanwhile(one.sequence, one.event.kind, words)
