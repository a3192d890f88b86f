"""From the result of an inquiry to the form of one application or of several."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from haina.portal.inquiry.handover import apply_with
from haina.portal.pages.inquiry import visit
from haina.portal.pages.limits import STARTS, limit


@never_cache
@require_POST
def apply(request: HttpRequest, token: str) -> HttpResponse:
    """Begin to apply for what is ticked, or for the one whose button was pressed, with these answers."""
    limit(request, "inquiry.apply", STARTS)
    seen = visit(token)
    wanted = request.POST.getlist("only") or request.POST.getlist("procedure")
    ids = [id for id in dict.fromkeys(wanted) if id in seen.policy.procedures]
    if not ids:
        messages.info(request, gettext("Tick what you want to apply for."))
        return HttpResponseRedirect(seen.address("result"))
    apply_with(request, token)
    if len(ids) == 1:
        return HttpResponseRedirect(reverse("cases:start", args=ids))
    chosen = urlencode([("procedure", id) for id in ids])
    return HttpResponseRedirect(f"{reverse('cases:start_several')}?{chosen}")
