"""Who may do what in a review: role × state of the round → verbs. Who is concerned holds no office in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from uuid import UUID

from haina.people.actors import Actor
from haina.review.models import Assignment, Entry, Reviewer, Round


class ReviewRole(StrEnum):
    """What someone is towards a round."""

    PUBLIC = "public"
    #: Has an application in the round, or acts for who has.
    CONCERNED = "concerned"
    #: An expert who has an application of the round to judge.
    REVIEWER = "reviewer"
    #: An officer of the department whose round it is.
    OFFICER = "officer"
    SUPERVISOR = "supervisor"


class RoundState(StrEnum):
    """Where a round stands."""

    #: There is none yet.
    NEW = "new"
    OPEN = "open"
    CLOSED = "closed"
    PUBLISHED = "published"


class ReviewVerb(StrEnum):
    """What someone can do in a review."""

    #: See the applications, tasks and how far the reviews are, with no marks before the round is closed.
    READ = "read"
    OPEN_ROUND = "open_round"
    APPOINT_REVIEWER = "appoint_reviewer"
    #: Put applications into the round, and take them out.
    ENTER = "enter"
    ASSIGN = "assign"
    DECLARE_CONFLICT = "declare_conflict"
    SCORE = "score"
    #: Open the papers that show what the scheme shows; each look is written down.
    READ_PAPER = "read_paper"
    #: Let reviewers have more time.
    EXTEND = "extend"
    CLOSE_ROUND = "close_round"
    PUBLISH = "publish"
    #: See every mark of a closed round, with who gave it.
    READ_MARKS = "read_marks"
    READ_RANKING = "read_ranking"


_RUNNING = frozenset(
    {ReviewVerb.READ, ReviewVerb.ENTER, ReviewVerb.ASSIGN, ReviewVerb.EXTEND, ReviewVerb.CLOSE_ROUND}
)
_BEGINNING = frozenset({ReviewVerb.OPEN_ROUND, ReviewVerb.APPOINT_REVIEWER})
_AFTER = frozenset({ReviewVerb.READ, ReviewVerb.READ_MARKS, ReviewVerb.READ_RANKING})
_OUTSIDE = frozenset({ReviewVerb.READ_RANKING})

REVIEW_TABLE: Mapping[ReviewRole, Mapping[RoundState, frozenset[ReviewVerb]]] = {
    ReviewRole.PUBLIC: {RoundState.PUBLISHED: _OUTSIDE},
    ReviewRole.CONCERNED: {RoundState.PUBLISHED: _OUTSIDE},
    ReviewRole.REVIEWER: {
        RoundState.OPEN: frozenset({ReviewVerb.DECLARE_CONFLICT, ReviewVerb.SCORE, ReviewVerb.READ_PAPER}),
        RoundState.PUBLISHED: _OUTSIDE,
    },
    ReviewRole.OFFICER: {
        RoundState.NEW: _BEGINNING,
        RoundState.OPEN: _RUNNING,
        RoundState.CLOSED: _AFTER,
        RoundState.PUBLISHED: _AFTER,
    },
    ReviewRole.SUPERVISOR: {
        RoundState.NEW: _BEGINNING,
        RoundState.OPEN: _RUNNING,
        RoundState.CLOSED: _AFTER | {ReviewVerb.PUBLISH},
        RoundState.PUBLISHED: _AFTER,
    },
}


class MayNotReview(PermissionError):
    """The actor has no role that lets them do this."""


def account_of(actor: Actor) -> UUID:
    """The account by which the actor acts; raises MayNotReview for who has none."""
    if actor.account_id is None:
        raise MayNotReview(f"{actor.name} has no account")
    return actor.account_id


def state_of(round: Round) -> RoundState:
    """Where a stored round stands."""
    if round.published:
        return RoundState.PUBLISHED
    return RoundState.CLOSED if round.closed else RoundState.OPEN


def offices(actor: Actor, department: str) -> frozenset[ReviewRole]:
    """What the actor is by office in the department of a round."""
    held = {
        ReviewRole.OFFICER: department in actor.departments,
        ReviewRole.SUPERVISOR: actor.supervises_any(frozenset({department})),
    }
    return frozenset(role for role, holds in held.items() if holds)


def roles(actor: Actor, round: Round) -> frozenset[ReviewRole]:
    """What the actor is towards a round; whoever is concerned or reviews in it holds no office in it."""
    if is_concerned(actor, round):
        return frozenset({ReviewRole.CONCERNED})
    if reviews_in(actor, round):
        return frozenset({ReviewRole.REVIEWER})
    return offices(actor, round.department) or frozenset({ReviewRole.PUBLIC})


def is_concerned(actor: Actor, round: Round) -> bool:
    """Whether an application of the round is the actor's own, or of whom the actor acts for."""
    own = (actor.person_id, *(each.person_id for each in actor.standings))
    mine = [id for id in own if id is not None]
    ours = [each.organisation_id for each in actor.standings if each.organisation_id is not None]
    if not mine and not ours:
        return False
    entries = Entry.objects.filter(round=round, taken_out_at__isnull=True)
    return (
        entries.filter(case__person_id__in=mine).exists()
        or entries.filter(case__organisation_id__in=ours).exists()
    )


def reviews_in(actor: Actor, round: Round) -> bool:
    """Whether the actor has an application of the round to judge, or had one."""
    if actor.account_id is None:
        return False
    return Assignment.objects.filter(reviewer__account_id=actor.account_id, entry__round=round).exists()


def is_reviewer(actor: Actor) -> bool:
    """Whether the actor is appointed as an expert."""
    if actor.account_id is None:
        return False
    return Reviewer.objects.filter(account_id=actor.account_id, ended_at__isnull=True).exists()


def verbs(actor: Actor, round: Round) -> frozenset[ReviewVerb]:
    """Everything that the actor may do in a round as it stands."""
    state = state_of(round)
    return frozenset[ReviewVerb]().union(
        *(REVIEW_TABLE[role].get(state, frozenset()) for role in roles(actor, round))
    )


def require(actor: Actor, verb: ReviewVerb, round: Round) -> None:
    """Raise MayNotReview unless the actor may do this in the round as it stands."""
    if verb not in verbs(actor, round):
        raise MayNotReview(f"{actor.name} may not {verb.value}")


def require_office(actor: Actor, verb: ReviewVerb, department: str) -> None:
    """Raise MayNotReview unless the actor's office in the department lets them begin this."""
    held = offices(actor, department)
    if not any(verb in REVIEW_TABLE[role].get(RoundState.NEW, frozenset()) for role in held):
        raise MayNotReview(f"{actor.name} may not {verb.value} for {department}")


_HEAD = """
## Reviews

What may be done in a round in which applications are compared. Concerned is who has an application in it, or
acts for who has; a reviewer has one to judge; officers and supervisors are of the department of the round.
Whoever is concerned or reviews holds no office in the round. A reviewer sees of an application what the
scheme of the pack shows, with the papers that prove it, and no marks of others; who gave which mark is told
to nobody outside.

"""


def page_section() -> str:
    """The table as Markdown: verbs down, roles across, with the states of the round in the cells."""
    return _HEAD + "".join(_rows())


def _rows() -> Iterator[str]:
    yield "| verb | " + " | ".join(role.value for role in ReviewRole) + " |\n"
    yield "|---|" + "---|" * len(ReviewRole) + "\n"
    for verb in ReviewVerb:
        cells = (", ".join(_states(role, verb)) for role in ReviewRole)
        yield f"| {verb.value.replace('_', ' ')} | " + " | ".join(cells) + " |\n"


def _states(role: ReviewRole, verb: ReviewVerb) -> list[str]:
    by_state = REVIEW_TABLE[role]
    return [state.value for state in RoundState if verb in by_state.get(state, frozenset())]
