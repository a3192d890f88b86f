"""The peers of the rule benchmark: openfisca-core and zen-engine, each fed with the rules of _twelve.py."""

from __future__ import annotations

import json
from collections.abc import Callable

import numpy
import zen
from openfisca_core.entities import build_entity
from openfisca_core.periods import YEAR
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

import _twelve as twelve

Answer = Callable[[dict[str, object]], dict[str, object]]


def zen_engine() -> tuple[Answer, Answer]:
    """Return ZEN's evaluation of a compiled decision, plain and with its trace."""
    expressions = [{"id": name, "key": name, "value": text} for name, (_, text) in twelve.RULES.items()]
    model = {
        "nodes": [
            {"id": "in", "type": "inputNode", "name": "in", "position": {"x": 0, "y": 0}},
            {
                "id": "rules",
                "type": "expressionNode",
                "name": "rules",
                "position": {"x": 1, "y": 0},
                "content": {"expressions": expressions},
            },
            {"id": "out", "type": "outputNode", "name": "out", "position": {"x": 2, "y": 0}},
        ],
        "edges": [
            {"id": "a", "sourceId": "in", "targetId": "rules", "type": "edge"},
            {"id": "b", "sourceId": "rules", "targetId": "out", "type": "edge"},
        ],
    }
    content = zen.ZenDecisionContent(json.dumps(model))
    engine = zen.ZenEngine({"loader": lambda key: content})

    def plain(facts: dict[str, object]) -> dict[str, object]:
        return engine.evaluate("twelve", facts)["result"]

    def traced(facts: dict[str, object]) -> dict[str, object]:
        return engine.evaluate("twelve", facts, {"trace": True})["result"]

    return plain, traced


def openfisca() -> Answer:
    """Return openfisca-core's way for one person: build the simulation from a dictionary, then calculate."""
    system = TaxBenefitSystem([build_entity("person", "persons", "a person", is_person=True)])
    declare(system)

    def answer(facts: dict[str, object]) -> dict[str, object]:
        given = {name: {"2016": value} for name, value in facts.items()}
        simulation = SimulationBuilder().build_from_entities(system, {"persons": {"one": given}})
        return {name: simulation.calculate(name, "2016")[0] for name in twelve.RULES}

    return answer


def declare(system: TaxBenefitSystem) -> None:
    """Declare the facts and the twelve rules in openfisca-core's way."""
    person = system.person_entity
    for name in twelve.FACTS:
        # Whole numbers: as float32, its type for amounts, 49,999,999 would count as 50,000,000.
        kind = bool if name in twelve.BOOLS else str if name in twelve.ENUMS else int
        system.add_variable(_variable(name, kind, person))
    for name, formula in _formulas().items():
        system.add_variable(_variable(name, float if name == "score" else bool, person, formula))


def _variable(name: str, kind: type, person: object, formula: Callable | None = None) -> type[Variable]:
    body = {"value_type": kind, "entity": person, "definition_period": YEAR, "label": name}
    if formula is not None:
        body["formula"] = formula
    return type(name, (Variable,), body)


def _formulas() -> dict[str, Callable]:  # noqa: C901 - a list of twelve formulas, not one decision
    where = numpy.where

    def score(p, period):
        degree, salary = p("degree", period), p("salary", period)
        return (
            numpy.minimum(20, numpy.maximum(0, p("work_years", period) - 2) + 5)
            + where(degree == "doctor", 20, where(degree == "master", 15, 0))
            + where(p("age_years", period) <= 45, 15, 5)
            + where(salary >= 450_000, 20, 8)
        )

    def residence_by_work(p, period):
        return (
            p("foreign", period)
            * (p("work_years", period) >= 4)
            * (p("stay_months", period) >= 6)
            * p("stable_home", period)
            * (p("salary", period) >= 600_000)
            * (p("tax", period) >= 120_000)
            * p("recommended", period)
        )

    def senior_permit(p, period):
        doctor = (p("degree", period) == "doctor") * p("market_tested", period)
        return p("foreign", period) * (p("on_list", period) * p("guaranteed", period) + doctor)

    def residence_by_permit(p, period):
        return p("senior_permit", period) * (p("work_years", period) >= 3) * p("recommended", period)

    def long_permit(p, period):
        return p("foreign", period) * (p("permits", period) >= 2) * p("clean_record", period)

    def graduate_job(p, period):
        return (
            numpy.isin(p("degree", period), ("bachelor", "master", "doctor"))
            * p("in_zone", period)
            * (p("age_years", period) < 30)
        )

    def direct_points(p, period):
        circle = p("founder", period) + p("team_member", period)
        return ~p("foreign", period) * p("holds_card", period) * circle * p("market_tested", period)

    def short_wait(p, period):
        return p("direct_points", period) * (p("work_years", period) >= 3) * p("insured", period)

    def direct_founder(p, period):
        enough = (p("capital_raised", period) >= 5_000_000) * (p("jobs_created", period) >= 10)
        return ~p("foreign", period) * p("founder", period) * enough

    def direct_broker(p, period):
        enough = (p("deals", period) >= 50_000_000) * (p("sector", period) == "science")
        return ~p("foreign", period) * enough * p("clean_record", period)

    def class_b(p, period):
        return p("foreign", period) * (p("score", period) >= 60)

    def any_door(p, period):
        doors = ("residence_by_work", "residence_by_permit", "short_wait", "direct_founder", "direct_broker")
        inventor = (p("patents", period) >= 5) * p("insured", period)
        return sum((p(door, period) for door in doors), inventor)

    return {name: formula for name, formula in locals().items() if name in twelve.RULES}
