"""Everything that can be done to a look: one module a verb."""

from haina.exchange.verbs.answer_objection import answer_objection
from haina.exchange.verbs.ask import Asking, ask, tell_again
from haina.exchange.verbs.close import close
from haina.exchange.verbs.consent import give_consent, withdraw_consent
from haina.exchange.verbs.object_to import object_to
from haina.exchange.verbs.send import send

__all__ = [
    "Asking",
    "answer_objection",
    "ask",
    "close",
    "give_consent",
    "object_to",
    "send",
    "tell_again",
    "withdraw_consent",
]
