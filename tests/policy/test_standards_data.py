"""The standards of the pack keep what the sources say, on their dates, and stay silent where the sources do.

Given a day, when a standard is asked for, then the value is the one in force on that day; and nothing that
was found to be invented or unconfirmed has crept in.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from haina.policy import Policy, default_directory, load


@pytest.fixture(scope="module")
def policy() -> Policy:
    """The pack as the loader reads it."""
    return load(default_directory())


def on(policy: Policy, name: str, day: str) -> object:
    """The value of a standard on a day; None where it is unset."""
    found = policy.standards[name].on(date.fromisoformat(day))
    return None if found is None else found.value


@pytest.mark.parametrize(
    ("name", "last_day", "before", "after"),
    [
        ("pr_market_salary_min", "2023-04-30", Decimal(600_000), None),
        ("pr_market_salary_multiple", "2023-04-30", None, Decimal(6)),
        ("wage_talent_ref_month", "2019-10-31", Decimal(7832), Decimal(8211)),
        ("wage_talent_ref_month", "2023-06-30", Decimal(10_338), Decimal(12_183)),
        ("direct_founder_first_round", "2020-11-30", Decimal(10_000_000), Decimal(10_000_000)),
        ("direct_founder_first_round", "2025-11-30", Decimal(10_000_000), None),
        ("grad_zones_degree_min", "2016-09-25", "master", "bachelor"),
        ("pts_plus_invest_max", "2017-12-31", 100, 120),
        ("wp_nationwide", "2017-03-31", False, True),
        ("voucher_cap_firm", "2019-12-31", Decimal(300_000), None),
        ("voucher_cap_firm", "2020-01-31", None, Decimal(500_000)),
        ("tt_reward_min", "2015-06-30", None, Decimal("0.70")),
        ("iit_deduct", "2018-09-30", Decimal(3500), Decimal(5000)),
    ],
)
def test_a_value_changes_on_its_day(
    policy: Policy, name: str, last_day: str, before: object, after: object
) -> None:
    """The last day of the old value and the first day of the new one."""
    next_day = date.fromordinal(date.fromisoformat(last_day).toordinal() + 1).isoformat()
    assert (on(policy, name, last_day), on(policy, name, next_day)) == (before, after)


def test_one_year_has_as_many_average_wages_as_were_published(policy: Policy) -> None:
    """For 2018 alone three figures were in force, and the talent rules changed over on their own day."""
    assert on(policy, "wage_talent_ref_month", "2019-07-01") == 7832
    assert on(policy, "wage_full_scope_month", "2019-07-01") == 8765
    assert on(policy, "wage_talent_ref_month", "2019-12-01") == 8211


def test_the_talent_rules_kept_the_earlier_wage_during_the_freeze(policy: Policy) -> None:
    """From July 2022 to June 2023 the new average was published but not used."""
    assert on(policy, "wage_full_scope_month", "2022-08-01") == 11_396
    assert on(policy, "wage_talent_ref_month", "2022-08-01") == 10_338


@pytest.mark.parametrize("day", ["2020-07-01", "2021-06-30", "2024-07-01"])
def test_an_unconfirmed_average_is_left_unset(policy: Policy, day: str) -> None:
    """Where sources disagree or none was read, there is no value, and the standard says who would set it."""
    assert on(policy, "wage_talent_ref_month", day) is None
    assert policy.standards["wage_talent_ref_month"].unset is not None


def test_the_invented_points_table_is_not_used(policy: Policy) -> None:
    """A table with 30 points for pay and 25 for education circulates; the national annex knows neither."""
    most_for_pay = max(
        value.value
        for name, standard in policy.standards.items()
        if name.startswith(("wp_pts_salary", "wp_pts_edu"))
        for value in standard.values
        if isinstance(value.value, int)
    )
    assert most_for_pay == 20
    assert on(policy, "wp_class_a_min_points", "2017-06-01") == 85


def test_no_value_rests_on_a_doubtful_grade(policy: Policy) -> None:
    """Only what was read (A) or is widely known (B) is loaded."""
    grades = {value.grade for standard in policy.standards.values() for value in standard.values}
    assert grades == {"A", "B"}


def test_a_standard_that_was_never_set_says_who_would_set_it(policy: Policy) -> None:
    """The pages of rights show this sentence, in both languages."""
    silent = [standard for standard in policy.standards.values() if not standard.values]
    assert len(silent) >= 15
    assert all(each.unset is not None and each.unset.zh and each.unset.en for each in silent)
