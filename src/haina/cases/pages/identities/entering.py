"""How one comes to the pages on who is who, and how a refusal is said there."""

from __future__ import annotations

from collections.abc import Mapping
from functools import wraps
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from haina.cases.pages.door import View, Visit, behind_login, visit_of
from haina.people.identities import all_joined
from haina.people.identity_permissions import IdentityVerb, MayNotDecide, identity_verbs
from haina.people.looks import note_look
from haina.people.models import Identity
from haina.people.portraits import Portrait, portrait_of

#: What each promise says to people when a decision would break it.
REFUSALS: Mapping[str, str | Promise] = {
    "identity_edge_joins_two": gettext_lazy("The two are one already."),
    "identity_edge_of_one_kind": gettext_lazy("A person and an organisation are not one."),
    "identity_edge_must_not_join": gettext_lazy(
        "They have two different numbers for life, or were judged to be two. Only a supervisor may join them,"
        " with a reason for that."
    ),
    "identity_event_is_on_two": gettext_lazy("These are not two."),
    "identity_event_has_a_reason": gettext_lazy("Say why."),
    "judgement_has_a_reason": gettext_lazy("Say why."),
    "identity_override_by_a_supervisor": gettext_lazy("Only a supervisor may decide against the rule."),
    "judged_pair_is_joined": gettext_lazy("The two are one by an earlier decision. Take that back first."),
    "identity_undo_is_final": gettext_lazy("What takes a decision back is not taken back itself."),
    "people_identityevent_undoes_id_key": gettext_lazy("This decision has been taken back already."),
    "split_moves_own_rows": gettext_lazy("Something that you ticked has moved meanwhile. Look again."),
    "identity_appeal_says_why": gettext_lazy("Say why the decision is wrong."),
    "identity_appeal_once_at_a_time": gettext_lazy("You have appealed already. Wait for the answer."),
    "identity_appeal_is_answered_whole": gettext_lazy("This appeal has been answered already."),
}
_OTHER = gettext_lazy("This cannot be decided so.")


def words_of(promise: str) -> str:
    """What stands against a decision, in the reader's language."""
    return str(REFUSALS.get(promise, _OTHER))


def at_the_office(view: View[Any]) -> View[Any]:
    """Let only officers and supervisors pass; what does not exist is not there, what may not be is said."""

    @behind_login
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not visit_of(request).actor.is_staff:
            raise PermissionDenied("for officers")
        return spoken(view)(request, *args, **kwargs)

    return guarded


def spoken(view: View[Any]) -> View[Any]:
    """Turn what is not there and what one may not do into pages."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except Identity.DoesNotExist as error:
            raise Http404(str(error)) from None
        except MayNotDecide as error:
            raise PermissionDenied(str(error)) from None

    return guarded


def may(visit: Visit, *ids: UUID) -> frozenset[IdentityVerb]:
    """What the visitor may do to identities, all that they are one with counted in."""
    return identity_verbs(visit.actor, *all_joined(*ids))


def opened(visit: Visit, id: UUID) -> Portrait:
    """What is known of an identity; that an officer looked is noted for its holder, once a day.

    Raises Identity.DoesNotExist, MayNotDecide.
    """
    portrait = portrait_of(id)
    if IdentityVerb.READ not in may(visit, id):
        raise MayNotDecide(f"{visit.actor.name} may not read {id}")
    if visit.actor.account_id is not None:
        departments = sorted(each for each in visit.actor.departments | visit.actor.supervises if each)
        note_look(id, visit.actor.account_id, next(iter(departments), ""), visit.on)
    return portrait
