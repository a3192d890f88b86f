#!/usr/bin/env python3
"""Django's commands with Haina's settings: `.venv/bin/python manage.py COMMAND`."""

import os
import sys


def main() -> None:
    """Run the command named on the command line; a database that is away is told in a sentence."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "haina.server.settings")
    from django.core.management import execute_from_command_line
    from django.db import OperationalError

    try:
        execute_from_command_line(sys.argv)
    except OperationalError as error:
        question = "The database does not answer; is `make serve` running?"
        sys.exit(f"{question}\n数据库没有应答；make serve 在运行吗？\n{error}")


if __name__ == "__main__":
    main()
