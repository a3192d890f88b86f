"""``haina policy check`` and ``haina policy test``."""

from __future__ import annotations

import argparse

from haina.policy import Policy, load
from haina.policy.trial import Outcome, check_personas, run_personas

from .command import ANSWERED, BAD_INPUT, DIFFERS, policy_directory, print_problems
from .language import Speaker


def check(arguments: argparse.Namespace) -> int:
    """Say every error of a pack, or what is in it."""
    speaker: Speaker = arguments.speaker
    policy = load(policy_directory(arguments))
    problems = check_personas(policy)
    if problems:
        print_problems(problems, speaker)
        return BAD_INPUT
    print(speaker(policy.title))
    print(_contents(policy, speaker))
    print(speaker.say(f"版本 {policy.version}", f"version {policy.version}"))
    print(speaker.say("没有发现错误。", "No errors found."))
    return ANSWERED


def _contents(policy: Policy, speaker: Speaker) -> str:
    counts = (
        (len(policy.articles), "篇", "articles"),
        (len(policy.clauses), "个条款", "clauses"),
        (len(policy.rights), "项权利", "rights"),
        (len(policy.standards), "个标准", "standards"),
        (len(policy.facts), "个事实", "facts"),
        (len(policy.procedures), "个办事程序", "procedures"),
        (len(policy.personas), "个样例人物", "personas"),
    )
    return speaker.say("，", ", ").join(speaker.say(f"{n} {zh}", f"{n} {en}") for n, zh, en in counts)


def test(arguments: argparse.Namespace) -> int:
    """Run the personas; tell every difference."""
    speaker: Speaker = arguments.speaker
    policy = load(policy_directory(arguments))
    problems = check_personas(policy)
    if problems:
        print_problems(problems, speaker)
        return BAD_INPUT
    total = wrong = 0
    for outcome in run_personas(policy):
        total += 1
        if not outcome.passed:
            wrong += 1
            _tell(outcome, speaker)
    people = len(policy.personas)
    if wrong:
        print(
            speaker.say(
                f"{people} 个样例人物，{total} 项预期，{wrong} 项不符。",
                f"{people} personas, {total} expectations, {wrong} not met.",
            )
        )
        return DIFFERS
    print(
        speaker.say(
            f"{people} 个样例人物，{total} 项预期，全部相符。",
            f"{people} personas, {total} expectations, all met.",
        )
    )
    return ANSWERED


def _tell(outcome: Outcome, speaker: Speaker) -> None:
    wanted = outcome.expectation
    print(
        speaker.say(
            f"{wanted.place}：{outcome.case.id}，{wanted.on}，{wanted.rule}："
            f"预期 {_word(wanted.wanted)}，得到 {_word(outcome.got)}",
            f"{wanted.place}: {outcome.case.id} on {wanted.on}, {wanted.rule}: "
            f"expected {_word(wanted.wanted)}, got {_word(outcome.got)}",
        )
    )
    for reason in outcome.because:
        print(f"    {speaker(reason)}")
    print(
        speaker.say(
            "    → 若规则没错，请改样例；若样例没错，请改规则。",
            "    → Correct the persona if the rule is right, or the rule if the persona is.",
        )
    )


def _word(value: object) -> str:
    """A value as it would stand in a persona's file."""
    if value is None:
        return "unknown"
    return str(value).lower() if isinstance(value, bool) else str(value)
