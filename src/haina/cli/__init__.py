"""The command line: haina check, ask, policy, serve."""

from __future__ import annotations

from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command, the words after ``haina`` (those of the process if None). Gives the exit status."""
    from haina.cli.command import run

    return run(argv)
