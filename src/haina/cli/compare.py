"""``haina policy compare``: what two packs, or one pack on two days, answer differently, and why."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable
from datetime import datetime

from haina.policy import Policy, ReadError, load
from haina.policy.causes import KINDS, Cause
from haina.policy.compare import Comparison, Difference, Subject, compare, people_of, shown
from haina.policy.differences import RuleChange, Side, StandardChange
from haina.policy.facts_file import FactsFile
from haina.rules.declarations import DatedValue
from haina.rules.text import Place, Problem, Text

from .command import ANSWERED
from .language import Speaker
from .layout import bold, wrapped


def run(arguments: argparse.Namespace) -> int:
    """Compare; the exit status is 0 whether there are differences or not."""
    speaker: Speaker = arguments.speaker
    _check_days(arguments)
    policy_a = load(arguments.first)
    policy_b = policy_a if arguments.second is None else load(arguments.second)
    a = Side.of(policy_a, arguments.on)
    b = Side.of(policy_b, arguments.on_b or arguments.on)
    found = compare(a, b, _people(arguments, policy_a, policy_b))
    if arguments.format == "json":
        print(json.dumps(found.to_json(), ensure_ascii=False, indent=2))
    else:
        _Teller(found, speaker).tell()
    return ANSWERED


def _check_days(arguments: argparse.Namespace) -> None:
    """Refuse with a ReadError a second day without a first, and one pack without two days."""
    if arguments.on_b is not None and arguments.on is None:
        message = Text(zh="--on-b 须与 --on 同用", en="--on-b goes with --on only")
        todo = Text(zh="请补上 --on 日期", en="Add --on DATE.")
        raise ReadError([Problem(Place("--on-b", 1), "option", message, todo)])
    if arguments.second is None and arguments.on_b is None:
        message = Text(zh="没有可比的另一方", en="there is nothing to compare with")
        todo = Text(
            zh="请写第二个目录，或用 --on 和 --on-b 写两个日期",
            en="Name a second directory, or two days with --on and --on-b.",
        )
        raise ReadError([Problem(Place("compare", 1), "option", message, todo)])


def _people(arguments: argparse.Namespace, a: Policy, b: Policy) -> list[Subject]:
    on = arguments.on or datetime.now().astimezone().date()
    found: list[Subject] = []
    for path in arguments.facts or ():
        found.extend(people_of(FactsFile.read_several(path), (a, b), on))
    return found


class _Teller:
    """Writes a comparison in one language."""

    def __init__(self, found: Comparison, speaker: Speaker) -> None:
        self.found = found
        self.speaker = speaker

    def tell(self) -> None:
        """Rules, standards, answers with their causes, and the numbers."""
        say = self.speaker.say
        for mark, side in (("A", self.found.a), ("B", self.found.b)):
            day = "" if side.on is None else f"  {side.on}"
            print(f"{mark}: {self.speaker(side.policy.title)} {side.policy.version[:12]}{day}")
        if self.found.is_same:
            print(say("没有差别。", "No differences."))
            return
        self._rules()
        self._standards()
        self._answers()

    def _rules(self) -> None:
        say, found = self.speaker.say, self.found.differences
        self._list(say("增加", "added"), found.added)
        self._list(say("删去", "removed"), found.removed)
        for owner, changes in found.changed(self.found.a).items():
            print(bold(say(f"改动：{owner}", f"changed: {owner}")))
            for change in changes:
                self._change(change)

    def _list(self, heading: str, ids: tuple[str, ...]) -> None:
        if ids:
            print(bold(heading))
            for line in wrapped(", ".join(ids), "  "):
                print(line)

    def _change(self, change: RuleChange) -> None:
        print(f"  {change.rule}")
        for mark, text in (("-", change.before), ("+", change.after)):
            for line in wrapped(text, f"    {mark} ", "      "):
                print(line)

    def _standards(self) -> None:
        say, found = self.speaker.say, self.found.differences
        self._list(say("增加的标准", "standards added"), found.standards_added)
        self._list(say("删去的标准", "standards removed"), found.standards_removed)
        for change in found.standards.values():
            print(bold(say(f"标准：{change.name}", f"standard: {change.name}")))
            self._values("-", change, change.before, change.after)
            self._values("+", change, change.after, change.before)

    def _values(
        self, mark: str, change: StandardChange, own: tuple[DatedValue, ...], other: tuple[DatedValue, ...]
    ) -> None:
        """The values that only one side has."""
        others = [(each.value, each.valid_from, each.valid_to) for each in other]
        if not own:
            print(self.speaker.say(f"    {mark} 未定", f"    {mark} not set"))
        for each in own:
            if (each.value, each.valid_from, each.valid_to) not in others:
                print(f"    {mark} {self._value(each)}  [{each.valid_from or '…'} – {each.valid_to or '…'}]")

    def _value(self, dated: DatedValue) -> str:
        return self.speaker(dated.value) if isinstance(dated.value, Text) else shown(dated.value)

    def _answers(self) -> None:
        say = self.speaker.say
        for each in self.found.answers:
            days = str(each.on) if each.on == each.on_b else f"{each.on} / {each.on_b}"
            title = self.speaker(each.subject.title)
            name = each.subject.id if title == each.subject.id else f"{each.subject.id} ({title})"
            print(f"{name}, {days}, {each.asks}: {shown(each.before)} → {shown(each.after)}")
            print(f"    {self._because(each)}")
        different, same = len(self.found.answers), self.found.same
        print(
            say(
                f"{different} 个答案不同，{same} 个相同。",
                f"{different} answers differ, {same} are the same.",
            )
        )

    def _because(self, difference: Difference) -> str:
        say, causes = self.speaker.say, difference.causes
        if not causes.found:
            return say("原因无法单独辨明", "the cause cannot be told apart")
        named = self._named(causes.found)
        if causes.jointly:
            return say(f"原因（合在一起）：{named}", f"because, only together: {named}")
        return say(f"原因：{named}", f"because: {named}")

    def _named(self, causes: Iterable[Cause]) -> str:
        words = (f"{self.speaker(KINDS[each.kind])} {each.id}".rstrip() for each in causes)
        return self.speaker.say("；", "; ").join(words)
