"""The terminal speaks the language asked for, or the system's; every complaint exists in both."""

from __future__ import annotations

import argparse
import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import haina as package
from haina.cli.arguments import Command, Parser, UsageError
from haina.cli.commands import ROOT
from haina.cli.language import Speaker, language

from .conftest import Haina

PROJECT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("words", "environment", "spoken"),
    [
        ([], {}, "en"),
        ([], {"LANG": "zh_CN.UTF-8"}, "zh"),
        ([], {"LANG": "zh_CN.UTF-8", "LC_ALL": "en_GB.UTF-8"}, "en"),
        ([], {"LANG": "C", "LC_MESSAGES": "zh_TW"}, "zh"),
        ([], {"LANG": "de_DE.UTF-8"}, "en"),
        (["check", "x", "--lang", "zh"], {"LANG": "en_GB"}, "zh"),
        (["check", "--lang=en", "x"], {"LANG": "zh_CN"}, "en"),
        (["check", "--lang", "xx"], {"LANG": "zh_CN"}, "zh"),
        (["check", "--", "--lang", "zh"], {}, "en"),
    ],
)
def test_which_language(words: list[str], environment: dict[str, str], spoken: str) -> None:
    assert language(words, environment) == spoken


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "缺少：file"),
        (["x", "y"], "不认识：y"),
        (["x", "--day"], "--day 后面要写一个值"),
        (["x", "--many"], "--many 后面至少要写一个值"),
        (["x", "--kind", "c"], "--kind 不能是 c，可用："),
        (["x", "--flag=1"], "--flag 后面不能写值 1"),
        (["x", "--number", "two"], "--number："),
    ],
)
def test_every_complaint_of_the_parser_has_its_chinese(words: list[str], said: str) -> None:
    parser = Parser(Speaker("zh"), prog="haina")
    parser.add_argument("file")
    parser.add_argument("--day")
    parser.add_argument("--many", nargs="+")
    parser.add_argument("--kind", choices=("a", "b"))
    parser.add_argument("--flag", action="store_true")
    parser.add_argument("--number", type=int)
    with pytest.raises(UsageError) as caught:
        parser.parse_args(words)
    assert caught.value.text.startswith(said)


def commands(command: Command = ROOT, path: str = "") -> Iterator[tuple[str, Command]]:
    """Every command with the words that name it."""
    for each in command.commands:
        yield f"{path} {each.name}".strip(), each
        yield from commands(each, f"{path} {each.name}".strip())


@pytest.mark.parametrize(
    ("path", "command"), list(commands()), ids=lambda value: value if isinstance(value, str) else ""
)
def test_every_command_has_help_with_examples_in_both_languages(
    haina: Haina, path: str, command: Command
) -> None:
    for lang in ("zh", "en"):
        ran = haina(*path.split(), "--help", "--lang", lang)
        assert (ran.status, ran.err) == (0, "")
        assert f"haina {path}" in ran.out
        for option in command.options:
            assert option.help.in_(lang) in ran.out
        for example, meaning in command.examples:
            assert f"  # {meaning.in_(lang)}\n  {example}" in ran.out
        if lang == "en":
            assert not re.search("[一-鿿]", ran.out)
    assert command.examples or command.commands


def test_every_example_can_be_understood() -> None:
    from haina.cli.command import _parser

    for path, command in commands():
        for example, _ in command.examples:
            words = shlex.split(example.partition(" < ")[0])
            assert " ".join(words).startswith(f"haina {path}")
            namespace = _parser(ROOT, "haina", Speaker("en")).parse_args(words[1:])
            assert isinstance(namespace, argparse.Namespace)


def test_haina_alone_shows_what_it_can_do(haina: Haina) -> None:
    ran = haina()
    assert ran.status == 0
    assert "haina check examples/scientist.yaml" in ran.out


def test_the_version_is_that_of_the_project_and_of_the_pack(haina: Haina) -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]
    assert package.__version__ == project["version"]
    first, second = haina("--version").out.splitlines()
    assert first == f"haina {package.__version__}"
    assert re.fullmatch(r"aurel [0-9a-f]{64}", second)


def test_an_internal_error_is_no_traceback_unless_asked_for(haina: Haina, mira: Path, tmp_path: Path) -> None:
    # A pack whose main file vanishes between two looks cannot be made on purpose; a module that fails can.
    (tmp_path / "sitecustomize.py").write_text(
        "import haina.policy.kept\n\ndef load(directory):\n    raise RuntimeError('the disc is on fire')\n"
        "haina.policy.kept.load_kept = load\n"
    )
    path = f"{tmp_path}:{PROJECT / 'src'}"
    ran = haina("check", str(mira), environment={"PYTHONPATH": path})
    assert ran.status == 70
    assert "internal error: RuntimeError: the disc is on fire" in ran.err
    assert "Traceback" not in ran.err
    assert "Traceback" in haina("check", str(mira), environment={"PYTHONPATH": path, "HAINA_DEBUG": "1"}).err
