"""Feature: whatever people and clocks do to cases, rows, clocks, papers and notices say what the events say.

The real verbs run against the real database in any order, many of them refused. After every step each case
is read anew from its events and compared with everything that is stored beside them.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from copy import copy
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import transaction
from django.db.models import Model
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.cases.conftest import FORM, PROCEDURE, Application, City, people_the
from tests.cases.procedures import APPEAL, PAUSES, tolerant

from haina.cases import outbox, verbs
from haina.cases.chain import verify_case
from haina.cases.deadlines import deadlines
from haina.cases.models import Case, CaseDocument, CaseEvent, CaseStage, IssuedDocument, Notice
from haina.cases.perform import Receipt
from haina.cases.policies import current_policy, working_calendar
from haina.cases.refusals import CaseError
from haina.cases.state import CaseState, Item
from haina.cases.store import history_of, load_state, projected
from haina.people.permissions import State

#: How far a case has come before anything is tried out of turn.
BEGINNINGS = ("issued", "declined", "refused", "revoked", "reviewed", "filed", "promised")
REVIEWS = {"hr": "employment_review", "border": "residence_review"}
OFFICERS = st.sampled_from(sorted(REVIEWS))
SOAK = os.environ.get("HAINA_PROPERTIES") == "soak"


def columns(row: Model) -> dict[str, object]:
    """What is stored in a row, its own number left out."""
    return {field.attname: getattr(row, field.attname) for field in row._meta.fields if field.attname != "id"}


class Office(RuleBasedStateMachine):
    """One application, its appeals, and everybody who may act on them."""

    def __init__(self) -> None:
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()
        self.city: City = people_the(City())
        self.case: Application = self.city.begin()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)

    def attempt(self, act: Callable[[], Receipt | object]) -> None:
        """Try something; what is refused must leave everything as it is, which the invariants look at."""
        try:
            act()
        except CaseError:
            return

    def does(self, who: str, verb: Callable[..., Receipt], *words: object, **more: object) -> None:
        """Have somebody do something twice with one key: the second time changes nothing."""
        more = {"key": self.city.key(), "seen": self.case.row.sequence, **more}

        def twice() -> None:
            first = self.case.does(who, verb, *words, **more)
            again = self.case.does(who, verb, *words, **more)
            assert (again.replayed, again.sequence) == (bool(first.kinds), first.sequence)

        self.attempt(twice)

    @initialize(far=st.sampled_from(BEGINNINGS), ground=st.sampled_from(["none", "talent_programme"]))
    def begun(self, far: str, ground: str) -> None:
        self.case.filled(high_end_ground=ground)
        promised = []
        if far == "promised":
            health = CaseDocument.objects.get(case_id=self.case.id, kind="health")
            self.does("agent", verbs.remove_document, document_id=health.pk)
            promised = ["health"]
        self.does("agent", verbs.submit, declared=True, promised=promised)
        if far in ("filed", "promised"):
            return
        self.the_window_answers(int(far != "declined"))
        if far in ("issued", "revoked", "refused"):
            self.a_department_answers("hr", int(far != "refused"))
            self.a_department_answers("border", 1)
        self.the_worker_makes_what_waits()
        if far == "revoked":
            self.a_paper_is_taken_back_or_made_anew(0)

    def now(self, *states: str) -> bool:
        """Whether the case is in one of the states."""
        return self.case.row.state in states

    @rule(days=st.integers(0, 9), late=st.booleans())
    def time_goes_by_and_the_sweep_comes(self, days: int, late: bool) -> None:
        self.city.wait(days=days * (4 if late else 1))
        assert verbs.escalate_overdue(self.city.now).failed == ()
        assert verbs.escalate_overdue(self.city.now).done == ()
        assert verbs.recount_clocks(self.city.now, every=late).failed == ()

    @precondition(lambda self: self.now("submitted"))
    @rule(accepts=st.integers(0, 4))
    def the_window_answers(self, accepts: int) -> None:
        if accepts:
            self.does("window", verbs.accept, "pre_check")
        else:
            self.does("window", verbs.decline, "pre_check", reasons=["not_competent"])

    @precondition(lambda self: self.now("in_review"))
    @rule(who=OFFICERS, agrees=st.integers(0, 3))
    def a_department_answers(self, who: str, agrees: int) -> None:
        if agrees:
            self.does(who, verbs.approve, REVIEWS[who], note="All is well.")
        else:
            self.does(who, verbs.refuse, REVIEWS[who], reasons=["conditions_not_met"])

    @precondition(lambda self: self.now("in_review"))
    @rule(who=OFFICERS, ground=st.sampled_from(["expert", "register"]), stops=st.booleans())
    def a_department_stops_its_clock_or_goes_on(self, who: str, ground: str, stops: bool) -> None:
        if stops:
            self.does(who, verbs.pause, REVIEWS[who], ground=ground, note="We wait.")
        else:
            self.does(who, verbs.resume, REVIEWS[who])

    @precondition(lambda self: self.now("submitted", "in_review"))
    @rule(who=OFFICERS, takes=st.booleans())
    def an_officer_takes_it_or_gives_it_back(self, who: str, takes: bool) -> None:
        self.does(who, verbs.claim if takes else verbs.release, REVIEWS[who])

    @precondition(lambda self: self.now("in_review"))
    @rule(longer=st.booleans())
    def the_supervisor_gives_more_time(self, longer: bool) -> None:
        if longer:
            self.does("head", verbs.extend, reasons=["complex"])

    @precondition(lambda self: self.now("submitted", "in_review", "returned"))
    @rule(who=st.sampled_from(["window", "hr"]), title=st.sampled_from(["Engineer", "Head of optics"]))
    def it_is_returned_or_comes_back(self, who: str, title: str) -> None:
        if self.case.row.state == "returned":
            self.does("agent", verbs.save_draft, {**FORM, "job_title": title})
            self.does("agent", verbs.resubmit, declared=True)
        else:
            stage = "pre_check" if who == "window" else REVIEWS[who]
            self.does(who, verbs.return_for_correction, stage, items=[Item("field", "job_title", "short")])

    @rule(chance=st.integers(0, 9), who=st.sampled_from(["hr", "agent", "window"]))
    def somebody_does_something_out_of_turn(self, chance: int, who: str) -> None:
        """What is mostly refused: by whom it is not for, when it is not time."""
        tries: dict[int, tuple[Callable[..., Receipt], dict[str, object]]] = {
            0: (verbs.withdraw, {}),
            1: (verbs.submit, {"declared": True}),
            2: (verbs.accept, {"stage": "pre_check"}),
            3: (verbs.approve, {"stage": "employment_review", "note": "Yes."}),
            4: (verbs.revoke, {"reasons": ["false_documents"]}),
            5: (verbs.appeal, {"grounds": "Again."}),
            6: (verbs.reissue, {"ground": "damaged"}),
            7: (verbs.extend, {"reasons": ["complex"]}),
        }
        if chance in tries:
            self.does(who, tries[chance][0], **tries[chance][1])

    @precondition(lambda self: self.now("approved", "refused", "declined"))
    @rule()
    def the_worker_makes_what_waits(self) -> None:
        """The jobs of papers, each twice, as after a crash."""
        now, id = self.city.now, self.case.id
        number = "" if self.state.granted is None else self.state.granted.number
        for _ in range(2):
            for task, run in {
                outbox.ISSUE_DOCUMENT: lambda: verbs.issue(now, id),
                outbox.TELL_BY_LETTER: lambda: verbs.tell_by_letter(now, id),
                outbox.RESTORE_DOCUMENT: lambda: verbs.restore(now, id, number),
            }.items():
                if ProcrastinateJob.objects.filter(task_name=task, args__case_id=str(id)).exists():
                    self.attempt(run)

    @precondition(lambda self: self.now("issued"))
    @rule(chance=st.integers(0, 2))
    def a_paper_is_taken_back_or_made_anew(self, chance: int) -> None:
        if chance == 0:
            self.does("hr", verbs.revoke, reasons=["employment_ended"])
        elif chance == 1:
            self.does("border", verbs.reissue, ground="lost")

    @precondition(lambda self: self.now("refused", "declined", "revoked"))
    @rule(agrees=st.booleans())
    def somebody_appeals_and_another_officer_decides(self, agrees: bool) -> None:
        self.does("agent", verbs.appeal, grounds="This was read wrongly.")
        linked = Case.objects.filter(appeal_of=self.case.id, state="in_review").first()
        if linked is None:
            return
        appeal = replace(self.case, id=linked.pk)
        words = {"note": "Looked at again."} if agrees else {"reasons": ["decision_stands"]}
        decide = verbs.approve if agrees else verbs.refuse
        self.attempt(lambda: appeal.does("hr", decide, "appeal", **words))
        self.attempt(lambda: appeal.does("hr2", decide, "appeal", **words))

    @property
    def state(self) -> CaseState:
        return load_state(self.case.id)

    @property
    def rows(self) -> list[Case]:
        """The case and its appeals."""
        return [self.case.row, *Case.objects.filter(appeal_of=self.case.id)]

    @invariant()
    def every_row_says_what_the_events_say(self) -> None:
        for row in self.rows:
            history = history_of(row.pk)
            state = load_state(row.pk)
            assert (row.sequence, state.sequence) == (len(history), len(history))
            derived = copy(row)
            stages = projected(derived, state, history, deadlines(state, working_calendar()))
            assert columns(derived) == columns(row)
            stored = {each.stage: columns(each) for each in CaseStage.objects.filter(case=row)}
            assert stored == {each.stage: columns(each) for each in stages}
            kept = CaseDocument.objects.filter(case=row, removed_at__isnull=True)
            assert set(kept.values_list("pk", flat=True)) == set(state.documents)

    @invariant()
    def every_chain_holds(self) -> None:
        for row in self.rows:
            assert verify_case(row.pk) == []

    @invariant()
    def every_last_day_is_the_one_of_the_state(self) -> None:
        for row in self.rows:
            clocks = deadlines(load_state(row.pk), working_calendar())
            listed = CaseStage.objects.filter(case=row, status="open")
            assert {each.stage: each.due for each in listed} == {id: clocks.due(id) for id in clocks.stages}
            assert row.due == clocks.next

    @invariant()
    def nobody_is_told_anything_twice(self) -> None:
        told = Counter(Notice.objects.values_list("case_id", "sequence", "notice", "account_id"))
        assert all(number == 1 for number in told.values())
        jobs = ProcrastinateJob.objects.filter(task_name=outbox.SEND_NOTICE).values_list("args", flat=True)
        assert Counter(job["notice_id"] for job in jobs) == Counter(
            Notice.objects.values_list("pk", flat=True)
        )

    @invariant()
    def at_most_one_paper_is_good_and_it_is_the_one_of_the_case(self) -> None:
        for row in self.rows:
            state = load_state(row.pk)
            good = IssuedDocument.objects.filter(case=row, revoked_at__isnull=True, replaced_at__isnull=True)
            granting = [paper.number for paper in good if not paper.tells_a_no]
            valid = state.state in (State.ISSUED, State.EXPIRED) and state.granted is not None
            assert granting == ([state.granted.number] if valid and state.granted else [])
            assert [paper.number for paper in good if paper.tells_a_no] == [state.letter] * bool(state.letter)

    @invariant()
    def a_decision_stands_until_it_is_set_aside(self) -> None:
        kinds = list(CaseEvent.objects.filter(case=self.case.id).values_list("kind", flat=True))
        outcomes = [kind for kind in kinds if kind in ("approved", "refused", "declined", "withdrawn")]
        assert len(outcomes) <= 1 + kinds.count("appeal_upheld")
        assert kinds.count("issued") <= 1


@pytest.mark.django_db
def test_rows_clocks_papers_and_notices_follow_the_events_whatever_happens(
    settings_for_papers: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given any order of what people and clocks do, then nothing stored ever says anything else."""
    procedures = current_policy().procedures
    changed = tolerant(replace(procedures[PROCEDURE], appeal=APPEAL, pauses=PAUSES))
    monkeypatch.setitem(procedures, PROCEDURE, changed)  # type: ignore[arg-type]
    examples, steps = (300, 40) if SOAK else (10, 12)
    few = settings(
        max_examples=examples,
        stateful_step_count=steps,
        # A shorter way to a failure would take minutes here: each step is several transactions.
        phases=[Phase.generate],
        deadline=timedelta(minutes=5),
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Office, settings=few)


@pytest.fixture
def settings_for_papers(settings: object, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A folder of its own for files."""
    settings.HAINA_UPLOADS = tmp_path_factory.mktemp("uploads")  # type: ignore[attr-defined]
