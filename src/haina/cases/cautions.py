"""What is said about a case before it is sent or decided, by whatever has a part in what follows from it."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from haina.cases.consequences import Caution, Weight, concerning
from haina.cases.models import Case
from haina.cases.perform import Matter
from haina.cases.policies import policy_of
from haina.cases.store import load_state


def cautions_of(row: Case, now: datetime, *, inside: bool) -> tuple[Caution, ...]:
    """What is to be said about a stored case, the heaviest first; `inside`: to an officer, not to a party."""
    policy = policy_of(row.policy_version_id)
    procedure = policy.procedures[row.procedure]
    having = concerning(policy, procedure)
    if not having:
        return ()
    matter = Matter(row, load_state(row.pk), policy, procedure, timezone.localdate(now), now)
    said = [caution for each in having for caution in each.cautions(matter, inside=inside)]
    return tuple(sorted(said, key=lambda caution: list(Weight).index(caution.weight)))
