"""The systems that the policy names or cannot do without, and where its two texts differ."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from haina.cases.policies import current_policy
from haina.policy import Article, Clause, Policy
from haina.policy.element_records import System
from haina.portal.bigrams import normalised
from haina.portal.labels import system_type
from haina.portal.mapping import entries_of
from haina.portal.search import LONGEST_QUERY
from haina.rules import Text


@dataclass(frozen=True, slots=True)
class Different:
    """The clauses of an article whose two texts differ."""

    article: Article
    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Systems:
    """The systems of one type."""

    type: str
    title: str
    systems: tuple[System, ...]


def _typed(request: HttpRequest) -> str:
    return request.GET.get("q", "")[:LONGEST_QUERY]


def _has(words: list[str], *texts: Text | str | None) -> bool:
    """Say whether all words stand in the texts, in either language."""
    said = (f"{each.zh} {each.en}" if isinstance(each, Text) else each or "" for each in texts)
    together = normalised(" ".join(said))
    return all(word in together for word in words)


@require_safe
def differences(request: HttpRequest) -> HttpResponse:
    """Show the clauses whose two texts differ, by article; with `q`, those with its words."""
    policy, typed = current_policy(), _typed(request)
    words = normalised(typed).split()
    different = {
        id: clause
        for id, clause in policy.clauses.items()
        if clause.difference and _has(words, id, clause.title, clause.summary, clause.difference)
    }
    groups = [
        Different(article, tuple(different[id] for id in article.clauses if id in different))
        for article in policy.articles.values()
    ]
    context = {
        "policy": policy,
        "typed": typed,
        "groups": [group for group in groups if group.clauses],
        "count": len(different),
        "all": sum(clause.difference is not None for clause in policy.clauses.values()),
    }
    return render(request, "portal/differences.html", context)


@require_safe
def systems(request: HttpRequest) -> HttpResponse:
    """Show every system by its type; with `q`, those with its words in their name or their clauses."""
    policy, typed = current_policy(), _typed(request)
    words = normalised(typed).split()
    found = [
        system for system in policy.systems.values() if _has(words, system.number, *_words(policy, system))
    ]
    by_type: dict[str, list[System]] = {}
    for system in found:
        by_type.setdefault(system.type, []).append(system)
    groups = [Systems(key, system_type(key), tuple(each)) for key, each in by_type.items()]
    context = {
        "policy": policy,
        "typed": typed,
        "groups": sorted(groups, key=lambda group: -len(group.systems)),
        "count": len(found),
    }
    return render(request, "portal/systems.html", context)


def _words(policy: Policy, system: System) -> list[Text | str]:
    titles = [policy.clauses[id].title for id in system.clauses]
    return [system.title, *titles, *system.clauses]


@require_safe
def system(request: HttpRequest, key: str) -> HttpResponse:
    """Show one system: the clauses behind it, and what runs for each of them."""
    policy = current_policy()
    if key not in policy.systems:
        raise Http404(key)
    wanted = policy.systems[key]
    departments = dict.fromkeys(name for id in wanted.clauses for name in policy.clauses[id].departments)
    context = {
        "policy": policy,
        "system": wanted,
        "type": system_type(wanted.type),
        "entries": entries_of(policy, wanted.clauses),
        "departments": [policy.departments[name] for name in departments],
    }
    return render(request, "portal/system.html", context)
