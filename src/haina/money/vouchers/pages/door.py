"""Where a refusal of a verb of vouchers becomes a page."""

from __future__ import annotations

from functools import wraps

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase

from haina.cases.pages.door import Parameters, View, behind_login
from haina.money.vouchers.finding import NotThere
from haina.money.vouchers.permissions import MayNot


def at_the_door(view: View[Parameters]) -> View[Parameters]:
    """Let only people who have signed in pass, and say kindly what is not there or not theirs to do."""

    @wraps(view)
    def guarded(
        request: HttpRequest, *args: Parameters.args, **kwargs: Parameters.kwargs
    ) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except NotThere as error:
            raise Http404(str(error)) from None
        except MayNot as error:
            raise PermissionDenied(str(error)) from None

    return behind_login(guarded)  # type: ignore[arg-type]  # wraps() gives the request a name
