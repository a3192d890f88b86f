"""The departments: what each of them decides, pays, owes, checks, registers, publishes and attests."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from haina.cases.policies import current_policy
from haina.policy import Policy
from haina.policy.element_records import Element
from haina.policy.records import Budget


@dataclass(frozen=True, slots=True)
class Work:
    """One sort of work of a department: what it is called, and the elements that give it."""

    id: str
    title: str
    elements: tuple[Element, ...]


@dataclass(frozen=True, slots=True)
class Purse:
    """A budget with the programmes that draw on it."""

    budget: Budget
    programmes: tuple[Element, ...]


@require_safe
def departments(request: HttpRequest) -> HttpResponse:
    """Show the departments and how much of each sort of work each has."""
    policy = current_policy()
    rows = [
        {
            "department": department,
            "count": sum(department.id in clause.departments for clause in policy.clauses.values()),
            "works": _works(policy, department.id),
        }
        for department in policy.departments.values()
    ]
    return render(request, "portal/departments.html", {"policy": policy, "rows": rows})


@require_safe
def department(request: HttpRequest, key: str) -> HttpResponse:
    """Show one department: its names over time, its work by sort, its budgets, its clauses, its registers."""
    policy = current_policy()
    if key not in policy.departments:
        raise Http404(key)
    context = {
        "policy": policy,
        "department": policy.departments[key],
        "works": _works(policy, key),
        "purses": _purses(policy, key),
        "clauses": [clause for clause in policy.clauses.values() if key in clause.departments],
        "facts": [fact for fact in policy.facts.values() if key in fact.attested_by],
    }
    return render(request, "portal/department.html", context)


def _works(policy: Policy, key: str) -> tuple[Work, ...]:
    """Return the sorts of work that a department has; those it has not are left out."""
    rights, agreements, duties = policy.rights.values(), policy.agreements.values(), policy.duties.values()
    registers = [each for each in agreements if any(entry.department == key for entry in each.register)]
    publishes = [each for each in agreements if any(entry.by == key for entry in each.publish)]
    agrees = [each for each in agreements if any(party.role == key for party in each.parties)]
    works = (
        _work("decides", gettext("Decides"), (each for each in rights if each.grants.apply_to == key)),
        _work("owes", gettext("Owes"), (each for each in duties if key in each.owed_by)),
        _work("checks", gettext("Checks"), (each for each in duties if key in each.checked_by)),
        _work("registers", gettext("Puts on record"), registers),
        _work("publishes", gettext("Publishes"), publishes),
        _work("agrees", gettext("Is a party to"), agrees),
    )
    return tuple(work for work in works if work.elements)


def _work(id: str, title: str, elements: Iterable[Element]) -> Work:
    return Work(id, title, tuple(elements))


def _purses(policy: Policy, key: str) -> tuple[Purse, ...]:
    """Return the budgets that a department holds, each with what draws on it."""
    return tuple(
        Purse(budget, tuple(each for each in policy.programmes.values() if each.budget == budget.id))
        for budget in policy.budgets.values()
        if budget.department == key
    )
