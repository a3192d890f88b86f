"""The money of a guarantee: set aside where the award has it, posted in parts, let go at the end."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid5

from haina.money.commitments import home_of
from haina.money.guarantees.models import Guarantee
from haina.money.models import Account, Award, Hold
from haina.money.verbs.hold import hold
from haina.money.verbs.release_hold import release_hold


def set_aside(guarantee: Guarantee, step: str, now: datetime) -> None:
    """Set aside what is left of the cover, and nothing else any more."""
    if guarantee.source_id is None:
        return
    let_go(guarantee, now)
    if guarantee.left > 0:
        key = uuid5(guarantee.pk, f"hold|{step}")
        guarantee.hold = hold(
            guarantee.source_id, guarantee.left, key=key, ground=guarantee.ground_id, now=now
        )
    guarantee.save()


def let_go(guarantee: Guarantee, now: datetime) -> None:
    """Set free what is set aside, if anything is."""
    if guarantee.hold_id is not None:
        placed = Hold.objects.get(pk=guarantee.hold_id)
        if placed.state == Hold.State.PENDING:
            release_hold(placed.pk, now)
        guarantee.hold = None


def award_of(guarantee: Guarantee) -> Award | None:
    """The award that the guarantee is."""
    return (
        Award.objects.select_related("account", "call__account", "plan__account")
        .filter(pk=guarantee.award)
        .first()
    )


def home_account(guarantee: Guarantee) -> Account | None:
    """Where what is recovered goes: to the call or plan of the award."""
    award = award_of(guarantee)
    if award is not None and award.account is not None:
        return home_of(award)
    return guarantee.source
