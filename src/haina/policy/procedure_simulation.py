"""Procedures are run with every combination of answers, silence included, before anybody is bound by them.

The run knows no calendar: it only follows which stage opens when, how answers are joined, and what the clock
does where nobody answers. Terms are added up along the longest way, five working days as seven days.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import product

from haina.rules.declarations import StandardDeclaration
from haina.rules.text import Problem, Text

from .joining import Answer, by_silence, course, ready
from .policy import Policy
from .procedure_lengths import Situation, in_calendar_days, situations
from .procedures import Procedure, Stage, Term

APPROVE, REFUSE, SILENT = Answer.APPROVE.value, Answer.REFUSE.value, "silent"
GRANTED, REFUSED, WAITING = "granted", "refused", "waiting"

#: More stages that decide than this are tried with everybody agreeing, refusing or silent but one.
_ALL_COMBINATIONS = 5


@dataclass(frozen=True, slots=True)
class Run:
    """What came of one combination of answers: which stages opened, the outcome, whose silence was told."""

    opened: frozenset[str]
    outcome: str
    escalated: frozenset[str]


def simulate(procedure: Procedure, answers: Mapping[str, str]) -> Run:
    """Run a procedure: each stage answers as `answers` says; those not named there agree."""
    begun: dict[str, Answer] = {}
    escalated: set[str] = set()
    waiting = list(ready(procedure, begun))
    while waiting:
        begun |= {stage.id: Answer.OPEN for stage in waiting if stage.id not in begun}
        stage = waiting.pop(0)
        answer = _answer(stage, answers.get(stage.id, APPROVE))
        if answer is None:
            escalated.add(stage.id)
            continue
        begun[stage.id] = answer
        follows = course(procedure, begun)
        begun |= dict.fromkeys(follows.over, Answer.MOOT)
        if follows.outcome is not None:
            return Run(frozenset(begun), GRANTED if follows.outcome else REFUSED, frozenset(escalated))
        waiting = [each for each in waiting if each.id not in follows.over] + list(follows.begins)
    return Run(frozenset(begun), WAITING, frozenset(escalated))


def _answer(stage: Stage, answer: str) -> Answer | None:
    """What a stage answers; a public notice can only end, and silence is what the procedure makes of it."""
    silent = answer == SILENT or stage.kind == "publication"
    return by_silence(stage) if silent else Answer(answer)


def runs(procedure: Procedure) -> Iterator[Run]:
    """Runs with every combination of answers of the stages that decide or accept."""
    names = [stage.id for stage in procedure.stages if stage.kind != "publication"]
    if len(names) <= _ALL_COMBINATIONS:
        for answers in product((APPROVE, REFUSE, SILENT), repeat=len(names)):
            yield simulate(procedure, dict(zip(names, answers, strict=True)))
        return
    for common, other in product((APPROVE, REFUSE, SILENT), repeat=2):
        for name in names:
            yield simulate(procedure, {**dict.fromkeys(names, common), name: other})


def check_simulation(policy: Policy) -> list[Problem]:
    """Every way in which a procedure of the pack would go wrong, by the standards of its default day."""
    on = policy.head.default_on or policy.head.published
    # What stands in a pattern goes wrong in every procedure like it, and is told once.
    found: dict[Problem, None] = {}
    for procedure in policy.procedures.values():
        found.update(dict.fromkeys(check_runs(procedure, policy.standards, on)))
    return list(found)


def check_runs(
    procedure: Procedure, standards: Mapping[str, StandardDeclaration], on: date
) -> Iterable[Problem]:
    """Every way in which one procedure would go wrong."""
    tried = list(runs(procedure))
    opened = frozenset[str]().union(*(run.opened for run in tried))
    for stage in procedure.stages:
        if stage.id not in opened:
            yield Problem(
                stage.place,
                "stage_never_opens",
                Text(
                    zh=f"模拟中环节 {stage.id} 从未开始：此前已有结果",
                    en=f"in no run does the stage {stage.id} begin: the case is decided before",
                ),
                Text(zh="请更正 after 或 join", en="Correct after or join."),
            )
    yield from _outcomes(procedure, tried)
    yield from _silence(procedure, tried)
    yield from _clocks(procedure, standards, on)


def _outcomes(procedure: Procedure, tried: Iterable[Run]) -> Iterable[Problem]:
    """Both outcomes can come about, and a case in which everybody answers does not stay open."""
    outcomes = {run.outcome for run in tried}
    for wanted, words in ((GRANTED, Text(zh="准予", en="granted")), (REFUSED, Text(zh="不予", en="refused"))):
        if wanted not in outcomes:
            yield Problem(
                procedure.place,
                "outcome_missing",
                Text(zh=f"没有任何答复会得到“{words.zh}”", en=f"with no answers is it ever {words.en}"),
                Text(zh="请更正 join", en="Correct the join."),
            )
    if any(run.outcome == WAITING and not run.escalated for run in tried):
        yield Problem(
            procedure.place,
            "never_ends",
            Text(zh="各环节都已答复，案件仍无结果", en="all stages have answered and the case is still open"),
            Text(zh="请更正 after 或 join", en="Correct after or join."),
        )


def _silence(procedure: Procedure, tried: Iterable[Run]) -> Iterable[Problem]:
    """Whoever is silent is told on: an escalation has a notice, and one to the supervisor."""
    escalated = any(run.escalated for run in tried)
    told = any(notice.on == "escalated" and "supervisor" in notice.to for notice in procedure.notices)
    if escalated and not told:
        yield Problem(
            procedure.place,
            "escalation_untold",
            Text(zh="超期上报没有给主管的通知", en="an escalation is told to no supervisor"),
            Text(
                zh="请在 notices 里加 on: escalated、to: [supervisor]",
                en="Add a notice with on: escalated and to: [supervisor].",
            ),
        )


def _clocks(
    procedure: Procedure, standards: Mapping[str, StandardDeclaration], on: date
) -> Iterable[Problem]:
    """Every clock has a length on the day, and the longest way fits into the whole."""
    for term in (*(stage.term for stage in procedure.stages), procedure.total):
        if not _has_length(term, standards):
            yield Problem(
                term.place,
                "clock_without_length",
                Text(
                    zh="这个期限没有值，时钟不会到期",
                    en="this term has no value: its clock never ends",
                ),
                Text(zh="请再加一个有值的期限", en="Add an option that has a value."),
            )
    yield from _ways(procedure, standards, on)


def _ways(procedure: Procedure, standards: Mapping[str, StandardDeclaration], on: date) -> Iterable[Problem]:
    """Ways through the stages that take longer than the whole, each once, in the first situation."""
    seen: set[str] = set()
    for situation in situations(procedure, standards, on):
        whole = in_calendar_days(procedure.total, standards, situation)
        for stage, end in _ends(procedure, standards, situation).items():
            if whole is None or end <= whole or stage in seen:
                continue
            seen.add(stage)
            yield Problem(
                procedure.stage(stage).place,
                "path_too_long",
                Text(
                    zh=f"到环节 {stage} 结束约需 {end} 天，总期限约 {whole} 天（{situation.zh}）",
                    en=f"by the end of {stage} about {end} days may have gone, the whole has about {whole}"
                    f" ({situation.en})",
                ),
                Text(zh="请缩短此前的期限", en="Shorten the terms before it."),
            )


def _has_length(term: Term, standards: Mapping[str, StandardDeclaration]) -> bool:
    """Whether a term has a value on the day asked about or later: a standard may only come into force."""
    return any(
        option.days is not None
        or bool((declared := standards.get(option.standard or "")) and declared.values)
        for option in term.options
    )


def _ends(
    procedure: Procedure, standards: Mapping[str, StandardDeclaration], situation: Situation
) -> dict[str, int]:
    """About how many days after the whole began to count each stage that counts in it may end."""
    ends: dict[str, int] = {}
    from_filing = procedure.total.counts_from == "submitted"
    for _ in procedure.stages:
        for stage in procedure.stages:
            if stage.id not in ends and all(before in ends for before in stage.after):
                own = in_calendar_days(stage.term, standards, situation) or 0
                start = max((ends[before] for before in stage.after), default=0)
                if stage.kind == "acceptance" and not from_filing:
                    ends[stage.id] = 0
                else:
                    ends[stage.id] = start + own if stage.term.counts_from == "opened" else own
    return ends
