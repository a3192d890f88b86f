"""Publish a draft to which two people have consented: a new version of the policy, in force from now on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from haina.cases.policies import current_policy, look, store_version
from haina.drafts import outbox
from haina.drafts.models import CONSENTS, Consent, Draft, DraftEvent, Publication
from haina.drafts.packs import draft_files, pack_policy, read_over
from haina.drafts.permissions import DraftVerb, require
from haina.drafts.proposals import proposal_of
from haina.drafts.recording import locked, note
from haina.drafts.refusals import kindly, refuse
from haina.people.actors import Actor
from haina.policy import Policy

#: Held while something is published, so that two publications come one after the other.
_LOCK = 7310611


def publish(actor: Actor, now: datetime, draft_id: UUID, *, seen: str) -> Publication:
    """Make the draft the policy in force; cases that run keep their version.

    Raises MayNot, NotThere, and Refusal without two consents, over another version than the one in force, and
    for a value that would begin in the past.
    """
    look(at_once=True)
    with transaction.atomic(), kindly():
        _wait_for_others()
        draft = locked(draft_id, seen)
        account = require(actor, DraftVerb.PUBLISH, draft)
        consents = _consents(draft)
        in_force = current_policy()
        _require_fresh(draft, in_force.version, now)
        files, policy = _made(draft, in_force, timezone.localdate(now))
        store_version(policy, now)
        publication = Publication.objects.create(
            draft=draft,
            content=draft.content,
            first=consents[0],
            second=consents[1],
            files=dict(files),
            version_id=policy.version,
            published_by_id=account,
            published_at=now,
        )
        draft.state, draft.changed_at = Draft.State.PUBLISHED, now
        draft.save()
        note(draft, DraftEvent.Kind.PUBLISHED, account, now, policy.version)
        outbox.index()
        transaction.on_commit(lambda: look(at_once=True))
    return publication


def _made(draft: Draft, in_force: Policy, today: date) -> tuple[Mapping[str, str], Policy]:
    """The files that are laid over the policy, none for a whole pack, and what it becomes."""
    if draft.pack_id is not None:
        return {}, pack_policy(draft.pack_id)
    files = draft_files(draft, today)
    return files, read_over(in_force, files)


def _wait_for_others() -> None:
    with transaction.get_connection().cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _consents(draft: Draft) -> list[Consent]:
    found = Consent.objects.filter(draft=draft, withdrawn_at__isnull=True, content=draft.content)
    consents = list(found.order_by("place"))
    if len(consents) < CONSENTS:
        raise refuse("publication_has_two_consents")
    return consents


def _require_fresh(draft: Draft, in_force: str, now: datetime) -> None:
    proposal = proposal_of(draft)
    if proposal.content != draft.content:
        raise refuse("draft_changed_meanwhile")
    if draft.base_id != in_force or Publication.objects.filter(published_at__gt=draft.changed_at).exists():
        raise refuse("draft_is_stale")
    if any(each.valid_from < timezone.localdate(now) for each in proposal.values):
        raise refuse("draft_changes_the_past")
