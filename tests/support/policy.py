"""The policy for tests that need it before a database can be asked, such as those that number their cases."""

from __future__ import annotations

from functools import lru_cache

from haina.cases.appeal_procedures import with_appeals
from haina.policy import Policy, default_directory, load


@lru_cache(maxsize=1)
def installed_policy() -> Policy:
    """The pack on this machine, with appeals; what is published over it is in no database of a test yet."""
    return with_appeals(load(default_directory()))
