"""``haina policy new``: a small pack to begin with."""

from __future__ import annotations

import argparse
import shlex
from pathlib import Path

from haina.policy.starter import DEFAULT_TITLE, start_pack

from .command import ANSWERED
from .language import Speaker


def run(arguments: argparse.Namespace) -> int:
    """Write the pack and say what to do with it."""
    speaker: Speaker = arguments.speaker
    directory = Path(arguments.folder)
    for name in start_pack(directory, arguments.title or DEFAULT_TITLE):
        print(directory / name)
    quoted = shlex.quote(str(directory))
    print(
        speaker.say(
            f"已写好一个可用的政策包。接着：\n"
            f"  haina policy check {quoted}\n"
            f"  haina policy test {quoted} --mutate\n"
            f"  haina policy coverage {quoted}\n"
            f"写法见 docs/writing-a-policy.zh.md。",
            f"A pack that works is written. Next:\n"
            f"  haina policy check {quoted}\n"
            f"  haina policy test {quoted} --mutate\n"
            f"  haina policy coverage {quoted}\n"
            f"How to write your own: docs/writing-a-policy.md.",
        )
    )
    return ANSWERED
