"""Who may do what to a look in a register: the second half of the table in `permissions.py`.

A look is a question that a department asked about a person or an organisation. Nothing else decides about
access to it: `LOOKS.may` and `LOOKS.visible` answer from the same roles.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from django.db.models import Q

from haina.people.actors import Actor


class LookRole(StrEnum):
    """What someone is towards one look."""

    #: The person whom it is about, or who acts for the organisation that it is about.
    CONCERNED = "concerned"
    #: An officer of the department that asked.
    ASKER = "asker"
    #: A supervisor of the department that asked.
    HEAD = "head"


class LookVerb(StrEnum):
    """What someone can do to a look."""

    READ = "read"
    READ_VALUES = "read_values"
    GIVE_CONSENT = "give_consent"
    WITHDRAW_CONSENT = "withdraw_consent"
    OBJECT = "object"
    ANSWER_OBJECTION = "answer_objection"


_READING = frozenset({LookVerb.READ, LookVerb.READ_VALUES})

LOOK_TABLE: Mapping[LookRole, frozenset[LookVerb]] = {
    LookRole.CONCERNED: _READING | {LookVerb.GIVE_CONSENT, LookVerb.WITHDRAW_CONSENT, LookVerb.OBJECT},
    LookRole.ASKER: _READING,
    LookRole.HEAD: _READING | {LookVerb.ANSWER_OBJECTION},
}


class LookLike(Protocol):
    """What the table needs to know about a look."""

    @property
    def person_id(self) -> UUID | None:
        """The person whom it is about."""

    @property
    def organisation_id(self) -> UUID | None:
        """The organisation that it is about."""

    @property
    def procedure(self) -> str:
        """The procedure for which it was asked."""

    @property
    def department(self) -> str:
        """The department that asked."""


@dataclass(frozen=True, slots=True)
class LookPermissions:
    """Answers the two questions: may this actor do this to this look; which looks may this actor see."""

    table: Mapping[LookRole, frozenset[LookVerb]]

    def roles(self, actor: Actor, look: LookLike) -> frozenset[LookRole]:
        """What the actor is towards the look. Nobody holds an office in a matter of their own."""
        if actor.is_visitor:
            return frozenset()
        if self._is_concerned(actor, look):
            return frozenset({LookRole.CONCERNED})
        offices = {
            LookRole.ASKER: look.department in actor.departments,
            LookRole.HEAD: actor.supervises_any(frozenset({look.department})),
        }
        return frozenset(role for role, held in offices.items() if held)

    def may(self, actor: Actor, verb: LookVerb, look: LookLike) -> bool:
        """Whether the actor may do `verb` to the look."""
        return any(verb in self.table[role] for role in self.roles(actor, look))

    def concerning(self, actor: Actor) -> Q:
        """The condition on stored looks that they are at the actor's own data, or at its organisation's."""
        own = Q(person_id=actor.person_id) if actor.person_id is not None else _NONE
        for standing in actor.standings:
            if standing.is_inside:
                condition = Q(organisation_id=standing.organisation_id)
                own |= condition & Q(procedure__in=sorted(standing.scope)) if standing.scope else condition
        return own

    def supervised(self, actor: Actor) -> Q:
        """The condition on stored looks that a department under the actor's supervision asked them."""
        if "" in actor.supervises:
            return ~self.concerning(actor)
        asked = Q(department__in=sorted(actor.supervises)) if actor.supervises else _NONE
        return asked & ~self.concerning(actor)

    def visible(self, actor: Actor) -> Q:
        """The condition on stored looks under which `may(actor, READ, look)` holds."""
        asked = Q(department__in=sorted(actor.departments)) if actor.departments else _NONE
        return self.concerning(actor) | self.supervised(actor) | (asked & ~self.concerning(actor))

    def _is_concerned(self, actor: Actor, look: LookLike) -> bool:
        if look.person_id is not None:
            return actor.person_id == look.person_id
        organisation = look.organisation_id
        return organisation is not None and actor.acts_for_organisation(organisation, look.procedure)


#: A condition that no row meets.
_NONE = Q(pk__in=[])

LOOKS = LookPermissions(LOOK_TABLE)
