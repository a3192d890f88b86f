"""`manage.py verify_cases`: checks the chain of every case."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from haina.cases.chain import verify_all
from haina.cases.models import CaseEvent


class Command(BaseCommand):
    """Proves that no stored event was changed, or names the ones that were."""

    help = "Check the hash chain of every case; exit status 1 and the places if something was changed."

    def handle(self, *args: Any, **options: Any) -> None:
        """Check and report."""
        breaks = list(verify_all())
        for found in breaks:
            self.stdout.write(str(found))
        if breaks:
            raise CommandError(f"{len(breaks)} places are not as they were written")
        self.stdout.write(f"{CaseEvent.objects.count()} events, all as they were written")
