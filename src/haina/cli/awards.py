"""`haina awards`: past awards from a table into the guard, and what conflicts among them."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from haina.cli.command import policy_directory
from haina.cli.database import UNREAD, with_the_database
from haina.cli.language import Speaker
from haina.policy import load
from haina.policy.files import decode
from haina.policy.json_values import text_json
from haina.policy.problems import ReadError
from haina.rules.text import Place, Problem, Text

if TYPE_CHECKING:
    from haina.money.importing.table import Line
    from haina.money.verbs.take_over_awards import TakenOver

GOOD, FOUND = 0, 1


def take_over(arguments: argparse.Namespace) -> int:
    """Take a table of past awards over; 2 where a line is wrong, and then nothing is written."""
    return with_the_database(arguments, _take_over, "awards")


def conflicts(arguments: argparse.Namespace) -> int:
    """List what conflicts among awards of the past; 1 where there is anything."""
    return with_the_database(arguments, _conflicts, "awards")


def _take_over(arguments: argparse.Namespace) -> int:
    from django.utils import timezone

    from haina.money.importing.identities import by_the_register
    from haina.money.importing.mapping import read_mapping
    from haina.money.importing.table import read_table
    from haina.money.verbs.take_over_awards import take_over_awards

    policy = load(policy_directory(arguments))
    try:
        mapping = read_mapping(arguments.mapping, policy)
        text = _table(arguments.table)
    except ReadError as error:
        return _refused(arguments, error.problems)
    table = read_table(text, arguments.table, mapping, policy, by_the_register())
    if table.problems:
        return _refused(arguments, table.problems)
    done = take_over_awards(
        policy,
        table.lines,
        mapping.origin,
        file=arguments.table,
        now=timezone.now(),
        dry_run=arguments.dry_run,
    )
    if done.problems:
        return _refused(arguments, done.problems)
    _tell(arguments, done)
    return GOOD


def _table(path: str) -> str:
    try:
        return decode(Path(path).read_bytes(), path)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        message = Text(zh=f"无法读取文件（{reason}）", en=f"the file cannot be read ({reason})")
        raise ReadError([Problem(Place(path, 1), "file_unreadable", message)]) from None


def _refused(arguments: argparse.Namespace, problems: tuple[Problem, ...]) -> int:
    """Print every problem; nothing was written."""
    speaker: Speaker = arguments.speaker
    if arguments.format == "json":
        found = [
            {
                "place": str(each.place),
                "code": each.code,
                "message": text_json(each.message),
                "todo": None if each.suggestion is None else text_json(each.suggestion),
            }
            for each in problems
        ]
        print(json.dumps({"written": False, "problems": found}, ensure_ascii=False, indent=2))
        return UNREAD
    for each in problems:
        print(each.in_(speaker.lang), file=sys.stderr)
    count = len(problems)
    zh, en = f"{count} 处有误，什么也没有写入", f"{count} wrong, nothing was written"
    print(f"haina awards: {speaker.say(zh, en)}", file=sys.stderr)
    return UNREAD


def _tell(arguments: argparse.Namespace, done: TakenOver) -> None:
    speaker: Speaker = arguments.speaker
    if arguments.format == "json":
        print(json.dumps(_as_json(done, not arguments.dry_run), ensure_ascii=False, indent=2))
        return
    if arguments.dry_run:
        print(speaker.say("只检查，没有写入", "checked only, nothing written"))
    print(
        speaker.say(
            f"新导入 {done.new} 项，以前已导入 {done.again} 项，没有规则涉及 {done.without_rules} 项",
            f"{done.new} taken over, {done.again} were there, {done.without_rules} concern no rule",
        )
    )
    for title, found in (
        (speaker.say("相互冲突，照原样保存", "in conflict, kept as found"), _conflicting(done)),
        (speaker.say("无法判断", "cannot be told"), done.untold),
    ):
        if found:
            print(f"{title}: {len(found)}")
        for line, reasons in found:
            for reason in reasons:
                print(f"  {arguments.table}:{line.number}: {line.award.label}: {reason.in_(speaker.lang)}")


def _conflicting(done: TakenOver) -> tuple[tuple[Line, tuple[Text, ...]], ...]:
    return tuple((line, judgement.reasons) for line, judgement in done.conflicts)


def _as_json(done: TakenOver, written: bool) -> dict[str, Any]:
    def listed(found: tuple[tuple[Line, tuple[Text, ...]], ...]) -> list[dict[str, Any]]:
        return [
            {
                "line": line.number,
                "award": line.award.label,
                "reasons": [text_json(reason) for reason in reasons],
            }
            for line, reasons in found
        ]

    return {
        "written": written,
        "new": done.new,
        "again": done.again,
        "without_rules": done.without_rules,
        "conflicts": listed(_conflicting(done)),
        "untold": listed(done.untold),
    }


def _conflicts(arguments: argparse.Namespace) -> int:
    from haina.money.guarding import conflicts as found_conflicts

    speaker: Speaker = arguments.speaker
    policy = load(policy_directory(arguments))
    found = found_conflicts()
    if arguments.format == "json":
        listed = [
            {
                "rule": rule,
                "award": claim.label,
                "programme": claim.programme,
                "beneficiary": {claim.sort: str(claim.beneficiary)},
                "first": str(claim.first),
                "last": None if claim.last is None else str(claim.last),
                "decision": str(claim.ground),
            }
            for rule, claims in found.items()
            for claim in claims
        ]
        print(json.dumps(listed, ensure_ascii=False, indent=2))
        return FOUND if found else GOOD
    for rule, claims in found.items():
        group = policy.exclusions.get(rule)
        print(rule if group is None else group.title.in_(speaker.lang))
        for claim in claims:
            days = f"{claim.first} – {claim.last or ''}".rstrip()
            print(f"  {claim.label}  {claim.programme}  {days}  {claim.sort} {claim.beneficiary}")
    if not found:
        print(speaker.say("没有冲突", "nothing is in conflict"))
    return FOUND if found else GOOD
