"""The one way in which a verb changes a case: permission, lock, decision, events, rows, notices, outbox.

Everything happens in one transaction, so that either all of it has happened or nothing. The lock is on the
one case, never on a table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from haina.cases import asking, consequences, outbox
from haina.cases.appeals import outcome_of
from haina.cases.commands import Act, Command, EndAppeal
from haina.cases.decide import decide
from haina.cases.events import Event, Recorded
from haina.cases.evolve import evolve, fold
from haina.cases.meanwhile import require_fresh
from haina.cases.models import Case, CaseEvent
from haina.cases.notices import write_notices
from haina.cases.policies import policy_of, working_calendar
from haina.cases.readings import Readings
from haina.cases.refusals import CaseNotFound, Forbidden, KeyUsed
from haina.cases.state import CaseState
from haina.cases.statements import lock_case, stored_events
from haina.cases.statuses_published import set_aside
from haina.cases.store import Stamp, append, load_state, project, recorded
from haina.people.actors import Actor
from haina.people.permissions import PERMISSIONS, Role, Verb
from haina.policy import Policy
from haina.policy.procedures import Procedure

#: Longest idempotency key.
LONGEST_KEY = 80


@dataclass(frozen=True, slots=True)
class Order:
    """Who wants to do what to which case, when, and on what view of it."""

    actor: Actor
    verb: Verb
    now: datetime
    case_id: UUID
    #: Doing it twice with the same key does it once.
    key: str | None
    #: The sequence of the last event that the actor saw; None for those who need not have looked.
    seen: int | None
    #: The stage on which an officer acts.
    stage: str = ""
    #: When it reached the server, where that was noted before; it may have had to wait since.
    arrived: datetime | None = None

    def __post_init__(self) -> None:
        """Refuse a time without a zone and a key that cannot be kept."""
        if self.now.tzinfo is None:
            raise ValueError("now needs a time zone")
        if self.key is not None and not 0 < len(self.key) <= LONGEST_KEY:
            raise ValueError(f"a key has 1 to {LONGEST_KEY} characters")

    @property
    def on(self) -> date:
        """The day of `now` where the authority is."""
        return timezone.localdate(self.now)


@dataclass(frozen=True, slots=True)
class Matter:
    """A case as a verb finds it, locked."""

    row: Case
    state: CaseState
    policy: Policy
    procedure: Procedure
    on: date
    now: datetime

    def readings(self, form: dict[str, object] | None = None) -> Readings:
        """What the rules say about the procedure with the facts of the filed form, or of another one."""
        return Readings(
            self.policy, self.procedure, self.state, self.state.form if form is None else form, self.on
        )


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a verb did."""

    case_id: UUID
    reference: str
    #: The last event of the command, or of the case where there was nothing to change.
    sequence: int
    state: str
    at: datetime
    #: The kinds of the events that the command left.
    kinds: tuple[str, ...]
    #: Whether it had been done before with the same key.
    replayed: bool = False


def perform(
    order: Order,
    prepare: Callable[[Matter], Command],
    change: Callable[[Matter], None] | None = None,
) -> Receipt:
    """Do what the order says; `change` writes to the rows that belong to the verb alone, if events follow.

    Raises CaseNotFound, Forbidden, Stale, KeyUsed or what the decision refuses.
    """
    try:
        return _perform(order, prepare, change)
    except IntegrityError:
        # The key may have been used for another case.
        done = _done_before(order)
        if done is None:
            raise
        return done


def _perform(
    order: Order, prepare: Callable[[Matter], Command], change: Callable[[Matter], None] | None
) -> Receipt:
    with transaction.atomic():
        row = _locked(order)
        stored = stored_events(row.pk)
        if order.key is not None and any(each.key == order.key for each in stored):
            return _again(order)
        state = fold(map(recorded, stored))
        policy = policy_of(row.policy_version_id)
        may = PERMISSIONS.verbs(order.actor, row)
        try:
            role = _permitted(order, row, state)
        except Forbidden:
            # Whoever was still allowed to when they looked is told what has happened since.
            require_fresh(row, policy, order.seen, may, order.stage)
            raise
        require_fresh(row, policy, order.seen, may, order.stage)
        matter = Matter(row, state, policy, policy.procedures[row.procedure], order.on, order.now)
        command = prepare(matter)
        act = Act(order.now, order.on, role, order.actor.account_id, _department(order, state))
        events = decide(matter.procedure, state, command, act)
        if events and change is not None:
            change(matter)
        return record(order, matter, events, role)


def record(
    order: Order, matter: Matter, events: Sequence[Event], role: Role, department: str | None = None
) -> Receipt:
    """Add decided events to the case and everything that follows from them; inside the transaction.

    `department` is in whose name it is done, where that is not the one of the order's stage.
    """
    return carry_on(order, matter, events, role, department)[0]


def carry_on(
    order: Order, matter: Matter, events: Sequence[Event], role: Role, department: str | None = None
) -> tuple[Receipt, Matter]:
    """As `record`, and the matter as it stands afterwards, for whoever goes on with it."""
    row, state = matter.row, matter.state
    stamp = Stamp(
        at=order.now,
        on=order.on,
        account_id=order.actor.account_id,
        role=role,
        department=_department(order, state) if department is None else department,
        on_behalf_of=on_behalf_of(row, role),
        command=order.verb.value,
        key=order.key,
    )
    happened = append(row, events, stamp)
    for one in happened:
        state = evolve(state, one)
    project(row, state, happened, working_calendar())
    # A move to another version has changed which policy the row is under.
    policy = policy_of(row.policy_version_id)
    procedure = policy.procedures[row.procedure]
    notices = write_notices(row, state, happened, policy)
    outbox.follow(row, happened, notices, issues=procedure.grant is not None)
    if asking.begins_asking(procedure, happened):
        outbox.ask_registers(row.pk)
    asking.stop_asking(row.pk, matter.state, state, matter.procedure, order.now)
    _tell_first_case(order, row, happened, role)
    kinds = tuple(one.event.kind for one in happened)
    receipt = Receipt(row.pk, row.reference, row.sequence, row.state, order.now, kinds)
    after = replace(matter, state=state, policy=policy, procedure=procedure)
    consequences.follow(after, happened, order)
    if row.sequence != state.sequence:
        # What followed has been told in this case's own history.
        after = replace(after, state=load_state(row.pk))
    return receipt, after


def automatic(order: Order, commands: Callable[[Matter], Iterable[Command]]) -> tuple[str, ...]:
    """Have an automaton do what `commands` finds to do in one case, until there is nothing; what happened.

    Each command is decided on the case as the one before has left it, under one lock. What belongs to a
    state in which automation has no part in the case is left alone.
    """
    happened: list[str] = []
    with transaction.atomic():
        row = _locked(order)
        policy = policy_of(row.policy_version_id)
        matter = Matter(
            row, load_state(row.pk), policy, policy.procedures[row.procedure], order.on, order.now
        )
        while (events := first_events(order, matter, commands)) is not None:
            receipt, matter = carry_on(order, matter, events, Role.AUTOMATION)
            happened += receipt.kinds
    return tuple(happened)


def first_events(
    order: Order, matter: Matter, commands: Callable[[Matter], Iterable[Command]]
) -> tuple[Event, ...] | None:
    """What an automaton has to do next in a case; None where there is nothing, or nothing for it to do."""
    if order.verb not in PERMISSIONS.verbs(order.actor, matter.row):
        return None
    act = Act(order.now, order.on, Role.AUTOMATION)
    for command in commands(matter):
        events = decide(matter.procedure, matter.state, command, act)
        if events:
            return events
    return None


def _tell_first_case(order: Order, appeal: Case, happened: Sequence[Recorded], role: Role) -> None:
    """Put the outcome of an appeal onto the case that it was against, in the same transaction."""
    outcome, note = outcome_of(happened)
    if not outcome or appeal.appeal_of_id is None:
        return
    row = Case.objects.select_for_update(of=("self",), no_key=True).get(pk=appeal.appeal_of_id)
    state, policy = load_state(row.pk), policy_of(row.policy_version_id)
    matter = Matter(row, state, policy, policy.procedures[row.procedure], order.on, order.now)
    act = Act(order.now, order.on, role, order.actor.account_id)
    goes_on = outcome == "upheld" and state.appeal is not None and state.appeal.against == "declined"
    terms = matter.readings().terms() if goes_on else None
    events = decide(matter.procedure, state, EndAppeal(outcome, appeal.reference, note, terms), act)
    if outcome == "upheld":
        set_aside(state.letter, order.now)
    department = happened[0].department
    record(replace(order, case_id=row.pk, key=None, stage=""), matter, events, role, department)


def replayed(key: str, order: Order) -> Receipt | None:
    """The receipt of what was done with a key before; None if nothing was.

    Raises KeyUsed if that was something else or by somebody else.
    """
    first = CaseEvent.objects.filter(key=key).first()
    if first is None:
        return None
    same = (first.command, first.account_id) == (order.verb.value, order.actor.account_id)
    if not same or (order.verb is not Verb.START_DRAFT and first.case_id != order.case_id):
        raise KeyUsed(key)
    batch = CaseEvent.objects.filter(case_id=first.case_id, batch=first.batch).order_by("sequence")
    kinds = tuple(batch.values_list("kind", flat=True))
    last = first.batch + len(kinds) - 1
    state = load_state(first.case_id, up_to=last)
    return Receipt(first.case_id, state.reference, last, state.state.value, first.at, kinds, replayed=True)


def receipt_of(actor: Actor, case_id: UUID, key: str, now: datetime) -> Receipt | None:
    """The receipt of what the actor did to a case with a key, whatever it was; None if nothing was."""
    if actor.account_id is None:
        return None
    first = CaseEvent.objects.filter(key=key, case_id=case_id, account_id=actor.account_id).first()
    if first is None:
        return None
    return replayed(key, Order(actor, Verb(first.command), now, case_id, key, None))


def started(order: Order, begin: Callable[[], Receipt]) -> Receipt:
    """Run `begin`, which makes a new case; where the same key has made one already, return its receipt."""
    done = _done_before(order)
    if done is not None:
        return done
    try:
        with transaction.atomic():
            return begin()
    except IntegrityError:
        done = _done_before(order)
        if done is None:
            raise
        return done


def _locked(order: Order) -> Case:
    row = lock_case(order.case_id)
    if row is None or not PERMISSIONS.reaches(order.actor, order.verb, row):
        raise CaseNotFound(order.case_id)
    return row


def _again(order: Order) -> Receipt:
    done = _done_before(order)
    if done is None:
        raise LookupError(f"nothing was done with {order.key}")
    return done


def _done_before(order: Order) -> Receipt | None:
    return None if order.key is None else replayed(order.key, order)


def _permitted(order: Order, row: Case, state: CaseState) -> Role:
    stage = state.stages.get(order.stage)
    department = stage.department if stage is not None else None
    if not PERMISSIONS.may(order.actor, order.verb, row, department):
        raise Forbidden(order.verb.value, row.state)
    return PERMISSIONS.role_for(order.actor, order.verb, row)


def _department(order: Order, state: CaseState) -> str:
    if order.actor.automaton is not None:
        return order.actor.automaton.value
    stage = state.stages.get(order.stage)
    return stage.department if stage is not None else ""


def on_behalf_of(row: Case, role: Role) -> str:
    """For whom an account acts in a case; empty where it acts for itself or by office."""
    if role not in (Role.AGENT, Role.REPRESENTATIVE, Role.FOLLOWER):
        return ""
    if row.organisation_id is not None:
        return f"organisation:{row.organisation_id}"
    return f"person:{row.person_id}"
