"""The guide for policy authors: its examples are the starting pack's, its commands do what it shows."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from haina.policy.starter import TEMPLATE

from .conftest import ROOT, Haina

GUIDES = ("writing-a-policy.md", "writing-a-policy.zh.md")


def blocks(guide: str, language: str) -> list[str]:
    """The code blocks of a guide in one language, without their fences."""
    text = (ROOT / "docs" / guide).read_text()
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


def bare(text: str) -> str:
    """A file without comments and empty lines."""
    kept = (line for line in text.split("\n") if line.strip() and not line.lstrip().startswith("#"))
    return "\n".join(kept)


def commands(block: str) -> Iterator[tuple[str, list[str]]]:
    """Each command of a console block, with the lines that it must say."""
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, *said = part.rstrip("\n").split("\n")
        yield command, said


@pytest.mark.parametrize("guide", GUIDES)
def test_every_example_stands_in_the_starting_pack(guide: str) -> None:
    examples = blocks(guide, "yaml")
    assert len(examples) > 15
    for example in examples:
        head, _, body = example.partition("\n")
        name = head.removeprefix("# file: ")
        assert bare(body) in bare((TEMPLATE / name).read_text()), head


def test_the_guides_show_the_same_examples_in_both_languages() -> None:
    english, chinese = GUIDES
    for language in ("yaml", "console", "text"):
        assert blocks(english, language) == blocks(chinese, language)


def test_every_kind_of_element_is_shown() -> None:
    shown = "".join(blocks(GUIDES[0], "yaml"))
    for section in ("rights:", "programmes:", "agreements:", "duties:", "define:", "sources:", "enums:"):
        assert f"\n{section}\n" in shown


def test_every_command_says_what_the_guide_shows(haina: Haina, tmp_path: Path) -> None:
    for block in blocks(GUIDES[0], "console"):
        for command, said in commands(block):
            out = run(haina, command, tmp_path)
            for line in said:
                assert line in out, command


def run(haina: Haina, command: str, folder: Path) -> str:
    """Run a line of the guide in a folder: ``haina``, or one of the two other commands that it uses."""
    words = shlex.split(command)
    if words[0] == "haina":
        ran = haina(*words[1:], folder=folder)
        assert (ran.status, ran.err) == (0, ""), command
        return ran.out
    program = shutil.which(words[0])
    assert program is not None
    assert words[0] in ("cp", "sed")
    subprocess.run([program, *words[1:]], cwd=folder, check=True)
    return ""


def test_the_commands_change_what_they_say(haina: Haina, tmp_path: Path) -> None:
    """The comparison of the guide must not pass because nothing was changed."""
    pack = tmp_path / "my-town"
    assert haina("policy", "new", str(pack)).status == 0
    assert (pack / "standards.yaml").read_text().count("value: 6000") == 1
