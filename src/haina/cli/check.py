"""``haina check``: a file of facts in, what its person can get out."""

from __future__ import annotations

import argparse
import gc
from datetime import date, datetime

from haina.policy import Policy
from haina.policy.facts_file import FactsFile
from haina.policy.kept import load_kept
from haina.policy.problems import ReadError
from haina.rules.problems import nearest
from haina.rules.text import Place, Problem, Text

from .command import ANSWERED, policy_directory
from .language import Speaker


def run(arguments: argparse.Namespace) -> int:
    """Answer the file on the day asked for."""
    # The process ends in a moment; looking for garbage among the pack's objects would only cost time.
    gc.disable()
    speaker: Speaker = arguments.speaker
    file = FactsFile.read(arguments.file)
    policy = load_kept(policy_directory(arguments))
    rights = known_rights(policy, arguments.right)
    answer = policy.check(file.facts, the_day(arguments), file.place_of(policy.facts), rights, arguments.of)
    if arguments.format == "json":
        import json

        print(json.dumps(answer.to_json(), ensure_ascii=False, indent=2))
        return ANSWERED
    from .answer_text import answer_lines

    for line in answer_lines(policy, answer, speaker, file.name, arguments.full or bool(rights)):
        print(line)
    return ANSWERED


def the_day(arguments: argparse.Namespace) -> date:
    """The day asked for, or today where the machine stands."""
    asked: date | None = arguments.on
    return datetime.now().astimezone().date() if asked is None else asked


def known_rights(policy: Policy, ids: list[str] | None) -> list[str] | None:
    """The rights named on the command line; raises ReadError for one that does not exist."""
    problems = [
        Problem(
            Place("--right", 1),
            "unknown_right",
            Text(zh=f"没有名为 {id} 的权利", en=f"there is no right named {id}"),
            nearest(id, policy.rights)
            or Text(zh="用 haina policy show 查看全部", en="See haina policy show."),
        )
        for id in ids or ()
        if id not in policy.rights
    ]
    if problems:
        raise ReadError(problems)
    return ids
