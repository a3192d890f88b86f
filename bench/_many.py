"""Three hundred outputs over the twenty-four facts of `_twelve.py`: a rule book as large as the pack's.

The twelve rules themselves, rules drawn after their pattern (two to five conditions joined, some with
alternatives, some resting on an earlier rule), and, every tenth, an amount with a share and a cap. Drawn from
a seed, so that every run asks the same.
"""

from __future__ import annotations

import random

import _twelve as twelve
from haina.rules import (
    BOOL,
    INT,
    MONEY,
    DatedValue,
    Enum,
    EnumValue,
    FactDeclaration,
    Program,
    RuleError,
    RuleSource,
    StandardDeclaration,
    Text,
)

SEED = 300
AMOUNTS = 10
THRESHOLDS = {
    "salary": (200_000, 450_000, 600_000),
    "tax": (10_000, 120_000, 200_000),
    "capital_raised": (5_000_000, 20_000_000),
    "deals": (50_000_000,),
    **{name: (2, 3, 4, 6, 10) for name in twelve.INTS if name != "age_years"},
    "age_years": (30, 35, 45, 55, 60),
}


def declared() -> tuple[list[FactDeclaration], list[StandardDeclaration]]:
    """Give the facts and the dated standards of the twelve rules."""
    types = dict.fromkeys(twelve.BOOLS, BOOL) | dict.fromkeys(twelve.INTS, INT)
    types |= dict.fromkeys(twelve.MONEY, MONEY)
    for name, values in twelve.ENUMS.items():
        types[name] = Enum(name, tuple(EnumValue(value, Text(value, value)) for value in values))
    from datetime import date

    standards = [
        StandardDeclaration(
            name,
            INT if name == "points_min" else MONEY,
            Text(name, name),
            Text("元", "CNY"),
            (
                DatedValue(value * 9 // 10, None, date(2018, 12, 31)),
                DatedValue(value, date(2019, 1, 1), None),
            ),
        )
        for name, value in twelve.STANDARDS.items()
    ]
    return [FactDeclaration(name, kind, Text(name, name)) for name, kind in types.items()], standards


def program(outputs: int) -> Program:
    """Compile so many rules and formulas, the twelve first; those that the checker refuses are drawn anew."""
    facts, standards = declared()
    rules = [
        RuleSource(name, text, label=Text(name, name), kind="formula" if name == "score" else "right")
        for name, (text, _) in twelve.RULES.items()
    ]
    draw = random.Random(SEED)
    while len(rules) < outputs:
        place = len(rules)
        name = f"output_{place}"
        kind = "formula" if place % AMOUNTS == 0 else "right"
        text = _amount(draw) if kind == "formula" else _rule(draw, rules)
        rule = RuleSource(name, text, label=Text(name, name), kind=kind)
        try:
            Program.compile(facts, standards, [*rules[: len(twelve.RULES)], rule, *_named(text, rules)])
        except RuleError:
            continue
        rules.append(rule)
    return Program.compile(facts, standards, rules)


def _named(text: str, rules: list[RuleSource]) -> list[RuleSource]:
    """Give the drawn rules that a rule names, and those that these name."""
    found = {rule.id: rule for rule in rules[len(twelve.RULES) :]}
    waiting, named = [text], {}
    while waiting:
        words = waiting.pop().replace("(", " ").replace(")", " ").split()
        for word in words:
            if word in found and word not in named:
                named[word] = found[word]
                waiting.append(found[word].text)
    return list(named.values())


def _amount(draw: random.Random) -> str:
    share, cap = draw.choice(("0.1", "0.25", "0.5")), draw.choice((30_000, 100_000, 250_000))
    of, test = draw.choice(("salary", "tax", "capital_raised")), _condition(draw)
    return f"min({of} * {share}, money({cap})) if {test} else money({draw.choice((0, 5_000))})"


def _rule(draw: random.Random, rules: list[RuleSource]) -> str:
    conditions = [_condition(draw) for _ in range(draw.randint(2, 5))]
    if draw.random() < 0.4:
        conditions[0] = f"({conditions[0]} or {_condition(draw)} and {_condition(draw)})"
    if draw.random() < 0.3:
        earlier = draw.choice([rule.id for rule in rules if rule.kind == "right"])
        conditions.append(earlier)
    if draw.random() < 0.1:
        conditions.append(f"score >= {draw.choice((40, 50, 60))}")
    return " and ".join(dict.fromkeys(conditions))


def _condition(draw: random.Random) -> str:
    pick = draw.random()
    if pick < 0.4:
        return ("not " if draw.random() < 0.2 else "") + draw.choice(twelve.BOOLS)
    if pick < 0.5:
        name = draw.choice(tuple(twelve.ENUMS))
        return f"{name} == '{draw.choice(twelve.ENUMS[name])}'"
    name = draw.choice(tuple(THRESHOLDS))
    value = draw.choice(THRESHOLDS[name])
    written = f"money({value})" if name in twelve.MONEY else str(value)
    return f"{name} {draw.choice(('>=', '>=', '<'))} {written}"
