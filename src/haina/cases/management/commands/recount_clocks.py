"""`manage.py recount_clocks`: counts running terms anew after a calendar has been published or corrected."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from haina.cases.verbs import recount_clocks


class Command(BaseCommand):
    """Puts on record, case by case, which last days are other ones by the calendar as it is now."""

    help = "Count the running terms anew by the official calendar and leave an event where that changes them."

    def add_arguments(self, parser: CommandParser) -> None:
        """Say which options there are."""
        parser.add_argument(
            "--all",
            action="store_true",
            help="look at every running case, for a calendar that was corrected after its publication",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Count and report."""
        done = recount_clocks(timezone.now(), every=options["all"])
        self.stdout.write(f"{len(done)} cases counted anew")
