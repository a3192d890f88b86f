"""`manage.py prepare`: bring the database, the static files and the policy to what this version needs."""

from __future__ import annotations

from typing import Any

from django.core.management import BaseCommand, CommandParser, call_command, get_commands

from haina.server.translations import compile_translations


class Command(BaseCommand):
    """Migrate, make the cache table, collect static files, load the policy and, if wanted, the demo city.

    Every step can be repeated; what is already there is left as it is.
    """

    help = "Bring the database, the static files and the policy to what this version needs."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take --demo."""
        parser.add_argument(
            "--demo", action="store_true", help="also make the demo city and print its accounts"
        )

    def handle(self, *, demo: bool, **options: Any) -> None:
        """Do the steps in order."""
        compile_translations()
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        wanted = ["load_policy", "make_seals", *(["make_demo"] if demo else [])]
        for name in wanted:
            if name in get_commands():
                call_command(name, stdout=self.stdout)
        if demo:
            self.stdout.write("\nOfficers' codes: .venv/bin/python manage.py demo_code E-MAIL")
