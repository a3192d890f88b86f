"""Why something could not be delivered or confirmed, in words for the person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext, gettext_lazy

#: Words by code; a code is at most 40 characters long.
WORDS: Mapping[str, Any] = {
    "not_an_address": gettext_lazy("This is not an address that begins with https://."),
    "address_with_password": gettext_lazy("An address must not hold a name or a password."),
    "port": gettext_lazy("Only the ports 443 and 8443 are used."),
    "private_address": gettext_lazy("The address leads into a private network."),
    "unknown_host": gettext_lazy("No such machine can be found on the internet."),
    "no_connection": gettext_lazy("The system did not answer."),
    "slow": gettext_lazy("The system took too long."),
    "certificate": gettext_lazy("The system’s certificate cannot be trusted."),
    "redirect": gettext_lazy("The system points to another address; only the one given is used."),
    "status": gettext_lazy("The system did not accept the message."),
    "gone": gettext_lazy("The system says that it is gone for good."),
    "challenge": gettext_lazy("The system did not give back what it was sent to confirm the address."),
    "ended": gettext_lazy("The address was taken away."),
    "mail_server": gettext_lazy("The mail server did not accept the message."),
    "mailbox": gettext_lazy("The mail server says that there is no such mailbox."),
    "stopped": gettext_lazy("Sending was interrupted; it may or may not have arrived."),
}


def in_words(code: str) -> str:
    """A trouble in the active language."""
    return str(WORDS[code]) if code in WORDS else gettext("Something went wrong.")
