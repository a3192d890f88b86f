"""`manage.py make_roots`: makes the roots of the days that are over."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from haina.cases.roots import make_roots


class Command(BaseCommand):
    """Makes each day's root that is not there yet; the worker does the same every hour."""

    help = "Make the root of each day before today that has none, and print it."

    def handle(self, *args: Any, **options: Any) -> None:
        """Make and print."""
        for root in make_roots(timezone.now()):
            self.stdout.write(f"{root.day} {root.root} {root.count}")
