"""A draft as a pack: the files that it lays over the policy, and that policy read and checked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from haina.cases.policies import policy_of
from haina.drafts.models import Draft, Publication
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
    """The files that a draft adds to the pack, as decided on a day: one, numbered after those before it."""
    number = Publication.objects.count() + 1
    proposal = proposal_of(draft)
    changes = changes_of(policy_of(draft.base_id), proposal)
    text = amendment_text(proposal.title, proposal.reason, decided, changes)
    return {f"{FOLDER}/{number:04}-{draft.pk.hex[:8]}.yaml": text}


def draft_policy(draft: Draft, decided: date) -> Policy:
    """The policy with a draft. Raises Refusal where it cannot be read."""
    return read_over(policy_of(draft.base_id), draft_files(draft, decided))


def read_over(base: Policy, files: Mapping[str, str]) -> Policy:
    """A policy with further files. Raises Refusal where that cannot be read."""
    try:
        return load_files({**base.files, **files})
    except PolicyError as error:
        raise refuse("draft_cannot_be_read", problem=error.problems[0].in_(language())) from error
