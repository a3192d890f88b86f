"""All ways into the policy on one page, and the life events and audiences with what belongs to each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from haina.cases.policies import current_policy
from haina.policy import Collection, Policy
from haina.policy.counts import counts_of
from haina.portal.elements.lists import Row, row_of


@dataclass(frozen=True, slots=True)
class Way:
    """A way in: its page, how much is there (None where nothing is counted), and what it is good for."""

    title: str
    href: str
    count: int | None
    words: str


@dataclass(frozen=True, slots=True)
class Ways:
    """Ways in of one sort."""

    id: str
    title: str
    ways: tuple[Way, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """The elements of a collection that stand in one section."""

    section: str
    title: str
    rows: tuple[Row, ...]


@require_safe
def browse(request: HttpRequest) -> HttpResponse:
    """Show every way into the policy."""
    policy = current_policy()
    counts = counts_of(policy)
    groups = (_to_get(counts), _by_people(counts), _by_text(counts))
    return render(request, "portal/browse.html", {"policy": policy, "groups": groups})


def _way(title: str, name: str, words: str, count: int | None = None) -> Way:
    return Way(title, reverse(f"portal:{name}"), count, words)


def _to_get(counts: Mapping[str, int]) -> Ways:
    ways = (
        _way(gettext("What can I get?"), "inquiry", gettext("One question after the other, with reasons.")),
        _way(gettext("Rights"), "rights", gettext("What one can claim, by article."), counts["rights"]),
        _way(
            gettext("Programmes that pay"),
            "programmes",
            gettext("What is paid or forgone, how much, from which budget."),
            counts["programmes"],
        ),
        _way(
            gettext("Agreements"),
            "agreements",
            gettext("What parties must agree, and a check of what they agreed."),
            counts["agreements"],
        ),
        _way(
            gettext("Duties"),
            "duties",
            gettext("Who owes what until when, and how it stands."),
            counts["duties"],
        ),
        _way(
            gettext("Calculators"),
            "calculators",
            gettext("Points, terms, shares and taxes, worked out."),
            counts["calculators"],
        ),
    )
    return Ways("get", gettext("What the policy gives and asks"), ways)


def _by_people(counts: Mapping[str, int]) -> Ways:
    ways = (
        _way(
            gettext("Life events"),
            "events",
            gettext("By what is happening in your life."),
            counts["life_events"],
        ),
        _way(gettext("Who you are"), "audiences", gettext("By who you are."), counts["audiences"]),
        _way(
            gettext("Departments"),
            "departments",
            gettext("What each decides, pays, owes, checks and registers."),
            counts["departments"],
        ),
    )
    return Ways("people", gettext("By people and departments"), ways)


def _by_text(counts: Mapping[str, int]) -> Ways:
    ways = (
        _way(
            gettext("Articles"),
            "articles",
            gettext("Each clause with what Haina does about it."),
            counts["articles"],
        ),
        _way(
            gettext("Map of the policy"),
            "map",
            gettext("Articles, clauses and what runs, as a picture."),
            counts["clauses"],
        ),
        _way(
            gettext("Systems"),
            "systems",
            gettext("Registers, funds and platforms, and what makes them work."),
            counts["systems"],
        ),
        _way(
            gettext("Where the two texts differ"),
            "differences",
            gettext("Clauses that say another thing in English."),
            counts["differences"],
        ),
        _way(
            gettext("Standards"),
            "standards",
            gettext("Amounts, times and lists with their days and sources."),
            counts["standards"],
        ),
        _way(gettext("Version of the policy"), "version", gettext("Which version answers, and its files.")),
    )
    return Ways("text", gettext("By the text"), ways)


@require_safe
def events(request: HttpRequest) -> HttpResponse:
    """Show the life events."""
    policy = current_policy()
    context = {"policy": policy, "kind": "event", "collections": policy.life_events}
    return render(request, "portal/collections.html", context)


@require_safe
def audiences(request: HttpRequest) -> HttpResponse:
    """Show who one can be."""
    policy = current_policy()
    context = {"policy": policy, "kind": "audience", "collections": policy.audiences}
    return render(request, "portal/collections.html", context)


@require_safe
def event(request: HttpRequest, key: str) -> HttpResponse:
    """Show what belongs to a life event."""
    return _show(request, "event", _collection(current_policy().life_events, key))


@require_safe
def audience(request: HttpRequest, key: str) -> HttpResponse:
    """Show what is for a kind of people or organisations."""
    return _show(request, "audience", _collection(current_policy().audiences, key))


def _collection(collections: tuple[Collection, ...], key: str) -> Collection:
    """Return a collection by its id; 404 when the policy has none of that name."""
    for collection in collections:
        if collection.id == key:
            return collection
    raise Http404(key)


def _show(request: HttpRequest, kind: str, collection: Collection) -> HttpResponse:
    policy = current_policy()
    context = {
        "kind": kind,
        "collection": collection,
        "groups": _by_section(policy, collection),
        "rights": policy.rights_in(collection),
        "can_be_applied_for": kind == "event"
        and any(policy.rights[id].procedure for id in policy.rights_in(collection)),
        "policy": policy,
    }
    return render(request, "portal/collection.html", context)


def _by_section(policy: Policy, collection: Collection) -> tuple[Kept, ...]:
    """Return the elements of a collection by kind; kinds without any are left out."""
    titles = {
        "rights": gettext("Rights"),
        "programmes": gettext("Programmes that pay"),
        "agreements": gettext("Agreements"),
        "duties": gettext("Duties"),
    }
    today = timezone.localdate()
    elements = [policy.elements[id] for id in collection.rights]
    groups = (
        Kept(
            section, title, tuple(row_of(policy, each, today) for each in elements if each.section == section)
        )
        for section, title in titles.items()
    )
    return tuple(group for group in groups if group.rows)
