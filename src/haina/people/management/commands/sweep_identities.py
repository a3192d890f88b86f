"""The command that a night's timer runs: who of the register may be the same as whom."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from haina.people.verbs.sweep_register import sweep_register


class Command(BaseCommand):
    """Compares the whole register and leaves what may be one to an officer."""

    help = "Compare all people of the register; pairs that may be one wait for an officer."

    def add_arguments(self, parser: CommandParser) -> None:
        """How much memory the comparison may take."""
        parser.add_argument("--memory", default="2GB", help="what DuckDB may take; beyond, it uses the disk")

    def handle(self, *args: Any, **options: Any) -> None:
        """Sweep, and say what came of it."""
        work = sweep_register(timezone.localdate(), options["memory"])
        self.stdout.write(
            f"{work.people} people, {work.organisations} organisations, {work.compared} pairs compared, "
            f"{work.waiting} pairs wait"
        )
