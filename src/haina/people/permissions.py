"""The one table of who may do what: role × state of the case → verbs, and which cases each role may see.

Nothing else in Haina decides about access. `PERMISSIONS.may` and `PERMISSIONS.visible` answer from the same
roles, so a page can neither show a case that may not be read nor offer a verb that would be refused.
The table is printed into docs/permissions.md by `haina.people.permission_matrix`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Q

from haina.people.actors import APPEAL, Actor, Standing
from haina.people.cases import CaseLike, CaseOnNotice
from haina.people.models import Power


class Role(StrEnum):
    """What someone is towards one case."""

    VISITOR = "visitor"
    #: Somebody with an account who has no part in the case.
    PUBLIC = "public"
    #: Who files for oneself.
    APPLICANT = "applicant"
    #: One of the own people of the organisation that files.
    AGENT = "agent"
    #: Who has filed it for the person or organisation, by a mandate that they gave.
    REPRESENTATIVE = "representative"
    #: Whose mandate lets them read what was filed, but not file.
    FOLLOWER = "follower"
    #: The person whom the case of an organisation is about.
    CONCERNED = "concerned"
    #: An officer of a department that has a stage in the case.
    OFFICER = "officer"
    SUPERVISOR = "supervisor"
    AUTOMATION = "automation"


class State(StrEnum):
    """Where a case stands."""

    DRAFT = "draft"
    #: A draft that its filer threw away; it was never filed.
    DISCARDED = "discarded"
    #: Filed; a department checks whether to accept it.
    SUBMITTED = "submitted"
    #: Back with the applicant for correction; the clocks stand still.
    RETURNED = "returned"
    #: Accepted; departments decide.
    IN_REVIEW = "in_review"
    #: Granted; the document is being made.
    APPROVED = "approved"
    ISSUED = "issued"
    #: Not accepted for lack of form or competence.
    DECLINED = "declined"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    REVOKED = "revoked"
    #: What was issued has reached its last day.
    EXPIRED = "expired"


class Verb(StrEnum):
    """What someone can do to a case."""

    READ = "read"
    READ_DOCUMENT = "read_document"
    START_DRAFT = "start_draft"
    SAVE_DRAFT = "save_draft"
    ATTACH_DOCUMENT = "attach_document"
    REMOVE_DOCUMENT = "remove_document"
    SUBMIT = "submit"
    RESUBMIT = "resubmit"
    WITHDRAW = "withdraw"
    CLAIM = "claim"
    RELEASE = "release"
    HAND_OVER = "hand_over"
    ACCEPT = "accept"
    DECLINE = "decline"
    RETURN_FOR_CORRECTION = "return_for_correction"
    VERIFY_FACT = "verify_fact"
    ASK_REGISTER = "ask_register"
    TAKE_ANSWER = "take_answer"
    DROP_ANSWER = "drop_answer"
    APPROVE = "approve"
    REFUSE = "refuse"
    PAUSE = "pause"
    RESUME = "resume"
    EXTEND = "extend"
    ASK_EXTENSION = "ask_extension"
    DENY_EXTENSION = "deny_extension"
    HAND_IN_LATER = "hand_in_later"
    CHECK_PROMISE = "check_promise"
    MAKE_OBJECTION = "make_objection"
    ANSWER_OBJECTION = "answer_objection"
    APPEAL = "appeal"
    ENTRUST = "entrust"
    DISMISS_AGENT = "dismiss_agent"
    MOVE_TO_VERSION = "move_to_version"
    MOVE_BACK = "move_back"
    BOOK_APPOINTMENT = "book_appointment"
    CANCEL_APPOINTMENT = "cancel_appointment"
    MOVE_APPOINTMENT = "move_appointment"
    RECORD_ATTENDANCE = "record_attendance"
    ADD_NOTE = "add_note"
    READ_NOTES = "read_notes"
    ESCALATE = "escalate"
    RECOUNT = "recount"
    ISSUE = "issue"
    REVOKE = "revoke"
    REISSUE = "reissue"


#: Verbs by which an officer acts on a stage, which has to be one of the officer's own department.
STAGE_VERBS = frozenset(
    {
        Verb.CLAIM,
        Verb.RELEASE,
        Verb.HAND_OVER,
        Verb.PAUSE,
        Verb.RESUME,
        Verb.ANSWER_OBJECTION,
        Verb.ACCEPT,
        Verb.DECLINE,
        Verb.RETURN_FOR_CORRECTION,
        Verb.VERIFY_FACT,
        Verb.ASK_REGISTER,
        Verb.APPROVE,
        Verb.REFUSE,
    }
)

#: Stage verbs that the department's supervisor has too.
SUPERVISED_VERBS = frozenset({Verb.RELEASE, Verb.HAND_OVER})

#: States in which nothing is decided any more.
CLOSED = frozenset(
    {State.ISSUED, State.DECLINED, State.REFUSED, State.WITHDRAWN, State.REVOKED, State.EXPIRED}
)
#: States of a filed case on which somebody still has to act.
RUNNING = frozenset({State.SUBMITTED, State.RETURNED, State.IN_REVIEW, State.APPROVED})
#: States of a case that nobody but its filer has to do with.
UNFILED = frozenset({State.DRAFT, State.DISCARDED})
#: Every state of a case that has been filed.
FILED = frozenset(State) - UNFILED

_READING = frozenset({Verb.READ, Verb.READ_DOCUMENT})
_FILLING = frozenset({Verb.SAVE_DRAFT, Verb.ATTACH_DOCUMENT, Verb.REMOVE_DOCUMENT})
_INSIDE = _READING | {Verb.READ_NOTES, Verb.ADD_NOTE}
_HOLDING = frozenset({Verb.CLAIM, Verb.RELEASE, Verb.HAND_OVER})
_TIME = frozenset({Verb.PAUSE, Verb.RESUME, Verb.EXTEND, Verb.ASK_EXTENSION})
_DECIDING = frozenset({Verb.RETURN_FOR_CORRECTION, Verb.VERIFY_FACT, Verb.ASK_REGISTER})
_MOVING = frozenset({Verb.MOVE_TO_VERSION, Verb.MOVE_BACK})
_COMING = frozenset({Verb.BOOK_APPOINTMENT, Verb.CANCEL_APPOINTMENT, Verb.MOVE_APPOINTMENT})
#: What an officer does about appointments; the verbs ask that the place be of the officer's department.
_RECEIVING = frozenset({Verb.CANCEL_APPOINTMENT, Verb.MOVE_APPOINTMENT, Verb.RECORD_ATTENDANCE})
#: That an answer of a register counts no longer is put on record whatever the case has come to.
_LISTENING = _READING | {Verb.DROP_ANSWER}
_SWEEPING = frozenset({Verb.ESCALATE, Verb.RECOUNT, Verb.PAUSE, Verb.RESUME, Verb.TAKE_ANSWER})

_FILER: Mapping[State, frozenset[Verb]] = {
    State.DRAFT: _READING | _FILLING | {Verb.START_DRAFT, Verb.SUBMIT, Verb.WITHDRAW},
    State.SUBMITTED: _READING | _COMING | {Verb.WITHDRAW, Verb.HAND_IN_LATER},
    State.RETURNED: _READING | _FILLING | _COMING | {Verb.RESUBMIT, Verb.WITHDRAW, Verb.HAND_IN_LATER},
    State.IN_REVIEW: _READING | _COMING | {Verb.WITHDRAW, Verb.HAND_IN_LATER},
    **dict.fromkeys((State.DISCARDED, *CLOSED), _READING),
    State.APPROVED: _READING | {Verb.HAND_IN_LATER},
    State.ISSUED: _READING | {Verb.HAND_IN_LATER},
    **dict.fromkeys((State.REFUSED, State.DECLINED, State.REVOKED), _READING | {Verb.APPEAL}),
}

#: States of a filed case that is still before the departments.
_BEFORE_DEPARTMENTS = (State.SUBMITTED, State.RETURNED, State.IN_REVIEW)
#: Who files for oneself, or is of the organisation that does, also says which agent goes on with it.
_OWNER: Mapping[State, frozenset[Verb]] = {
    **_FILER,
    **{state: _FILER[state] | {Verb.ENTRUST, Verb.DISMISS_AGENT} for state in _BEFORE_DEPARTMENTS},
}

TABLE: Mapping[Role, Mapping[State, frozenset[Verb]]] = {
    Role.VISITOR: {},
    # Objecting needs a public notice, too; `reachable` knows which cases have one.
    Role.PUBLIC: dict.fromkeys(_BEFORE_DEPARTMENTS, frozenset({Verb.MAKE_OBJECTION})),
    Role.APPLICANT: _OWNER,
    Role.AGENT: _OWNER,
    Role.REPRESENTATIVE: _FILER,
    Role.FOLLOWER: dict.fromkeys(FILED, _READING),
    # A person sees what an employer has filed about them, from the moment it is filed, and need not bear
    # that somebody whom the employer has asked acts in it.
    Role.CONCERNED: {
        **dict.fromkeys(FILED, _READING),
        **dict.fromkeys(_BEFORE_DEPARTMENTS, _READING | {Verb.DISMISS_AGENT}),
    },
    Role.OFFICER: {
        **dict.fromkeys(FILED, _INSIDE),
        State.SUBMITTED: _INSIDE
        | _HOLDING
        | _DECIDING
        | _RECEIVING
        | {Verb.ACCEPT, Verb.DECLINE, Verb.PAUSE, Verb.RESUME, Verb.ANSWER_OBJECTION},
        State.RETURNED: _INSIDE | _RECEIVING | {Verb.RESUME, Verb.HAND_OVER},
        # A file can be accepted here too: where a procedure has an acceptance after another stage.
        State.IN_REVIEW: _INSIDE
        | _HOLDING
        | _DECIDING
        | _RECEIVING
        | _TIME
        | {
            Verb.ACCEPT,
            Verb.DECLINE,
            Verb.APPROVE,
            Verb.REFUSE,
            Verb.ANSWER_OBJECTION,
            Verb.CHECK_PROMISE,
        },
        State.APPROVED: _INSIDE | {Verb.CHECK_PROMISE},
        State.ISSUED: _INSIDE | {Verb.REVOKE, Verb.REISSUE, Verb.CHECK_PROMISE},
    },
    Role.SUPERVISOR: {
        **dict.fromkeys(FILED, _INSIDE),
        State.SUBMITTED: _INSIDE | _MOVING | SUPERVISED_VERBS,
        State.RETURNED: _INSIDE | _MOVING | SUPERVISED_VERBS,
        State.IN_REVIEW: _INSIDE | _MOVING | SUPERVISED_VERBS | {Verb.EXTEND, Verb.DENY_EXTENSION},
        State.ISSUED: _INSIDE | {Verb.REVOKE, Verb.REISSUE},
    },
    Role.AUTOMATION: {
        **dict.fromkeys(FILED, _LISTENING),
        State.SUBMITTED: _LISTENING | _SWEEPING,
        State.RETURNED: _LISTENING | _SWEEPING,
        State.IN_REVIEW: _LISTENING | _SWEEPING,
        State.APPROVED: _LISTENING | {Verb.ISSUE, Verb.ESCALATE, Verb.RECOUNT},
        # A no is told by letter.
        **dict.fromkeys((State.REFUSED, State.DECLINED), _LISTENING | {Verb.ISSUE}),
        State.ISSUED: _LISTENING | {Verb.ESCALATE, Verb.RECOUNT},
    },
}


@dataclass(frozen=True, slots=True)
class Permissions:
    """Answers the two questions: may this actor do this to this case; which cases may this actor see."""

    table: Mapping[Role, Mapping[State, frozenset[Verb]]]

    def roles(self, actor: Actor, case: CaseLike) -> frozenset[Role]:
        """What the actor is towards the case. Nobody holds an office in a case of their own."""
        if actor.automaton is not None:
            return frozenset({Role.AUTOMATION})
        party = self._party_roles(actor, case)
        if party or actor.is_visitor:
            return party or frozenset({Role.VISITOR})
        departments = frozenset(case.departments)
        offices = {
            Role.OFFICER: bool(actor.departments & departments),
            Role.SUPERVISOR: actor.supervises_any(departments),
        }
        return frozenset(role for role, held in offices.items() if held) or frozenset({Role.PUBLIC})

    def verbs(self, actor: Actor, case: CaseLike) -> frozenset[Verb]:
        """Everything that the actor may do to the case as it stands."""
        state = State(case.state)
        return frozenset(
            verb for role in self.roles(actor, case) for verb in self.table[role].get(state, frozenset())
        )

    def role_for(self, actor: Actor, verb: Verb, case: CaseLike) -> Role:
        """In which role the actor does `verb`; raises LookupError if in none."""
        held = self.roles(actor, case)
        state = State(case.state)
        for role in Role:
            if role in held and verb in self.table[role].get(state, frozenset()):
                return role
        raise LookupError(f"no role lets {actor.name} {verb.value}")

    def may(self, actor: Actor, verb: Verb, case: CaseLike, department: str | None = None) -> bool:
        """Whether the actor may do `verb` to the case; a stage verb also needs the stage's department."""
        if verb not in self.verbs(actor, case):
            return False
        needs_department = verb in STAGE_VERBS and department is not None
        if not needs_department or actor.automaton is not None:
            return True
        supervising = verb in SUPERVISED_VERBS and actor.supervises_any(frozenset({department or ""}))
        return department in actor.departments or supervising

    def visible(self, actor: Actor) -> Q:
        """The condition on stored cases under which `may(actor, READ, case)` holds."""
        if actor.automaton is not None:
            return _IS_FILED
        own = self._own(actor)
        concerned = Q(person_id=actor.person_id) & _IS_FILED if actor.person_id else _NONE
        return own | concerned | self._official(actor)

    def reachable(self, actor: Actor, verb: Verb) -> Q:
        """The condition on stored cases of which the actor may know enough to do `verb` to them."""
        if verb is Verb.MAKE_OBJECTION:
            return Q(published_until__isnull=False) | self.visible(actor)
        return self.visible(actor)

    def reaches(self, actor: Actor, verb: Verb, case: CaseOnNotice) -> bool:
        """Whether a stored case meets the condition `reachable`."""
        on_notice = verb is Verb.MAKE_OBJECTION and case.published_until is not None
        return on_notice or Verb.READ in self.verbs(actor, case)

    def is_outsider(self, actor: Actor, case: CaseLike) -> bool:
        """Whether the actor has to do with the case only because somebody outside gave a mandate for it."""
        roles = self.roles(actor, case)
        reaching = [each for each in actor.standings if _reaches(each, case)]
        return roles <= {Role.REPRESENTATIVE, Role.FOLLOWER} and not any(each.is_inside for each in reaching)

    def _party_roles(self, actor: Actor, case: CaseLike) -> frozenset[Role]:
        roles = {_role_by(each) for each in actor.standings if _reaches(each, case)} - {None}
        if case.person_id is not None and actor.person_id == case.person_id:
            roles.add(Role.APPLICANT if case.organisation_id is None else Role.CONCERNED)
        return frozenset(role for role in roles if role is not None)

    def _own(self, actor: Actor) -> Q:
        own = _NONE
        if actor.person_id is not None:
            own |= Q(organisation_id__isnull=True, person_id=actor.person_id)
        for standing in actor.standings:
            own |= _reached(standing)
        return own

    def _official(self, actor: Actor) -> Q:
        if "" in actor.supervises:
            return _IS_FILED
        departments = sorted(actor.departments | actor.supervises)
        return Q(departments__overlap=departments) & _IS_FILED if departments else _NONE


def _reaches(standing: Standing, case: CaseLike) -> bool:
    """Whether a mandate extends to a case: an organisation's own people see all, others what they filed."""
    if case.organisation_id is not None:
        same = standing.organisation_id == case.organisation_id
    else:
        same = case.person_id is not None and standing.person_id == case.person_id
    filed = standing.is_inside or case.mandate_id in standing.mandates
    return same and filed and standing.covers(case.procedure)


def _role_by(standing: Standing) -> Role | None:
    """What a mandate makes its holder towards the cases that it reaches; None where it lets see none."""
    if standing.lets(Power.FILE):
        return Role.AGENT if standing.is_inside else Role.REPRESENTATIVE
    return Role.FOLLOWER if standing.lets(Power.READ) else None


def _reached(standing: Standing) -> Q:
    """The condition on stored cases that a mandate reaches and lets see, as `_reaches` and `_role_by` say."""
    role = _role_by(standing)
    if role is None:
        return _NONE
    if standing.organisation_id is not None:
        condition = Q(organisation_id=standing.organisation_id)
    else:
        condition = Q(organisation_id__isnull=True, person_id=standing.person_id)
    if not standing.is_inside:
        condition &= Q(mandate_id__in=sorted(standing.mandates))
    if standing.scope:
        appeals = {each + APPEAL for each in standing.scope}
        condition &= Q(procedure__in=sorted(standing.scope | appeals))
    return condition & _IS_FILED if role is Role.FOLLOWER else condition


#: A condition that no row meets.
_NONE = Q(pk__in=[])
_IS_FILED = ~Q(state__in=sorted(UNFILED))

PERMISSIONS = Permissions(TABLE)
