"""`manage.py load_policy`: publish the policy of this installation and build its search index."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from haina.cases.policies import current_policy, is_replaced, look
from haina.policy import PolicyError, default_directory, load
from haina.portal.verbs.forget_inquiries import forget_inquiries
from haina.portal.verbs.publish_policy import publish_policy


class Command(BaseCommand):
    """Publish the pack; nothing changes when this version is published already."""

    help = "Publishes the policy pack and (re)builds the search index; safe to run again at any time."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take another pack than the default one, and the wish to build the index anew."""
        parser.add_argument("directory", nargs="?", type=Path, help="the pack; the default one if left out")
        parser.add_argument("--rebuild", action="store_true", help="build the index even if it is up to date")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, publish, and forget what has expired."""
        directory = options["directory"] or default_directory()
        try:
            look(at_once=True)
            policy = load(directory) if options["directory"] else current_policy()
        except PolicyError as error:
            problems = "\n".join(problem.in_("en") for problem in error.problems)
            raise CommandError(f"The pack in {directory} cannot be loaded:\n{problems}") from error
        now = timezone.now()
        changed = publish_policy(policy, now, rebuild=options["rebuild"])
        forget_inquiries(now)
        words = "published" if changed else "was published already"
        self.stdout.write(f"{policy.id} {policy.version[:12]} {words}; {len(policy.rights)} rights.")
        if not options["directory"] and is_replaced():
            self.stdout.write(
                f"A pack that was published here is in force in place of {directory}. "
                f"A release that goes on from it says so in its pack.yaml: follows: {policy.version}"
            )
