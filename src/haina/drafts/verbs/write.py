"""Write a draft over the policy in force."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from haina.cases.policies import current_policy, store_version
from haina.drafts.models import Draft, DraftEvent, DraftPack, DraftValue
from haina.drafts.packs import changes_of, read_over
from haina.drafts.permissions import DraftVerb, require
from haina.drafts.proposals import Proposal, read_typed
from haina.drafts.recording import note
from haina.drafts.refusals import kindly, refuse
from haina.drafts.uploads import check_pack
from haina.people.actors import Actor
from haina.policy import Policy
from haina.policy.amendments import FOLDER, amendment_text


def write(actor: Actor, now: datetime, proposal: Proposal) -> Draft:
    """Keep a draft over the policy in force.

    Raises MayNot, ValueRefused for a value, PolicyError for a whole pack, and Refusal where the whole cannot
    be read or another version has come into force since.
    """
    account = require(actor, DraftVerb.WRITE)
    policy = base_of(proposal)
    check(policy, proposal, now)
    with transaction.atomic(), kindly():
        store_version(policy, now)
        draft = Draft(author_id=account, written_at=now)
        keep(draft, proposal, now)
        note(draft, DraftEvent.Kind.WRITTEN, account, now)
    return draft


def base_of(proposal: Proposal) -> Policy:
    """The policy over which it is written, which has to be the one in force. Raises Refusal."""
    policy = current_policy()
    if proposal.base != policy.version:
        raise refuse("draft_is_over_an_older_version")
    return policy


def check(policy: Policy, proposal: Proposal, now: datetime) -> None:
    """Read the policy with what is proposed. Raises ValueRefused, PolicyError and Refusal."""
    if proposal.files:
        if proposal.values:
            raise refuse("draft_is_values_or_pack")
        check_pack(proposal.files, policy)
        return
    if not proposal.values:
        raise refuse("draft_says_nothing")
    today = timezone.localdate(now)
    for each in proposal.values:
        read_typed(policy, each, today)
    text = amendment_text(proposal.title, proposal.reason, today, changes_of(policy, proposal))
    read_over(policy, {f"{FOLDER}/9999-draft.yaml": text})


def keep(draft: Draft, proposal: Proposal, now: datetime) -> None:
    """Store what is proposed as the draft's; the caller has a transaction and the lock."""
    draft.title_zh, draft.title_en = proposal.title.zh, proposal.title.en
    draft.reason_zh, draft.reason_en = proposal.reason.zh, proposal.reason.en
    draft.base_id, draft.content, draft.changed_at = proposal.base, proposal.content, now
    draft.pack_id = _kept_pack(proposal, now)
    draft.save()
    draft.values.all().delete()
    DraftValue.objects.bulk_create(
        DraftValue(draft=draft, standard=each.standard, value=each.value, valid_from=each.valid_from)
        for each in proposal.values
    )


def _kept_pack(proposal: Proposal, now: datetime) -> str | None:
    """Keep the files of a whole pack, once per version; its version, None where values are changed."""
    if not proposal.files:
        return None
    version = proposal.version
    pack = DraftPack(version=version, files=dict(proposal.files), stored_at=now)
    DraftPack.objects.bulk_create([pack], ignore_conflicts=True)
    return version
