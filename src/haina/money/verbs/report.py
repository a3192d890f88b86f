"""Report on an award, and evaluate what came of it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from haina.cases.refusals import Forbidden
from haina.money.models import AwardReport
from haina.money.permissions import MoneyVerb, require_award
from haina.money.refusals import MoneyRefusal, refused_kindly
from haina.money.verbs.end_award import locked
from haina.people.actors import Actor


def report(actor: Actor, now: datetime, award_id: UUID, *, words: str, key: str) -> AwardReport:
    """Say how an award is being used; once for a key."""
    return _written(actor, now, award_id, MoneyVerb.REPORT, AwardReport.Kind.REPORT, "", words, key)


def evaluate(
    actor: Actor, now: datetime, award_id: UUID, *, outcome: str, words: str, key: str
) -> AwardReport:
    """Find what came of an award: met, partly or not; once for a key."""
    if outcome not in AwardReport.Outcome.values:
        raise MoneyRefusal("no_outcome", _("Say whether the aims were met."))
    return _written(
        actor, now, award_id, MoneyVerb.EVALUATE, AwardReport.Kind.EVALUATION, outcome, words, key
    )


def _written(
    actor: Actor,
    now: datetime,
    award_id: UUID,
    verb: MoneyVerb,
    kind: str,
    outcome: str,
    words: str,
    key: str,
) -> AwardReport:
    with refused_kindly(), transaction.atomic():
        award = locked(award_id)
        require_award(actor, verb, award)
        if actor.account_id is None:
            raise Forbidden(verb.value, award.state)
        if not words.strip():
            raise MoneyRefusal("no_words", _("Write something."))
        asked = {
            "award": award,
            "kind": kind,
            "outcome": outcome,
            "words": words.strip(),
            "written_by_id": actor.account_id,
            "written_at": now,
        }
        return AwardReport.objects.get_or_create(key=key, defaults=asked)[0]
