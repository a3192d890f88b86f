"""A decision taken on an old view is refused with what happened since, in both languages.

Only what concerns the decision refuses it: who acts on one department's stage need not look again because
another department has answered on its own.
"""

from __future__ import annotations

from collections.abc import Set

from django.utils import translation

from haina.cases.events import FactVerified, Recorded
from haina.cases.models import Case
from haina.cases.names import CaseNames
from haina.cases.refusals import Meanwhile, Stale
from haina.cases.state import CaseState
from haina.cases.store import history_of, load_state
from haina.people.permissions import Verb
from haina.policy import Policy

#: Django's language codes by the short names that texts have.
LANGUAGES = {"zh": "zh-hans", "en": "en"}


def require_fresh(row: Case, policy: Policy, seen: int | None, verbs: Set[Verb], stage: str = "") -> None:
    """Raise Stale if something that concerns the decision happened after the event `seen`.

    `stage` is the one on which the actor acts; empty for those who act on the whole case. `verbs` is what the
    actor may do: only who may read notes is told of what stays inside.
    """
    if seen is None or seen == row.sequence:
        return
    since = history_of(row.pk, after=seen)
    if seen < row.sequence:
        then = load_state(row.pk, up_to=seen)
        if not any(concerns(one, stage, then) for one in since):
            return
    inside = Verb.READ_NOTES in verbs
    names = CaseNames(policy, policy.procedures[row.procedure], shows_officers=inside)
    told = [in_words(one, names) for one in since if inside or not one.event.internal]
    raise Stale(seen, row.sequence, told)


def concerns(one: Recorded, stage: str, then: CaseState) -> bool:
    """Whether an event bears on a decision that was prepared when the case was as `then`."""
    event = one.event
    if not event.matters:
        return False
    if not stage or getattr(event, "stage", "") == stage:
        return True
    if isinstance(event, FactVerified):
        # Another department has found what the file says anyway: the decision rests on the same facts.
        found = then.verified.get(event.fact)
        return event.value != (found.value if found is not None else then.form.get(event.fact))
    return not event.own_stage


def in_words(one: Recorded, names: CaseNames) -> Meanwhile:
    """One event in words, in both languages."""
    words = {}
    for short, code in LANGUAGES.items():
        with translation.override(code):
            words[short] = one.event.words(names)
    return Meanwhile(one.sequence, one.event.kind, words)
