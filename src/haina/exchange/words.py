"""What is said about a look: where it stands, and why there is no answer yet."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from haina.exchange.protocol import Trouble
from haina.exchange.state import LookState, Status

_STATUS = {
    Status.NEEDS_CONSENT: _("waits for your consent"),
    Status.WAITING: _("no answer yet"),
    Status.ANSWERED: _("answered"),
    Status.NOT_FOUND: _("nothing on record"),
    Status.NO_MATCH: _("does not match: the number is not that of this person; nothing was taken over"),
    Status.REFUSED: _("the register refused"),
    Status.CLOSED: _("no longer needed, never answered"),
    Status.WITHDRAWN: _("consent withdrawn"),
}
_TROUBLE = {
    Trouble.UNREACHABLE: _("The register cannot be reached."),
    Trouble.SLOW: _("The register does not answer in time."),
    Trouble.FAILED: _("The register reports an error of its own."),
    Trouble.UNREADABLE: _("What the register sent is no answer to the question."),
    Trouble.UNSIGNED: _("What came back was not signed by the register."),
    Trouble.NOT_CONNECTED: _("No register is connected here."),
}
#: Kinds of the status mark by state.
_MARK = {
    Status.ANSWERED: "good",
    Status.NOT_FOUND: "unsure",
    Status.NO_MATCH: "bad",
    Status.REFUSED: "bad",
    Status.WAITING: "later",
    Status.NEEDS_CONSENT: "unsure",
}


def status_words(state: LookState) -> str:
    """Where a look stands, in the active language."""
    return str(_STATUS[state.status])


def status_mark(state: LookState) -> str:
    """The colour in which that is said."""
    return _MARK.get(state.status, "plain")


def trouble_words(state: LookState) -> str:
    """Why there is no answer yet; empty where nothing has gone wrong."""
    return str(_TROUBLE[Trouble(state.trouble)]) if state.trouble else ""
