"""The roots of the days, and the proof that an event stands in one: public, as they show nobody's data."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from haina.cases.chain import content_of
from haina.cases.models import CaseEvent, DayRoot
from haina.cases.pages.checking import check_token
from haina.cases.queries import issuing_event
from haina.cases.roots import Proof, prove
from haina.exchange.models import LookRoot

#: What of a proof leads from an event to the root of its day.
_STEPS = ("path", "day", "count", "previous", "root")
#: Days on one page; the file for machines has all of them.
PAGE = 31


class EventForm(forms.Form):
    """Which event a proof is wanted of."""

    case = forms.UUIDField(
        label=gettext_lazy("Case"),
        help_text=gettext_lazy("The long identifier in the address of the case's page."),
    )
    event = forms.IntegerField(
        label=gettext_lazy("Event"),
        min_value=1,
        help_text=gettext_lazy("Its number in the history; the first is 1."),
    )


@require_safe
def roots(request: HttpRequest) -> HttpResponse:
    """List the roots, the latest first, and say what they are for."""
    listed = DayRoot.objects.order_by("-day")
    before = request.GET.get("before", "")
    earlier = DayRoot.objects.filter(root=before).first() if before else None
    if earlier is not None:
        listed = listed.filter(day__lt=earlier.day)
    shown = list(listed[: PAGE + 1])
    context = {"roots": shown[:PAGE], "more": shown[PAGE - 1].root if len(shown) > PAGE else ""}
    return render(request, "cases/roots.html", context)


@require_safe
def roots_json(request: HttpRequest) -> JsonResponse:
    """All roots, of cases and of looks in registers, for whoever keeps them."""
    listed = [_root(root) for root in DayRoot.objects.order_by("day").iterator(chunk_size=1000)]
    looks = [_root(root) for root in LookRoot.objects.order_by("day").iterator(chunk_size=1000)]
    response = JsonResponse({"algorithm": "RFC 9162 tree, SHA-256", "roots": listed, "looks": looks})
    response["Access-Control-Allow-Origin"] = "*"
    return response


@require_safe
def proof(request: HttpRequest) -> HttpResponse:
    """Say what a proof proves, and ask for an event."""
    form = EventForm(request.GET or None)
    if form.is_bound and form.is_valid():
        wanted = form.cleaned_data
        return HttpResponseRedirect(reverse("cases:proof_of", args=[wanted["case"], wanted["event"]]))
    return render(request, "cases/proof.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
def proof_of(request: HttpRequest, case_id: UUID, sequence: int) -> HttpResponse:
    """Show the proof of one event; the same page says so where its day has no root yet."""
    found = prove(case_id, sequence)
    there = CaseEvent.objects.filter(case_id=case_id, sequence=sequence).exists()
    context = {"form": EventForm(), "proof": found, "waits": there, "asked": (case_id, sequence)}
    return render(request, "cases/proof.html", context, status=200 if there else 404)


@require_safe
def proof_json(request: HttpRequest, case_id: UUID, sequence: int) -> JsonResponse:
    """The proof as data: with it and a root that one has kept, the event can be checked anywhere."""
    found = prove(case_id, sequence)
    if found is None:
        raise Http404("no proof")
    return JsonResponse(_as_json(found))


@require_safe
def paper_proof(request: HttpRequest, token: str) -> JsonResponse:
    """For who has a paper's credential: that the event which issued it stands in a day's root."""
    finding = check_token(token, timezone.localdate())
    paper = finding.document
    event = None if paper is None else issuing_event(paper)
    found = None if event is None else prove(event.case_id, event.sequence)
    if event is None or found is None:
        raise Http404("no proof")
    steps = _as_json(found)
    return JsonResponse({**{name: steps[name] for name in _STEPS}, "event": content_of(event)})


def _root(root: DayRoot | LookRoot) -> dict[str, Any]:
    return {
        "day": root.day.isoformat(),
        "count": root.count,
        "tree": root.tree,
        "previous": root.previous,
        "root": root.root,
    }


def _as_json(found: Proof) -> dict[str, Any]:
    return {
        "case": str(found.case_id),
        "event": found.sequence,
        "hash": found.leaf,
        "path": [{"side": side, "hash": hash} for side, hash in found.path],
        "day": found.day.isoformat(),
        "count": found.count,
        "previous": found.previous,
        "root": found.root,
    }
