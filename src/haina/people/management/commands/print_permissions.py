"""`manage.py print_permissions`: shows the permission matrix, or writes it to its page."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from haina.people.permission_matrix import page


class Command(BaseCommand):
    """Prints the matrix of role × state → verbs; `--write FILE` puts it there."""

    help = "Print who may do what in which state of a case (docs/permissions.md)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the one option."""
        parser.add_argument(
            "--write", metavar="FILE", type=Path, help="write the page there, not to the screen"
        )

    def handle(self, *args: Any, write: Path | None = None, **options: Any) -> None:
        """Print or write the page."""
        if write is None:
            self.stdout.write(page())
        else:
            write.write_text(page(), encoding="utf-8")
