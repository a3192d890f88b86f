"""What people and the outbox do about channels, one file a verb."""

from haina.cases.channels.verbs.choose import choose
from haina.cases.channels.verbs.confirm_webhook import confirm_webhook
from haina.cases.channels.verbs.deliver import MOST_ATTEMPTS, deliver
from haina.cases.channels.verbs.end_webhook import end_webhook
from haina.cases.channels.verbs.set_webhook import organisations_of, set_webhook, whose

__all__ = [
    "MOST_ATTEMPTS",
    "choose",
    "confirm_webhook",
    "deliver",
    "end_webhook",
    "organisations_of",
    "set_webhook",
    "whose",
]
