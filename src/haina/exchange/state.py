"""What became of a question: the fold of its events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from haina.exchange.models import RegisterRequest, RequestEvent

_Kind = RequestEvent.Kind


class Status(StrEnum):
    """Where a question stands."""

    #: The person has not agreed yet; nothing has been asked.
    NEEDS_CONSENT = "needs_consent"
    #: On its way, or waiting for a register that does not answer.
    WAITING = "waiting"
    ANSWERED = "answered"
    #: The register does not know the one whom it was asked about.
    NOT_FOUND = "not_found"
    #: The stated number belongs to somebody else; nothing of the answer was kept.
    NO_MATCH = "no_match"
    REFUSED = "refused"
    CLOSED = "closed"
    #: The person took the consent back; what had come is shown to nobody any more.
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Objection:
    """What the person objects, and what a supervisor of the asking department answered."""

    text: str
    at: datetime
    answer: str = ""
    upheld: bool = False
    answered_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether nobody has answered yet."""
        return self.answered_at is None


@dataclass(frozen=True, slots=True)
class LookState:
    """A question after all that happened to it."""

    status: Status
    sequence: int = 0
    #: Why there is no answer yet; empty where nothing has gone wrong.
    trouble: str = ""
    trouble_since: datetime | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    as_of: str = ""
    words: Mapping[str, str] = field(default_factory=dict)
    settled_at: datetime | None = None
    consented_at: datetime | None = None
    objection: Objection | None = None

    @property
    def is_barred(self) -> bool:
        """Whether what came back may count no more: an objection was upheld."""
        return self.objection is not None and self.objection.upheld

    @property
    def is_settled(self) -> bool:
        """Whether it will not be asked any more."""
        return self.status not in (Status.WAITING, Status.NEEDS_CONSENT)


def fold(request: RegisterRequest, events: Iterable[RequestEvent]) -> LookState:
    """The state of a question after its events, in order."""
    state = LookState(Status.NEEDS_CONSENT if request.by_consent else Status.WAITING)
    for event in events:
        state = replace(_applied(state, event), sequence=event.sequence)
    return state


def state_of(request: RegisterRequest) -> LookState:
    """The state of a stored question; its events are read once where they were fetched with it."""
    return fold(request, sorted(request.events.all(), key=lambda event: event.sequence))


def _applied(state: LookState, event: RequestEvent) -> LookState:
    payload = event.payload
    if event.kind == _Kind.FAILED:
        return replace(state, trouble=payload["trouble"], trouble_since=state.trouble_since or event.at)
    if event.kind == _Kind.CONSENTED:
        return replace(state, status=Status.WAITING, consented_at=event.at)
    if event.kind == _Kind.CONSENT_WITHDRAWN:
        return replace(state, status=Status.WITHDRAWN, settled_at=state.settled_at or event.at)
    if event.kind == _Kind.OBJECTED:
        return replace(state, objection=Objection(payload["text"], event.at))
    if event.kind == _Kind.OBJECTION_ANSWERED and state.objection is not None:
        answered = replace(
            state.objection, answer=payload["text"], upheld=payload["upheld"], answered_at=event.at
        )
        return replace(state, objection=answered)
    return _settled(state, event)


def _settled(state: LookState, event: RequestEvent) -> LookState:
    payload = event.payload
    settled = replace(state, trouble="", trouble_since=None, settled_at=event.at)
    if event.kind == _Kind.ANSWERED:
        status = Status.ANSWERED if payload["found"] else Status.NOT_FOUND
        if payload["found"] and payload.get("matched") is False:
            status = Status.NO_MATCH
        return replace(settled, status=status, values=payload["values"], as_of=payload["as_of"])
    if event.kind == _Kind.REFUSED:
        return replace(settled, status=Status.REFUSED, words=payload["words"])
    return replace(settled, status=Status.CLOSED)
