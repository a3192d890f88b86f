"""Feature: what programmes do to each other is data of the pack, with its source."""

from __future__ import annotations

from pathlib import Path

from haina.policy import Policy, default_directory, load
from haina.policy.exclusions import Bar, Period
from haina.policy.kept import VARIABLE, load_kept


def test_a_group_says_who_meets_over_which_period(aurel: Policy) -> None:
    group = aurel.exclusions["studio_once_a_year"]
    assert (group.kind, group.of, group.period) == (Bar.EXCLUSIVE, "person", Period.YEAR)
    assert aurel.exclusions["chests_pay_the_higher"].period is Period.EVER, "the usual one of its kind"
    assert [aurel.exclusions["ranks_in_turn"].rank(each) for each in ("apprentice", "master", "none")] == [
        1,
        3,
        None,
    ]
    assert "studio_once_a_year" in [each.id for each in aurel.exclusions_of("studio_grant")]
    assert aurel.exclusions_of("harbour_pass") == ()


def test_every_group_of_the_published_pack_rests_on_a_clause_and_on_money_programmes() -> None:
    policy = load(default_directory())
    assert len(policy.written_exclusions) >= 6
    assert len(policy.exclusions) > len(policy.written_exclusions), "and what not_with says"
    for group in policy.exclusions.values():
        assert group.clauses
        assert set(group.programmes) <= set(policy.programmes)
    for programme in policy.programmes:
        barred = {other for each in policy.exclusions_of(programme) for other in each.programmes}
        assert set(policy.not_with(programme)) <= barred


def test_a_pack_that_was_kept_has_the_same_groups(aurel: Policy, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "cache"))
    root = Path(__file__).parents[1] / "packs" / "aurel"
    for _ in range(2):
        found = load_kept(root).exclusions
        assert {id: (each.kind, each.programmes) for id, each in found.items()} == {
            id: (each.kind, each.programmes) for id, each in aurel.exclusions.items()
        }
