"""What every event has: a stable name, who may read it, and its wording beside it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, Protocol
from uuid import UUID

from django.utils.translation import gettext, pgettext

from haina.cases.names import in_active_language
from haina.people.permissions import Role
from haina.rules.wording_values import date_text


class Names(Protocol):
    """Puts the ids in an event into words of the active language."""

    def stage(self, stage: str) -> str:
        """A stage's title."""

    def department(self, department: str) -> str:
        """A department's name."""

    def field(self, name: str) -> str:
        """The label of a form field or fact."""

    def document(self, kind: str) -> str:
        """The title of a kind of document."""

    def reason(self, reason: str) -> str:
        """A reason's text."""

    def ground(self, ground: str) -> str:
        """The title of a ground on which a clock may be stopped."""

    def source(self, source: str) -> str:
        """Where something was looked up."""

    def account(self, account_id: UUID) -> str:
        """An officer's name, where the reader may know it."""


#: Event classes by stored name.
REGISTRY: dict[str, type[Event]] = {}


@dataclass(frozen=True, slots=True)
class Event(ABC):
    """Something that happened to a case; a subclass a thing that can happen."""

    #: Name under which it is stored; never changed and never used for anything else.
    kind: ClassVar[str]
    #: Whether somebody who has not seen it might decide differently, so that their older page is refused.
    matters: ClassVar[bool] = True
    #: Whether, of those who act on a stage, it concerns only those on the event's own one.
    own_stage: ClassVar[bool] = False
    #: Whether it stays inside the administration.
    internal: ClassVar[bool] = False

    def __init_subclass__(cls) -> None:
        """Register the class under its stored name."""
        known = REGISTRY.setdefault(cls.kind, cls)
        if known.__qualname__ != cls.__qualname__:
            raise ValueError(f"two events are named {cls.kind}")
        # With slots, dataclass makes the class a second time; the second one is the one in use.
        REGISTRY[cls.kind] = cls

    @abstractmethod
    def words(self, names: Names) -> str:
        """One sentence that says what happened, in the active language."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event with the circumstances in which it happened."""

    sequence: int
    at: datetime
    #: The day of `at` where the authority is; clocks count by it.
    on: date
    event: Event
    account_id: UUID | None
    role: Role
    #: Department of the officer who acted; empty for others.
    department: str = ""


def listed(parts: Iterable[str]) -> str:
    """Several things in a row, as the active language writes them."""
    return pgettext("between the things of a list", ", ").join(part for part in parts if part)


def with_reasons(text: str, reasons: Iterable[str], note: str, names: Names) -> str:
    """The sentence, followed by the reasons and the officer's own words where there are any."""
    given = [names.reason(reason) for reason in reasons]
    if given:
        text += " " + gettext("Reasons: %(reasons)s.") % {"reasons": listed(given)}
    return f"{text} {note}" if note else text


def shown_day(day: date) -> str:
    """A day as people write it, in the active language."""
    return in_active_language(date_text(day))
