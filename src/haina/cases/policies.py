"""Policy packs by version: the one in force for new cases, and the ones under which running cases began.

The one in force is the pack on this machine with the files that were published over it. What was published
is looked for at the door, when a request or a job begins, so that one piece of work sees one version.
"""

from __future__ import annotations

import gc
import logging
import threading
import time
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Protocol

from django.db import OperationalError

from haina.cases.appeal_procedures import with_appeals
from haina.cases.clock import WorkCalendar
from haina.cases.models import PolicyVersion
from haina.policy import Policy, default_directory, load, load_files
from haina.policy.load import read_pack

#: Seconds for which a process does not look again.
LOOK_EVERY = 1.0
_logger = logging.getLogger("haina.policy")


class Publications(Protocol):
    """Where files that were published over the pack are kept."""

    def newest(self) -> int:
        """The number of the last publication; 0 where there is none. Asked often, so it has to be cheap."""

    def files(self) -> Mapping[str, str]:
        """The files of all publications by their paths in the pack."""


class _Laid:
    """What this process knows to be laid over its pack."""

    def __init__(self) -> None:
        self.kept: Publications | None = None
        self.number = 0
        self.files: Mapping[str, str] = {}
        self.seen = float("-inf")
        self.lock = threading.Lock()


_laid = _Laid()


def lay_over(publications: Publications) -> None:
    """Have the files of these publications laid over the pack; an app does so when it is ready."""
    _laid.kept = publications


def look(*, at_once: bool = False) -> None:
    """See whether something was published since; once a second at most, unless it has to be `at_once`.

    Where the database cannot be asked, what is known stays; whatever needs it will say so.
    """
    begun = time.monotonic()
    if _laid.kept is None or (begun < _laid.seen + LOOK_EVERY and not at_once):
        return
    with _laid.lock:
        _laid.seen = begun
        try:
            number = _laid.kept.newest()
            if number != _laid.number:
                _laid.files = _laid.kept.files()
                _laid.number = number
                current_policy.cache_clear()
        except OperationalError as error:
            _logger.warning("publications cannot be looked for: %s", error)


def installed_files() -> Mapping[str, str]:
    """The files of the pack on this machine, without what was published over it."""
    return read_pack(default_directory())[0]


#: New objects, and rounds of the younger objects, after which garbage is looked for (`gc.set_threshold`).
COLLECTED_AFTER = (20_000, 20, 20)


@lru_cache(maxsize=1)
def current_policy() -> Policy:
    """The pack in force, read once per process and version; raises PolicyError if it has errors."""
    policy = with_appeals(_in_force())
    # The pack stays for the life of the process: looking for garbage in it again and again only costs time.
    gc.collect()
    gc.freeze()
    # A page makes some ten thousand objects and drops nearly all by itself. Looking for circles among them
    # after every 700, as Python does, takes a quarter of the time in which pages are answered.
    gc.set_threshold(*COLLECTED_AFTER)
    return policy


def _in_force() -> Policy:
    """The pack on this machine with what was published over it; a file that it has itself is its own."""
    if not _laid.files:
        return load(default_directory())
    installed = installed_files()
    laid = {path: text for path, text in _laid.files.items() if path not in installed}
    return load_files({**installed, **laid}) if laid else load(default_directory())


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
    _laid.number, _laid.files, _laid.seen = 0, {}, float("-inf")
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
