"""Policy packs by version: the one in force for new cases, and the ones under which running cases began."""

from __future__ import annotations

import gc
from datetime import datetime
from functools import lru_cache

from haina.cases.appeal_procedures import with_appeals
from haina.cases.clock import WorkCalendar
from haina.cases.models import PolicyVersion
from haina.policy import Policy, default_directory, load, load_files


@lru_cache(maxsize=1)
def current_policy() -> Policy:
    """The pack on this machine, read once per process; raises PolicyError if it has errors."""
    policy = with_appeals(load(default_directory()))
    # The pack stays for the life of the process: looking for garbage in it again and again only costs time.
    gc.collect()
    gc.freeze()
    return policy


@lru_cache(maxsize=16)
def policy_of(version: str) -> Policy:
    """The pack of a stored version, compiled once per process; raises PolicyVersion.DoesNotExist."""
    if version == current_policy().version:
        return current_policy()
    return with_appeals(load_files(PolicyVersion.objects.get(pk=version).files))


def store_version(policy: Policy, now: datetime) -> str:
    """Keep the files of a pack, once per version; return the version."""
    PolicyVersion.objects.bulk_create(
        [PolicyVersion(version=policy.version, pack=policy.id, files=dict(policy.files), stored_at=now)],
        ignore_conflicts=True,
    )
    return policy.version


def working_calendar() -> WorkCalendar:
    """The official calendar as known today; cases count by it whatever version they began under."""
    return WorkCalendar(current_policy().calendar.years)
