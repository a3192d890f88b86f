"""Where a refusal of a verb of drafts becomes a page, and a draft is found for who may see it."""

from __future__ import annotations

from functools import wraps
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase

from haina.cases.pages.door import Parameters, View, behind_login, visit_of
from haina.drafts.models import Draft, Trial
from haina.drafts.permissions import DraftVerb, MayNot, require
from haina.drafts.recording import NotThere


def for_policy_makers(view: View[Parameters]) -> View[Parameters]:
    """Let only policy makers pass, and say kindly what is not there or not theirs to do."""

    @wraps(view)
    def guarded(
        request: HttpRequest, *args: Parameters.args, **kwargs: Parameters.kwargs
    ) -> HttpResponseBase:
        try:
            require(visit_of(request).actor, DraftVerb.READ)
            return view(request, *args, **kwargs)
        except NotThere as error:
            raise Http404(str(error)) from None
        except MayNot as error:
            raise PermissionDenied(str(error)) from None

    return behind_login(guarded)  # type: ignore[arg-type]  # wraps() gives the request a name


def find_draft(draft_id: UUID) -> Draft:
    """The draft. Raises NotThere."""
    found = Draft.objects.select_related("author").filter(pk=draft_id).first()
    if found is None:
        raise NotThere(str(draft_id))
    return found


def find_result(trial_id: UUID) -> Trial:
    """The trial with its draft. Raises NotThere."""
    found = Trial.objects.select_related("draft__author").filter(pk=trial_id).first()
    if found is None:
        raise NotThere(str(trial_id))
    return found
