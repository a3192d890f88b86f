"""Twelve rules over twenty-four facts of an invented city, as each engine wants them written.

The texts are kept side by side so that a reader can see that all engines are asked the same. Dated
thresholds, one points formula, rules that use rules: the shape of a talent policy, without its names.
"""

from __future__ import annotations

import random

BOOLS = [
    "foreign",
    "recommended",
    "clean_record",
    "stable_home",
    "insured",
    "holds_card",
    "founder",
    "team_member",
    "on_list",
    "guaranteed",
    "in_zone",
    "market_tested",
]
INTS = ["work_years", "age_years", "stay_months", "jobs_created", "patents", "permits"]
MONEY = ["salary", "tax", "capital_raised", "deals"]
ENUMS = {"degree": ("none", "bachelor", "master", "doctor"), "sector": ("science", "trade", "culture")}
FACTS = (*BOOLS, *INTS, *MONEY, *ENUMS)

#: Thresholds in force on the day of the measurement.
STANDARDS = {"salary_min": 600_000, "tax_min": 120_000, "raised_min": 5_000_000, "points_min": 60}

#: Rule → (Haina's text, the same in ZEN's expression language).
RULES: dict[str, tuple[str, str]] = {
    "score": (
        "min(20, max(0, work_years - 2) + 5)"
        " + (20 if degree == 'doctor' else 15 if degree == 'master' else 0)"
        " + (15 if age_years <= 45 else 5) + (20 if salary >= money(450000) else 8)",
        'min([20, max([0, work_years - 2]) + 5]) + (degree == "doctor" ? 20 : degree == "master" ? 15 : 0)'
        " + (age_years <= 45 ? 15 : 5) + (salary >= 450000 ? 20 : 8)",
    ),
    "residence_by_work": (
        "foreign and work_years >= 4 and stay_months >= 6 and stable_home and salary >= salary_min"
        " and tax >= tax_min and recommended",
        "foreign and work_years >= 4 and stay_months >= 6 and stable_home and salary >= 600000"
        " and tax >= 120000 and recommended",
    ),
    "senior_permit": (
        "foreign and (on_list and guaranteed or degree == 'doctor' and market_tested)",
        'foreign and (on_list and guaranteed or degree == "doctor" and market_tested)',
    ),
    "residence_by_permit": (
        "senior_permit and work_years >= 3 and recommended",
        "$.senior_permit and work_years >= 3 and recommended",
    ),
    "long_permit": (
        "foreign and permits >= 2 and clean_record",
        "foreign and permits >= 2 and clean_record",
    ),
    "graduate_job": (
        "degree in ['bachelor', 'master', 'doctor'] and in_zone and age_years < 30",
        'degree in ["bachelor", "master", "doctor"] and in_zone and age_years < 30',
    ),
    "direct_points": (
        "not foreign and holds_card and (founder or team_member) and market_tested",
        "not foreign and holds_card and (founder or team_member) and market_tested",
    ),
    "short_wait": (
        "direct_points and work_years >= 3 and insured",
        "$.direct_points and work_years >= 3 and insured",
    ),
    "direct_founder": (
        "not foreign and founder and capital_raised >= raised_min and jobs_created >= 10",
        "not foreign and founder and capital_raised >= 5000000 and jobs_created >= 10",
    ),
    "direct_broker": (
        "not foreign and deals >= money(50000000) and sector == 'science' and clean_record",
        'not foreign and deals >= 50000000 and sector == "science" and clean_record',
    ),
    "class_b": ("foreign and score >= points_min", "foreign and $.score >= 60"),
    "any_door": (
        "residence_by_work or residence_by_permit or short_wait or direct_founder or direct_broker"
        " or patents >= 5 and insured",
        "$.residence_by_work or $.residence_by_permit or $.short_wait or $.direct_founder or $.direct_broker"
        " or patents >= 5 and insured",
    ),
}


def person(seed: int) -> dict[str, object]:
    """Return one random person with all twenty-four facts; half of them near the thresholds."""
    draw = random.Random(seed)
    facts: dict[str, object] = {name: draw.random() < 0.7 for name in BOOLS}
    facts |= {name: draw.randrange(0, 13) for name in INTS}
    facts["age_years"] = draw.randrange(20, 66)
    facts["salary"] = draw.choice((200_000, 449_999, 450_000, 599_999, 600_000, 900_000))
    facts["tax"] = draw.choice((10_000, 119_999, 120_000, 200_000))
    facts["capital_raised"] = draw.choice((0, 4_999_999, 5_000_000, 20_000_000))
    facts["deals"] = draw.choice((0, 49_999_999, 50_000_000))
    facts |= {name: draw.choice(values) for name, values in ENUMS.items()}
    return facts


def by_hand(facts: dict[str, object]) -> dict[str, object]:
    """Answer all twelve in plain Python: the fastest anyone can be, and the referee."""
    f = facts
    degree, salary = f["degree"], f["salary"]
    points = (
        min(20, max(0, f["work_years"] - 2) + 5)
        + (20 if degree == "doctor" else 15 if degree == "master" else 0)
        + (15 if f["age_years"] <= 45 else 5)
        + (20 if salary >= 450_000 else 8)
    )
    foreign, years = f["foreign"], f["work_years"]
    by_work = (
        foreign
        and years >= 4
        and f["stay_months"] >= 6
        and f["stable_home"]
        and salary >= 600_000
        and f["tax"] >= 120_000
        and f["recommended"]
    )
    senior = foreign and ((f["on_list"] and f["guaranteed"]) or (degree == "doctor" and f["market_tested"]))
    by_permit = senior and years >= 3 and f["recommended"]
    direct_points = (
        not foreign and f["holds_card"] and (f["founder"] or f["team_member"]) and f["market_tested"]
    )
    short_wait = direct_points and years >= 3 and f["insured"]
    founder = not foreign and f["founder"] and f["capital_raised"] >= 5_000_000 and f["jobs_created"] >= 10
    broker = not foreign and f["deals"] >= 50_000_000 and f["sector"] == "science" and f["clean_record"]
    return {
        "score": points,
        "residence_by_work": by_work,
        "senior_permit": senior,
        "residence_by_permit": by_permit,
        "long_permit": foreign and f["permits"] >= 2 and f["clean_record"],
        "graduate_job": degree in ("bachelor", "master", "doctor") and f["in_zone"] and f["age_years"] < 30,
        "direct_points": direct_points,
        "short_wait": short_wait,
        "direct_founder": founder,
        "direct_broker": broker,
        "class_b": foreign and points >= 60,
        "any_door": by_work
        or by_permit
        or short_wait
        or founder
        or broker
        or (f["patents"] >= 5 and f["insured"]),
    }


def same(mine: dict[str, object], theirs: dict[str, object]) -> bool:
    """Say whether two engines gave the same twelve answers."""
    answers = (name for name in RULES if name != "score")
    return float(mine["score"]) == float(theirs["score"]) and all(
        bool(mine[name]) == bool(theirs[name]) for name in answers
    )
