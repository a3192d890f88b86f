"""The portal: a notice stands there from its event on; unwanted ones are only filed as read."""

from __future__ import annotations

from haina.cases.channels.choices import wants
from haina.cases.channels.kinds import REQUIRED, ChannelName
from haina.cases.channels.port import Message
from haina.cases.models import Notice


class Portal:
    """The list of notices."""

    repeats_safely = True

    def send(self, message: Message) -> None:
        """Show it as new, or file it as read where the account has chosen so; nothing is ever left out."""
        if message.kind in REQUIRED or wants(message.notice.account_id, message.kind, ChannelName.PORTAL):
            return
        Notice.objects.filter(pk=message.notice.pk, read_at__isnull=True).update(read_at=message.now)
