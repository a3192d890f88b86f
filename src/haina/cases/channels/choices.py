"""What an account has chosen: which kinds of notice by which channel."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from haina.cases.channels.kinds import ChannelName, Kind
from haina.cases.channels.models import Choice


def choices_of(account: UUID) -> Mapping[tuple[Kind, ChannelName], bool]:
    """Whether the account wants each kind by each channel; everything unless it has said otherwise."""
    said = {
        (row.kind, row.channel): row.wanted
        for row in Choice.objects.filter(account_id=account).order_by("pk")
    }
    return {
        (kind, channel): said.get((kind.value, channel.value), True)
        for kind in Kind
        for channel in ChannelName
    }


def wants(account: UUID, kind: Kind, channel: ChannelName) -> bool:
    """Whether the account wants a kind of notice by a channel."""
    said = Choice.objects.filter(account_id=account, kind=kind, channel=channel)
    return said.values_list("wanted", flat=True).first() is not False
