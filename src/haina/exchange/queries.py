"""Reads of looks: one's own, those of a stage with what came back, and objections that wait for an answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from haina.exchange.models import RegisterRequest, RequestEvent
from haina.exchange.refusals import LookNotFound
from haina.exchange.state import LookState, Status, state_of
from haina.people.actors import Actor
from haina.people.look_permissions import LOOKS, LookVerb

#: How many lines a list shows at once.
PAGE = 50
_Kind = RequestEvent.Kind


@dataclass(frozen=True, slots=True)
class Look:
    """A question as its reader may see it."""

    request: RegisterRequest
    state: LookState
    may: frozenset[LookVerb]
    #: What came back, of the fields that were asked; empty where the reader may not see it (any more).
    values: Mapping[str, Any]

    @property
    def answers(self) -> list[tuple[Mapping[str, Any], Any]]:
        """Each field that was asked, with its value; None where nothing came back."""
        return [(field, self.values.get(field["name"])) for field in self.request.fields]


def own_looks(actor: Actor, *, start: int = 0, most: int | None = PAGE) -> list[Look]:
    """All looks at the actor's own data, or at that of the organisations it acts for, the latest first."""
    rows = _rows(LOOKS.concerning(actor)).order_by("-asked_at", "pk")
    return _seen(actor, rows[start:] if most is None else rows[start : start + most])


def looks_of_case(actor: Actor, case_id: UUID) -> list[Look]:
    """The looks of one case that the actor may see: an officer those that their department asked."""
    rows = _rows(LOOKS.visible(actor) & Q(case_id=case_id))
    return _seen(actor, rows.order_by("asked_at", "pk"))


def one_look(actor: Actor, request_id: UUID) -> Look:
    """A look that the actor may see; raises LookNotFound."""
    found = _seen(actor, _rows(LOOKS.visible(actor) & Q(pk=request_id)))
    if not found:
        raise LookNotFound(request_id)
    return found[0]


def open_objections(actor: Actor) -> list[Look]:
    """The objections that wait for an answer by a supervisor such as the actor, the oldest first."""
    events = RequestEvent.objects.filter(request=OuterRef("pk"))
    last = RequestEvent.objects.filter(request=OuterRef("request"), sequence__gt=OuterRef("sequence"))
    objected = events.filter(kind=_Kind.OBJECTED).exclude(Exists(last.filter(kind=_Kind.OBJECTION_ANSWERED)))
    rows = _rows(LOOKS.supervised(actor)).filter(Exists(objected))
    return _seen(actor, rows.order_by("asked_at", "pk")[:PAGE])


def values_for(actor: Actor, look: RegisterRequest, state: LookState) -> Mapping[str, Any]:
    """What came back to a question, as far as the actor may see it: never a field that was not asked.

    To the department it is gone once the consent is withdrawn or an objection is upheld; to those whom it
    is about it stays.
    """
    own = LookVerb.OBJECT in (verbs := _verbs(actor, look))
    if LookVerb.READ_VALUES not in verbs or (
        not own and (state.is_barred or state.status is Status.WITHDRAWN)
    ):
        return {}
    return {name: value for name, value in state.values.items() if name in look.names}


def _verbs(actor: Actor, look: RegisterRequest) -> frozenset[LookVerb]:
    return frozenset(verb for verb in LookVerb if LOOKS.may(actor, verb, look))


def _rows(condition: Q) -> QuerySet[RegisterRequest]:
    related = ("person", "organisation", "account")
    return RegisterRequest.objects.filter(condition).select_related(*related).prefetch_related("events")


def _seen(actor: Actor, rows: QuerySet[RegisterRequest]) -> list[Look]:
    looks = []
    for request in rows:
        state = state_of(request)
        looks.append(Look(request, state, _verbs(actor, request), values_for(actor, request, state)))
    return looks
