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


def policy_of(version: str) -> Policy:
    """The pack of a stored version, compiled once per process; raises PolicyVersion.DoesNotExist."""
    # The current pack is asked each time and never kept twice: two copies of one version could differ.
    current = current_policy()
    return current if version == current.version else _stored_policy(version)


@lru_cache(maxsize=16)
def _stored_policy(version: str) -> Policy:
    return with_appeals(load_files(PolicyVersion.objects.get(pk=version).files))


def forget_policies() -> None:
    """Read every pack anew when it is next asked for; tests that change the pack on the disk call this."""
    current_policy.cache_clear()
    _stored_policy.cache_clear()


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
