"""Who may keep the books of a unit: role × verb. An officer answers for a department, never for oneself."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from uuid import UUID

from haina.people.actors import Actor
from haina.people.models import Power


class BookRole(StrEnum):
    """What someone is towards the books of one unit."""

    #: One of the unit's own people who may file for it.
    KEEPER = "keeper"
    #: One of the unit's own people who may read only.
    READER = "reader"
    #: An officer of the department that the book names.
    OFFICER = "officer"
    #: A supervisor of that department.
    SUPERVISOR = "supervisor"


class BookVerb(StrEnum):
    """What can be done in the books of a unit."""

    READ = "read"
    DIVIDE_INCOME = "divide_income"
    TAKE_BACK_DIVISION = "take_back_division"
    RECORD_STAKE = "record_stake"
    AWARD_EQUITY = "award_equity"
    TAKE_BACK_EQUITY = "take_back_equity"
    REGISTER_EQUITY = "register_equity"
    FILE_SCHEDULE = "file_schedule"
    END_DEFERRAL = "end_deferral"
    FULFIL_OBLIGATION = "fulfil_obligation"
    ASK_PAY_TOTAL = "ask_pay_total"
    ANSWER_PAY_TOTAL = "answer_pay_total"
    PAY_UNDER_TOTAL = "pay_under_total"
    OPEN_BUDGET = "open_budget"
    ADJUST_BUDGET = "adjust_budget"
    ANSWER_ADJUSTMENT = "answer_adjustment"
    SPEND = "spend"
    CLOSE_BUDGET = "close_budget"
    END_YEAR = "end_year"


_ANSWERING = frozenset(
    {
        BookVerb.READ,
        BookVerb.REGISTER_EQUITY,
        BookVerb.FULFIL_OBLIGATION,
        BookVerb.ANSWER_PAY_TOTAL,
        BookVerb.ANSWER_ADJUSTMENT,
    }
)

BOOK_TABLE: Mapping[BookRole, frozenset[BookVerb]] = {
    BookRole.KEEPER: frozenset(BookVerb) - _ANSWERING | {BookVerb.READ, BookVerb.FULFIL_OBLIGATION},
    BookRole.READER: frozenset({BookVerb.READ}),
    BookRole.OFFICER: _ANSWERING,
    BookRole.SUPERVISOR: _ANSWERING | {BookVerb.TAKE_BACK_EQUITY},
}


class MayNotKeep(PermissionError):
    """The actor has no role that lets them do this in the books of this unit."""


def book_roles(actor: Actor, organisation: UUID, department: str | None) -> frozenset[BookRole]:
    """What the actor is towards the books of a unit; who belongs to it holds no office over it."""
    own = [each for each in actor.standings if each.is_inside and each.organisation_id == organisation]
    if own:
        keeps = any(each.lets(Power.FILE) for each in own)
        return frozenset({BookRole.KEEPER if keeps else BookRole.READER})
    roles = set()
    if department is not None and department in actor.departments:
        roles.add(BookRole.OFFICER)
    if department is not None and actor.supervises_any(frozenset({department})):
        roles.add(BookRole.SUPERVISOR)
    return frozenset(roles)


def book_verbs(actor: Actor, organisation: UUID, department: str | None = None) -> frozenset[BookVerb]:
    """Everything that the actor may do in the books of a unit, with the department that a book names."""
    roles = book_roles(actor, organisation, department)
    return frozenset[BookVerb]().union(*(BOOK_TABLE[role] for role in roles))


def require_book(actor: Actor, verb: BookVerb, organisation: UUID, department: str | None = None) -> UUID:
    """Return the actor's account. Raises MayNotKeep unless the actor may do this in the unit's books."""
    if actor.account_id is None or verb not in book_verbs(actor, organisation, department):
        raise MayNotKeep(f"{actor.name} may not {verb.value}")
    return actor.account_id
