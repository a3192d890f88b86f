"""The port by which other apps join in: what follows from an event of a case, and what is said before.

An app that is above cases registers a consequence when it is ready. What follows is written in the same
transaction as the events; a consequence that raises a refusal takes the whole command back, so a decision and
what it brings about are there together or not at all. Cases know nothing of what others do with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from haina.policy import Policy
from haina.policy.procedures import Procedure
from haina.rules.text import Text

if TYPE_CHECKING:
    from haina.cases.events import Recorded
    from haina.cases.perform import Matter, Order


class Weight(StrEnum):
    """How much a caution weighs."""

    #: As things stand, a yes would be refused.
    STOP = "stop"
    #: Somebody should look at it first.
    WARNING = "warning"
    #: Good to know.
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Caution:
    """Something that is said about a case before it is sent or decided."""

    weight: Weight
    text: Text
    #: The address of a page where more is said or something can be done; empty without one.
    link: str = ""
    link_text: Text | None = None


class Consequence(Protocol):
    """What another app does when something happens to a case."""

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of events from which something follows."""

    def concerns(self, policy: Policy, procedure: Procedure) -> bool:
        """Whether cases of the procedure can have this consequence; asked often, so it costs nothing."""

    def follows(self, matter: Matter, happened: Sequence[Recorded], order: Order) -> None:
        """Do what follows, inside the transaction; the events and rows of the case are there already.

        `matter` is the case as it stands afterwards. Raises Refusal to take the whole command back.
        """

    def cautions(self, matter: Matter, *, inside: bool) -> Sequence[Caution]:
        """What is to be said of the case as it stands now; `inside`: to an officer, not to a party.

        Of a draft, the form is in `matter.row.draft`.
        """


_REGISTERED: list[Consequence] = []
_SILENT: list[Consequence] = []


def register(consequence: Consequence, *, is_silent: bool = False) -> None:
    """Have a consequence follow from now on; an app calls this once, when it is ready.

    One that `is_silent` is never asked for cautions, so that no page loads a case for it.
    """
    (_SILENT if is_silent else _REGISTERED).append(consequence)


def follow(matter: Matter, happened: Sequence[Recorded], order: Order) -> None:
    """Have everything follow that does from these events."""
    for each in concerned(matter.policy, matter.procedure, happened):
        each.follows(matter, happened, order)


def concerned(policy: Policy, procedure: Procedure, happened: Sequence[Recorded]) -> Iterator[Consequence]:
    """The consequences that these events have."""
    kinds = {one.event.kind for one in happened}
    having = (*_REGISTERED, *_SILENT)
    return (each for each in having if kinds & each.kinds and each.concerns(policy, procedure))


def concerning(policy: Policy, procedure: Procedure) -> list[Consequence]:
    """The consequences that cases of a procedure can have, and that have something to say of them."""
    return [each for each in _REGISTERED if each.concerns(policy, procedure)]
