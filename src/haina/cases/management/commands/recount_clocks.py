"""`manage.py recount_clocks`: counts running terms anew after a calendar has been published or corrected."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from haina.cases.events import ClockRecounted
from haina.cases.models import CaseEvent
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

        parser.add_argument("--list", action="store_true", help="print every last day that moved")

    def handle(self, *args: Any, **options: Any) -> None:
        """Count and report."""
        now = timezone.now()
        swept = recount_clocks(now, every=options["all"])
        if options["list"]:
            self._list(swept.done, now)
        self.stdout.write(f"{len(swept.done)} cases counted anew")
        if swept.failed:
            raise CommandError(f"{len(swept.failed)} cases could not be: {', '.join(map(str, swept.failed))}")

    def _list(self, cases: Iterable[UUID], now: datetime) -> None:
        """One line for each last day that moved: case, step (empty: the whole case), before, after."""
        kind = ClockRecounted.kind
        found = CaseEvent.objects.filter(case_id__in=cases, kind=kind, at=now).select_related("case")
        for event in found.order_by("case__reference").iterator(chunk_size=1000):
            for change in event.payload["changes"]:
                shown = (event.case.reference, change["stage"], change["before"], change["after"])
                self.stdout.write("\t".join(str(each or "") for each in shown))
