"""``haina calc``: a calculator of the pack, run on a file of facts."""

from __future__ import annotations

import argparse
import gc
from collections.abc import Iterator

from haina.policy import Policy, load
from haina.policy.calculate import Calculation, Choice, Figure, calculate, inputs_of
from haina.policy.calculators import Calculator
from haina.policy.facts_file import FactsFile
from haina.policy.problems import ReadError
from haina.rules.problems import nearest
from haina.rules.text import Place, Problem, Text

from .check import the_day
from .command import ANSWERED, policy_directory
from .language import Speaker


def run(arguments: argparse.Namespace) -> int:
    """List the calculators, say what one of them needs, or run it on a file."""
    # The process ends in a moment; looking for garbage among the pack's objects would only cost time.
    gc.disable()
    speaker: Speaker = arguments.speaker
    policy = load(policy_directory(arguments))
    if arguments.name is None:
        return _print(_listed(policy, speaker))
    calculator = known_calculator(policy, arguments.name)
    if arguments.file is None:
        return _print(_needed(policy, calculator, speaker))
    file = FactsFile.read(arguments.file)
    found = calculate(policy, calculator.id, file.facts, the_day(arguments), file.place_of(policy.facts))
    if arguments.format == "json":
        import json

        print(json.dumps(found.to_json(), ensure_ascii=False, indent=2))
        return ANSWERED
    return _print(calculation_lines(policy, found, speaker))


def _print(lines: Iterator[str]) -> int:
    for line in lines:
        print(line)
    return ANSWERED


def known_calculator(policy: Policy, name: str) -> Calculator:
    """The calculator of a name; raises ReadError with the nearest name where there is none."""
    found = policy.calculators.get(name)
    if found is None:
        message = Text(zh=f"没有名为 {name} 的计算器", en=f"there is no calculator named {name}")
        todo = nearest(name, policy.calculators) or Text(
            zh="用 haina calc 查看全部", en="See haina calc for all of them."
        )
        raise ReadError([Problem(Place("calc", 1), "unknown_calculator", message, todo)])
    return found


def _listed(policy: Policy, speaker: Speaker) -> Iterator[str]:
    """Every calculator with its title."""
    width = max((len(id) for id in policy.calculators), default=0)
    for calculator in policy.calculators.values():
        yield f"{calculator.id:{width}}  {speaker(calculator.title)}"
    if not policy.calculators:
        yield speaker.say("这个政策包没有计算器。", "This pack has no calculators.")


def _needed(policy: Policy, calculator: Calculator, speaker: Speaker) -> Iterator[str]:
    """What a calculator is for, and the facts that it reads."""
    yield speaker(calculator.title)
    yield speaker(calculator.description)
    yield ""
    yield speaker.say("写进文件的事实：", "Facts for the file:")
    for name in inputs_of(policy, calculator):
        yield f"  {name}  {speaker(policy.facts[name].label)}"


def calculation_lines(policy: Policy, found: Calculation, speaker: Speaker) -> Iterator[str]:
    """What a calculator gave, for a terminal."""
    clauses = ", ".join(found.calculator.clauses)
    yield f"{speaker(found.calculator.title)}  ({clauses})  {found.on.isoformat()}"
    for figure in found.outputs:
        yield from _figure(figure, speaker, "  ")
    for choice in found.choices:
        yield _choice(choice, speaker)
    if found.total is not None:
        yield f"  {speaker.say('分配总额', 'Amount to divide')}: {speaker(found.total.shown)}"
    for part in found.parts:
        yield from _figure(part, speaker, "    ")
    if found.problem is not None:
        yield f"  {speaker(found.problem)}"
    if found.missing:
        names = speaker.say("、", ", ").join(
            f"{speaker(policy.facts[name].label)} ({name})" for name in found.missing
        )
        yield speaker.say(f"尚缺：{names}", f"Missing: {names}")
    for name in found.unset:
        standard = policy.standards[name]
        why = f": {speaker(standard.unset)}" if standard.unset is not None else ""
        yield speaker.say(
            f"标准未定：{standard.label.zh}{why}", f"Standard not set: {standard.label.en}{why}"
        )
    yield speaker.say(
        f"政策 {found.policy}，版本 {found.version[:12]}",
        f"Policy {found.policy}, version {found.version[:12]}",
    )


def _figure(figure: Figure, speaker: Speaker, indent: str) -> Iterator[str]:
    yield f"{indent}{speaker(figure.title)}: {speaker(figure.shown)}"
    for item in figure.items:
        # An item that surely counts nothing would only hide those that do.
        if item.value != 0:
            yield from _figure(item, speaker, indent + "  ")


def _choice(choice: Choice, speaker: Speaker) -> str:
    state = (
        speaker.say("最优", "best")
        if choice.best
        else speaker.say("不可选", "not open")
        if choice.open is False
        else speaker.say("能否选用未知", "not known whether open")
        if choice.open is None
        else speaker.say("可选", "open")
    )
    return f"  [{state}] {speaker(choice.figure.title)}: {speaker(choice.figure.shown)}"
