"""Where a request becomes an actor and a moment, and where a verb's refusal becomes a page.

Behind this door nothing knows HTTP: verbs take the actor, the time and plain values.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import wraps
from typing import Concatenate, ParamSpec
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext

from haina.cases.agents import acted_before, mandate_that_ended
from haina.cases.meanwhile import require_fresh
from haina.cases.pages.kept import MACHINE_FIELDS, kept_form, sign_in_first
from haina.cases.perform import LONGEST_KEY, Receipt, receipt_of
from haina.cases.queries import CaseView
from haina.cases.refusals import CaseNotFound, Forbidden, KeyUsed, NoMandate, Refusal, Stale
from haina.people.actors import VISITOR, Actor, actor_of
from haina.people.models import Account
from haina.people.permissions import Verb

Parameters = ParamSpec("Parameters")
View = Callable[Concatenate[HttpRequest, Parameters], HttpResponseBase]

#: Fields in which one chooses instead of writing.
CHOSEN_FIELDS = frozenset(
    {"item", "reasons", "kind", "later", "take_over", "declared", "organisation", "person", "chosen"}
)
_NOT_TYPED = CHOSEN_FIELDS | {"with_files"}


@dataclass(frozen=True, slots=True)
class Visit:
    """Who asks, and when."""

    actor: Actor
    now: datetime

    @property
    def on(self) -> date:
        """The day of the visit where the authority is."""
        return timezone.localdate(self.now)


def visit_of(request: HttpRequest) -> Visit:
    """Return who asks, with the mandates and postings of today, and the time."""
    now = timezone.now()
    user = request.user
    actor = actor_of(user, timezone.localdate(now)) if isinstance(user, Account) else VISITOR
    return Visit(actor, now)


def new_key() -> str:
    """Return a key for a form that is about to be drawn; sending the form twice does it once."""
    return str(uuid4())


def sent_key(request: HttpRequest) -> str:
    """Return the key of a sent form. Raises KeyUsed for one that no form of ours has."""
    key = request.POST.get("key", "")
    if not 0 < len(key) <= LONGEST_KEY or not key.isprintable():
        raise KeyUsed(key[:LONGEST_KEY])
    return key


def sent_sequence(request: HttpRequest) -> int:
    """Return the sequence of the case that the sender looked at. Raises KeyUsed for one that cannot be."""
    seen = request.POST.get("seen", "")
    if not (seen.isascii() and seen.isdecimal() and len(seen) < 10):
        raise KeyUsed("seen")
    return int(seen)


class DoneBefore(Exception):
    """The form that was sent has been carried out already."""

    def __init__(self, receipt: Receipt) -> None:
        super().__init__(receipt.reference)
        self.receipt = receipt


def require(request: HttpRequest, visit: Visit, view: CaseView, verb: Verb, *, allowed: bool) -> None:
    """Let pass who may do `verb`; tell others why not, before a page shows them what they may not see.

    Whoever sends a form that is no longer theirs to send has sent it twice (DoneBefore) or looked at an old
    page (Stale); everybody else is forbidden to (Forbidden).
    """
    if allowed:
        return
    if request.method == "POST":
        receipt = receipt_of(visit.actor, view.row.pk, sent_key(request), visit.now)
        if receipt is not None:
            raise DoneBefore(receipt)
        require_fresh(view.row, view.policy, sent_sequence(request), view.may)
    raise Forbidden(verb.value, view.row.state)


def redraws(view: View[Parameters]) -> View[Parameters]:
    """Mark a view that puts what was typed before signing in into its form again, by `kept_form`."""
    view.redraws = True  # type: ignore[attr-defined]  # a mark on a function
    return view


def behind_login(view: View[Parameters]) -> View[Parameters]:
    """Let only people who have signed in pass, and turn a verb's refusal into the page that explains it.

    What somebody sends whose session has run out is kept and given back after signing in.
    """

    @wraps(view)
    def guarded(
        request: HttpRequest, *args: Parameters.args, **kwargs: Parameters.kwargs
    ) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return sign_in_first(request)
        if not hasattr(view, "redraws"):
            _give_back(request)
        try:
            return view(request, *args, **kwargs)
        except CaseNotFound as error:
            return _not_there(request, error)
        except DoneBefore as error:
            tell(request, error.receipt, "")
            return redirect("cases:case", case_id=error.receipt.case_id)
        except NoMandate as error:
            context = {"message": str(error), "typed": typed_of(request)}
            return render(request, "cases/no_mandate.html", context, status=403)
        except Forbidden as error:
            raise PermissionDenied(str(error)) from None
        except Stale as error:
            return _stale(request, error)
        except KeyUsed:
            return _bad_form(request)
        except Refusal as error:
            return _refused(request, error)

    return guarded  # type: ignore[return-value]  # wraps() gives the request a name, which no caller uses


def _give_back(request: HttpRequest) -> None:
    """Say what was typed before signing in, on a page that cannot put it into its form again."""
    kept = kept_form(request)
    if kept is None:
        return
    typed = [text for name, values in kept.lists() if name not in _NOT_TYPED for text in values if text]
    words = gettext("You had been signed out before this was sent. Nothing has been done yet.")
    if kept["with_files"]:
        words += " " + gettext("Choose the file once more.")
    if typed:
        words += " " + gettext("You had written: %(text)s") % {"text": " · ".join(typed)}
    messages.warning(request, words)


def _not_there(request: HttpRequest, error: CaseNotFound) -> HttpResponse:
    """Say to whoever acted in it by a mandate that this is over; for everybody else there is no such case."""
    visit = visit_of(request)
    mandate = mandate_that_ended(visit.actor, error.case_id, visit.on)
    typed = typed_of(request)
    if mandate is not None:
        context = {"mandate": mandate, "typed": typed}
        return render(request, "cases/mandate_over.html", context, status=403)
    if acted_before(visit.actor, error.case_id):
        return render(request, "cases/in_other_hands.html", {"typed": typed}, status=403)
    raise Http404(str(error)) from None


def tell(request: HttpRequest, receipt: Receipt, words: str) -> None:
    """Say what was done; a repeated form says so instead of doing it again."""
    if receipt.replayed:
        messages.info(request, gettext("This had been done already; nothing was done twice."))
    else:
        messages.success(request, words)


def _stale(request: HttpRequest, error: Stale) -> HttpResponse:
    """Show what happened since the sender looked, and give back what was typed."""
    short = "en" if (get_language() or "").startswith("en") else "zh"
    context = {
        "meanwhile": [each.words[short] for each in error.meanwhile],
        "typed": typed_of(request),
        "again": request.path,
    }
    return render(request, "cases/stale.html", context, status=409)


def _refused(request: HttpRequest, error: Refusal) -> HttpResponse:
    context = {"message": str(error), "typed": typed_of(request), "again": request.path}
    return render(request, "cases/refused.html", context, status=422)


def _bad_form(request: HttpRequest) -> HttpResponse:
    body = render(request, "cases/bad_form.html", {"typed": typed_of(request), "again": request.path})
    return HttpResponseBadRequest(body.content)


def typed_of(request: HttpRequest) -> list[str]:
    """Return the texts that the person had typed, so that a refused form loses nothing."""
    if request.method != "POST":
        return []
    return [
        value
        for name, values in request.POST.lists()
        if name not in MACHINE_FIELDS | CHOSEN_FIELDS
        for value in values
        if value.strip()
    ]
