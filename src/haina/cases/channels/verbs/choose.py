"""Choose by which channels one wants to be told of what."""

from __future__ import annotations

from collections.abc import Set

from django.db import transaction

from haina.cases.channels.kinds import FOR_OFFICERS, REQUIRED, ChannelName, Kind
from haina.cases.channels.models import Choice
from haina.people.actors import Actor

Pair = tuple[Kind, ChannelName]


def choosable(actor: Actor) -> list[Pair]:
    """The pairs of kind and channel that an actor can choose; what the law wants stays in the portal."""
    return [
        (kind, channel)
        for kind in Kind
        if actor.is_staff or kind not in FOR_OFFICERS
        for channel in ChannelName
        if channel is not ChannelName.PORTAL or kind not in REQUIRED
    ]


@transaction.atomic
def choose(actor: Actor, wanted: Set[Pair]) -> None:
    """Keep what the actor wants, and that the rest is not wanted; raises PermissionError for a visitor."""
    if actor.account_id is None:
        raise PermissionError("nobody is signed in")
    Choice.objects.bulk_create(
        [
            Choice(account_id=actor.account_id, kind=kind, channel=channel, wanted=(kind, channel) in wanted)
            for kind, channel in choosable(actor)
        ],
        update_conflicts=True,
        unique_fields=["account", "kind", "channel"],
        update_fields=["wanted"],
    )
