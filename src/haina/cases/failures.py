"""Cases in which an automaton failed: each is kept with its error until somebody has seen to it."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F

from haina.cases.batches import Round
from haina.cases.models import SweepFailure

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Sweep:
    """What one round did."""

    #: Cases in which something happened.
    done: tuple[UUID, ...]
    #: Cases that could not be looked at; each has been logged with its error, for a supervisor to see.
    failed: tuple[UUID, ...]


def carried_out(rounds: Iterable[Round], now: datetime) -> Sweep:
    """Go through the rounds, keep the errors of those that failed and forget those of the others."""
    failing = set(SweepFailure.objects.values_list("case_id", flat=True))
    done: list[UUID] = []
    failed: list[UUID] = []
    for each in rounds:
        for case_id, error in each.failed.items():
            # Whatever is wrong with one case must not keep the others from being looked at.
            _log.error("nothing could be done in case %s", case_id, exc_info=error)
            _remember(case_id, error, now)
        mended = failing.intersection(each.seen) - each.failed.keys()
        if mended:
            SweepFailure.objects.filter(case_id__in=mended).delete()
        done += each.done
        failed += each.failed
    return Sweep(tuple(done), tuple(failed))


def _remember(case_id: UUID, error: Exception, now: datetime) -> None:
    text = f"{type(error).__name__}: {error}"
    row, is_new = SweepFailure.objects.get_or_create(
        case_id=case_id, defaults={"error": text, "first_at": now, "last_at": now}
    )
    if not is_new:
        SweepFailure.objects.filter(pk=row.pk).update(error=text, last_at=now, times=F("times") + 1)
