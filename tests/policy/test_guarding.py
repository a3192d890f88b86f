"""Feature: what earlier awards leave of a new one, with the reason, the rule and its source."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from uuid import UUID, uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haina.policy import load
from haina.policy.exclusions import Bar, Period
from haina.policy.guarding import WHOLE_EFFORT, Award, Judgement, Outcome, judge, slots_of

AUREL = load(Path(__file__).parents[1] / "packs" / "aurel")
_NAMES = UUID("b0b3d7a5-8d0e-4a0e-9f6f-3b1c6a5a5a11")
ADA, YARD, HULL = ("person", "ada"), ("organisation", "yard"), ("project", "hull")
ALLOWED, WARN, STOP = Outcome.ALLOWED, Outcome.WARN, Outcome.STOP


def award(name: str, programme: str, first: str, *who: tuple[str, str], **more: object) -> Award:
    """An award by the names of those who receive it; for a purpose of its own unless one is named."""
    more.setdefault("purpose", name)
    receivers = frozenset((sort, uuid5(_NAMES, each)) for sort, each in who)
    if "last" in more and more["last"] is not None:
        more["last"] = date.fromisoformat(str(more["last"]))
    return Award(uuid5(_NAMES, name), programme, receivers, date.fromisoformat(first), label=name, **more)  # type: ignore[arg-type]


def outcome_of(judgement: Judgement, group: str) -> Outcome:
    """What one group says."""
    (verdict,) = (each for each in judgement.verdicts if each.exclusion.id == group)
    return verdict.outcome


def test_one_grant_a_year_stops_the_second_and_names_the_first_and_the_rule() -> None:
    """Given a grant in March, when another is asked for in November, then it is stopped, with the reason."""
    first = award("A-1", "studio_grant", "2021-03-01", ADA, stage="apprentice", last="2021-03-31")
    new = award("A-2", "studio_grant", "2021-11-01", ADA, stage="journeyman", last="2021-11-30", fen=500)
    judgement = judge(AUREL, [first], new)
    assert (judgement.outcome, judgement.payable) == (STOP, 0)
    (verdict,) = (each for each in judgement.verdicts if each.outcome is STOP)
    assert verdict.earlier == (first,)
    for said in ("A-1", "2021-03-01", "One studio grant a year", "C2"):
        assert said in verdict.reason.en
    assert "工作室租金补贴一年一次" in verdict.reason.zh


def test_the_next_year_and_another_person_are_free() -> None:
    first = award("A-1", "studio_grant", "2021-12-31", ADA, stage="apprentice", last="2021-12-31")
    later = award("A-2", "studio_grant", "2022-01-01", ADA, stage="journeyman")
    other = award("B-1", "studio_grant", "2021-12-31", ("person", "bao"), stage="apprentice")
    assert judge(AUREL, [first], later).outcome is ALLOWED
    assert judge(AUREL, [first], other).outcome is ALLOWED


def test_an_application_warns_and_a_decision_stops() -> None:
    asked = award("A-1", "studio_grant", "2021-03-01", ADA, stage="apprentice", pending=True)
    new = award("A-2", "studio_grant", "2021-04-01", ADA, stage="master")
    assert judge(AUREL, [asked], new).outcome is WARN


@pytest.mark.parametrize(
    ("before", "asked", "outcome", "left"),
    [
        (300_000, 200_000, ALLOWED, 200_000),
        (300_000, 200_001, STOP, 200_000),
        (500_000, 1, STOP, 0),
        (0, 500_000, ALLOWED, 500_000),
    ],
)
def test_the_cap_is_kept_to_the_fen(before: int, asked: int, outcome: Outcome, left: int) -> None:
    """Given a cap of 5,000 for a hull, when money was given before, then the rest is left and no fen more."""
    earlier = award("H-1", "hull_aid", "2021-01-01", HULL, fen=before)
    judgement = judge(AUREL, [earlier], award("H-2", "hull_aid", "2025-01-01", HULL, fen=asked))
    assert outcome_of(judgement, "hull_aid_per_hull") is outcome
    assert judgement.payable == min(left, asked)


def test_a_cap_that_nobody_had_fixed_warns() -> None:
    new = award("H-1", "hull_aid", "2019-12-31", HULL, fen=10**12)
    judgement = judge(AUREL, [], new)
    assert outcome_of(judgement, "hull_aid_per_hull") is WARN
    assert "Ceiling of the aid for a hull" in judgement.reasons[0].en


@pytest.mark.parametrize(
    ("day", "outcome"), [("2023-06-30", STOP), ("2023-07-01", ALLOWED)], ids=["last day", "day after"]
)
def test_years_must_pass_between_two_aids(day: str, outcome: Outcome) -> None:
    """Given an aid that ended on 30 June 2021 and two years' pause, then 1 July 2023 is the first day."""
    earlier = award("H-1", "hull_aid", "2021-01-01", YARD, last="2021-06-30")
    judgement = judge(AUREL, [earlier], award("H-2", "hull_aid", day, YARD))
    assert outcome_of(judgement, "rest_between_hulls") is outcome


def test_a_pause_that_ends_on_a_day_that_is_missing_ends_with_february() -> None:
    earlier = award("H-1", "hull_aid", "2020-01-01", YARD, last="2020-02-29")
    (slot,) = slots_of(AUREL.exclusions["rest_between_hulls"], earlier, lambda name, on: 2)
    assert slot.last == date(2022, 2, 28)


def test_of_a_higher_one_the_difference_is_paid_and_of_a_lower_one_nothing() -> None:
    first = award("S-1", "studio_grant", "2021-01-01", YARD, fen=30_000)
    higher = award("H-1", "hull_aid", "2021-02-01", YARD, fen=50_000)
    judgement = judge(AUREL, [first], higher)
    assert (outcome_of(judgement, "chests_pay_the_higher"), judgement.payable) == (WARN, 20_000)
    lower = award("H-2", "hull_aid", "2021-02-01", YARD, fen=30_000)
    assert judge(AUREL, [first], lower).payable == 0


@pytest.mark.parametrize(("effort", "outcome"), [(400, ALLOWED), (401, STOP)])
def test_nobody_works_more_than_all_of_their_time(effort: int, outcome: Outcome) -> None:
    """Given 60 % in May and 60 % in June, when 40 % are asked for over both, then it fits, and no more."""
    earlier = [
        award("H-1", "hull_aid", "2021-05-01", ADA, last="2021-05-31", effort=600),
        award("H-2", "hull_aid", "2021-06-01", ADA, last="2021-06-30", effort=600),
    ]
    new = award("H-3", "hull_aid", "2021-05-15", ADA, last="2021-07-15", effort=effort)
    assert outcome_of(judge(AUREL, earlier, new), "hands_of_a_shipwright") is outcome


@pytest.mark.parametrize(
    ("stage", "first", "outcome"),
    [
        ("master", "2023-01-01", ALLOWED),
        ("journeyman", "2023-01-01", STOP),
        ("apprentice", "2023-01-01", STOP),
        ("apprentice", "2019-01-01", ALLOWED),
        ("master", "2021-12-31", STOP),
        ("", "2023-01-01", WARN),
    ],
)
def test_each_stage_comes_once_and_in_turn(stage: str, first: str, outcome: Outcome) -> None:
    """Given a journeyman's grant in 2021, then a master's may follow and nothing comes twice or too late."""
    earlier = award("S-1", "studio_grant", "2021-01-01", ADA, last="2021-12-31", stage="journeyman")
    last = str(date.fromisoformat(first) + timedelta(days=30))
    new = award("S-2", "studio_grant", first, ADA, last=last, stage=stage)
    assert outcome_of(judge(AUREL, [earlier], new), "ranks_in_turn") is outcome


def test_programmes_that_are_not_combined_make_a_group_for_each_subject() -> None:
    """Given `not_with` between two programmes, then the same purpose is paid by one of them only."""
    made = [each for each in AUREL.exclusions_of("hull_aid") if each.same_purpose]
    assert {each.of for each in made} == {"person", "project"}
    assert {(each.kind, each.period, each.repeat) for each in made} == {(Bar.EXCLUSIVE, Period.EVER, True)}
    group = "hull_aid_not_with_studio_grant_for_person"
    earlier = award("S-1", "studio_grant", "2021-01-01", ADA, purpose="No. 7")
    same = award("H-1", "hull_aid", "2027-01-01", ADA, HULL, purpose="No. 7")
    other = award("H-2", "hull_aid", "2027-01-01", ADA, HULL, purpose="No. 8")
    unnamed = award("H-3", "hull_aid", "2027-01-01", ADA, HULL, purpose="")
    found = [outcome_of(judge(AUREL, [earlier], each), group) for each in (same, other, unnamed)]
    assert found == [STOP, ALLOWED, WARN]


def test_an_award_for_nobody_that_counts_is_warned_of() -> None:
    judgement = judge(AUREL, [], award("H-1", "hull_aid", "2021-01-01", ("contract", "x")))
    assert judgement.outcome is WARN
    assert "needs the" in judgement.reasons[0].en


def test_an_award_is_not_held_against_itself() -> None:
    same = award("S-1", "studio_grant", "2021-01-01", ADA, stage="master", fen=10)
    assert judge(AUREL, [same], same).outcome is ALLOWED


@pytest.mark.parametrize(
    "wrong",
    [{"last": "2020-12-31"}, {"fen": -1}, {"fen": 0.5}, {"entitled": -1}, {"effort": 1001}, {"effort": -1}],
)
def test_what_is_no_award_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"award|amount|effort"):
        award("S-1", "studio_grant", "2021-01-01", ADA, **wrong)


# Properties

_START = date(2021, 1, 1)


@st.composite
def awards(draw: st.DrawFn, most: int = 6) -> list[Award]:
    """A few awards of both programmes to a handful of people, yards and hulls."""
    found = []
    for number in range(draw(st.integers(1, most))):
        first = _START + timedelta(days=draw(st.integers(0, 900)))
        length = draw(st.none() | st.integers(0, 500))
        programme = draw(st.sampled_from(["studio_grant", "hull_aid"]))
        found.append(
            Award(
                uuid5(_NAMES, f"drawn {number}"),
                programme,
                frozenset(
                    (sort, uuid5(_NAMES, sort + str(draw(st.integers(0, 1)))))
                    for sort in ("person", "organisation", "project")
                ),
                first,
                None if length is None else first + timedelta(days=length),
                fen=draw(st.integers(0, 600_000)),
                effort=draw(st.integers(0, WHOLE_EFFORT)),
                stage=draw(st.sampled_from(["apprentice", "journeyman", "master"])),
                purpose=draw(st.sampled_from(["x", "y"])),
                pending=draw(st.booleans()),
            )
        )
    return found


@given(awards(), st.randoms())
def test_the_order_of_earlier_awards_does_not_matter(drawn: list[Award], chance: object) -> None:
    *earlier, new = drawn
    mixed = list(earlier)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert judge(AUREL, earlier, new) == judge(AUREL, mixed, new)


@given(awards(), st.data())
def test_without_an_earlier_award_nothing_becomes_stricter(drawn: list[Award], data: st.DataObject) -> None:
    *earlier, new = drawn
    if not earlier:
        return
    gone = data.draw(st.integers(0, len(earlier) - 1))
    full = judge(AUREL, earlier, new)
    less = judge(AUREL, earlier[:gone] + earlier[gone + 1 :], new)
    order = list(Outcome)
    pairs = zip(full.verdicts, less.verdicts, strict=True)
    assert all(order.index(b.outcome) <= order.index(a.outcome) for a, b in pairs)
    assert less.payable >= full.payable


@given(awards(2))
def test_two_awards_bar_each_other_or_neither_does(drawn: list[Award]) -> None:
    for one in drawn:
        for other in drawn:
            for group in AUREL.exclusions.values():
                for a in slots_of(group, one, _values):
                    for b in slots_of(group, other, _values):
                        assert a.bars(b) == b.bars(a)


def _values(name: str, on: date) -> object:
    dated = AUREL.program.standard_value(name, on)
    return None if dated is None else dated.value


def _receivers(one: Award, other: Award, sort: str) -> bool:
    return dict(one.beneficiaries)[sort] == dict(other.beneficiaries)[sort]


def _days(award: Award) -> set[int]:
    last = award.last or date(2026, 1, 1)
    return set(range(award.first.toordinal(), last.toordinal() + 1))


@given(awards())
def test_the_guard_says_what_a_count_day_by_day_says(drawn: list[Award]) -> None:
    """The stops of each group, worked out by counting days and adding up, without slots."""
    *earlier, new = drawn
    decided = [each for each in earlier if not each.pending]
    judgement = judge(AUREL, earlier, new)
    said = {each.exclusion.id: each.outcome is STOP for each in judgement.verdicts}
    studio = [each for each in decided if each.programme == "studio_grant"]
    hulls = [each for each in decided if each.programme == "hull_aid"]

    mine = [each for each in decided if _receivers(each, new, "person")]
    sums: dict[int, int] = {}
    for each in mine:
        for day in _days(each) & _days(new):
            sums[day] = sums.get(day, 0) + each.effort
    busiest = max(sums.values(), default=0) + new.effort
    assert said["hands_of_a_shipwright"] == (new.effort > 0 and busiest > WHOLE_EFFORT)

    given_before = sum(each.fen for each in decided if _receivers(each, new, "organisation"))
    assert said["chests_pay_the_higher"] == (new.fen > 0 and new.fen - given_before <= 0)

    for sort in ("person", "project"):
        others = hulls if new.programme == "studio_grant" else studio
        both = any(each.purpose == new.purpose and _receivers(each, new, sort) for each in others)
        assert said[f"hull_aid_not_with_studio_grant_for_{sort}"] == both

    if new.programme == "studio_grant":
        own = [each for each in studio if _receivers(each, new, "person")]
        assert said["studio_once_a_year"] == any(each.first.year == new.first.year for each in own)
        ranks = {"apprentice": 1, "journeyman": 2, "master": 3}
        turned = [
            each
            for each in own
            if _days(each) & _days(new)
            or each.stage == new.stage
            or (each.first < new.first) != (ranks[each.stage] < ranks[new.stage])
        ]
        assert said["ranks_in_turn"] == bool(turned)
    else:
        spent = sum(each.fen for each in hulls if _receivers(each, new, "project"))
        assert said["hull_aid_per_hull"] == (new.fen > max(0, 500_000 - spent))


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=6))
def test_topping_up_pays_the_highest_whatever_the_order(amounts: list[int]) -> None:
    """Given entitlements in any order, when each is topped up, then together the highest was paid."""
    paid: list[Award] = []
    for number, amount in enumerate(amounts):
        asked = award(f"T-{number}", "studio_grant", "2021-01-01", YARD, fen=amount)
        left = judge(AUREL, paid, asked).payable
        paid.append(award(f"T-{number}", "studio_grant", "2021-01-01", YARD, fen=left, entitled=amount))
    assert sum(each.fen for each in paid) == max(amounts)
