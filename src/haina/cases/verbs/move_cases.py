"""Move all running cases of a procedure to a version, or all that were moved back."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from haina.cases.models import Case
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
    #: The case after which there are more, where only some were looked at.
    more_after: UUID | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """Which of the cases are done now: at most so many, of those that follow one."""

    most: int
    after: UUID | None = None


def move_cases(
    actor: Actor,
    now: datetime,
    *,
    procedure: str,
    version: str,
    note: str = "",
    key: str,
    part: Part | None = None,
) -> Moved:
    """Move every running case of a procedure that the actor supervises; `moving_many` says what that changes.

    Each is an event and a transaction of its own: one that cannot be moved stays and is named, the others go
    on. With the same key again, what was left in the middle is finished and nothing is done twice. `part`
    does some of them only, and `more_after` says where to go on.
    """

    def move(case_id: UUID) -> Receipt:
        own = _key(key, case_id)
        return move_to_version(actor, now, case_id, version=version, note=note, key=own, seen=None)

    return _each(cases_to_move(actor, procedure, version), move, part)


def move_cases_back(
    actor: Actor,
    now: datetime,
    *,
    procedure: str,
    version: str,
    note: str = "",
    key: str,
    part: Part | None = None,
) -> Moved:
    """Take every running case that was moved to a version back to the one that it came from."""

    def back(case_id: UUID) -> Receipt:
        return move_back(actor, now, case_id, note=note, key=_key(key, case_id), seen=None)

    return _each(cases_to_move_back(actor, procedure, version), back, part)


def _each(cases: QuerySet[Case], act: Callable[[UUID], Receipt], part: Part | None) -> Moved:
    done: list[UUID] = []
    left: list[tuple[UUID, str]] = []
    if part is not None and part.after is not None:
        cases = cases.filter(pk__gt=part.after)
    ids = list(cases.values_list("pk", flat=True)[: None if part is None else part.most + 1])
    more = part is not None and len(ids) > part.most
    ids = ids[:-1] if more else ids
    for case_id in ids:
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
    return Moved(tuple(done), tuple(left), ids[-1] if more else None)


def _key(key: str, case_id: UUID) -> str:
    if not 0 < len(key) <= LONGEST_KEY:
        raise ValueError(f"a key for many has 1 to {LONGEST_KEY} characters")
    return f"{key}:{case_id}"
