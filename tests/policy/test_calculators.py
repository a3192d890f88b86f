"""Calculators: values with what is missing, items of a table, the best of several ways, parts of a sum."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from haina.policy import Policy
from haina.policy.calculate import Calculation, calculate, inputs_of
from haina.rules import FactError

DAY = date(2022, 3, 1)


def run(policy: Policy, id: str, **facts: object) -> Calculation:
    return calculate(policy, id, facts, DAY)


def test_a_calculator_names_the_facts_it_reads(aurel: Policy) -> None:
    """Given the craft calculator, when asked what it needs, then it names the facts below its formulas."""
    assert inputs_of(aurel, aurel.calculators["craft_calculator"]) == (
        "birth_date",
        "rank",
        "ships_built",
        "sponsor",
    )
    assert inputs_of(aurel, aurel.calculators["prize_of_crew"]) == ("prize", "crew")


def test_points_are_shown_item_by_item(aurel: Policy) -> None:
    """Given three ships and no title, when worked out, then each item stands with its points."""
    found = run(aurel, "craft_calculator", ships_built=3, rank="apprentice", sponsor=False)
    table = next(each for each in found.outputs if each.id == "craft_score")
    assert table.value == 9
    assert [(item.id, item.value) for item in table.items] == [
        ("craft_score.ships", 9),
        ("craft_score.standing", 0),
    ]


def test_what_is_not_known_is_a_range_and_is_asked_for(aurel: Policy) -> None:
    """Given no rank, when worked out, then the score lies between bounds and the rank is named as missing."""
    found = run(aurel, "craft_calculator", ships_built=3, sponsor=True, birth_date="1990-01-01")
    table = next(each for each in found.outputs if each.id == "craft_score")
    assert (table.value, table.low, table.high) == (None, 9, 39)
    assert found.missing == ("rank",)
    stall = found.outputs[0]
    assert stall.value is True, "a sponsor is enough whatever the rank"


def test_a_right_out_of_force_is_said_to_be(aurel: Policy) -> None:
    """Given a day before the market opened, when worked out, then the stall is not in force, not refused."""
    found = calculate(aurel, "craft_calculator", {"sponsor": True}, date(2020, 5, 1))
    assert found.outputs[0].value is None
    assert "not in force" in found.outputs[0].shown.en


def test_the_cheapest_open_way_comes_first_with_the_others_beside_it(aurel: Policy) -> None:
    """Given a sponsor and no master's rank, when compared, then sharing is best, the closed way last."""
    found = run(aurel, "berth", berth_rent=1000, sponsor=True, rank="journeyman")
    assert [(each.figure.id, each.open, each.best) for each in found.choices] == [
        ("berth_shared", True, True),
        ("berth_full", True, False),
        ("berth_by_rank", False, False),
    ]


def test_nothing_is_the_best_while_a_better_way_may_be_open(aurel: Policy) -> None:
    """Given no word about a sponsor, when compared, then no way is called the best."""
    found = run(aurel, "berth", berth_rent=1000, rank="journeyman")
    assert not any(each.best for each in found.choices)
    assert found.missing == ("sponsor",)


def test_the_best_stands_when_the_open_question_cannot_change_it(aurel: Policy) -> None:
    """Given a sponsor and no word about the rank, when the other way saves less, then sharing is best."""
    found = run(aurel, "berth", berth_rent=1000, sponsor=True)
    assert found.choices[0].figure.id == "berth_shared"
    assert found.choices[0].best


def test_the_owner_never_gets_less_than_the_share(aurel: Policy) -> None:
    """Given 70 % of 100.01, when shared out, then the owner gets 70.01 and the crew the rest."""
    found = run(aurel, "prize_of_owner", prize=Decimal("100.01"), prize_share_of_owner=Decimal("0.7"))
    assert [(part.id, part.value) for part in found.parts] == [
        ("owner", Decimal("70.01")),
        ("crew_part", Decimal("30.00")),
    ]


def test_a_sum_is_shared_out_by_weight(aurel: Policy) -> None:
    """Given two rowers with one and two oars, when 1.00 is shared, then nothing is lost."""
    crew = [
        {"from": "2020-01-01", "name": "Ada", "oars": 1},
        {"from": "2020-02-01", "name": "Bo", "oars": 2},
    ]
    found = run(aurel, "prize_of_crew", prize=1, crew=crew)
    assert [(part.title.en, part.value) for part in found.parts] == [
        ("Ada", Decimal("0.33")),
        ("Bo", Decimal("0.67")),
    ]


@pytest.mark.parametrize(
    "facts",
    [
        {"prize": 1},
        {"prize": 1, "crew": []},
        {"prize": 1, "crew": [{"from": "2020-01-01", "name": "Ada"}]},
        {"crew": [{"from": "2020-01-01", "name": "Ada", "oars": 1}]},
    ],
)
def test_nothing_is_shared_out_on_a_guess(aurel: Policy, facts: dict[str, object]) -> None:
    """Given a missing prize, crew or number of oars, when shared out, then there are no parts."""
    assert run(aurel, "prize_of_crew", **facts).parts == ()


def test_json_says_everything(aurel: Policy) -> None:
    """Given a calculation, when written as JSON, then figures are exact text and the version is named."""
    found = run(aurel, "berth", berth_rent=1000, sponsor=True, rank="master").to_json()
    assert found["policy"] == {"id": aurel.id, "version": aurel.version}
    assert [(each["id"], each["value"], each["best"]) for each in found["options"]] == [
        ("berth_shared", "500", True),
        ("berth_by_rank", "900", False),
        ("berth_full", "1000", False),
    ]
    assert found["missing_facts"] == []


def test_bad_facts_are_refused_with_their_name(aurel: Policy) -> None:
    """Given a negative rent, when worked out, then the fact is refused."""
    with pytest.raises(FactError) as caught:
        run(aurel, "berth", berth_rent=-1)
    assert "berth_rent" in str(caught.value)
