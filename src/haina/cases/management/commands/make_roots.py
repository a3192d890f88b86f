"""`manage.py make_roots`: makes the roots of the days that are over."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from haina.cases.roots import make_roots
from haina.exchange.roots import make_roots as make_look_roots


class Command(BaseCommand):
    """Makes each day's root that is not there yet; the worker does the same every hour."""

    help = "Make the root of each day before today that has none, and print it."

    def handle(self, *args: Any, **options: Any) -> None:
        """Make and print."""
        now = timezone.now()
        for root in make_roots(now):
            self.stdout.write(f"{root.day} {root.root} {root.count}")
        for looks in make_look_roots(now):
            self.stdout.write(f"{looks.day} {looks.root} {looks.count} looks")
