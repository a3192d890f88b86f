"""Judge two identities: the same, two, or not to be told yet."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from haina.people.actors import Actor
from haina.people.identities import all_joined, joined_with
from haina.people.identity_permissions import IdentityVerb, account_of, require
from haina.people.models import DoubtfulPair, IdentityEvent, Judgement
from haina.people.verbs.merge import IdentityRefused, merge


def judge_pair(
    actor: Actor, one: UUID, other: UUID, verdict: Judgement.Verdict, *, reason: str, on: date, now: datetime
) -> Judgement:
    """Store a judgement with its reason; `same` joins the two, `different` keeps them apart from now on.

    Two that are one by an earlier decision are judged `different` only after that was taken back. Raises
    MayNotDecide, IdentityRefused.
    """
    require(actor, IdentityVerb.JUDGE_PAIR, *all_joined(one, other))
    if not reason.strip():
        raise IdentityRefused("judgement_has_a_reason")
    first, second = sorted((one, other))
    with transaction.atomic():
        event: IdentityEvent | None = None
        if verdict == Judgement.Verdict.SAME:
            event = merge(actor, first, second, reason=reason, on=on, now=now)
        elif verdict == Judgement.Verdict.DIFFERENT and second in joined_with(first):
            raise IdentityRefused("judged_pair_is_joined")
        judgement = Judgement.objects.create(
            one_id=first,
            other_id=second,
            verdict=verdict,
            reason=reason.strip(),
            judged_at=now,
            judged_by_id=account_of(actor),
            event=event,
        )
        if verdict != Judgement.Verdict.UNCLEAR:
            DoubtfulPair.objects.filter(one=first, other=second).update(judged=judgement)
        return judgement
