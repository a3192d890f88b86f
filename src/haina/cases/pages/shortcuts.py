"""The keys of the officers' pages: one list for the page, the dialog and the templates, and the switch."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_http_methods

from haina.cases.desks.memory import memory_of, turn_shortcuts
from haina.cases.pages.door import behind_login, visit_of


@dataclass(frozen=True, slots=True)
class Key:
    """A key, and what it does."""

    key: str
    does: Promise


#: The keys by where they work; a key does something only where its button or link stands on the page.
KEYS: tuple[tuple[Promise, tuple[Key, ...]], ...] = (
    (
        gettext_lazy("Everywhere on officers’ pages"),
        (
            Key("?", gettext_lazy("show the keys")),
            Key("w", gettext_lazy("to the worklist")),
            Key("l", gettext_lazy("what I answered lately")),
        ),
    ),
    (
        gettext_lazy("On the worklist"),
        (
            Key("j", gettext_lazy("to the next line; Enter opens it")),
            Key("k", gettext_lazy("to the line before")),
            Key("x", gettext_lazy("tick the line, or take the tick away")),
            Key("/", gettext_lazy("to the search")),
        ),
    ),
    (
        gettext_lazy("On a case"),
        (
            Key("c", gettext_lazy("claim it, or take it over")),
            Key("b", gettext_lazy("put it back on the list")),
            Key("h", gettext_lazy("hand it over")),
            Key("a", gettext_lazy("accept or approve")),
            Key("r", gettext_lazy("ask for a correction")),
            Key("d", gettext_lazy("do not accept, or refuse")),
            Key("m", gettext_lazy("write a note that stays inside")),
            Key("n", gettext_lazy("to the next case on the list")),
        ),
    ),
    (
        gettext_lazy("In a form"),
        (Key("Ctrl + Enter", gettext_lazy("send the form")), Key("Esc", gettext_lazy("close the dialog"))),
    ),
)


@behind_login
@require_http_methods(["GET", "POST"])
def keys(request: HttpRequest) -> HttpResponse:
    """Explain the keys, and turn single keys off or on for this account."""
    visit = visit_of(request)
    if not visit.actor.is_staff or visit.actor.account_id is None:
        raise PermissionDenied("the keys are those of officers' pages")
    if request.method == "POST":
        turn_shortcuts(visit.actor.account_id, on=request.POST.get("shortcuts") == "on")
        messages.success(request, gettext("Kept for your account."))
        return redirect("cases:keys")
    kept = memory_of(visit.actor.account_id)
    return render(request, "cases/keys.html", {"groups": KEYS, "shortcuts": kept.shortcuts})
