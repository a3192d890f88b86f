"""`manage.py make_demo`: makes the demo city and prints its accounts."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from haina.cases.demo import make_demo
from haina.cases.demo.people import as_table


class Command(BaseCommand):
    """Makes what of the demo city is not there yet; running it again changes nothing."""

    help = "Make a small demo city and print the accounts to log in with."

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the city and print the table."""
        try:
            demo = make_demo(timezone.now())
        except FileNotFoundError as error:
            raise CommandError(f"this policy pack has no demo city: {error.filename}") from error
        self.stdout.write(as_table(demo.accounts))
