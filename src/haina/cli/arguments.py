"""argparse with help and complaints in both languages; why argparse is in docs/decisions/command-line.md."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NoReturn

from haina.rules.text import Text

from .language import LANGUAGES, Speaker


class UsageError(Exception):
    """A command that cannot be understood; `text` says why and what to do."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


@dataclass(frozen=True)
class Option:
    """One argument: its names (one without ``-`` is positional), what it is, and argparse's own settings."""

    names: tuple[str, ...]
    help: Text
    settings: dict[str, Any] = field(default_factory=dict)
    metavar: Text | None = None


@dataclass(frozen=True)
class Command:
    """A command with its options, or a group of commands; `run` is ``module:function``, imported at need."""

    name: str
    help: Text
    description: Text | None = None
    options: tuple[Option, ...] = ()
    examples: tuple[tuple[str, Text], ...] = ()
    commands: tuple[Command, ...] = ()
    run: str = ""


#: What argparse says (Python 3.11 to 3.13), and the same in Chinese. A test holds each of them.
_COMPLAINTS: tuple[tuple[str, str], ...] = (
    (r"the following arguments are required: (.+)", "缺少：{0}"),
    (r"unrecognized arguments: (.+)", "不认识：{0}"),
    (r"argument (.+): expected one argument", "{0} 后面要写一个值"),
    (r"argument (.+): expected at least one argument", "{0} 后面至少要写一个值"),
    (r"argument (.+): invalid choice: '?(.+?)'? \(choose from (.+)\)", "{0} 不能是 {1}，可用：{2}"),
    (r"argument (.+): ignored explicit argument '(.+)'", "{0} 后面不能写值 {1}"),
    (r"argument (.+?): (.+)", "{0}：{1}"),
)


class Parser(argparse.ArgumentParser):
    """A parser that raises `UsageError` and never leaves the process."""

    def __init__(self, speaker: Speaker, **settings: Any) -> None:
        super().__init__(add_help=False, allow_abbrev=False, **settings)
        self.speaker = speaker

    def error(self, message: str) -> NoReturn:
        """Raise what argparse complains about, in the speaker's language, with the nearest word."""
        said = message if self.speaker.lang == "en" else _in_chinese(message)
        hint = self._nearest(message)
        raise UsageError(said if hint is None else f"{said}\n{hint}")

    def _nearest(self, message: str) -> str | None:
        match = re.match(r"unrecognized arguments: (\S+)|argument .+: invalid choice: '([^']*)'", message)
        if match is None:
            return None
        from difflib import get_close_matches  # only after a mistake: a start without it is faster

        given = match.group(1) or match.group(2)
        near = get_close_matches(given, list(self._known_words()), n=1, cutoff=0.7)
        return self.speaker.say(f"是不是 {near[0]}？", f"Did you mean {near[0]}?") if near else None

    def _known_words(self) -> Iterable[str]:
        for action in self._actions:
            yield from action.option_strings
            if action.choices is not None:
                yield from (str(choice) for choice in action.choices)
                for below in action.choices.values() if isinstance(action.choices, dict) else ():
                    yield from below._known_words()


def _in_chinese(message: str) -> str:
    for pattern, said in _COMPLAINTS:
        match = re.fullmatch(pattern, message)
        if match is not None:
            return said.format(*match.groups())
    return message


def a_day(speaker: Speaker) -> Any:
    """The type of an option that is a calendar day."""

    def read(word: str) -> date:
        try:
            if re.fullmatch(r"\d{4}-\d{2}-\d{2}", word, re.ASCII):
                return date.fromisoformat(word)
        except ValueError:
            raise argparse.ArgumentTypeError(
                speaker.say(f"没有 {word} 这一天", f"there is no day {word}")
            ) from None
        raise argparse.ArgumentTypeError(
            speaker.say(f"{word} 不是日期，应如 2016-09-26", f"{word} is not a date; write 2016-09-26")
        )

    return read


LANG = Option(
    ("--lang",),
    Text(
        zh="答复所用的语言：zh 或 en；不写则随系统",
        en="language of the answer, zh or en; default: the system's",
    ),
    {"choices": LANGUAGES},
)
HELP = Option(("-h", "--help"), Text(zh="显示本说明", en="show this help"), {"action": "store_true"})


def add(parser: Parser, options: Iterable[Option], speaker: Speaker) -> None:
    """Give a parser its options, and the two that every command has."""
    for option in (*options, LANG, HELP):
        settings = dict(option.settings)
        if settings.get("type") == "day":
            settings["type"] = a_day(speaker)
        if option.metavar is not None:
            settings["metavar"] = speaker(option.metavar)
        parser.add_argument(*option.names, **settings)


def help_of(command: Command, path: str, speaker: Speaker) -> str:
    """The help of a command: what it does, its options, its commands, and examples to copy."""
    say = speaker.say
    lines = [f"{say('用法：', 'usage: ')}{_usage(command, path, speaker)}", ""]
    lines += [speaker(command.description or command.help), ""]
    if command.commands:
        lines.append(say("命令：", "commands:"))
        lines += _table([(each.name, speaker(each.help)) for each in command.commands])
        lines.append("")
    lines.append(say("参数：", "arguments:"))
    lines += _table([(_option(each, speaker), speaker(each.help)) for each in (*command.options, LANG, HELP)])
    if command.examples:
        lines += ["", say("例子：", "examples:")]
        for example, meaning in command.examples:
            lines += [f"  # {speaker(meaning)}", f"  {example}"]
    return "\n".join(lines)


def _usage(command: Command, path: str, speaker: Speaker) -> str:
    words = [path]
    for option in command.options:
        shown = _option(option, speaker, longest=True)
        optional = option.names[0].startswith("-") or option.settings.get("nargs") in ("?", "*")
        words.append(f"[{shown}]" if optional and not option.settings.get("required") else shown)
    if command.commands:
        words.append(speaker.say("命令 …", "COMMAND …"))
    return " ".join(words)


def _option(option: Option, speaker: Speaker, longest: bool = False) -> str:
    names = option.names[-1] if longest else ", ".join(option.names)
    if not option.names[0].startswith("-"):
        return option.names[0].upper() if option.metavar is None else speaker(option.metavar)
    if option.settings.get("action") == "store_true":
        return names
    if "choices" in option.settings:
        return f"{names} {'|'.join(option.settings['choices'])}"
    value = option.names[-1].lstrip("-").upper() if option.metavar is None else speaker(option.metavar)
    many = "…" if option.settings.get("nargs") == "+" or option.settings.get("action") == "append" else ""
    return f"{names} {value}{many}"


def _table(rows: list[tuple[str, str]]) -> list[str]:
    from .layout import width_of

    width = max(width_of(left) for left, _ in rows)
    return [f"  {left}{' ' * (width - width_of(left))}  {right}" for left, right in rows]
