"""``haina ask``: questions in the terminal, only those that can still change an answer."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from haina.policy import Policy, ReadError
from haina.policy.facts_file import FactsFile
from haina.policy.kept import load_kept
from haina.rules.declarations import FactDeclaration
from haina.rules.facts import Facts
from haina.rules.problems import nearest
from haina.rules.text import FactError, Place, Problem, Status, Text
from haina.rules.types import History

from .check import known_rights, the_day
from .command import ANSWERED, policy_directory
from .language import Speaker
from .layout import bold, wrapped
from .replies import NotUnderstood, choices, hint, spells, understood

if TYPE_CHECKING:
    from haina.rules.questions import Question


def run(arguments: argparse.Namespace) -> int:
    """Ask until nothing is open or the person has had enough, then answer."""
    speaker: Speaker = arguments.speaker
    policy = load_kept(policy_directory(arguments))
    given: dict[str, object] = {}
    if arguments.facts is not None:
        file = FactsFile.read(arguments.facts)
        policy.program.read_facts(file.facts, file.place_of(policy.facts))
        given = dict(file.facts)
    rights = wanted_rights(policy, arguments.right, arguments.about)
    talk = Conversation(policy, rights, the_day(arguments), given, speaker)
    if not talk.run():
        return ANSWERED
    if arguments.save is not None:
        _save(Path(arguments.save), talk, speaker)
    answer = policy.check(talk.facts, talk.on, rights=rights)
    if arguments.format == "json":
        import json

        print(json.dumps(answer.to_json(), ensure_ascii=False, indent=2))
        return ANSWERED
    from .answer_text import answer_lines

    name = speaker.say("您的回答", "your answers")
    for line in answer_lines(policy, answer, speaker, name, arguments.full):
        print(line)
    return ANSWERED


def wanted_rights(policy: Policy, rights: list[str] | None, about: list[str] | None) -> list[str]:
    """The rights that are asked about, in the order of their clauses; all if none is named."""
    wanted = set(known_rights(policy, rights) or ())
    collections = {each.id: each for each in (*policy.life_events, *policy.audiences)}
    for id in about or ():
        if id not in collections:
            message = Text(
                zh=f"没有名为 {id} 的人生事件或人群", en=f"there is no life event or audience {id}"
            )
            raise ReadError([Problem(Place("--about", 1), "unknown_id", message, nearest(id, collections))])
        wanted.update(collections[id].rights)
    return [id for id in policy.rights if not wanted or id in wanted]


class Conversation:
    """Questions and replies so far; a reply can be taken back in the order in which it was given."""

    def __init__(
        self, policy: Policy, rights: list[str], on: date, given: dict[str, object], speaker: Speaker
    ) -> None:
        self.policy = policy
        self.rights = rights
        self.on = on
        self.given = given
        self.speaker = speaker
        self.replies: list[tuple[str, object]] = []
        self.settled: dict[str, Status] = {}

    @property
    def facts(self) -> dict[str, object]:
        """What is known: the facts given at the start and the replies."""
        known = {name: value for name, value in self.replies if value is not None}
        return {**self.given, **known}

    @property
    def not_known(self) -> frozenset[str]:
        """The facts to which the reply was: I do not know."""
        return frozenset(name for name, value in self.replies if value is None)

    def run(self) -> bool:
        """Ask until done; False if the person has left."""
        say = self.speaker.say
        print(
            say(
                f"{len(self.rights)} 项权利，按 {self.on} 计。? 不知道，< 退回，! 结束看结果，q 放弃。",
                f"{len(self.rights)} rights, as of {self.on}. ? don't know, < back, ! finish, q leave.",
            )
        )
        while True:
            facts = self.policy.program.read_facts(self.facts)
            self._show_settled(facts)
            question = self.policy.program.next_question(self.rights, facts, self.on, without=self.not_known)
            try:
                reply = self._nothing_left() if question is None else self._ask(question)
            except EOFError:
                print()
                return True
            if reply in ("q", "Q"):
                print(say("已放弃，没有保存。", "Left; nothing was kept."))
                return False
            if reply == "!":
                return True
            if reply == "<":
                self._back()
            elif question is not None:
                self._take(question, reply)

    def _ask(self, question: Question) -> str:
        """Put a question and read one line."""
        declaration = question.declaration
        text = declaration.question or declaration.label
        left = round(question.expected_left)
        about = self.speaker.say(f"（约还有 {left} 问）", f" (about {left} more)") if left > 0 else ""
        print()
        for line in wrapped(f"{self.speaker(text)}{about}", f"{len(self.replies) + 1}. "):
            print(bold(line))
        if declaration.help is not None:
            for line in wrapped(self.speaker(declaration.help), "   "):
                print(line)
        for number, choice in enumerate(choices(declaration.type), start=1):
            print(f"   {number}) {self.speaker(choice)}")
        if isinstance(declaration.type, History):
            said = self.speaker.say("第一段从哪一天开始；没有填 -", "first day of the first one; - for none")
        else:
            unit = "" if declaration.unit is None else f" ({self.speaker(declaration.unit)})"
            said = self.speaker(hint(declaration.type)) + unit
        return self._line(said)

    def _line(self, said: str) -> str:
        """One line of the person, or of a pipe, which is shown so that the talk can be read."""
        print(f"   {said} > ", end="", flush=True)
        line = sys.stdin.readline()
        if not line:
            raise EOFError
        if not sys.stdin.isatty():
            print(line.rstrip("\n"))
        return line.strip()

    def _nothing_left(self) -> str:
        """When no question is left: the result, or back to correct a reply."""
        print()
        if not self.replies:
            return "!"
        said = self.speaker.say(
            "没有要问的了。回车看结果，< 退回", "Nothing is left to ask. Enter: result, <: back"
        )
        reply = self._line(said)
        return reply if reply in ("<", "q", "Q") else "!"

    def _back(self) -> None:
        """Take the last reply away."""
        if self.replies:
            self.replies.pop()
        else:
            print(self.speaker.say("   已经是第一问。", "   This is the first question."))

    def _take(self, question: Question, reply: str) -> None:
        """Keep a reply, or say why it cannot be one."""
        if reply == "?":
            self.replies.append((question.fact, None))
            return
        try:
            value = self._value(question.declaration, reply)
            self.policy.program.read_facts({**self.facts, question.fact: value})
        except NotUnderstood as refusal:
            print(f"   ✗ {self.speaker(refusal.text)}")
        except FactError as error:
            for problem in error.problems:
                print(f"   ✗ {self.speaker(problem.message)}")
        except EOFError:
            print()
        else:
            self.replies.append((question.fact, value))

    def _value(self, declaration: FactDeclaration, reply: str) -> object:
        kind = declaration.type
        if isinstance(kind, History):
            return spells(kind, lambda text: self._line(self.speaker(text)), reply)
        return understood(kind, reply)

    def _show_settled(self, facts: Facts) -> None:
        """Say what the last reply has settled, and what it has opened again."""
        statuses = self.policy.program.statuses(facts, self.on, self.rights)
        settled: dict[str, Status] = {
            id: status for id, status in statuses.items() if status is not Status.UNKNOWN
        }
        fresh = [id for id, status in settled.items() if self.settled.get(id) is not status]
        opened = [id for id in self.settled if id not in settled]
        first = not self.replies and not self.settled
        self.settled = settled
        if first and not self.given:
            return
        for heading, ids in (
            (self.speaker.say("✓ 已确定可享有：", "✓ settled, yes: "), self._of(fresh, Status.YES)),
            (self.speaker.say("✗ 已确定不符合：", "✗ settled, no: "), self._of(fresh, Status.NO)),
            (self.speaker.say("? 重新待定：", "? open again: "), opened),
        ):
            if ids:
                for line in wrapped(self._titles(ids), f"   {heading}"):
                    print(line)

    def _of(self, ids: Iterable[str], status: Status) -> list[str]:
        return [id for id in ids if self.settled.get(id) is status]

    def _titles(self, ids: list[str]) -> str:
        """The titles of a few rights; of many their number and the first ones."""
        shown = [self.speaker(self.policy.rights[id].title) for id in ids[:3]]
        more = len(ids) - len(shown)
        titles = self.speaker.say("；", "; ").join(shown)
        return titles + (self.speaker.say(f" 等 {len(ids)} 项", f" and {more} more") if more else "")


def _save(path: Path, talk: Conversation, speaker: Speaker) -> None:
    """Write the replies as a facts file that ``haina check`` reads."""
    from .facts_writer import facts_as_yaml

    try:
        path.write_text(facts_as_yaml(talk.policy, talk.facts), encoding="utf-8")
    except OSError as error:
        message = Text(
            zh=f"无法写入文件（{error.strerror}）", en=f"the file cannot be written ({error.strerror})"
        )
        raise ReadError([Problem(Place(str(path), 1), "file_unwritable", message)]) from None
    print(speaker.say(f"已存为 {path}。", f"Kept as {path}."))
