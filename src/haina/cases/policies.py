"""Policy packs by version: the one in force for new cases, and the ones under which running cases began.

The one in force is the pack on this machine with what was published over it: files that are laid over it, or
a whole pack that takes its place. What was published is looked for at the door, when a request or a job
begins, and before a process reads the policy for the first time. Work that is `pinned` sees one version from
its beginning to its end, whatever another thread takes up meanwhile.
"""

from __future__ import annotations

import gc
import logging
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Protocol

from django.db import OperationalError, ProgrammingError

from haina.cases.appeal_procedures import with_appeals
from haina.cases.clock import WorkCalendar
from haina.cases.models import PolicyVersion
from haina.policy import Policy, default_directory, load, load_files
from haina.policy.load import followed_by, read_pack

#: Seconds for which a process does not look again.
LOOK_EVERY = 1.0
_NEVER = float("-inf")
_logger = logging.getLogger("haina.policy")


@dataclass(frozen=True, slots=True)
class Layer:
    """What was published at one time: files that are laid over the pack, or all files of a whole one."""

    version: str
    files: Mapping[str, str]
    is_whole: bool = False


class Publications(Protocol):
    """Where what was published over the pack is kept."""

    def newest(self) -> int:
        """The number of the last publication; 0 where there is none. Asked often, so it has to be cheap."""

    def layers(self) -> Sequence[Layer]:
        """All publications, the first one first."""


class _Laid:
    """What this process knows to be laid over its pack."""

    def __init__(self) -> None:
        self.kept: Publications | None = None
        self.number = 0
        self.layers: Sequence[Layer] = ()
        self.seen = _NEVER
        self.lock = threading.Lock()


_laid = _Laid()


class _Pin:
    """The policy that a piece of work has begun with; None while it has not asked for one."""

    def __init__(self) -> None:
        self.policy: Policy | None = None


_pin: ContextVar[_Pin | None] = ContextVar("policy of this piece of work", default=None)


@contextmanager
def pinned() -> Iterator[None]:
    """Have one policy in force for what is done inside, until it looks `at_once` itself."""
    token = _pin.set(_Pin())
    try:
        yield
    finally:
        _pin.reset(token)


def _let_go() -> None:
    """Have this piece of work ask anew."""
    pin = _pin.get()
    if pin is not None:
        pin.policy = None


def lay_over(publications: Publications) -> None:
    """Have the files of these publications laid over the pack; an app does so when it is ready."""
    _laid.kept = publications


def look(*, at_once: bool = False) -> None:
    """See whether something was published since; once a second at most, unless it has to be `at_once`.

    Where the database cannot be asked, or is not made yet, what is known stays; whatever needs it will say
    so. Who looks at once goes on with what is found, even inside work that is pinned.
    """
    if at_once:
        _let_go()
    begun = time.monotonic()
    if _laid.kept is None or (begun < _laid.seen + LOOK_EVERY and not at_once):
        return
    with _laid.lock:
        _laid.seen = begun
        try:
            number = _laid.kept.newest()
            if number != _laid.number:
                _laid.layers = _laid.kept.layers()
                _laid.number = number
                _newest.cache_clear()
        except (OperationalError, ProgrammingError) as error:
            _logger.warning("publications cannot be looked for: %s", error)


def installed_files() -> Mapping[str, str]:
    """The files of the pack on this machine, without what was published over it."""
    return read_pack(default_directory())[0]


#: New objects, and rounds of the younger objects, after which garbage is looked for (`gc.set_threshold`).
COLLECTED_AFTER = (20_000, 20, 20)


def current_policy() -> Policy:
    """The pack in force, read once per process and version; raises PolicyError if it has errors."""
    pin = _pin.get()
    if pin is not None and pin.policy is not None:
        return pin.policy
    if _laid.seen == _NEVER:
        look()
    policy = _newest()
    if pin is not None:
        pin.policy = policy
    return policy


@lru_cache(maxsize=1)
def _newest() -> Policy:
    """The newest pack that this process knows of."""
    policy = with_appeals(_in_force())
    # The pack stays for the life of the process: looking for garbage in it again and again only costs time.
    gc.collect()
    gc.freeze()
    # A page makes some ten thousand objects and drops nearly all by itself. Looking for circles among them
    # after every 700, as Python does, takes a quarter of the time in which pages are answered.
    gc.set_threshold(*COLLECTED_AFTER)
    return policy


def _in_force() -> Policy:
    """The pack on this machine with what was published over it."""
    if not _laid.layers:
        return load(default_directory())
    installed = installed_files()
    files = laid_over(installed, _laid.layers)
    return load(default_directory()) if files == installed else load_files(files)


def laid_over(installed: Mapping[str, str], layers: Sequence[Layer]) -> Mapping[str, str]:
    """The files in force: a whole pack takes the place of all before it; what else is laid stays beside.

    The pack that is installed is in force again once it has all that a whole pack brought, or says that it
    follows it. A file that is there is never replaced by one that is laid over it.
    """
    files = installed
    for number, layer in enumerate(layers):
        if not layer.is_whole:
            files = {**layer.files, **files}
        else:
            later = [each for each in layers[number + 1 :] if not each.is_whole]
            files = installed if _goes_on_from(installed, layer, later) else layer.files
    return files


def is_replaced() -> bool:
    """Whether a pack that was published whole is in force in place of the one on this machine."""
    wholes = [number for number, layer in enumerate(_laid.layers) if layer.is_whole]
    if not wholes:
        return False
    installed, last = installed_files(), wholes[-1]
    return not _goes_on_from(installed, _laid.layers[last], _laid.layers[last + 1 :])


def _goes_on_from(installed: Mapping[str, str], whole: Layer, later: Sequence[Layer]) -> bool:
    """Whether a pack is that which was published whole, with what was laid over it since, or follows it."""
    if followed_by(installed) == whole.version:
        return True
    since = {path for layer in later for path in layer.files}
    return {path: text for path, text in installed.items() if path not in since} == dict(whole.files)


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
    _laid.number, _laid.layers, _laid.seen = 0, (), _NEVER
    _let_go()
    _newest.cache_clear()
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
