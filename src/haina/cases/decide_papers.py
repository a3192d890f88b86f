"""Answers to the commands about documents: tell a no by letter, make one anew, say that one runs out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.utils.translation import gettext_lazy as _

from haina.cases.commands import Act, Command
from haina.cases.deciding import require, require_state
from haina.cases.events import Event, Expiring, LetterIssued, Reissued
from haina.cases.refusals import Refusal
from haina.cases.state import CaseState
from haina.people.permissions import State
from haina.policy.procedures import Procedure

Ground = Literal["lost", "damaged", "corrected", "restored"]


@dataclass(frozen=True, slots=True)
class TellByLetter(Command):
    """Tell a no by letter; it has been made and signed."""

    number: str
    outcome: str
    pdf_sha256: str
    credential_sha256: str


@dataclass(frozen=True, slots=True)
class Reissue(Command):
    """Replace what was issued; the new document has been made and signed."""

    number: str
    ground: Ground
    valid_from: date
    valid_to: date | None
    pdf_sha256: str
    credential_sha256: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class AnnounceExpiry(Command):
    """Tell the holder that what was issued runs out."""


def tell_by_letter(
    command: TellByLetter, case: CaseState, procedure: Procedure, act: Act
) -> tuple[Event, ...]:
    """A no is told by letter once; asking again changes nothing."""
    if case.letter:
        return ()
    require_state(case, State.REFUSED, State.DECLINED)
    return (LetterIssued(command.number, command.outcome, command.pdf_sha256, command.credential_sha256),)


def reissue(command: Reissue, case: CaseState, procedure: Procedure, act: Act) -> tuple[Event, ...]:
    """What is valid can be made anew, and what was wrongly revoked; a correction says what was wrong."""
    require_state(case, State.APPROVED if command.ground == "restored" else State.ISSUED)
    if case.granted is None:
        raise Refusal("nothing_issued", _("Nothing has been issued."))
    note = command.note.strip()
    require(
        command.ground != "corrected" or bool(note),
        "no_explanation",
        _("Say what was wrong and what it says now."),
    )
    return (
        Reissued(
            command.number,
            case.granted.number,
            command.ground,
            command.valid_from,
            command.valid_to,
            command.pdf_sha256,
            command.credential_sha256,
            note,
        ),
    )


def announce_expiry(
    command: AnnounceExpiry, case: CaseState, procedure: Procedure, act: Act
) -> tuple[Event, ...]:
    """Each document is announced once, and only while it is valid."""
    granted = case.granted
    if case.state is not State.ISSUED or granted is None or granted.valid_to is None:
        return ()
    if case.announced == granted.number or granted.valid_to < act.on:
        return ()
    return (Expiring(granted.number, granted.valid_to),)
