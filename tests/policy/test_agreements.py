"""Feature: an agreement is valid, not valid or open, and each party, term and consequence says for itself."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import product

import pytest

from haina.policy import Policy
from haina.policy.agreement import AgreementAnswer
from haina.rules.text import Status

ON = date(2021, 2, 1)

AGREED: dict[str, object] = {
    "owner_part": Decimal("0.4"),
    "builds_ships": True,
    "written_contract": True,
    "hull_cost": 40000,
    "keel_laid": date(2021, 1, 1),
    "paid_into_chest": False,
}


def joint_build(policy: Policy, on: date = ON, **changed: object) -> AgreementAnswer:
    """The answer to the contract of Aurel, with some facts changed; None leaves a fact out."""
    facts = {name: value for name, value in {**AGREED, **changed}.items() if value is not None}
    return policy.check_agreement("joint_build", facts, on)


def test_with_everything_agreed_it_is_valid(aurel: Policy) -> None:
    answer = joint_build(aurel)
    assert answer.status is Status.YES
    parts = (*answer.parties, *answer.terms)
    assert [part.status for part in parts] == [Status.YES] * 5
    assert answer.price == 16000


@pytest.mark.parametrize(
    ("changed", "failing"),
    [
        ({"owner_part": Decimal("0.39")}, "owner"),
        ({"builds_ships": False}, "yard"),
        ({"written_contract": False}, "writing"),
        ({"hull_cost": 0}, "cost"),
        ({"keel_laid": date(2019, 12, 31)}, "further"),
    ],
)
def test_one_part_that_fails_makes_it_invalid_and_is_the_one_named(
    aurel: Policy, changed: dict[str, object], failing: str
) -> None:
    answer = joint_build(aurel, **changed)
    assert answer.status is Status.NO
    assert answer.further is not None
    roles, terms = ("owner", "yard", "harbour_office"), ("writing", "cost")
    named = dict(zip((*roles, *terms), (*answer.parties, *answer.terms), strict=True))
    named["further"] = answer.further
    assert [name for name, part in named.items() if part.status is Status.NO] == [failing]


def test_with_something_missing_it_is_open_and_the_fact_is_named(aurel: Policy) -> None:
    answer = joint_build(aurel, written_contract=None)
    assert answer.status is Status.UNKNOWN
    assert answer.missing_facts == ("written_contract",)
    assert [part.status for part in answer.terms] == [Status.UNKNOWN, Status.YES]


def test_what_fails_for_sure_needs_no_other_fact(aurel: Policy) -> None:
    answer = aurel.check_agreement("joint_build", {"builds_ships": False}, ON)
    assert answer.status is Status.NO
    assert answer.missing_facts == ()


def test_a_party_without_a_condition_is_met_by_itself(aurel: Policy) -> None:
    harbour = aurel.check_agreement("joint_build", {}, ON).parties[2]
    assert (harbour.status, harbour.explanation) == (Status.YES, None)


def test_two_parties_of_one_role_have_conditions_of_their_own(aurel: Policy) -> None:
    first, second = aurel.agreements["ship_pledge"].parties
    assert (first.rule, second.rule) == ("ship_pledge_party_owner", "ship_pledge_party_owner_2")
    facts = {"owner_part": 1, "pledged": False, "written_contract": True}
    answer = aurel.check_agreement("ship_pledge", facts, ON)
    assert [part.status for part in answer.parties] == [Status.YES, Status.NO]


@pytest.mark.parametrize(
    ("on", "wanted"), [(date(2020, 12, 31), Status.NOT_IN_FORCE), (date(2021, 1, 1), Status.YES)]
)
def test_what_is_only_explored_waits_for_its_switch(aurel: Policy, on: date, wanted: Status) -> None:
    facts = {"owner_part": 1, "pledged": True, "written_contract": True}
    assert aurel.check_agreement("ship_pledge", facts, on).status is wanted


@pytest.mark.parametrize(
    ("on", "wanted"),
    [
        (date(2019, 12, 31), Status.NOT_IN_FORCE),
        (date(2029, 12, 31), Status.NO),
        (date(2030, 1, 1), Status.NOT_IN_FORCE),
    ],
)
def test_it_is_in_force_between_its_days(aurel: Policy, on: date, wanted: Status) -> None:
    assert joint_build(aurel, on, builds_ships=False).status is wanted


def test_the_agreement_is_the_conjunction_of_its_parts(aurel: Policy) -> None:
    """Whatever is agreed, left out or refused: one no makes a no, and else one unknown an unknown."""
    choices = {
        "owner_part": (Decimal("0.4"), Decimal("0.3"), None),
        "builds_ships": (True, False, None),
        "written_contract": (True, False, None),
        "hull_cost": (1, 0, None),
        "keel_laid": (date(2020, 1, 1), date(2019, 1, 1), None),
    }
    for values in product(*choices.values()):
        answer = joint_build(aurel, **dict(zip(choices, values, strict=True)))
        assert answer.further is not None
        found = {part.status for part in (*answer.parties, *answer.terms, answer.further)}
        wanted = (
            Status.NO if Status.NO in found else Status.UNKNOWN if Status.UNKNOWN in found else Status.YES
        )
        assert answer.status is wanted


@pytest.mark.parametrize(
    ("changed", "wanted"),
    [
        ({}, ["yes", "yes", "yes", "no", "yes"]),
        ({"hull_cost": 999}, ["no", "yes", "yes", "no", "yes"]),
        ({"hull_cost": None}, ["unknown", "yes", "yes", "no", "yes"]),
        ({"paid_into_chest": True}, ["yes", "yes", "yes", "yes", "yes"]),
        ({"written_contract": None}, ["yes", "yes", "unknown", "no", "yes"]),
    ],
)
def test_what_follows_applies_by_its_own_condition(
    aurel: Policy, changed: dict[str, object], wanted: list[str]
) -> None:
    answer = joint_build(aurel, **changed)
    found = (*answer.publish, *answer.register, *answer.triggers)
    assert [each.status.value for each in found] == wanted


def test_the_answer_for_programs(aurel: Policy) -> None:
    answer = joint_build(aurel).to_json()
    assert (answer["id"], answer["status"], answer["found_by"]) == ("joint_build", "yes", "negotiation")
    assert [party["role"] for party in answer["parties"]] == ["owner", "yard", "harbour_office"]
    assert answer["parties"][0]["because"][0]["standards"][0]["name"] == "owner_least"
    assert [(term["id"], term["status"]) for term in answer["terms"]] == [("writing", "yes"), ("cost", "yes")]
    assert answer["further"]["status"] == "yes"
    assert Decimal(answer["price"]) == 16000
    assert answer["publish"][0]["within"] == "P5D"
    assert answer["register"] == [
        {
            "department": "harbour_office",
            "text": {"zh": "船舶登记", "en": "Register of ships"},
            "status": "yes",
        }
    ]
    assert [each["element"] for each in answer["triggers"]] == ["hull_aid", "file_plans"]


def test_all_agreements_are_answered_at_once(aurel: Policy) -> None:
    facts = aurel.program.read_facts({"builds_ships": True})
    assert [each.agreement.id for each in aurel.agreements_answers(facts, ON)] == list(aurel.agreements)
