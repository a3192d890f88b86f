"""A draft as a pack: the files that it lays over the policy or puts in its place, read and checked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from haina.cases.appeal_procedures import with_appeals
from haina.cases.policies import policy_of
from haina.drafts.models import Draft, DraftPack, Publication
from haina.drafts.proposals import Proposal, proposal_of
from haina.drafts.refusals import refuse
from haina.policy import Policy, PolicyError, load_files
from haina.policy.amendments import FOLDER, Change, amendment_text
from haina.policy.with_values import read_value
from haina.portal.words import language


def changes_of(policy: Policy, proposal: Proposal) -> tuple[Change, ...]:
    """The changes of a proposal that was checked when it was saved, in the order of their names."""
    return tuple(
        Change(each.standard, read_value(policy.standards[each.standard].type, each.value), each.valid_from)
        for each in sorted(proposal.values, key=lambda each: each.standard)
    )


def draft_files(draft: Draft, decided: date) -> Mapping[str, str]:
    """The files that a draft of values adds to the pack, as decided on a day: one, numbered in turn."""
    number = Publication.objects.count() + 1
    proposal = proposal_of(draft)
    changes = changes_of(policy_of(draft.base_id), proposal)
    text = amendment_text(proposal.title, proposal.reason, decided, changes)
    return {f"{FOLDER}/{number:04}-{draft.pk.hex[:8]}.yaml": text}


def whole_files(draft: Draft, decided: date) -> Mapping[str, str]:
    """All files of the pack with a draft."""
    if draft.pack is not None:
        files: Mapping[str, str] = draft.pack.files
        return files
    published = Publication.objects.filter(draft=draft).first()
    added = draft_files(draft, decided) if published is None else published.files
    return {**policy_of(draft.base_id).files, **added}


def draft_policy(draft: Draft, decided: date) -> Policy:
    """The policy with a draft. Raises Refusal where it cannot be read."""
    if draft.pack_id is not None:
        return pack_policy(draft.pack_id)
    return read_over(policy_of(draft.base_id), draft_files(draft, decided))


def pack_policy(version: str) -> Policy:
    """The whole pack that somebody proposes. Raises Refusal where this program cannot read it any more."""
    try:
        return _pack_policy(version)
    except PolicyError as error:
        raise refuse("draft_cannot_be_read", problem=error.problems[0].in_(language())) from error


@lru_cache(maxsize=4)
def _pack_policy(version: str) -> Policy:
    return with_appeals(load_files(DraftPack.objects.get(pk=version).files))


def read_over(base: Policy, files: Mapping[str, str]) -> Policy:
    """A policy with further files. Raises Refusal where that cannot be read."""
    try:
        return load_files({**base.files, **files})
    except PolicyError as error:
        raise refuse("draft_cannot_be_read", problem=error.problems[0].in_(language())) from error
