"""Deciding who is who at the office: two are one, one is two, a pair in doubt, and taking a decision back."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods

from haina.cases.pages.door import Visit, visit_of
from haina.cases.pages.identities.comparing import Comparison, comparison, paper_in_words
from haina.cases.pages.identities.entering import at_the_office, may, opened, words_of
from haina.cases.pages.identities.forms import JudgeForm, MergeForm, ReasonForm, SplitForm
from haina.cases.pages.identities.one import may_do, person_of
from haina.cases.pages.identities.searching import search_form
from haina.people.following import Followed, parters
from haina.people.identity_permissions import IdentityVerb, MayNotDecide
from haina.people.models import DoubtfulPair, IdentityEvent, Judgement
from haina.people.portraits import Portrait, decision
from haina.people.searching import search
from haina.people.verbs.judge_pair import judge_pair
from haina.people.verbs.merge import IdentityRefused, merge
from haina.people.verbs.split import split, undo
from haina.people.verbs.try_out import try_out

#: What stands for a reason while one only looks what would follow.
_ONLY_LOOKING = "…"


@at_the_office
@require_http_methods(["GET", "POST"])
def merge_with(request: HttpRequest, identity_id: UUID) -> HttpResponse:
    """Choose with whom an identity is one, look at both and at what would follow, and join them."""
    visit = visit_of(request)
    portrait = opened(visit, identity_id)
    _require(visit, IdentityVerb.MERGE, identity_id)
    other_id = _other(request)
    if other_id is None or other_id == identity_id:
        return _choose(request, portrait)
    other = opened(visit, other_id)
    _require(visit, IdentityVerb.MERGE, identity_id, other_id)
    sides = comparison(portrait, other)
    foreseen, against = _foreseen(visit, identity_id, other_id, "")
    against_rule = against == "identity_edge_must_not_join"
    if against_rule and may_do(visit, IdentityVerb.MERGE_AGAINST_RULE, identity_id, other_id):
        foreseen, against = _foreseen(visit, identity_id, other_id, _ONLY_LOOKING)
    else:
        against_rule = False
    data = request.POST if request.method == "POST" else None
    form = MergeForm(data, against_rule=against_rule)
    if data is not None and form.is_valid():
        try:
            merge(
                visit.actor,
                identity_id,
                other_id,
                reason=form.cleaned_data["reason"],
                override_reason=form.cleaned_data.get("override_reason", ""),
                on=visit.on,
                now=visit.now,
            )
        except IdentityRefused as error:
            form.add_error(None, words_of(error.promise))
        else:
            messages.success(request, gettext("The two are one now."))
            return redirect("identities:one", identity_id)
    context = _sides(sides, foreseen) | {
        "form": form,
        "portrait": portrait,
        "against": words_of(against) if against else "",
        "against_rule": against_rule,
    }
    return render(request, "cases/identities/merge.html", context, status=422 if form.errors else 200)


def _other(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.GET.get("with", ""))
    except ValueError:
        return None


def _choose(request: HttpRequest, portrait: Portrait) -> HttpResponse:
    form = search_form(request)
    words = form.cleaned_data["words"] if form.is_valid() else ""
    lines = [
        each
        for each in search(words)
        if each.identity.kind == portrait.own.identity.kind and each.survivor != portrait.own.survivor
    ]
    context = {"form": form, "words": words, "lines": lines, "portrait": portrait}
    return render(request, "cases/identities/choose.html", context)


def _foreseen(visit: Visit, one: UUID, other: UUID, override: str) -> tuple[tuple[Followed, ...], str]:
    """What would follow if the two were joined, or the promise that stands against it."""

    def decide() -> IdentityEvent:
        return merge(
            visit.actor,
            one,
            other,
            reason=_ONLY_LOOKING,
            override_reason=override,
            on=visit.on,
            now=visit.now,
        )

    return _tried(decide)


def _tried(decide: Callable[[], IdentityEvent]) -> tuple[tuple[Followed, ...], str]:
    try:
        return try_out(decide), ""
    except IdentityRefused as error:
        return (), error.promise


def _sides(sides: Comparison, foreseen: tuple[Followed, ...]) -> dict[str, object]:
    return {"sides": sides, "foreseen": foreseen}


def _require(visit: Visit, verb: IdentityVerb, *ids: UUID) -> None:
    if verb not in may(visit, *ids):
        raise MayNotDecide(f"{visit.actor.name} may not {verb.value}")


@at_the_office
@require_http_methods(["GET", "POST"])
def pair(request: HttpRequest, pair_id: int) -> HttpResponse:
    """Show a pair in doubt side by side, and judge it."""
    visit = visit_of(request)
    row = get_object_or_404(DoubtfulPair, pk=pair_id)
    one, other = opened(visit, row.one_id), opened(visit, row.other_id)
    _require(visit, IdentityVerb.JUDGE_PAIR, row.one_id, row.other_id)
    foreseen, against = _foreseen(visit, row.one_id, row.other_id, "")
    data = request.POST if request.method == "POST" else None
    form = JudgeForm(data)
    if data is not None and form.is_valid():
        said = Judgement.Verdict(form.cleaned_data["verdict"])
        why = form.cleaned_data["reason"]
        try:
            judge_pair(visit.actor, row.one_id, row.other_id, said, reason=why, on=visit.on, now=visit.now)
        except IdentityRefused as error:
            form.add_error("verdict", words_of(error.promise))
        else:
            messages.success(request, gettext("Your judgement is kept."))
            return redirect("identities:pairs")
    context = _sides(comparison(one, other), foreseen) | {
        "form": form,
        "pair": row,
        "against": words_of(against) if against else "",
        "earlier": Judgement.objects.filter(one=row.one_id, other=row.other_id).order_by("-pk")[:10],
    }
    return render(request, "cases/identities/pair.html", context, status=422 if form.errors else 200)


@at_the_office
@require_http_methods(["GET", "POST"])
def take_apart(request: HttpRequest, identity_id: UUID) -> HttpResponse:
    """Say that one entry holds two people: show who would have what, then part them."""
    visit = visit_of(request)
    portrait = opened(visit, identity_id)
    person = person_of(portrait)
    _require(visit, IdentityVerb.SPLIT, identity_id)
    data = request.POST if request.method == "POST" else None
    choices = _movable(portrait)
    form = SplitForm(data, choices=choices)
    shown, foreseen = False, tuple[Followed, ...]()
    if data is not None and form.is_valid():
        if data.get("act") == "part":
            if _parted(visit, form, portrait):
                messages.success(request, gettext("They are two now."))
                return redirect("identities:one", person.pk)
        else:
            foreseen, against = _tried(lambda: _part(visit, form, portrait))
            shown = not against
            if against:
                form.add_error(None, words_of(against))
    moved = form.cleaned_data.get("moved", []) if form.is_bound and form.is_valid() else []
    context = {
        "form": form,
        "portrait": portrait,
        "shown": shown,
        "foreseen": foreseen,
        "goes": [words for key, words in choices if key in moved],
        "stays": [words for key, words in choices if key not in moved],
    }
    return render(request, "cases/identities/split.html", context, status=422 if form.errors else 200)


def _parted(visit: Visit, form: SplitForm, portrait: Portrait) -> bool:
    try:
        _part(visit, form, portrait)
    except IdentityRefused as error:
        form.add_error(None, words_of(error.promise))
        return False
    return True


def _part(visit: Visit, form: SplitForm, portrait: Portrait) -> IdentityEvent:
    wanted = form.cleaned_data
    return split(
        visit.actor,
        person_of(portrait),
        wanted["name"],
        form.rows,
        chinese_name=wanted["chinese_name"],
        reason=wanted["reason"],
        on=visit.on,
        now=visit.now,
    )


def _movable(portrait: Portrait) -> list[tuple[str, str]]:
    """What of an entry can go over to another person, each with its words."""
    language = "en" if (get_language() or "").startswith("en") else "zh"
    return [
        *((f"documents:{each.pk}", paper_in_words(each)) for each in portrait.documents),
        *((f"names:{each.pk}", each.text) for each in portrait.names),
        *(
            (f"contacts:{each.pk}", f"{capfirst(str(each.get_kind_display()))} {each.value}")
            for each in portrait.contacts
        ),
        *((f"employments:{each.pk}", str(each.organisation)) for each in portrait.employments),
        *(
            (f"{parter.name}:{key}", words.in_(language))
            for parter in parters()
            for key, words in parter.offered(person_of(portrait).pk)
        ),
    ]


@at_the_office
@require_http_methods(["GET", "POST"])
def take_back(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """Look at what taking a decision back would bring, and take it back."""
    visit = visit_of(request)
    event = get_object_or_404(IdentityEvent, pk=event_id)
    _require(visit, IdentityVerb.UNDO, event.one_id, event.other_id)
    opened(visit, event.one_id)

    def decide(reason: str = _ONLY_LOOKING) -> IdentityEvent:
        return undo(visit.actor, event, reason=reason, on=visit.on, now=visit.now)

    foreseen, against = _tried(decide)
    data = request.POST if request.method == "POST" else None
    form: forms.Form = ReasonForm(data)
    if against and event.kind == IdentityEvent.Kind.UNDO:
        raise Http404("an undoing")
    if data is not None and form.is_valid():
        try:
            decide(form.cleaned_data["reason"])
        except IdentityRefused as error:
            form.add_error(None, words_of(error.promise))
        else:
            messages.success(request, gettext("The decision is taken back."))
            return redirect("identities:one", event.one_id)
    context = {
        "form": form,
        "decision": decision(event),
        "foreseen": foreseen,
        "against": words_of(against) if against else "",
    }
    return render(request, "cases/identities/undo.html", context, status=422 if form.errors else 200)
