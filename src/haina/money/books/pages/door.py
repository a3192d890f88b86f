"""Where a refusal of the books becomes a page: who may not is told so."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase

from haina.cases.pages.door import behind_login, visit_of
from haina.people.book_permissions import BookVerb, MayNotKeep, book_roles, book_verbs
from haina.people.models import Organisation

Parameters = ParamSpec("Parameters")


def in_the_books(
    view: Callable[Concatenate[HttpRequest, Parameters], HttpResponse],
) -> Callable[Concatenate[HttpRequest, Parameters], HttpResponseBase]:
    """Let people pass who have signed in, and tell who may not do something that they may not."""

    @wraps(view)
    def guarded(
        request: HttpRequest, *args: Parameters.args, **kwargs: Parameters.kwargs
    ) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except MayNotKeep as error:
            raise PermissionDenied(str(error)) from None

    return behind_login(guarded)  # type: ignore[arg-type]  # wraps() gives the request a name


def unit_for(
    request: HttpRequest, organisation_id: UUID, department: str | None = None
) -> tuple[Organisation, frozenset[BookVerb]]:
    """The unit and what the visitor may do in its books; for all others there is none (Http404)."""
    actor = visit_of(request).actor
    if not book_roles(actor, organisation_id, department):
        raise Http404("no such unit")
    found = Organisation.objects.filter(pk=organisation_id).first()
    if found is None:
        raise Http404("no such unit")
    return found, book_verbs(actor, organisation_id, department)
