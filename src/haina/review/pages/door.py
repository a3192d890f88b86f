"""Where a review's refusals become pages; behind it nothing knows HTTP."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render

from haina.cases.pages.door import behind_login, typed_of
from haina.review.locking import NotThere
from haina.review.permissions import MayNotReview
from haina.review.refusals import ReviewRefusal

Parameters = ParamSpec("Parameters")
View = Callable[Concatenate[HttpRequest, Parameters], HttpResponseBase]


def for_reviews(view: View[Parameters]) -> View[Parameters]:
    """Let only people who have signed in pass, and turn a refusal into the page that explains it."""

    @wraps(view)
    def guarded(
        request: HttpRequest, *args: Parameters.args, **kwargs: Parameters.kwargs
    ) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except NotThere as error:
            raise Http404(str(error)) from None
        except MayNotReview as error:
            raise PermissionDenied(str(error)) from None
        except ReviewRefusal as error:
            context = {"message": str(error), "typed": typed_of(request), "again": request.path}
            return render(request, "review/refused.html", context, status=422)

    return behind_login(guarded)  # type: ignore[arg-type]  # wraps() names the request
