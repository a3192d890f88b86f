"""Drafts as their pages show them: what changes, in words, and what the reader may do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from haina.cases.policies import current_policy, policy_of
from haina.drafts.differing import PackDifferences, pack_differences
from haina.drafts.models import CONSENTS, Consent, Draft, Trial
from haina.drafts.packs import changes_of
from haina.drafts.permissions import DraftVerb, draft_verbs
from haina.drafts.proposals import proposal_of
from haina.people.actors import Actor
from haina.policy import Policy
from haina.policy.history import NO_VALUE, standards_of
from haina.rules.declarations import StandardDeclaration
from haina.rules.text import Text
from haina.rules.wording_values import value_text


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One changed value: what it was on its first day, what it becomes, and the clauses that rest on it."""

    name: str
    label: Text
    old: Text
    new: Text
    valid_from: date
    clauses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DraftView:
    """A draft as somebody sees it."""

    row: Draft
    title: Text
    reason: Text
    #: Of a draft of values.
    changes: tuple[ChangeRow, ...]
    #: Of a draft of a whole pack.
    whole: PackDifferences | None
    consents: tuple[Consent, ...]
    trial: Trial | None
    #: What the reader may do now.
    may: frozenset[DraftVerb]
    #: Whether another version has come into force since it was written.
    is_stale: bool

    @property
    def is_ready(self) -> bool:
        """Whether two people have consented."""
        return len(self.consents) == CONSENTS


def draft_view(actor: Actor, draft: Draft) -> DraftView:
    """What the actor sees of a draft and may do to it as it stands."""
    consents = tuple(
        draft.consents.filter(withdrawn_at__isnull=True).select_related("account").order_by("place")
    )
    policy, proposal = policy_of(draft.base_id), proposal_of(draft)
    is_stale = draft.state == Draft.State.OPEN and draft.base_id != current_policy().version
    return DraftView(
        row=draft,
        title=proposal.title,
        reason=proposal.reason,
        changes=tuple(
            _row(policy, each.standard, each.value, each.valid_from) for each in changes_of(policy, proposal)
        ),
        whole=None if draft.pack_id is None else pack_differences(draft.base_id, draft.pack_id),
        consents=consents,
        trial=draft.trials.filter(content=draft.content).order_by("-begun_at").first(),
        may=_may(actor, draft, consents, is_stale=is_stale),
        is_stale=is_stale,
    )


def _may(actor: Actor, draft: Draft, consents: Iterable[Consent], *, is_stale: bool) -> frozenset[DraftVerb]:
    """What the table allows, less what the draft's state does not."""
    allowed = draft_verbs(actor, draft)
    if draft.state != Draft.State.OPEN:
        return allowed & {DraftVerb.READ}
    standing = list(consents)
    mine = any(each.account_id == actor.account_id for each in standing)
    ruled_out = {
        DraftVerb.WITHDRAW: not mine,
        DraftVerb.CONSENT_FIRST: bool(standing) or is_stale,
        DraftVerb.CONSENT_SECOND: len(standing) != 1 or mine or is_stale,
        DraftVerb.PUBLISH: len(standing) < CONSENTS or is_stale,
    }
    return frozenset(verb for verb in allowed if not ruled_out.get(verb, False))


def _row(policy: Policy, name: str, value: object, valid_from: date) -> ChangeRow:
    standard = policy.standards[name]
    before = standard.on(valid_from)
    old = standard.unset or NO_VALUE if before is None else _words(policy, standard, before.value)
    new = _words(policy, standard, value)
    return ChangeRow(name, standard.label, old, new, valid_from, _clauses(policy, name))


def _words(policy: Policy, standard: StandardDeclaration, value: object) -> Text:
    currency = (policy.program.currency, policy.program.currency_label)
    return value_text(standard.type, value, currency, standard.unit)


def _clauses(policy: Policy, name: str) -> tuple[str, ...]:
    """The clauses of all elements that rest on a standard."""
    found = (element.clause for id, element in policy.elements.items() if name in standards_of(policy, id))
    return tuple(dict.fromkeys(found))
