"""What an appeal needs to know about the case that it is against, and how its outcome gets there."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from haina.cases.clock import last_day
from haina.cases.events import Approved, Declined, Recorded, Refused, StageApproved, StageRefused, Withdrawn
from haina.cases.policies import working_calendar
from haina.cases.readings import Readings
from haina.cases.state import CaseState
from haina.policy import Policy
from haina.policy.procedures import Procedure

#: How an appeal ended, by the event that ended it.
_OUTCOMES = {Approved: "upheld", Refused: "rejected", Withdrawn: "withdrawn"}


def appeal_until(policy: Policy, procedure: Procedure, case: CaseState) -> date | None:
    """The last day for an appeal against a refusal; None where there is none to appeal against, or no appeal.

    The term is the one that was in force on the day of the decision, counted from that day.
    """
    if procedure.appeal is None or case.decided_on is None or case.appeal_of is not None:
        return None
    term = Readings(policy, procedure, case, case.form, case.decided_on).term(procedure.appeal.within)
    return last_day(working_calendar(), term.term, case.decided_on)


def deciders(history: Iterable[Recorded]) -> tuple[UUID, ...]:
    """The officers who had a hand in a decision, in the order in which they acted; each once."""
    answers = (StageApproved, StageRefused, Declined)
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
