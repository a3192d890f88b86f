"""The port: what a channel is given, and what it says when it could not deliver."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from haina.cases.channels.kinds import Kind
from haina.cases.channels.models import Webhook
from haina.cases.models import Notice


@dataclass(frozen=True, slots=True)
class Message:
    """A notice on its way; `id` is the same at every attempt, so that a receiver knows it again."""

    id: UUID
    notice: Notice
    kind: Kind
    #: Where it goes, for the channel that has addresses of its own.
    webhook: Webhook | None
    now: datetime


class Channel(Protocol):
    """A way by which somebody can be told."""

    @property
    def repeats_safely(self) -> bool:
        """Whether sending a message again, after an attempt whose end nobody saw, tells nobody twice."""

    def send(self, message: Message) -> None:
        """Hand the message over; raises NotDelivered."""


class NotDelivered(Exception):
    """A message was not taken; `trouble` is a code of `troubles`."""

    def __init__(self, trouble: str, *, again: bool = True) -> None:
        """`again` False: trying once more would change nothing."""
        super().__init__(trouble)
        self.trouble = trouble
        self.again = again


class Unsure(Exception):
    """Nobody knows whether a message was taken."""
