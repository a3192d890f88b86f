"""Move all running cases of a procedure to a version, or all that were moved back."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from haina.cases.moving_many import cases_to_move, cases_to_move_back
from haina.cases.perform import Receipt
from haina.cases.refusals import CaseError
from haina.cases.verbs.move_back import move_back
from haina.cases.verbs.move_to_version import move_to_version
from haina.people.actors import Actor

_log = logging.getLogger(__name__)

#: Longest key for many: each case's own is made of it.
LONGEST_KEY = 40


@dataclass(frozen=True, slots=True)
class Moved:
    """What became of the cases."""

    done: tuple[UUID, ...]
    #: Why the others stay as they are: a sentence in the active language.
    left: tuple[tuple[UUID, str], ...]


def move_cases(
    actor: Actor, now: datetime, *, procedure: str, version: str, note: str = "", key: str
) -> Moved:
    """Move every running case of a procedure that the actor supervises; `moving_many` says what that changes.

    Each is an event and a transaction of its own: one that cannot be moved stays and is named, the others go
    on. With the same key again, what was left in the middle is finished and nothing is done twice.
    """
    cases = cases_to_move(actor, procedure, version).values_list("pk", flat=True)

    def move(case_id: UUID) -> Receipt:
        own = _key(key, case_id)
        return move_to_version(actor, now, case_id, version=version, note=note, key=own, seen=None)

    return _each(list(cases), move)


def move_cases_back(
    actor: Actor, now: datetime, *, procedure: str, version: str, note: str = "", key: str
) -> Moved:
    """Take every running case that was moved to a version back to the one that it came from."""
    cases = cases_to_move_back(actor, procedure, version).values_list("pk", flat=True)

    def back(case_id: UUID) -> Receipt:
        return move_back(actor, now, case_id, note=note, key=_key(key, case_id), seen=None)

    return _each(list(cases), back)


def _each(cases: Iterable[UUID], act: Callable[[UUID], Receipt]) -> Moved:
    done: list[UUID] = []
    left: list[tuple[UUID, str]] = []
    for case_id in cases:
        try:
            with transaction.atomic():
                act(case_id)
        except CaseError as error:
            left.append((case_id, str(error)))
        except Exception as error:
            # Whatever is wrong with one case must not keep the others where they are.
            _log.exception("case %s could not be moved", case_id)
            left.append((case_id, f"{type(error).__name__}: {error}"))
        else:
            done.append(case_id)
    return Moved(tuple(done), tuple(left))


def _key(key: str, case_id: UUID) -> str:
    if not 0 < len(key) <= LONGEST_KEY:
        raise ValueError(f"a key for many has 1 to {LONGEST_KEY} characters")
    return f"{key}:{case_id}"
