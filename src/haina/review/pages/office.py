"""The officers' pages of reviews: rounds, one round with its applications and tasks, and the experts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from haina.cases.names import in_active_language
from haina.cases.pages.door import Visit, visit_of
from haina.cases.policies import current_policy
from haina.review.models import Reviewer, Round
from haina.review.pages.door import for_reviews
from haina.review.pages.forms import EntryForm, ExpertForm, ExtendForm, RoundForm, offices_of
from haina.review.permissions import ReviewVerb, state_of, verbs
from haina.review.refusals import ReviewRefusal
from haina.review.shown import (
    entry_lines,
    late_in,
    offered_cases,
    place_lines,
    programme_titles,
    round_terms,
    rounds_of,
    waiting_late,
)
from haina.review.verbs.appoint_reviewer import appoint_reviewer, end_appointment
from haina.review.verbs.assign import assign, take_away
from haina.review.verbs.close_round import close_round
from haina.review.verbs.enter import enter, take_out
from haina.review.verbs.extend import extend
from haina.review.verbs.open_round import open_round
from haina.review.verbs.publish import publish
from haina.review.words import title_of


def _officer(request: HttpRequest) -> Visit:
    """The visit of somebody who holds an office; others are told that they may not."""
    visit = visit_of(request)
    if not visit.actor.is_staff:
        raise PermissionDenied("rounds are kept by officers")
    return visit


@for_reviews
@require_safe
def rounds(request: HttpRequest) -> HttpResponse:
    """List the rounds of one's departments, and the schemes by which one can be opened."""
    visit = _officer(request)
    lines = [
        (round, title_of(round), state_of(round).value, waiting_late(round, visit.now))
        for round in rounds_of(visit.actor)
    ]
    schemes = [(each.id, in_active_language(each.title)) for each in current_policy().reviews.values()]
    return render(request, "review/rounds.html", {"lines": lines, "schemes": schemes})


@for_reviews
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, scheme: str) -> HttpResponse:
    """Open a round by a scheme."""
    visit = _officer(request)
    policy = current_policy()
    known = policy.reviews.get(scheme)
    if known is None:
        raise Http404(scheme)
    if not offices_of(visit.actor, policy):
        raise PermissionDenied("a department opens a round")
    sent = request.POST if request.method == "POST" else None
    form = RoundForm(sent, actor=visit.actor, scheme=known, on=visit.on)
    if sent is not None and form.is_valid():
        try:
            round = open_round(visit.actor, visit.now, form.wanted())
        except ReviewRefusal as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, gettext("The round is open. Put the applications in."))
            return redirect("review:round", round_id=round.pk)
    context = {"form": form, "scheme": known, "title": in_active_language(known.title)}
    context["note"] = "" if known.note is None else in_active_language(known.note)
    return render(request, "review/new.html", context, status=422 if form.errors else 200)


@for_reviews
@require_http_methods(["GET", "POST"])
def round_page(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """Show a round with its applications; when sent, do what an officer does in it."""
    visit = _officer(request)
    round = get_object_or_404(Round, pk=round_id)
    may = verbs(visit.actor, round)
    if ReviewVerb.READ not in may:
        raise PermissionDenied("the round is another department's")
    form: EntryForm | None = None
    if request.method == "POST":
        act = request.POST.get("act", "")
        if act != "enter":
            messages.success(request, _done(act, request.POST, visit, round))
            return redirect("review:round", round_id=round.pk)
        form = _entry_form(request, visit, round)
        if form.is_valid() and _entered(form, visit, round):
            messages.success(request, gettext("The application is in the round."))
            return redirect("review:round", round_id=round.pk)
    lines = entry_lines(round)
    context = {
        "round": round,
        "terms": round_terms(round),
        "state": state_of(round).value,
        "may": {verb.value for verb in may},
        "lines": lines,
        "late": late_in(round, lines, visit.now),
        "stayed_out": round.stayed_out.select_related("case__person", "case__organisation").order_by("pk"),
        "places": place_lines(round, visit.actor, inside=True) if round.closed else [],
        "form": form or (None if round.closed else _entry_form(request, visit, round)),
        "extending": ExtendForm(initial={"closes_at": round.closes_at}, auto_id="id_extend_%s"),
    }
    failed = form is not None and bool(form.errors)
    return render(request, "review/round.html", context, status=422 if failed else 200)


def _entry_form(request: HttpRequest, visit: Visit, round: Round) -> EntryForm:
    cases = [
        (str(case.pk), f"{case.reference} · {case.person or case.organisation} · {programme_titles(case)}")
        for case in offered_cases(visit.actor, round)
    ]
    return EntryForm(request.POST if request.method == "POST" else None, round=round, cases=cases)


def _entered(form: EntryForm, visit: Visit, round: Round) -> bool:
    given = form.cleaned_data
    try:
        enter(visit.actor, visit.now, round.pk, UUID(given["case"]), tilts=form.tilts, ground=given["ground"])
    except ReviewRefusal as error:
        form.add_error(None, str(error))
        return False
    return True


def _done(act: str, sent: QueryDict, visit: Visit, round: Round) -> str:
    """Do what was sent, and say what was done; raises Http404 for what no form of ours sends."""
    known = _ACTS.get(act)
    if known is None:
        raise Http404(act)
    return known(sent, visit, round)


def _number(sent: QueryDict, name: str) -> int:
    text = sent.get(name, "")
    if not (text.isascii() and text.isdecimal() and len(text) < 18):
        raise Http404(name)
    return int(text)


def _uuid(sent: QueryDict, name: str) -> UUID:
    try:
        return UUID(sent.get(name, ""))
    except ValueError:
        raise Http404(name) from None


def _assign(sent: QueryDict, visit: Visit, round: Round) -> str:
    assign(visit.actor, visit.now, _number(sent, "entry"), _uuid(sent, "reviewer"))
    return gettext("The reviewer has it now.")


def _take_away(sent: QueryDict, visit: Visit, round: Round) -> str:
    take_away(visit.actor, visit.now, _number(sent, "task"), why=sent.get("why", ""))
    return gettext("The task has been taken away.")


def _take_out(sent: QueryDict, visit: Visit, round: Round) -> str:
    take_out(visit.actor, visit.now, _number(sent, "entry"), why=sent.get("why", ""))
    return gettext("The application is out of the round.")


def _extend(sent: QueryDict, visit: Visit, round: Round) -> str:
    form = ExtendForm(sent)
    if not form.is_valid():
        raise ReviewRefusal("times")
    extend(visit.actor, visit.now, round.pk, closes_at=form.cleaned_data["closes_at"])
    return gettext("The reviewers have more time.")


def _close(sent: QueryDict, visit: Visit, round: Round) -> str:
    close_round(visit.actor, visit.now, round.pk)
    return gettext("The round is closed and the ranking stands.")


def _publish(sent: QueryDict, visit: Visit, round: Round) -> str:
    publish(visit.actor, visit.now, round.pk)
    return gettext("The ranking is published.")


_ACTS: Mapping[str, Callable[[QueryDict, Visit, Round], str]] = {
    "assign": _assign,
    "take_away": _take_away,
    "take_out": _take_out,
    "extend": _extend,
    "close": _close,
    "publish": _publish,
}


@for_reviews
@require_http_methods(["GET", "POST"])
def experts(request: HttpRequest) -> HttpResponse:
    """List the experts of one's departments; appoint one, or end an appointment."""
    visit = _officer(request)
    sent = request.POST if request.method == "POST" else None
    if sent is not None and sent.get("act") == "end":
        end_appointment(visit.actor, visit.now, _uuid(sent, "reviewer"))
        messages.success(request, gettext("The appointment has ended."))
        return redirect("review:experts")
    form = ExpertForm(sent, actor=visit.actor)
    if sent is not None and form.is_valid():
        try:
            appoint_reviewer(visit.actor, visit.now, **form.cleaned_data)
        except ReviewRefusal as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, gettext("The expert is appointed."))
            return redirect("review:experts")
    context = {"form": form, "lines": _experts_of(visit)}
    return render(request, "review/experts.html", context, status=422 if form.errors else 200)


def _experts_of(visit: Visit) -> list[tuple[Reviewer, str, str]]:
    """The experts of the actor's departments with their role and department in words."""
    policy = current_policy()
    departments = dict(offices_of(visit.actor, policy))
    found = Reviewer.objects.filter(department__in=departments).select_related("account")
    return [
        (each, in_active_language(policy.name_of(each.role)), departments[each.department])
        for each in found.order_by("ended_at", "account__name")
    ]
