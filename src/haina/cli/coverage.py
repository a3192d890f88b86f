"""``haina policy coverage``: what of a policy is carried out and tested, and what is still lacking."""

from __future__ import annotations

import argparse
import json

from haina.policy import Policy, load
from haina.policy.coverage import (
    DEAL_SORTS,
    SECTIONS,
    SORTS,
    ClauseCover,
    Coverage,
    ElementCover,
    coverage_of,
)
from haina.policy.equivalent import read_equivalents
from haina.policy.mutation import Hunt
from haina.policy.mutation_report import Report, report_of
from haina.policy.scope import Scope
from haina.policy.trial import check_personas
from haina.rules.text import Text

from .command import ANSWERED, BAD_INPUT, DIFFERS, policy_directory, print_problems
from .language import Speaker
from .layout import bold
from .mutation import processes

_KINDS = {
    "right": Text(zh="权利", en="rights"),
    "money": Text(zh="资金", en="money"),
    "deal": Text(zh="协议", en="deals"),
    "duty": Text(zh="职责", en="duties"),
}


def run(arguments: argparse.Namespace) -> int:
    """Count and tell; with ``--strict`` the exit status is 1 where something is lacking."""
    speaker: Speaker = arguments.speaker
    policy = load(policy_directory(arguments), unfinished=True)
    problems = check_personas(policy)
    if problems:
        print_problems(problems, speaker)
        return BAD_INPUT
    found = coverage_of(policy, _mutation(policy, arguments) if arguments.mutate else None)
    if arguments.format == "json":
        print(json.dumps(found.to_json(), ensure_ascii=False, indent=2))
    else:
        _Teller(found, speaker).tell()
    return DIFFERS if arguments.strict and not found.is_complete else ANSWERED


def _mutation(policy: Policy, arguments: argparse.Namespace) -> Report:
    rules = Scope(policy).rules
    verdicts = Hunt(policy, rules).run(processes(arguments))
    return report_of(verdicts, read_equivalents(policy), rules, rules)


class _Teller:
    """Writes a coverage in one language."""

    def __init__(self, found: Coverage, speaker: Speaker) -> None:
        self.found = found
        self.speaker = speaker

    def tell(self) -> None:
        """Clause by clause, then the systems that do not work yet, then the numbers."""
        article = ""
        for each in self.found.clauses.values():
            if each.clause.article != article:
                article = each.clause.article
                print(bold(self.speaker.say(f"第 {article} 条", f"Article {article}")))
            self._clause(each)
        self._systems()
        self._numbers()

    def _clause(self, cover: ClauseCover) -> None:
        say = self.speaker
        mark = "✓" if cover.executable else "✗"
        print(f"  {mark} {cover.clause.id} {say(_KINDS[cover.clause.kind])}: {say(cover.clause.title)}")
        for each in cover.elements:
            print(f"      {each.element.id}: {self._answers(cover, each)}")
        if cover.lacks:
            lacking = self._listed(cover, cover.lacks)
            print(say.say(f"      尚缺：{lacking}", f"      lacking: {lacking}"))

    def _answers(self, cover: ClauseCover, each: ElementCover) -> str:
        say = self.speaker
        people = say.say(f"{each.personas} 个样例人物", f"{each.personas} personas")
        counts = [f"{self._sort(cover, sort)} {count}" for sort, count in sorted(each.answers.items())]
        return say.say("；", "; ").join([people, *counts])

    def _sort(self, cover: ClauseCover, sort: str) -> str:
        names = {**SORTS, **DEAL_SORTS} if cover.clause.kind == "deal" else SORTS
        return self.speaker(names[sort])

    def _listed(self, cover: ClauseCover, sorts: tuple[str, ...]) -> str:
        return self.speaker.say("、", ", ").join(self._sort(cover, sort) for sort in sorts)

    def _systems(self) -> None:
        say = self.speaker
        if self.found.systems:
            print(bold(say.say("系统", "Systems")))
        for each in self.found.systems.values():
            mark = "✓" if each.working else "✗"
            behind = ", ".join([*(cover.clause.id for cover in each.clauses), *each.unknown]) or "–"
            print(f"  {mark} {each.system.number} {each.system.id} {say(each.system.title)}: {behind}")
            open_ = [cover.clause.id for cover in each.clauses if not cover.executable]
            if open_ or each.unknown:
                lacking = ", ".join([*open_, *each.unknown])
                print(say.say(f"      尚不能运行：{lacking}", f"      not running yet: {lacking}"))

    def _numbers(self) -> None:
        say, found = self.speaker, self.found
        for kind in SECTIONS:
            clauses = found.of_kind(kind)
            done = sum(each.executable for each in clauses)
            print(f"{say(_KINDS[kind])}: {done} / {len(clauses)}")
        total, systems = len(found.clauses), len(found.systems)
        working = sum(each.working for each in found.systems.values())
        print(say.say(f"系统：{working} / {systems}", f"systems: {working} / {systems}"))
        if found.mutation is not None:
            counts = found.mutation.counts()
            done = counts["killed"] + counts["equivalent"]
            print(say.say(f"变异：{done} / {counts['mutants']}", f"mutants: {done} / {counts['mutants']}"))
        print(
            say.say(
                f"{total} 个条款，{found.executable} 个可运行。",
                f"{total} clauses, {found.executable} executable.",
            )
        )
