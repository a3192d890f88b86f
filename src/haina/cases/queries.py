"""Reads that are more than one line: a case as one sees it, its history, who has it now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext

from haina.cases.agents import Side
from haina.cases.clock import days_left
from haina.cases.deadlines import Deadlines, deadlines
from haina.cases.events import Recorded
from haina.cases.evolve import fold
from haina.cases.facts import CaseFact, facts_of
from haina.cases.models import Case, CaseDocument, CaseEvent, IssuedDocument, Notice
from haina.cases.names import CaseNames
from haina.cases.policies import policy_of, working_calendar
from haina.cases.refusals import CaseNotFound
from haina.cases.sight import EVERYTHING, Sight, seen_history, seen_state, sight_of
from haina.cases.state import CaseState, StageState
from haina.cases.store import history_of, load_state
from haina.people.actors import Actor
from haina.people.models import Account
from haina.people.permissions import PERMISSIONS, STAGE_VERBS, Role, State, Verb
from haina.policy import Policy
from haina.policy.procedures import Procedure

#: How many lines a list shows at once.
PAGE = 50
#: In which roles one sees no more of a case than one's stages need.
_OFFICES = frozenset({Role.OFFICER, Role.SUPERVISOR})


def visible_case(actor: Actor, case_id: UUID) -> Case:
    """The row of a case that the actor may see; raises CaseNotFound."""
    rows = Case.objects.select_related("organisation", "person")
    row = rows.filter(PERMISSIONS.visible(actor), pk=case_id).first()
    if row is None:
        raise CaseNotFound(case_id)
    return row


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has to do the next thing, and by when."""

    #: applicant, department or automation.
    kind: str
    department: str
    stage: str
    due: date | None
    left: int | None
    provisional: bool


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One event as its reader may see it."""

    sequence: int
    at: datetime
    kind: str
    who: str
    words: str
    internal: bool


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case with everything that its page shows to this actor."""

    row: Case
    state: CaseState
    policy: Policy
    procedure: Procedure
    clocks: Deadlines
    #: What the actor may do now.
    may: frozenset[Verb]
    roles: frozenset[Role]
    #: Which attributes the actor sees; `state`, `facts`, `documents` and `history` hold no others.
    sight: Sight
    #: Open stages on which the actor may act.
    stages: tuple[StageState, ...]
    facts: dict[str, CaseFact]
    documents: tuple[CaseDocument, ...]
    holders: tuple[Holder, ...]
    history: tuple[HistoryLine, ...]
    issued: IssuedDocument | None


def case_view(actor: Actor, case_id: UUID, now: datetime) -> CaseView:
    """Everything about a case that the actor may see; raises CaseNotFound."""
    return view_of(actor, visible_case(actor, case_id), now)


def view_of(actor: Actor, row: Case, now: datetime) -> CaseView:
    """Everything that the actor may see of a case whose row was found by `visible_case`."""
    policy = policy_of(row.policy_version_id)
    procedure = policy.procedures[row.procedure]
    happened = history_of(row.pk)
    side = Side.of(actor, row)
    whole = side.state(fold(happened), happened, policy)
    happened = [one for one in happened if side.sees_event(one)]
    clocks = deadlines(whole, working_calendar())
    may = PERMISSIONS.verbs(actor, row)
    seen = _sight(actor, row, procedure, whole)
    state = seen_state(whole, seen)
    form = row.draft if row.draft is not None and Verb.SAVE_DRAFT in may else None
    return CaseView(
        row=row,
        state=state,
        policy=policy,
        procedure=procedure,
        clocks=clocks,
        may=may,
        roles=PERMISSIONS.roles(actor, row),
        sight=seen,
        stages=_stages_for(actor, row, state),
        facts=facts_of(procedure, state, form),
        documents=tuple(
            each for each in _documents(row, seen) if not side.is_outside or each.pk in state.documents
        ),
        holders=who_has_it(state, clocks, timezone.localdate(now)),
        history=tuple(
            history_in_words(seen_history(happened, seen), policy, procedure, inside=Verb.READ_NOTES in may)
        ),
        issued=row.issued.order_by("-issued_at").first(),
    )


def _documents(row: Case, sight: Sight) -> tuple[CaseDocument, ...]:
    kept = row.documents.filter(removed_at__isnull=True).order_by("kind", "attached_at")
    return tuple(kept if sight.whole else kept.filter(kind__in=sorted(sight.documents)))


def _stages_for(actor: Actor, row: Case, state: CaseState) -> tuple[StageState, ...]:
    may = PERMISSIONS.may
    return tuple(
        stage
        for stage in state.open_stages
        if any(may(actor, verb, row, stage.department) for verb in STAGE_VERBS)
    )


def who_has_it(state: CaseState, clocks: Deadlines, on: date) -> tuple[Holder, ...]:
    """Who has to do the next thing and by when; nobody once the case is settled."""
    calendar = working_calendar()
    if state.state is State.APPROVED:
        return (Holder("automation", "", "", None, None, False),)
    if state.state in (State.DRAFT, State.RETURNED):
        clock = clocks.answer
        left = None if clock is None else days_left(calendar, clock, on)
        provisional = clock is not None and clock.provisional
        return (Holder("applicant", "", "", None if clock is None else clock.due, left, provisional),)
    if state.state not in (State.SUBMITTED, State.IN_REVIEW):
        return ()
    return tuple(_stage_holder(stage, clocks, on) for stage in state.open_stages)


def _stage_holder(stage: StageState, clocks: Deadlines, on: date) -> Holder:
    due, own = clocks.due(stage.id), clocks.stages[stage.id]
    binding = own if own.due == due or clocks.total is None else clocks.total
    left = days_left(working_calendar(), binding, on)
    return Holder("department", stage.department, stage.id, due, left, binding.provisional)


def history(actor: Actor, case_id: UUID) -> list[HistoryLine]:
    """What happened to a case, in words of the active language; raises CaseNotFound."""
    row = visible_case(actor, case_id)
    policy = policy_of(row.policy_version_id)
    procedure, happened = policy.procedures[row.procedure], history_of(row.pk)
    inside = Verb.READ_NOTES in PERMISSIONS.verbs(actor, row)
    side = Side.of(actor, row)
    seen = seen_history(happened, _sight(actor, row, procedure, fold(happened)))
    seen = [one for one in seen if side.sees_event(one)]
    return history_in_words(seen, policy, procedure, inside=inside)


def sight(actor: Actor, row: Case) -> Sight:
    """Which attributes of a case the actor sees: all of one's own, otherwise what one's stages need."""
    return _sight(actor, row, policy_of(row.policy_version_id).procedures[row.procedure], load_state(row.pk))


def reads_letter(actor: Actor, row: Case) -> bool:
    """Whether the letter of a no, which gives the facts behind each reason, says nothing that is not seen."""
    state = load_state(row.pk)
    procedure = policy_of(row.policy_version_id).procedures[row.procedure]
    return _sight(actor, row, procedure, state).sees_reasons(state)


def _sight(actor: Actor, row: Case, procedure: Procedure, state: CaseState) -> Sight:
    if PERMISSIONS.roles(actor, row) & _OFFICES:
        return sight_of(actor, procedure, state)
    return EVERYTHING


def history_in_words(
    happened: Sequence[Recorded], policy: Policy, procedure: Procedure, *, inside: bool
) -> list[HistoryLine]:
    """Events as lines; parties are told neither officers' names nor what stays inside."""
    names = CaseNames(policy, procedure, shows_officers=inside)
    accounts = _account_names(one.account_id for one in happened)
    names.knows(accounts)
    return [
        HistoryLine(
            sequence=one.sequence,
            at=one.at,
            kind=one.event.kind,
            who=_who(one, names, accounts, inside=inside),
            words=one.event.words(names),
            internal=one.event.internal,
        )
        for one in happened
        if inside or not one.event.internal
    ]


def _account_names(ids: Iterable[UUID | None]) -> dict[UUID, str]:
    wanted = {account_id for account_id in ids if account_id is not None}
    return {account.pk: str(account) for account in Account.objects.filter(pk__in=wanted)}


def _who(one: Recorded, names: CaseNames, accounts: dict[UUID, str], *, inside: bool) -> str:
    if one.role is Role.AUTOMATION:
        return gettext("automatic")
    account = accounts.get(one.account_id, "") if one.account_id is not None else ""
    if one.role in (Role.OFFICER, Role.SUPERVISOR):
        department = names.department(one.department) if one.department else gettext("supervisor")
        return f"{department} · {account}" if inside and account else department
    if one.role is Role.PUBLIC and not inside:
        # Whoever objects is protected from those whom the objection is about.
        return gettext("a member of the public")
    return account


def notices_of(actor: Actor, *, start: int = 0) -> list[Notice]:
    """The notices to the actor's account, the latest first."""
    if actor.account_id is None:
        return []
    rows = Notice.objects.filter(account_id=actor.account_id).select_related("case")
    return list(rows.order_by("-created_at", "-id")[start : start + PAGE])


def issuing_event(document: IssuedDocument) -> CaseEvent | None:
    """The event by which a document came into the record of its case."""
    return CaseEvent.objects.filter(case_id=document.case_id, payload__pdf_sha256=document.pdf_sha256).first()


def issued_document(number: str) -> IssuedDocument | None:
    """What was issued under a number, whether or not it is still valid; for the public check."""
    return IssuedDocument.objects.filter(pk=number).first()
