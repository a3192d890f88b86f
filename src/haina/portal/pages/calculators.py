"""The calculators: the list, and each with its form, its result and its formulas."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from haina.cases.policies import current_policy
from haina.policy import Policy
from haina.policy.calculate import Calculation, calculate, inputs_of
from haina.policy.calculators import Calculator
from haina.portal import reading
from haina.portal.outline import Outline, outline_of
from haina.portal.pages.days import read_day
from haina.portal.pages.limits import ANSWERS, limit
from haina.portal.sheet import MORE, Sheet, empty_sheet, read_sheet
from haina.rules.reasons import names_below


@require_safe
def calculators(request: HttpRequest) -> HttpResponse:
    """Show every calculator with the clauses that it serves."""
    policy = current_policy()
    return render(request, "portal/calculators.html", {"policy": policy})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def calculator(request: HttpRequest, key: str) -> HttpResponse:
    """Show a calculator; with facts, what it gives for them. Nothing that is sent is kept."""
    policy, day = current_policy(), read_day(request)
    if key not in policy.calculators:
        raise Http404(key)
    wanted = policy.calculators[key]
    names = inputs_of(policy, wanted)
    sheet, found = empty_sheet(policy, names), None
    if request.method == "POST":
        limit(request, "calculators", ANSWERS)
        sheet = read_sheet(policy, names, request.POST)
        if not request.POST.get("action", "").startswith(MORE):
            found = _calculated(policy, wanted, sheet, day.on)
    context = {
        "policy": policy,
        "calculator": wanted,
        "day": day,
        "sheet": sheet,
        "found": found,
        "missing": [policy.facts[name] for name in found.missing] if found else [],
        "unset": [policy.standards[name] for name in found.unset] if found else [],
        "clauses": [policy.clauses[id] for id in wanted.clauses],
        "formulas": [_formula(policy, name, day.on) for name in _formulas(policy, wanted)],
        "standards": [reading.read_standard(policy, name, day.on) for name in _standards(policy, wanted)],
    }
    return render(request, "portal/calculator.html", context)


def _calculated(policy: Policy, wanted: Calculator, sheet: Sheet, on: date) -> Calculation | None:
    """Return the result; nothing while a fact has to be corrected."""
    return None if sheet.errors else calculate(policy, wanted.id, sheet.facts, on)


def _formulas(policy: Policy, wanted: Calculator) -> tuple[str, ...]:
    """Return the formulas to be shown: the outputs, or what the options and the split rest on."""
    return tuple(rule for rule in wanted.rules if rule in policy.program.rules)


def _formula(policy: Policy, name: str, on: date) -> tuple[str, Outline]:
    """Return a formula with its text in words."""
    return name, outline_of(policy, name, on)


def _standards(policy: Policy, wanted: Calculator) -> tuple[str, ...]:
    """Return the standards that a calculator rests on, in the order of the pack."""
    program = policy.program
    used = {name for rule in wanted.rules for name in names_below(program, program.tree(rule))[1]}
    return tuple(name for name in policy.standards if name in used)
