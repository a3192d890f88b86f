"""``haina policy test --mutate``: which small mistakes in the rules no persona would notice."""

from __future__ import annotations

import argparse
import json
import os
import sys

from haina.policy import load
from haina.policy.equivalent import FILE, read_equivalents
from haina.policy.mutant_edits import KINDS
from haina.policy.mutation import Hunt, Verdict
from haina.policy.mutation_report import Report, report_of
from haina.policy.scope import Scope
from haina.policy.trial import check_personas

from .command import ANSWERED, BAD_INPUT, DIFFERS, policy_directory, print_problems
from .language import Speaker

#: Expectations that are not met are named up to this number; `haina policy test` names all.
_NAMED = 5
_SHOWN = 160


def mutate(arguments: argparse.Namespace) -> int:
    """Change each part of each rule in turn; tell the changes that no persona notices."""
    speaker: Speaker = arguments.speaker
    policy = load(policy_directory(arguments))
    problems = check_personas(policy)
    if problems:
        print_problems(problems, speaker)
        return BAD_INPUT
    scope = Scope(policy)
    rules = scope.chosen(arguments.only or (), arguments.article)
    listed = read_equivalents(policy)
    hunt = Hunt(policy, rules)
    _tell_unmet(hunt, speaker)
    report = report_of(hunt.run(processes(arguments)), listed, rules, scope.rules)
    if arguments.format == "json":
        head = {"policy": {"id": policy.id, "version": policy.version}, "rules": len(rules)}
        print(json.dumps({**head, **report.to_json()}, ensure_ascii=False, indent=2))
    else:
        _tell(report, speaker)
    return ANSWERED if report.is_clean else DIFFERS


def processes(arguments: argparse.Namespace) -> int:
    """How many processes to use: as many as asked for, or one for each processor."""
    return int(arguments.jobs or os.cpu_count() or 1)


def _tell_unmet(hunt: Hunt, speaker: Speaker) -> None:
    """Say on standard error that personas fail already, for then a mutant may be noticed by chance."""
    unmet = hunt.unmet()
    for trial in unmet[:_NAMED]:
        wanted = trial.expectation
        print(f"{wanted.place}: {trial.case.id}, {wanted.on}, {wanted.rule}", file=sys.stderr)
    if unmet:
        print(
            speaker.say(
                f"{len(unmet)} 项预期本来就不符，请先运行 haina policy test。",
                f"{len(unmet)} expectations are not met to begin with; run haina policy test first.",
            ),
            file=sys.stderr,
        )


def _tell(report: Report, speaker: Speaker) -> None:
    for verdict in report.survivors:
        _tell_survivor(verdict, speaker)
    for entry in report.unknown:
        said = speaker.say("不是这些规则的变异", "is no mutant of these rules")
        print(f"{entry.place}: {FILE}: {entry.id}: {said}")
    for verdict, entry in report.noticed:
        said = speaker.say(f"样例 {verdict.by} 能发现它，不应列为等价", f"{verdict.by} notices it")
        print(f"{entry.place}: {FILE}: {entry.id}: {said}")
    counts = report.counts()
    apart = counts["not_viable"]
    print(
        speaker.say(
            f"{counts['mutants']} 个变异：{counts['killed']} 个被样例发现，"
            f"{counts['equivalent']} 个列为等价，{counts['survivors']} 个未被发现；"
            f"另有 {apart} 个不成其为规则。",
            f"{counts['mutants']} mutants: {counts['killed']} killed, "
            f"{counts['equivalent']} listed as equivalent, "
            f"{counts['survivors']} survived; {apart} more were not viable.",
        )
    )


def _tell_survivor(verdict: Verdict, speaker: Speaker) -> None:
    mutant = verdict.mutant
    print(f"{mutant.place}: {mutant.id}  {speaker(KINDS[mutant.kind])}")
    print(f"    {_short(mutant.before)}  →  {_short(mutant.after)}")
    near = verdict.closest
    if near is not None:
        how = speaker(near.how)
        print(
            speaker.say(
                f"    最接近：{near.case}，{near.on}，{near.rule}：{how}",
                f"    closest: {near.case} on {near.on}, {near.rule}: {how}",
            )
        )
    else:
        print(speaker.say("    没有样例涉及它", "    no persona asks for it"))


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
