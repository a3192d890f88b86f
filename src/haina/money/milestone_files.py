"""Which files of milestones somebody may open, and as who."""

from __future__ import annotations

from haina.money.models import Award, Instalment, MilestoneFile
from haina.money.permissions import MONEY_TABLE, MoneyRole, MoneyVerb, award_roles, award_verbs
from haina.people.actors import Actor


def reading_role(actor: Actor, award: Award) -> MoneyRole | None:
    """As who an actor opens files of an award; None for who may not."""
    if MoneyVerb.READ_FILE not in award_verbs(actor, award):
        return None
    roles = award_roles(actor, award)
    return next(each for each in MoneyRole if each in roles and MoneyVerb.READ_FILE in MONEY_TABLE[each])


def is_shown(instalment: Instalment, role: MoneyRole) -> bool:
    """Whether files are there for a role: an office sees them once the milestone has been reported."""
    return role is MoneyRole.BENEFICIARY or instalment.state != Instalment.State.PLANNED


def files_shown(actor: Actor, award: Award) -> dict[int, list[MilestoneFile]]:
    """The files of an award that the actor may open, with who opened them, by number of the instalment."""
    role = reading_role(actor, award)
    found: dict[int, list[MilestoneFile]] = {}
    if role is None:
        return found
    rows = MilestoneFile.objects.filter(instalment__award=award, removed_at__isnull=True)
    for row in rows.select_related("instalment").prefetch_related("looks").order_by("attached_at"):
        if is_shown(row.instalment, role):
            found.setdefault(row.instalment.number, []).append(row)
    return found
