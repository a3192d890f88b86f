"""Feature: no sequence of commands brings a case into a state that makes no sense, whatever its procedure.

Hypothesis draws a procedure (joins, acceptance, chains and parallel stages, public notices, silence), then
plays applicant, officers, the public and the clock against the pure decision function on random days. The
clock's part is played as the sweep plays it: by the last days of the case.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from tests.cases.procedures import APPEAL, PAUSES, stage, tolerant

from haina.cases import commands
from haina.cases.clock import Unit, WorkCalendar
from haina.cases.codec import event_from, payload
from haina.cases.commands import Act, Command, Requirements, Terms
from haina.cases.deadlines import Deadlines, deadlines, first_unwatched
from haina.cases.decide import decide
from haina.cases.decide_papers import Reissue
from haina.cases.events import AppealUpheld, Recorded
from haina.cases.evolve import evolve, fold
from haina.cases.joining import answers_of
from haina.cases.refusals import Refusal
from haina.cases.state import CaseState, Document, Item, Promised, StageStatus, TermOnRecord
from haina.people.permissions import CLOSED, Role, State
from haina.policy import default_directory, load
from haina.policy.joining import joined
from haina.policy.procedures import Join, Procedure, Stage

POLICY = load(default_directory())
PERMIT = replace(POLICY.procedures["foreigner_work_permit"], notices=(), appeal=APPEAL, pauses=PAUSES)
CALENDAR = WorkCalendar(POLICY.calendar.years)
OFFICERS = [uuid4() for _ in range(3)]
TERM = TermOnRecord(5, Unit.WORKING_DAYS)
NEEDED = Requirements(frozenset({"job_title"}), frozenset({"passport", "health"}))
OUTCOMES = ("approved", "refused", "declined", "withdrawn", "discarded")
#: What may still happen to a case that has its outcome.
AFTERWARDS = {
    "note_added",
    "clock_recounted",
    "issued",
    "revoked",
    "expired",
    "appealed",
    "appeal_upheld",
    "appeal_rejected",
    "appeal_withdrawn",
    "reissued",
    "document_attached",
    "promised_document_received",
    "promise_overdue",
    "promise_checked",
}
OWED = (State.SUBMITTED, State.RETURNED, State.IN_REVIEW)


@st.composite
def procedures(draw: st.DrawFn) -> Procedure:
    """A procedure of up to six stages of all kinds, with any join that it can have."""
    silences = st.sampled_from(["escalate", "escalate", "approve", "refuse"])
    stages: list[Stage] = []
    for number in range(draw(st.integers(0, 2))):
        stages.append(stage(f"window{number}", "window", "acceptance", silence=draw(silences)))
    before = tuple(each.id for each in stages)
    deciding = [f"office{number}" for number in range(draw(st.integers(1, 4)))]
    for number, id in enumerate(deciding):
        earlier = draw(st.sets(st.sampled_from(deciding[:number]), max_size=1)) if number else set()
        stages.append(stage(id, id, "decision", (*before, *earlier), 5, draw(silences)))
    if draw(st.booleans()):
        after = draw(st.sampled_from([before, tuple(deciding)]))
        stages.append(stage("notice", "window", "publication", after))
    joins = [Join("all"), Join("any"), Join("quorum", draw(st.integers(1, len(deciding))))]
    joins.append(Join("veto", None, tuple(draw(st.sets(st.sampled_from(deciding), min_size=1)))))
    return replace(
        tolerant(PERMIT),
        stages=tuple(stages),
        join=draw(st.sampled_from(joins)),
        extension=replace(PERMIT.extension, by=draw(st.sampled_from(["department", "supervisor"]))),
    )


class CaseMachine(RuleBasedStateMachine):
    """One case under a drawn procedure, and everything that anybody may try on it."""

    def __init__(self) -> None:
        super().__init__()
        self.state = CaseState()
        self.history: list[Recorded] = []
        self.on = date(2026, 3, 2)
        self.procedure = PERMIT
        self.other = PERMIT

    @property
    def terms(self) -> Terms:
        """Five working days for everything, under either version."""
        stages = {each.id: TERM for each in (*self.procedure.stages, *self.other.stages)}
        return Terms(stages, TERM, TERM, TERM, dict.fromkeys(stages, self.on + timedelta(days=7)))

    def attempt(self, command: Command, account: UUID | None = None) -> bool:
        """Try something; what is refused changes nothing. Whether something happened."""
        at = datetime(self.on.year, self.on.month, self.on.day, 10, tzinfo=UTC)
        act = Act(at, self.on, Role.OFFICER, account)
        try:
            happened = decide(self.procedure, self.state, command, act)
        except Refusal:
            return False
        for event in happened:
            assert event_from(event.kind, payload(event)) == event
            assert not self.settled or event.kind in AFTERWARDS, event.kind
            one = Recorded(self.state.sequence + 1, at, self.on, event, account, Role.OFFICER)
            self.state = evolve(self.state, one)
            self.history.append(one)
        return bool(happened)

    @property
    def settled(self) -> bool:
        """Whether there has been an outcome that stands."""
        return any(one.event.kind in OUTCOMES for one in self.since_set_aside)

    @property
    def since_set_aside(self) -> list[Recorded]:
        """The history since it was last decided that the file is to be accepted after all."""
        for place in range(len(self.history), 0, -1):
            event = self.history[place - 1].event
            if isinstance(event, AppealUpheld) and event.against == "declined":
                return self.history[place:]
        return self.history

    @property
    def clocks(self) -> Deadlines:
        """The clocks as they stand."""
        return deadlines(self.state, CALENDAR)

    @initialize(procedure=procedures(), other=procedures(), barred=st.booleans())
    def start(self, procedure: Procedure, other: Procedure, barred: bool) -> None:
        self.procedure, self.other = procedure, other
        officers = (OFFICERS[2],) if barred else ()
        self.attempt(
            commands.StartDraft(
                procedure.id, "FWP-1", uuid4(), uuid4(), uuid4() if barred else None, officers
            )
        )
        assert self.state.exists

    @rule(days=st.integers(0, 9))
    def wait(self, days: int) -> None:
        self.on += timedelta(days=days)

    # The clock comes by more often than anybody acts.
    @rule()
    def sweep(self) -> None:
        """Do what is over, until nothing is; and once more, to see that nothing happens twice."""
        for _ in range(40):
            if not any(self.attempt(command) for command in list(self.late())):
                break
        else:
            raise AssertionError("the sweep never comes to rest")
        unwatched = first_unwatched(self.state, self.clocks)
        assert unwatched is None or unwatched >= self.on

    sweep_again = sweep

    def late(self) -> Iterator[Command]:
        """What the sweep finds to do."""
        clocks, terms = self.clocks, self.terms
        for id, clock in clocks.held.items():
            if clock.due is not None and clock.due < self.on:
                yield commands.PauseRunOut(id, clock.due)
        for id, clock in clocks.stages.items():
            if clock.due is not None and clock.due < self.on:
                yield commands.RunOut(id, clock.due, terms)
        if clocks.total is not None and clocks.total.due is not None and clocks.total.due < self.on:
            yield commands.RunOut("", clocks.total.due)
        if clocks.answer is not None and clocks.answer.due is not None and clocks.answer.due < self.on:
            yield commands.AnswerRunOut(clocks.answer.due)
        for kind, clock in clocks.promises.items():
            if clock.due is not None and clock.due < self.on:
                yield commands.PromiseRunOut(kind, clock.due)
        granted = self.state.granted
        if granted is not None and granted.valid_to is not None and granted.valid_to < self.on:
            yield commands.Expire()

    @rule(data=st.data())
    def go_on(self, data: st.DataObject) -> None:
        """Take a step that makes sense now, so that random steps do not only walk in the front garden."""
        if self.state.state is State.DRAFT:
            for kind in ("passport", "health"):
                self.attempt(commands.AttachDocument(_document(kind, "a")))
        sensible = self.sensible_commands()
        if sensible:
            self.attempt(*data.draw(st.sampled_from(sensible)))

    go_on_again = go_on
    and_again = go_on

    def sensible_commands(self) -> list[tuple[Command, UUID | None]]:
        """What could well be next, each with the account that would do it."""
        wanted: list[tuple[Command, UUID | None]] = []
        for each in self.state.open_stages:
            wanted += self.answers(each.id, each.officer_id or OFFICERS[0])
        form: dict[str, object] = {"job_title": "a"}
        match self.state.state:
            case State.DRAFT:
                wanted.append((commands.Submit(form, NEEDED, self.terms, True), None))
            case State.RETURNED:
                wanted = [(commands.Resubmit(self.state.form, NEEDED, True), None)]
            case State.APPROVED:
                until = self.on + timedelta(days=3)
                wanted.append((commands.Issue("FWP-1-1", self.on, until, "a" * 64, "b" * 64), None))
            case State.REFUSED:
                wanted.append((commands.Appeal(uuid4(), "FWP-2", "wrong", self.on), None))
                wanted += [(commands.EndAppeal(how, "FWP-2"), None) for how in ("upheld", "rejected")]
        return wanted

    def answers(self, id: str, who: UUID) -> list[tuple[Command, UUID | None]]:
        """What an officer could well do on an open stage."""
        found: list[tuple[Command, UUID | None]] = []
        match self.procedure.stage(id).kind:
            case "acceptance":
                found += [(commands.Accept(id, self.terms), who)] * 4
            case "decision":
                found += [(commands.Approve(id, self.terms, "yes"), who)] * 3
                found.append((commands.Refuse(id, self.terms, "no", ("conditions_not_met",)), who))
                found.append((self.pause(id, "expert"), who))
                found.append((commands.Resume(id), who))
                found.append(
                    (commands.ReturnForCorrection(id, (Item("field", "job_title"),), term=TERM), who)
                )
                found.append((commands.Extend(TERM, ("complex",), supervises=True), who))
            case _:
                found.append((commands.MakeObjection("no"), uuid4()))
                found += [(self.answer(id, each.number, upheld=False), who) for each in self.state.objections]
        return found

    def answer(self, id: str, number: int, *, upheld: bool) -> Command:
        """An answer to an objection."""
        clock = self.clocks.stages.get(id)
        due = None if clock is None else clock.due
        return commands.AnswerObjection(id, number, "seen", upheld, due, self.terms)

    def pause(self, id: str, ground: str) -> Command:
        """A pause on one of the grounds, of which only one has a longest time."""
        clock = self.clocks.stages.get(id)
        longest = TERM if ground == "expert" else None
        return commands.Pause(id, ground, "asked", longest, None if clock is None else clock.due)

    def stage_of(self, number: int) -> str:
        """Some stage of the procedure, or one that is not there."""
        ids = [each.id for each in self.procedure.stages] + ["no_such_stage"]
        return ids[number % len(ids)]

    @rule(content=st.sampled_from("abc"), kind=st.sampled_from(["passport", "health", "no_such_kind"]))
    def attach_or_save(self, kind: str, content: str) -> None:
        self.attempt(commands.AttachDocument(_document(kind, content)))
        self.attempt(commands.SaveDraft(("job_title",)))
        self.attempt(commands.RemoveDocument(next(iter(self.state.documents), uuid4())))

    @rule(declared=st.booleans(), health=st.booleans(), contract=st.booleans(), later=st.booleans())
    def submit_with_promises(self, declared: bool, health: bool, contract: bool, later: bool) -> None:
        counted = "decided" if later else "submitted"
        promised = (Promised("health", TERM, counted),) if health else ()
        committed = ("contract",) if contract else ("passport",)
        self.attempt(commands.AttachDocument(_document("passport", "b")))
        form: dict[str, object] = {"job_title": "a"}
        self.attempt(
            commands.Submit(form, NEEDED, self.terms, declared, promised=promised, committed=committed)
        )

    @rule(content=st.sampled_from("abc"), kept=st.booleans())
    def keep_or_check_a_promise(self, content: str, kept: bool) -> None:
        self.attempt(commands.HandInLater(_document("health", content)))
        self.attempt(commands.CheckPromise("contract", kept, "seen"), OFFICERS[0])

    @rule(chance=st.integers(0, 9), changed=st.sampled_from(["a", "b"]))
    def resubmit_or_withdraw(self, chance: int, changed: str) -> None:
        self.attempt(commands.Resubmit({"job_title": changed}, NEEDED, True))
        if chance == 9:
            self.attempt(commands.Withdraw())

    @rule(number=st.integers(0, 9), officer=st.sampled_from(OFFICERS), take_over=st.booleans())
    def claim_or_hand_over(self, number: int, officer: UUID, take_over: bool) -> None:
        self.attempt(commands.Claim(self.stage_of(number), take_over), officer)
        if take_over:
            self.attempt(commands.HandOver(self.stage_of(number), OFFICERS[1], True), officer)
        else:
            self.attempt(commands.Release(self.stage_of(number)), officer)

    @rule(
        number=st.integers(0, 9),
        officer=st.sampled_from(OFFICERS),
        says=st.sampled_from(["yes", "no"]),
        note=st.sampled_from(["", "why"]),
    )
    def answer_anything(self, number: int, officer: UUID, says: str, note: str) -> None:
        id = self.stage_of(number)
        self.attempt(commands.Approve(id, self.terms, says, note), officer)
        self.attempt(commands.Accept(id, self.terms), officer)

    @rule(number=st.integers(0, 9), officer=st.sampled_from(OFFICERS), reasons=st.booleans())
    def refuse_anything(self, number: int, officer: UUID, reasons: bool) -> None:
        id = self.stage_of(number)
        self.attempt(commands.Decline(id, ("not_competent",) if reasons else ()), officer)
        self.attempt(commands.Refuse(id, self.terms, "no", ("security",) if reasons else ()), officer)

    @rule(number=st.integers(0, 9), ground=st.sampled_from(["expert", "register", "lunch"]))
    def stop_or_go(self, number: int, ground: str) -> None:
        self.attempt(self.pause(self.stage_of(number), ground), OFFICERS[0])
        self.attempt(commands.Resume(self.stage_of(number + 1)), OFFICERS[0])

    @rule(number=st.integers(1, 3), upheld=st.booleans())
    def object_or_answer(self, number: int, upheld: bool) -> None:
        self.attempt(commands.MakeObjection("no"), uuid4())
        self.attempt(self.answer("notice", number, upheld=upheld), OFFICERS[0])

    @rule(chance=st.integers(0, 3))
    def move_or_back(self, chance: int) -> None:
        """Move to the other version and back; the policy of the case changes with the event."""
        wanted: tuple[Command, ...] = (
            commands.MoveToVersion("v1", "v2", self.other, self.terms),
            commands.MoveBack(self.other, self.terms),
        )
        if chance < len(wanted) and self.attempt(wanted[chance]):
            self.procedure, self.other = self.other, self.procedure

    @rule(how=st.sampled_from(["upheld", "rejected", "withdrawn"]), late=st.integers(-1, 1))
    def appeal(self, how: str, late: int) -> None:
        self.attempt(commands.Appeal(uuid4(), "FWP-2", "wrong", self.on - timedelta(days=late)))
        self.attempt(commands.EndAppeal(how, "FWP-2", "", self.terms))

    @rule(years=st.integers(-1, 2), chance=st.integers(0, 3))
    def issue_or_revoke(self, years: int, chance: int) -> None:
        until = self.on + timedelta(days=365 * years) if years < 2 else None
        self.attempt(commands.Issue("FWP-1-1", self.on, until, "a" * 64, "b" * 64))
        if chance == 0:
            self.attempt(commands.Revoke(("employment_ended",)))
        self.attempt(Reissue("FWP-1-2", "restored", self.on, until, "c" * 64, "d" * 64))

    @rule()
    def note_and_recount(self) -> None:
        self.attempt(commands.AddNote("seen"))
        self.attempt(commands.Recounted((2027,), ()))

    @invariant()
    def the_state_is_the_fold_of_the_history(self) -> None:
        assert fold(self.history) == self.state
        assert self.state.sequence == len(self.history)

    @invariant()
    def a_case_has_one_outcome_and_owes_nothing_afterwards(self) -> None:
        kinds = Counter(one.event.kind for one in self.history)
        outcomes = sum(one.event.kind in OUTCOMES for one in self.since_set_aside)
        settled = self.state.state in CLOSED | {State.APPROVED, State.DISCARDED}
        assert outcomes == int(settled)
        if settled:
            assert not self.state.open_stages
            assert self.clocks.next is None
        assert kinds["appealed"] <= 1 + kinds["appeal_upheld"]
        assert kinds["issued"] <= 1
        assert (
            kinds["appeal_upheld"] + kinds["appeal_rejected"] + kinds["appeal_withdrawn"] <= kinds["appealed"]
        )

    @invariant()
    def a_running_case_always_has_somebody_who_owes_something(self) -> None:
        clocks = self.clocks
        if self.state.state in (State.SUBMITTED, State.IN_REVIEW):
            assert self.state.open_stages
            for each in self.state.open_stages:
                assert (clocks.due(each.id) is None) == each.is_held
        if self.state.state is State.RETURNED:
            assert clocks.answer is not None

    @invariant()
    def clocks_stand_still_exactly_while_somebody_holds_them(self) -> None:
        returned = self.state.state is State.RETURNED
        assert (self.state.correction is not None) == returned
        if self.state.state in OWED:
            assert self.state.is_paused == returned
        for each in self.state.open_stages:
            assert each.is_held == any(pause.until is None for pause in each.pauses)
        total = self.clocks.total
        if total is not None and self.state.state in OWED:
            held = returned or any(pause.until is None for pause in self.state.all_pauses)
            assert (total.due is None) <= held
            assert len(total.counted) <= total.length

    @invariant()
    def a_pause_never_brings_a_last_day_forward(self) -> None:
        unpaused = {
            id: replace(each, pauses=(), held="", held_longest=None) for id, each in self.state.stages.items()
        }
        without = deadlines(replace(self.state, pauses=(), stages=unpaused), CALENDAR)
        for id, clock in self.clocks.stages.items():
            other = without.stages[id].due
            assert clock.due is None or (other is not None and clock.due >= other)

    @invariant()
    def a_stage_is_answered_once_and_nothing_is_decided_before_the_file_is_accepted(self) -> None:
        answers = Counter(
            getattr(one.event, "stage", "")
            for one in self.history
            if one.event.kind
            in ("accepted", "declined", "stage_approved", "stage_refused", "stage_ended", "publication_ended")
            or one.event.kind.startswith("deemed_")
        )
        assert all(count == 1 for count in answers.values())
        accepting = [each for each in self.state.open_stages if each.kind == "acceptance"]
        if accepting:
            assert all(each.kind == "acceptance" for each in self.state.open_stages)

    @invariant()
    def what_is_granted_was_agreed_to_by_whom_it_takes(self) -> None:
        if self.state.state is State.APPROVED and self.state.appeal is None:
            answers = answers_of(self.state)
            assert joined(self.procedure, answers) is True
            notices = [each.id for each in self.procedure.stages if each.kind == "publication"]
            assert all(self.state.stages[id].status is StageStatus.PUBLISHED for id in notices)
        assert all(each.answer is not None for each in self.state.objections if self._over(each.stage))
        granted = self.state.state in (State.ISSUED, State.REVOKED, State.EXPIRED)
        if self.state.state is State.APPROVED and self.state.appeal is not None:
            # A revocation that was set aside: the document is being made anew.
            granted = self.state.appeal.against == "revoked"
        assert (self.state.granted is not None) == granted

    def _over(self, id: str) -> bool:
        found = self.state.stages.get(id)
        return found is not None and found.status is StageStatus.PUBLISHED

    @invariant()
    def whoever_decided_before_does_not_decide_the_appeal(self) -> None:
        for one in self.history:
            if one.event.kind in ("stage_approved", "stage_refused", "declined", "claimed"):
                assert one.account_id is None or one.account_id not in self.state.barred

    @invariant()
    def nothing_is_agreed_to_against_the_rules_without_a_word(self) -> None:
        for one in self.history:
            if one.event.kind == "stage_approved":
                assert one.event.rule == "yes" or one.event.note  # type: ignore[attr-defined]

    @invariant()
    def a_promise_is_kept_on_record(self) -> None:
        attached = {each.kind for each in self.state.documents.values()}
        for promise in self.state.promises.values():
            assert promise.received_on is None or promise.document in attached
        if self.state.filed_at is not None:
            missing = NEEDED.documents - attached - set(self.state.promises)
            assert not missing or self.state.state is State.RETURNED


def _document(kind: str, content: str) -> Document:
    return Document(uuid4(), kind, "x.pdf", "application/pdf", 1, content * 64)


TestCase = CaseMachine.TestCase
TestCase.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
