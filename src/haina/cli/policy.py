"""``haina policy check`` and ``haina policy test``."""

from __future__ import annotations

import argparse
import gc
import json
from collections.abc import Sequence
from typing import Any

from haina.policy import Policy, PolicyError, ReadError, load
from haina.policy.procedure_simulation import check_simulation
from haina.policy.trial import Outcome, check_personas, run_personas
from haina.rules.text import Place, Problem, Text

from .command import ANSWERED, BAD_INPUT, DIFFERS, policy_directory, print_problems
from .language import Speaker


def check(arguments: argparse.Namespace) -> int:
    """Say every error of a pack, or what is in it."""
    # The process ends in a moment; looking for garbage among the pack's objects would only cost time.
    gc.disable()
    speaker: Speaker = arguments.speaker
    policy = load(policy_directory(arguments))
    problems = [*check_personas(policy), *check_simulation(policy), *_check_city(policy)]
    if problems:
        print_problems(problems, speaker)
        return BAD_INPUT
    print(speaker(policy.title))
    print(_contents(policy, speaker))
    print(speaker.say(f"版本 {policy.version}", f"version {policy.version}"))
    print(speaker.say("没有发现错误。", "No errors found."))
    return ANSWERED


def _check_city(policy: Policy) -> tuple[Problem, ...]:
    """What is wrong with the pack's city data, where it has any."""
    if not any(name.startswith("city/") for name in policy.files):
        return ()
    from haina.city import city_data  # numpy and Arrow are loaded for packs with a city only

    try:
        city_data(policy)
    except PolicyError as error:
        return error.problems
    return ()


def _contents(policy: Policy, speaker: Speaker) -> str:
    counts = (
        (len(policy.articles), "篇", "articles"),
        (len(policy.clauses), "个条款", "clauses"),
        (len(policy.rights) - len(policy.programmes), "项权利", "rights"),
        (len(policy.programmes), "个资金项目", "programmes"),
        (len(policy.agreements), "类协议", "agreements"),
        (len(policy.duties), "项职责", "duties"),
        (len(policy.standards), "个标准", "standards"),
        (len(policy.facts), "个事实", "facts"),
        (len(policy.procedures), "个办事程序", "procedures"),
        (len(policy.personas), "个样例人物", "personas"),
    )
    return speaker.say("，", ", ").join(speaker.say(f"{n} {zh}", f"{n} {en}") for n, zh, en in counts)


def test(arguments: argparse.Namespace) -> int:
    """Run the personas; tell every difference. With ``--mutate`` see what they would not notice."""
    speaker: Speaker = arguments.speaker
    if arguments.mutate:
        from .mutation import mutate

        return mutate(arguments)
    _check_options(arguments)
    policy = load(policy_directory(arguments))
    problems = check_personas(policy)
    if problems:
        print_problems(problems, speaker)
        return BAD_INPUT
    outcomes = list(run_personas(policy))
    failed = [each for each in outcomes if not each.passed]
    if arguments.format == "json":
        print(json.dumps(_as_json(policy, outcomes), ensure_ascii=False, indent=2))
        return DIFFERS if failed else ANSWERED
    for outcome in failed:
        _tell(outcome, speaker)
    total, wrong = len(outcomes), len(failed)
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


def _check_options(arguments: argparse.Namespace) -> None:
    """Refuse with a ReadError the options that say nothing without ``--mutate``."""
    for option in ("only", "article", "jobs"):
        if getattr(arguments, option) is not None:
            message = Text(zh=f"--{option} 只与 --mutate 同用", en=f"--{option} goes with --mutate only")
            todo = Text(zh="请加上 --mutate", en="Add --mutate.")
            raise ReadError([Problem(Place(f"--{option}", 1), "option", message, todo)])


def _as_json(policy: Policy, outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """How many expectations there are, and those that are not met, each with its place and its reasons."""
    return {
        "policy": {"id": policy.id, "version": policy.version},
        "personas": len(policy.personas),
        "expectations": len(outcomes),
        "failures": [
            {
                "case": each.case.id,
                "on": each.expectation.on.isoformat(),
                "asks": each.expectation.rule,
                "expected": _word(each.expectation.wanted),
                "got": _word(each.got),
                "file": each.expectation.place.file,
                "line": each.expectation.place.line,
                "because": [{"zh": reason.zh, "en": reason.en} for reason in each.because],
            }
            for each in outcomes
            if not each.passed
        ],
    }


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
