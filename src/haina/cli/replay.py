"""``haina policy replay``: what a draft procedure would have changed in recorded cases."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator

from haina.cases.clock import WorkCalendar
from haina.cases.replay import Change, Course, RecordedCase, Replay, recorded_case
from haina.policy import Policy, ReadError, load
from haina.policy.drafts import with_draft
from haina.policy.files import read_text
from haina.policy.procedures import Procedure
from haina.rules.text import Place, Problem, Text

from .command import ANSWERED, policy_directory
from .language import Speaker
from .layout import bold, wrapped

_OUTCOMES = {
    "granted": Text(zh="准予", en="granted"),
    "refused": Text(zh="不予", en="refused"),
    None: Text(zh="无结果", en="no decision"),
}


def run(arguments: argparse.Namespace) -> int:
    """Run the cases through the procedure in force and through the draft; tell what differs."""
    policy = load(policy_directory(arguments))
    draft, ids = with_draft(policy, read_text(arguments.draft), arguments.draft)
    calendar = WorkCalendar(policy.calendar.years)
    changes = list(_changes(arguments.cases, policy, draft, frozenset(ids), calendar))
    teller = _Teller(draft, arguments.speaker)
    for change in changes:
        if change.differs:
            teller.tell(change)
    teller.sum_up(changes)
    return ANSWERED


def _changes(
    path: str, policy: Policy, draft: Policy, ids: frozenset[str], calendar: WorkCalendar
) -> Iterator[Change]:
    """The recorded cases of the draft's procedures, before and after."""
    for case in _cases(path, calendar):
        if case.procedure in ids and case.procedure in policy.procedures:
            now = Replay(policy, policy.procedures[case.procedure], calendar).course(case)
            then = Replay(draft, draft.procedures[case.procedure], calendar).course(case)
            yield Change(case, now, then)


def _cases(path: str, calendar: WorkCalendar) -> Iterator[RecordedCase]:
    """The cases of a record, one a line; raises ReadError for a line that is none."""
    for number, line in enumerate(read_text(path).splitlines(), 1):
        if not line.strip():
            continue
        try:
            case = recorded_case(json.loads(line), calendar)
        except (KeyError, TypeError, ValueError) as error:
            message = Text(
                zh=f"这一行不是案件记录（{error}）", en=f"this line is no record of a case ({error})"
            )
            todo = Text(
                zh="请用 manage.py export_cases 导出", en="Write the file with manage.py export_cases."
            )
            raise ReadError([Problem(Place(path, number), "case_record", message, todo)]) from None
        if case is not None:
            yield case


class _Teller:
    """Writes what differs, case by case."""

    def __init__(self, draft: Policy, speaker: Speaker) -> None:
        self.draft, self.say = draft, speaker

    def tell(self, change: Change) -> None:
        """One case: its decision, its days, its documents, as far as they differ."""
        procedure = self.draft.procedures[change.case.procedure]
        print(bold(change.case.reference))
        for line in self._lines(change, procedure):
            for part in wrapped(line, "  · ", "    "):
                print(part)

    def _lines(self, change: Change, procedure: Procedure) -> Iterator[str]:
        say, now, draft = self.say, change.now, change.draft
        if now.outcome != draft.outcome:
            before, after = say(_OUTCOMES[now.outcome]), say(_OUTCOMES[draft.outcome])
            yield say.say(f"决定：{before} → {after}", f"decision: {before} → {after}")
        if now.days != draft.days:
            yield self._days(now, draft)
        for stage in sorted(draft.late - now.late):
            title = say(procedure.stage(stage).title)
            yield say.say(f"“{title}”会超期", f"“{title}” would have been late")
        for stage in sorted(now.late - draft.late):
            yield say.say(f"环节 {stage} 不再超期", f"the stage {stage} would not have been late")
        titles = {kind.id: say(kind.title) for kind in procedure.documents}
        for id in sorted(draft.asked - now.asked):
            note = say.say("已附", "attached all the same") if id in change.case.documents else ""
            more = f" ({note})" if note else ""
            yield say.say(f"另需材料：{titles[id]}{more}", f"asked in addition: {titles[id]}{more}")
        for id in sorted(now.asked - draft.asked):
            yield say.say(f"不再要求材料：{titles.get(id, id)}", f"no longer asked: {titles.get(id, id)}")

    def _days(self, now: Course, draft: Course) -> str:
        def shown(course: Course) -> str:
            if course.days is None:
                return "–"
            return self.say.say(
                f"{course.days} 个工作日（{course.decided}）",
                f"{course.days} working days ({course.decided})",
            )

        return self.say.say(f"用时：{shown(now)} → {shown(draft)}", f"time: {shown(now)} → {shown(draft)}")

    def sum_up(self, changes: list[Change]) -> None:
        """How many cases there were, and how many would have gone differently in what."""
        decisions = sum(each.now.outcome != each.draft.outcome for each in changes)
        both = [(each.now.days, each.draft.days) for each in changes]
        days = sum(after - before for before, after in both if before is not None and after is not None)
        asked = sum(each.now.asked != each.draft.asked for each in changes)
        differing = sum(each.differs for each in changes)
        print(
            self.say.say(
                f"{len(changes)} 件案件，{differing} 件不同：决定 {decisions} 件，材料 {asked} 件，"
                f"合计 {days:+} 个工作日。",
                f"{len(changes)} cases, {differing} different: decisions {decisions}, documents {asked}, "
                f"{days:+} working days in all.",
            )
        )
