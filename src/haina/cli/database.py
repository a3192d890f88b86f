"""Commands that read or write the database: set up first, and a clear word where it is not there."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable

from haina.cli.language import Speaker

#: The exit status of a command that could not read what it needs.
UNREAD = 2


def with_the_database(
    arguments: argparse.Namespace, work: Callable[[argparse.Namespace], int], name: str
) -> int:
    """Run a command that needs the database; 2 where it cannot be read."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "haina.server.settings")
    import django
    from django.apps import apps
    from django.db import DatabaseError

    if not apps.ready:
        django.setup()
    try:
        return work(arguments)
    except DatabaseError as error:
        cause = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        return complain(
            arguments,
            f"读不了数据库（{cause}）。请先运行 haina serve，或用 DATABASE_URL 指明数据库。",
            f"cannot read the database ({cause}). Run haina serve first, or name it with DATABASE_URL.",
            name,
        )


def complain(arguments: argparse.Namespace, zh: str, en: str, name: str) -> int:
    """Say in the reader's language why a command cannot do what it is asked; give its exit status."""
    speaker: Speaker = arguments.speaker
    print(f"haina {name}: {speaker.say(zh, en)}", file=sys.stderr)
    return UNREAD
