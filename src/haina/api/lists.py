"""Calculators, collections, budgets, differences and the policy as a whole, as plain values and as rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from haina.api.shown import shown_fact, shown_text
from haina.api.tables import both_cells
from haina.policy import Collection, Policy
from haina.policy.calculate import inputs_of
from haina.policy.calculators import Calculator
from haina.policy.counts import counts_of
from haina.policy.records import Budget
from haina.rules.reasons import names_below

Table = tuple[Sequence[str], Iterable[Sequence[object]]]


def shown_calculator(policy: Policy, calculator: Calculator) -> dict[str, Any]:
    """Return what a calculator asks for and what it gives."""
    return {
        "id": calculator.id,
        "title": shown_text(calculator.title),
        "description": shown_text(calculator.description),
        "clauses": list(calculator.clauses),
        "inputs": list(inputs_of(policy, calculator)),
        "outputs": [
            {
                "id": each.id,
                "title": shown_text(each.title or policy.program.rules[each.id].label),
                "unit": shown_text(each.unit),
            }
            for each in calculator.outputs
        ],
        "options": [{"id": each.id, "title": shown_text(each.title)} for each in calculator.options],
        "best": calculator.best,
        "parts": [
            {"id": each.id, "title": shown_text(each.title), "protected": each.protected}
            for each in (calculator.split.parts if calculator.split else ())
        ],
    }


def shown_calculator_whole(policy: Policy, calculator: Calculator) -> dict[str, Any]:
    """Return a calculator with its facts in full, its formulas in the rule language, and its standards."""
    program = policy.program
    written = [name for name in calculator.rules if name in program.rules]
    used = {name for rule in written for name in names_below(program, program.tree(rule))[1]}
    return {
        **shown_calculator(policy, calculator),
        "facts": [shown_fact(policy.facts[name]) for name in inputs_of(policy, calculator)],
        "formulas": [
            {
                "id": name,
                "title": shown_text(program.rules[name].label),
                "text": program.rules[name].text,
            }
            for name in written
        ],
        "rests_on": [name for name in policy.standards if name in used],
        "examples": [
            {"title": shown_text(each.title), "on": each.on.isoformat()} for each in calculator.examples
        ],
    }


def shown_collection(policy: Policy, collection: Collection) -> dict[str, Any]:
    """Return a life event or an audience with what belongs to it."""
    return {
        "id": collection.id,
        "title": shown_text(collection.title),
        "description": shown_text(collection.description),
        "elements": [
            {"section": each.section, "id": each.id, "title": shown_text(each.title)}
            for each in (policy.elements[id] for id in collection.rights)
        ],
    }


def shown_budget(policy: Policy, budget: Budget) -> dict[str, Any]:
    """Return a budget with the programmes that draw on it."""
    return {
        "id": budget.id,
        "title": shown_text(budget.title),
        "department": budget.department,
        "programmes": [each.id for each in policy.programmes.values() if each.budget == budget.id],
    }


def shown_differences(policy: Policy) -> list[dict[str, Any]]:
    """Return the clauses whose Chinese and English texts differ, each with our note on it."""
    return [
        {
            "clause": clause.id,
            "article": clause.article,
            "title": shown_text(clause.title),
            "difference": shown_text(clause.difference),
        }
        for clause in policy.clauses.values()
        if clause.difference is not None
    ]


def shown_policy(policy: Policy) -> dict[str, Any]:
    """Return what the policy is called, which version of it answers, and how much is in it."""
    head = policy.head
    return {
        "id": policy.id,
        "version": policy.version,
        "title": shown_text(policy.title),
        "jurisdiction": shown_text(head.jurisdiction),
        "published": head.published,
        "source": {
            "title": shown_text(head.source.title),
            "number": head.source.number,
            "address": head.source.address,
        },
        "currency": head.currency.code,
        "counts": counts_of(policy),
    }


# Tables


def calculators_table(policy: Policy) -> Table:
    """Return all calculators: columns and rows."""
    columns = ("id", "title_zh", "title_en", "clauses", "inputs", "outputs", "options")
    rows = (
        (
            *(each.id, each.title.zh, each.title.en, each.clauses, inputs_of(policy, each)),
            *([output.id for output in each.outputs], [option.id for option in each.options]),
        )
        for each in policy.calculators.values()
    )
    return columns, rows


def collections_table(policy: Policy, collections: Iterable[Collection]) -> Table:
    """Return life events or audiences, one line for each element that belongs to one: columns and rows."""
    columns = ("id", "title_zh", "title_en", "section", "element", "element_zh", "element_en")
    rows = (
        (each.id, each.title.zh, each.title.en, element.section, element.id, *both_cells(element.title))
        for each in collections
        for element in (policy.elements[id] for id in each.rights)
    )
    return columns, rows


def budgets_table(policy: Policy) -> Table:
    """Return all budgets: columns and rows."""
    shown: Iterable[Mapping[str, Any]] = (shown_budget(policy, each) for each in policy.budgets.values())
    rows = (
        (each["id"], each["title"]["zh"], each["title"]["en"], each["department"], each["programmes"])
        for each in shown
    )
    return ("id", "title_zh", "title_en", "department", "programmes"), rows


def differences_table(policy: Policy) -> Table:
    """Return all differences between the two texts: columns and rows."""
    columns = ("clause", "article", "title_zh", "title_en", "difference_zh", "difference_en")
    rows = (
        (clause.id, clause.article, *both_cells(clause.title), *both_cells(clause.difference))
        for clause in policy.clauses.values()
        if clause.difference is not None
    )
    return columns, rows
