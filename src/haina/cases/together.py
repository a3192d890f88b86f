"""Several stages answered one after the other: each by the ordinary verb, its own transaction and key.

It is never all or nothing: what could not be done is named with the reason, and the rest stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import partial
from uuid import UUID

from django.utils.translation import get_language, gettext

from haina.cases import verbs
from haina.cases.perform import LONGEST_KEY, Receipt
from haina.cases.refusals import CaseNotFound, Forbidden, KeyUsed, Refusal, Stale
from haina.people.actors import Actor

#: How many are answered in one go.
MOST = 50
#: Longest key of the whole go; the key of one case has the case's id behind it.
LONGEST_COMMON_KEY = LONGEST_KEY - 37


class TogetherAct(StrEnum):
    """What can be done to several stages."""

    CLAIM = "claim"
    ACCEPT = "accept"
    APPROVE = "approve"
    DECLINE = "decline"
    REFUSE = "refuse"

    @property
    def needs_reasons(self) -> bool:
        """Whether it is done only with reasons from the procedure's list."""
        return self in (TogetherAct.DECLINE, TogetherAct.REFUSE)


#: What can be done on a stage of each kind, in the order in which it is offered.
ACTS_ON = {
    "acceptance": (TogetherAct.CLAIM, TogetherAct.ACCEPT, TogetherAct.DECLINE),
    "decision": (TogetherAct.CLAIM, TogetherAct.APPROVE, TogetherAct.REFUSE),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One case of the go, with its own reasons."""

    case_id: UUID
    #: The sequence of the last event that the officer saw.
    seen: int
    reasons: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one entry."""

    case_id: UUID
    receipt: Receipt | None
    #: Why it was not done, in the active language; empty where it was.
    why: str = ""

    @property
    def done(self) -> bool:
        """Whether it stands now, done just now or by the same form before."""
        return self.receipt is not None


def act_together(
    actor: Actor, now: datetime, stage: str, act: TogetherAct, entries: Iterable[Entry], *, key: str
) -> Iterator[Outcome]:
    """Do `act` to the stage of each entry, one after the other, and say what became of each.

    Doing it again with the same key does again only what has not been done. Raises KeyUsed for a key that is
    longer than `LONGEST_COMMON_KEY`.
    """
    if not 0 < len(key) <= LONGEST_COMMON_KEY:
        raise KeyUsed(key)
    for entry in entries:
        yield _outcome(entry, partial(_do, actor, now, stage, act, entry, f"{key}-{entry.case_id}"))


def _do(actor: Actor, now: datetime, stage: str, act: TogetherAct, entry: Entry, key: str) -> Receipt:
    case_id, seen = entry.case_id, entry.seen
    if act is TogetherAct.CLAIM:
        return verbs.claim(actor, now, case_id, stage, key=key, seen=seen)
    if act.needs_reasons:
        refuse: Callable[..., Receipt] = verbs.decline if act is TogetherAct.DECLINE else verbs.refuse
        reasons = list(entry.reasons)
        return refuse(actor, now, case_id, stage, reasons=reasons, note=entry.note, key=key, seen=seen)
    agree: Callable[..., Receipt] = verbs.accept if act is TogetherAct.ACCEPT else verbs.approve
    return agree(actor, now, case_id, stage, note=entry.note, key=key, seen=seen)


def _outcome(entry: Entry, do: Callable[[], Receipt]) -> Outcome:
    try:
        return Outcome(entry.case_id, do())
    except CaseNotFound:
        why = gettext("There is no such case any more that you may see.")
    except Forbidden:
        why = gettext("You may not do this to the case as it stands now.")
    except Stale as error:
        short = "en" if (get_language() or "").startswith("en") else "zh"
        happened = " ".join(each.words[short] for each in error.meanwhile)
        why = gettext("Something has happened since you looked: %(what)s") % {"what": happened}
    except KeyUsed:
        why = gettext("This form has been used for something else. Open the list again.")
    except Refusal as error:
        why = str(error)
    return Outcome(entry.case_id, None, why)
