"""What an appeal needs to know about the case that it is against, and how its outcome gets there."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from haina.cases.clock import last_day
from haina.cases.events import (
    Approved,
    Declined,
    Recorded,
    Refused,
    Revoked,
    StageApproved,
    StageRefused,
    Withdrawn,
)
from haina.cases.policies import working_calendar
from haina.cases.readings import Readings
from haina.cases.state import CaseState
from haina.people.permissions import State
from haina.policy import Policy
from haina.policy.procedures import Procedure

#: How an appeal ended, by the event that ended it.
_OUTCOMES = {Approved: "upheld", Refused: "rejected", Withdrawn: "withdrawn"}


def appeal_until(policy: Policy, procedure: Procedure, case: CaseState) -> date | None:
    """The last day for an appeal against a decision; None where there is no decision, or no appeal.

    A decision is a refusal, that a file was not accepted, or a revocation. The term is the one that was in
    force on its day, counted from that day.
    """
    decided = _decided_on(case)
    if procedure.appeal is None or decided is None or case.appeal_of is not None:
        return None
    term = Readings(policy, procedure, case, case.form, decided).term(procedure.appeal.within)
    return last_day(working_calendar(), term.term, decided)


def is_appealed(case: CaseState) -> bool:
    """Whether the decision as it stands has been appealed against; one that was set aside does not stand."""
    return case.appeal is not None and case.appeal.outcome != "upheld"


def _decided_on(case: CaseState) -> date | None:
    """The day of the decision that stands."""
    if case.state is State.REVOKED and case.granted is not None:
        return case.granted.revoked_on
    return case.decided_on


def deciders(history: Iterable[Recorded]) -> tuple[UUID, ...]:
    """The officers who had a hand in a decision, in the order in which they acted; each once."""
    answers = (StageApproved, StageRefused, Declined, Revoked)
    found = (one.account_id for one in history if isinstance(one.event, answers))
    return tuple(dict.fromkeys(account for account in found if account is not None))


def outcome_of(happened: Iterable[Recorded]) -> tuple[str, str]:
    """How an appeal ended with these events, and the deciding officer's words; empty while it goes on."""
    note = ""
    for one in happened:
        if isinstance(one.event, (StageApproved, StageRefused)):
            note = one.event.note
        outcome = _OUTCOMES.get(type(one.event))
        if outcome is not None:
            return outcome, note
    return "", ""
