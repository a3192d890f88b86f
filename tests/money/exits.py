"""Looking into the exit of a stake, for journeys that are about something else."""

from __future__ import annotations

from haina.money.guarantees import verbs
from haina.money.guarantees.exits import checked
from haina.money.guarantees.permissions import GuaranteeVerb
from haina.money.guarantees.verbs.exits import stake_matter
from haina.people.models import Posting

from ..cases.conftest import Application


def clear_exit(application: Application, officer: str) -> None:
    """Enter how the stake was left, and let stand whatever is found, by a supervisor of the officer's."""
    city, case = application.city, application.id
    posting = Posting.objects.get(account=city.account(officer))
    head = f"head of {posting.department}"
    if not Posting.objects.filter(account=city.account(head)).exists():
        city.officer(head, posting.department, Posting.Office.SUPERVISOR)
    verbs.enter_exit(city.actor(officer), city.now, case, otherwise="Liquidated")
    found = checked(*stake_matter(city.actor(officer), city.now, case, GuaranteeVerb.CHECK_EXIT))
    for each in found.open:
        verbs.overrule_finding(city.actor(head), city.now, case, each.key, why="Seen.")
