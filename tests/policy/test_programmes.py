"""Feature: a programme pays an amount in instalments, from a budget, and takes it back where it must."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haina.policy import Policy, RightAnswer, load
from haina.policy.payment import part_of

ON = date(2021, 2, 1)
AUREL = load(Path(__file__).parents[1] / "packs" / "aurel")


def hull_aid(policy: Policy, **facts: object) -> RightAnswer:
    """The answer to the aid for a hull."""
    (answer,) = policy.check({"paid_into_chest": True, **facts}, ON, rights=["hull_aid"]).rights
    return answer


@pytest.mark.parametrize(
    ("cost", "amount", "parts"),
    [
        (40000, "4000", ["1200", "2800"]),
        (50000, "5000", ["1500", "3500"]),
        (50001, "5000", ["1500", "3500"]),
        (Decimal("0.55"), "0.055", ["0.02", "0.035"]),
    ],
)
def test_the_amount_is_a_share_up_to_a_ceiling_and_is_paid_in_parts(
    aurel: Policy, cost: object, amount: str, parts: list[str]
) -> None:
    answer = hull_aid(aurel, hull_cost=cost)
    assert answer.amount == Decimal(amount)
    assert [part.amount for part in answer.instalments] == [Decimal(part) for part in parts]


@given(st.decimals(0, 10**6, places=2))
def test_the_parts_add_up_to_the_amount(cost: Decimal) -> None:
    answer = hull_aid(AUREL, hull_cost=cost)
    parts = [part.amount for part in answer.instalments]
    assert None not in parts
    assert sum(part for part in parts if part is not None) == answer.amount


def test_an_amount_that_is_not_known_has_no_parts(aurel: Policy) -> None:
    answer = hull_aid(aurel)
    assert answer.amount is None
    assert [part.amount for part in answer.instalments] == [None, None]
    assert [part.share for part in answer.instalments] == [Decimal("0.3"), Decimal("0.7")]


def test_two_programmes_exclude_each_other_whichever_says_so(aurel: Policy) -> None:
    assert aurel.not_with("hull_aid") == ("studio_grant",)
    assert aurel.not_with("studio_grant") == ("hull_aid",)
    answer = aurel.check({}, ON, rights=["studio_grant"]).to_json()["rights"][0]
    assert answer["not_with"] == ["hull_aid"]


@pytest.mark.parametrize(
    ("facts", "wanted"),
    [
        ({"sold_abroad": True}, {"sold": ("yes", "2000"), "unpaid": ("no", "4000")}),
        (
            {"sold_abroad": False, "paid_into_chest": False},
            {"sold": ("no", "2000"), "unpaid": ("yes", "4000")},
        ),
        ({}, {"sold": ("unknown", "2000"), "unpaid": ("no", "4000")}),
    ],
)
def test_what_is_taken_back_is_a_share_or_all_of_it(
    aurel: Policy, facts: dict[str, object], wanted: dict[str, tuple[str, str]]
) -> None:
    answer = hull_aid(aurel, hull_cost=40000, **facts)
    found = {each.clawback.id: (each.status.value, each.amount) for each in answer.clawback}
    assert found == {id: (status, Decimal(amount)) for id, (status, amount) in wanted.items()}


def test_the_answer_for_programs(aurel: Policy) -> None:
    answer: dict[str, Any] = hull_aid(aurel, hull_cost=40000, sold_abroad=True).to_json()
    assert answer["budget"] == "ship_chest"
    assert answer["eligible"][0] == {"zh": "木料和工钱", "en": "Timber and wages"}
    assert answer["instalments"][0] == {
        "when": {"zh": "铺龙骨时", "en": "When the keel is laid"},
        "share": "0.3",
        "amount": "1200.00",
    }
    assert (answer["clawback"][0]["id"], answer["clawback"][0]["status"]) == ("sold", "yes")


def test_a_right_has_nothing_of_all_this(aurel: Policy) -> None:
    (answer,) = aurel.check({}, ON, rights=["harbour_pass"]).rights
    assert not {"budget", "eligible", "instalments", "clawback"} & set(answer.to_json())


def test_half_a_fen_is_rounded_up() -> None:
    assert part_of(Decimal("0.01"), Decimal("0.5")) == Decimal("0.01")
    assert part_of(None, Decimal("0.5")) is None
    assert part_of(Decimal("0.01"), None) is None
