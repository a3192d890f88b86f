"""From the words of the command line to the command that they name, and its exit status."""

from __future__ import annotations

import argparse
import os
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module

from haina.rules.text import Problem, ProblemsError

from .arguments import Command, Parser, UsageError, add, help_of
from .commands import ROOT
from .language import Speaker, language

ANSWERED = 0
DIFFERS = 1
BAD_INPUT = 2
INTERNAL = 70
INTERRUPTED = 130

#: Set to any value to see where an internal error comes from.
DEBUG = "HAINA_DEBUG"


def run(argv: Sequence[str] | None = None) -> int:
    """Run the command in `argv` (the process's words if None). Gives the exit status; never raises."""
    words = list(sys.argv[1:] if argv is None else argv)
    speaker = Speaker(language(words, os.environ))
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a letter gets a question mark instead of an error.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        status = _run(words, speaker)
        sys.stdout.flush()
        return status
    except ProblemsError as error:
        print_problems(error.problems, speaker)
        return BAD_INPUT
    except KeyboardInterrupt:
        print(speaker.say("\n已中断", "\ninterrupted"), file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        # Who read our output has left; nothing can be said to them, and Python must not try at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ANSWERED
    except Exception as error:
        if os.environ.get(DEBUG):
            traceback.print_exc()
        print(
            speaker.say(
                f"内部错误：{type(error).__name__}：{error}\n设 {DEBUG}=1 可查看出处，请告知维护者。",
                f"internal error: {type(error).__name__}: {error}\nSet {DEBUG}=1 to see where; report it.",
            ),
            file=sys.stderr,
        )
        return INTERNAL


def print_problems(problems: Sequence[Problem], speaker: Speaker) -> None:
    """Say every problem on standard error: place and what is wrong, then what to do."""
    for problem in problems:
        print(f"{problem.place}: {speaker(problem.message)} [{problem.code}]", file=sys.stderr)
        if problem.suggestion is not None:
            print(f"    → {speaker(problem.suggestion)}", file=sys.stderr)


def _run(words: list[str], speaker: Speaker) -> int:
    command, path = _named(words)
    try:
        if any(word in ("-h", "--help") for word in _before_dashes(words)):
            print(help_of(command, path, speaker))
            return ANSWERED
        arguments = _parser(ROOT, "haina", speaker).parse_args(words)
    except UsageError as error:
        print(f"{path}: {error.text}", file=sys.stderr)
        print(speaker.say(f"说明：{path} --help", f"Help: {path} --help"), file=sys.stderr)
        return BAD_INPUT
    if getattr(arguments, "version", False):
        return _version(speaker)
    if not command.run:
        print(help_of(command, path, speaker))
        return ANSWERED if not words else BAD_INPUT
    arguments.speaker = speaker
    module, _, function = command.run.partition(":")
    status: int = getattr(import_module(module), function)(arguments)
    return status


def _before_dashes(words: list[str]) -> list[str]:
    return words[: words.index("--")] if "--" in words else words


def _named(words: list[str]) -> tuple[Command, str]:
    """The command that the words name, as far as they do, and its words."""
    command, path = ROOT, ROOT.name
    for word in words:
        below = next((each for each in command.commands if each.name == word), None)
        if below is not None:
            command, path = below, f"{path} {word}"
    return command, path


def _parser(command: Command, path: str, speaker: Speaker) -> Parser:
    parser = Parser(speaker, prog=path)
    _fill(parser, command, path, speaker)
    return parser


def _fill(parser: Parser, command: Command, path: str, speaker: Speaker) -> None:
    add(parser, command.options, speaker)
    if not command.commands:
        return

    metavar = speaker.say("命令", "COMMAND")
    below = parser.add_subparsers(metavar=metavar, required=False)
    for each in command.commands:
        _fill(below.add_parser(each.name, speaker=speaker), each, f"{path} {each.name}", speaker)


def _version(speaker: Speaker) -> int:
    from haina import __version__
    from haina.policy import PolicyError, default_directory, load

    print(f"haina {__version__}")
    try:
        policy = load(default_directory())
    except PolicyError as error:
        print_problems(error.problems, speaker)
        return BAD_INPUT
    print(f"{policy.id} {policy.version}")
    return ANSWERED


def policy_directory(arguments: argparse.Namespace) -> str:
    """The directory of the pack that a command is about."""
    from haina.policy import default_directory

    named = getattr(arguments, "policy", None) or getattr(arguments, "directory", None)
    return str(named or default_directory())
