"""`haina verify` without a file: whether the stored record of all cases is as it was written."""

from __future__ import annotations

import argparse
import json
import os
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from haina.cli.language import Speaker
from haina.rules.text import Text

if TYPE_CHECKING:
    from haina.exchange.roots import LookBreak
    from haina.money.audit.milestones import MilestoneBreak
    from haina.money.audit.roots import LedgerBreak
    from haina.review.ranking import RankingBreak

GOOD, BAD = 0, 1

FAULTS = {
    "changed": Text(zh="内容被改动", en="changed"),
    "missing": Text(zh="缺失", en="missing"),
    "unchained": Text(zh="与前一事件不相连", en="does not follow the one before"),
    "row": Text(zh="案件行与事件不符", en="the case's row is not what the events say"),
}
RANKING_FAULTS = {
    **FAULTS,
    "unchained": Text(zh="与前一排序不相连", en="does not follow the ranking before"),
    "not_what_its_marks_give": Text(zh="名次不是由其评分得出", en="the places are not what its marks give"),
    "marks_changed": Text(zh="评分或理由与排序时不同", en="marks or grounds are not those that were ranked"),
}
TOLD = {
    "project_outlined": Text(zh="项目说明", en="outline of the project"),
    "agreement_signed": Text(zh="资助约定", en="agreement on an award"),
    "milestone_reported": Text(zh="阶段成果报告", en="report of a milestone"),
    "milestone_accepted": Text(zh="阶段成果验收", en="acceptance of a milestone"),
    "milestone_returned": Text(zh="阶段成果退回", en="return of a milestone"),
    "instalment_paid": Text(zh="分期拨付", en="payment of an instalment"),
}
DAY_FAULTS = {
    "changed": Text(zh="与当日事件不符", en="not what the day's events give"),
    "missing": Text(zh="缺失", en="missing"),
    "unchained": Text(zh="与前一日不相连", en="does not follow the day before"),
}


@dataclass(frozen=True, slots=True)
class Counted:
    """How much was checked."""

    events: int
    roots: int
    #: Entries in the record of looks.
    looks: int
    #: Entries of the ledger that stand in a root.
    entries: int
    rankings: int
    #: What the histories of cases say of outlines, milestones and payments.
    milestones: int


def verify_record(arguments: argparse.Namespace) -> int:
    """Check the chain of every case and the daily roots; 0 when whole, 1 when not, 2 without a database."""
    # Django is set up here, so that checking a document needs neither settings nor a database.
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "haina.server.settings")
    import django
    from django.apps import apps
    from django.db import DatabaseError

    from haina.cli.verify import Unchecked

    if not apps.ready:
        django.setup()
    try:
        return _report(arguments)
    except DatabaseError as error:
        cause = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise Unchecked(
            f"读不了数据库（{cause}）。请先运行 haina serve，或用 DATABASE_URL 指明数据库。",
            f"cannot read the database ({cause}). Run haina serve first, or name it with DATABASE_URL.",
        ) from None


def _report(arguments: argparse.Namespace) -> int:
    from haina.cases.chain import verify_chains
    from haina.cases.models import CaseEvent, DayRoot
    from haina.cases.roots import verify_roots
    from haina.exchange.models import LookEntry
    from haina.exchange.roots import verify_looks
    from haina.money.audit.milestones import verify_milestones
    from haina.money.audit.models import EntryLeaf
    from haina.money.audit.roots import verify_ledger
    from haina.review.models import Ranking
    from haina.review.ranking import faults

    speaker: Speaker = arguments.speaker
    breaks, days, looks = list(verify_chains()), list(verify_roots()), list(verify_looks())
    ledger, rankings, milestones = list(verify_ledger()), list(faults()), list(verify_milestones())
    counted = Counted(
        CaseEvent.objects.count(),
        DayRoot.objects.count(),
        LookEntry.objects.count(),
        EntryLeaf.objects.count(),
        Ranking.objects.count(),
        CaseEvent.objects.filter(kind="followed_up", payload__what__in=list(TOLD)).count(),
    )
    wrong = len(breaks) + len(days) + len(looks) + len(ledger) + len(rankings) + len(milestones)
    if arguments.format == "json":
        found = [{"case": str(one.case_id), "event": one.sequence, "fault": one.fault} for one in breaks]
        closed = [{"day": one.day.isoformat(), "fault": one.fault} for one in days]
        answer = {
            "good": not wrong,
            **asdict(counted),
            "breaks": found,
            "days": closed,
            "look_breaks": [_look_json(one) for one in looks],
            "ledger_breaks": [_ledger_json(one) for one in ledger],
            "ranking_breaks": [asdict(one) for one in rankings],
            "milestone_breaks": [_milestone_json(one) for one in milestones],
        }
        print(json.dumps(answer, indent=2))
        return BAD if wrong else GOOD
    for one in breaks:
        fault = speaker(FAULTS[one.fault])
        print(
            speaker.say(
                f"案件 {one.case_id} 第 {one.sequence} 个事件：{fault}",
                f"case {one.case_id} event {one.sequence}: {fault}",
            )
        )
    for day in days:
        fault = speaker(DAY_FAULTS[day.fault])
        print(speaker.say(f"{day.day} 的每日根：{fault}", f"root of {day.day}: {fault}"))
    for look in looks:
        fault = speaker(FAULTS[look.fault])
        place = look.request_id if look.day is None else look.day
        print(
            speaker.say(
                f"查询记录 {place} 第 {look.sequence} 条：{fault}",
                f"record of looks, {place} entry {look.sequence}: {fault}",
            )
        )
    for entry in ledger:
        print(_ledger_line(entry, speaker))
    for ranking in rankings:
        print(_ranking_line(ranking, speaker))
    for milestone in milestones:
        print(_milestone_line(milestone, speaker))
    print(_summary(counted, wrong, speaker))
    return BAD if wrong else GOOD


def _look_json(one: LookBreak) -> dict[str, str | int | None]:
    day = None if one.day is None else one.day.isoformat()
    look = None if one.request_id is None else str(one.request_id)
    return {"look": look, "entry": one.sequence, "day": day, "fault": one.fault}


def _ledger_json(one: LedgerBreak) -> dict[str, str | int | None]:
    return {"entry": one.entry, "day": one.day.isoformat(), "fault": one.fault}


def _ledger_line(one: LedgerBreak, speaker: Speaker) -> str:
    if one.entry is None:
        fault = speaker(DAY_FAULTS[one.fault])
        return speaker.say(f"账本 {one.day} 的每日根：{fault}", f"root of the ledger of {one.day}: {fault}")
    fault = speaker(FAULTS[one.fault])
    return speaker.say(f"记账 {one.entry}：{fault}", f"entry {one.entry} of the ledger: {fault}")


def _ranking_line(one: RankingBreak, speaker: Speaker) -> str:
    fault = speaker(RANKING_FAULTS[one.fault])
    if one.number is None:
        return speaker.say(f"评审排序 {one.sequence}：{fault}", f"ranking {one.sequence}: {fault}")
    return speaker.say(
        f"评审排序 {one.sequence} 第 {one.number} 号申请：{fault}",
        f"ranking {one.sequence}, application {one.number}: {fault}",
    )


def _milestone_json(one: MilestoneBreak) -> dict[str, str | int]:
    return {"case": str(one.case_id), "event": one.sequence, "what": one.what, "fault": one.fault}


def _milestone_line(one: MilestoneBreak, speaker: Speaker) -> str:
    fault, what = speaker(FAULTS[one.fault]), speaker(TOLD[one.what])
    return speaker.say(
        f"案件 {one.case_id} 第 {one.sequence} 个事件所记的{what}：{fault}",
        f"case {one.case_id} event {one.sequence}, {what}: {fault}",
    )


def _summary(counted: Counted, wrong: int, speaker: Speaker) -> str:
    if wrong:
        return speaker.say(f"{wrong} 处与写入时不同。", f"{wrong} places are not as they were written.")
    return speaker.say(
        f"{counted.events} 个事件、{counted.roots} 个每日根、{counted.looks} 条查询记录、"
        f"{counted.entries} 笔记账、{counted.rankings} 份评审排序、{counted.milestones} 条阶段记录，"
        "均如写入时一样。",
        f"{counted.events} events, {counted.roots} daily roots, {counted.looks} entries of looks in "
        f"registers, {counted.entries} entries of the ledger, {counted.rankings} rankings and "
        f"{counted.milestones} records of milestones, all as they were written.",
    )
