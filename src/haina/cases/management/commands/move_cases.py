"""`manage.py move_cases`: what moving all running cases of a procedure would change, and the move itself."""

from typing import Any
from uuid import uuid4

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from haina.cases.moving_many import Outlook, cases_to_move_back, outlooks, summary
from haina.cases.policies import current_policy, store_version
from haina.cases.verbs import move_cases, move_cases_back
from haina.people.actors import Actor, actor_for
from haina.people.models import Account


class Command(BaseCommand):
    """Previews by default; moves with --do, and takes back what was moved with --back --do."""

    help = "Preview, move or move back all running cases of a procedure, each as an event of its own."

    def add_arguments(self, parser: CommandParser) -> None:
        """Say which options there are."""
        parser.add_argument("procedure", help="id of the procedure")
        parser.add_argument(
            "--as", dest="email", required=True, help="e-mail of the supervisor who moves them"
        )
        parser.add_argument("--to", default="", help="the version; without it, the one in force")
        parser.add_argument("--back", action="store_true", help="take back what was moved to that version")
        parser.add_argument("--do", action="store_true", help="do it; without this nothing changes")
        parser.add_argument("--note", default="", help="why, for the record")

    def handle(self, *args: Any, **options: Any) -> None:
        """Preview or move, and report."""
        now = timezone.now()
        account = Account.objects.filter(email=options["email"]).first()
        if account is None:
            raise CommandError(f"nobody has the e-mail {options['email']}")
        actor = actor_for(account, timezone.localdate(now))
        version = options["to"] or store_version(current_policy(), now)
        if not options["do"]:
            self._preview(actor, options["procedure"], version, back=options["back"])
            return
        act = move_cases_back if options["back"] else move_cases
        moved = act(
            actor,
            now,
            procedure=options["procedure"],
            version=version,
            note=options["note"],
            key=str(uuid4()),
        )
        for case_id, why in moved.left:
            self.stdout.write(f"{case_id}\t{why}")
        self.stdout.write(f"{len(moved.done)} cases moved, {len(moved.left)} left as they are")

    def _preview(self, actor: Actor, procedure: str, version: str, *, back: bool) -> None:
        """One line for each case, then the numbers."""
        if back:
            number = cases_to_move_back(actor, procedure, version).count()
            self.stdout.write(f"{number} cases can be moved back from {version[:12]}")
            return
        found = list(outlooks(actor, procedure, version, timezone.now()))
        for each in found:
            self.stdout.write("\t".join((each.reference, *_columns(each))))
        numbers = summary(iter(found))
        self.stdout.write(
            f"{numbers.movable} cases can be moved, {numbers.unchanged} of them without a change"
        )
        for sentence, number in numbers.obstacles.items():
            self.stdout.write(f"{number} cannot: {sentence}")


def _columns(outlook: Outlook) -> list[str]:
    """What would change in a case, as words and last days before and after."""
    if outlook.obstacle or outlook.preview is None:
        return [outlook.obstacle]
    terms = [f"{each.stage or 'all'}: {each.due_before} → {each.due_after}" for each in outlook.preview.terms]
    return [", ".join(sorted(outlook.changes - {"terms"})), *terms]
