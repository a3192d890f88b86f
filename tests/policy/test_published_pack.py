"""The published pack is whole: each clause has its rule, each right is shown on people, each change is tried.

The people stand in the pack's `personas/`; what they expect is law. They are run here as `haina policy test`
runs them, and the other tests ask that there are enough of them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from haina.policy import Policy, default_directory, load
from haina.policy.coverage import coverage_of
from haina.policy.records import Right
from haina.policy.trial import all_cases, run_personas
from haina.rules.text import Status

A_DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def policy() -> Policy:
    """The pack that Haina runs when nobody names another."""
    return load(default_directory())


def test_every_person_gets_the_answer_that_is_written(policy: Policy) -> None:
    """Given the personas, when their facts are judged, then every expectation is met."""
    wrong = [
        f"{outcome.expectation.place}: {outcome.case.id} on {outcome.expectation.on}: "
        f"{outcome.expectation.rule} is {outcome.got}, not {outcome.expectation.wanted}"
        for outcome in run_personas(policy)
        if not outcome.passed
    ]
    assert wrong == []


def test_clauses_of_an_article_are_numbered_without_a_gap(policy: Policy) -> None:
    numbers: dict[str, list[int]] = defaultdict(list)
    for id_ in policy.clauses:
        article, number = id_.split(".")
        numbers[article].append(int(number))
    for article, found in numbers.items():
        assert found == list(range(1, len(found) + 1)), article


def test_every_clause_that_gives_something_has_a_rule(policy: Policy) -> None:
    """A clause that is a right or money is carried out by at least one rule."""
    ruled = {right.clause for right in policy.rights.values()}
    giving = {clause.id for clause in policy.clauses.values() if clause.kind in ("right", "money")}
    assert ruled == giving


def test_what_is_only_explored_waits_for_a_switch(policy: Policy) -> None:
    """A clause that explores or tries something out gives nobody a claim until a dated switch opens it."""
    tentative = {clause.id for clause in policy.clauses.values() if clause.modality in ("explore", "pilot")}
    for right in policy.rights.values():
        assert (right.in_force.switch is not None) == (right.clause in tentative), right.id


def test_every_right_is_shown_as_yes_no_and_unknown(policy: Policy) -> None:
    shown: dict[str, set[object]] = defaultdict(set)
    for rule, _, wanted in _expected(policy):
        shown[rule].add(wanted)
    every = {Status.YES.value, Status.NO.value, Status.UNKNOWN.value, Status.NOT_IN_FORCE.value}
    opened = [right.id for right in policy.rights.values() if _first_day(policy, right) is not None]
    missing = {rule: every - shown[rule] for rule in opened if every - shown[rule]}
    assert missing == {}


def test_what_nobody_has_opened_yet_is_shown_as_that(policy: Policy) -> None:
    """A right whose switch has never been turned on gives nobody an answer."""
    shown: dict[str, set[object]] = defaultdict(set)
    for rule, _, wanted in _expected(policy):
        shown[rule].add(wanted)
    closed = [right.id for right in policy.rights.values() if _first_day(policy, right) is None]
    assert {rule: shown[rule] for rule in closed if shown[rule] != {"not_in_force"}} == {}


def test_every_right_is_tried_on_both_sides_of_its_first_day(policy: Policy) -> None:
    """The day before a right takes effect it is not in force; on the day itself it is answered."""
    answers: dict[tuple[str, date], set[object]] = defaultdict(set)
    for rule, on, wanted in _expected(policy):
        answers[rule, on].add(wanted)
    for right in policy.rights.values():
        first = _first_day(policy, right)
        if first is None:
            continue
        assert answers[right.id, first - A_DAY] == {"not_in_force"}, f"{right.id} on the day before {first}"
        assert answers[right.id, first] - {"not_in_force"}, f"{right.id} on {first}"


def test_every_change_of_a_standard_is_tried_on_both_sides(policy: Policy) -> None:
    """Where a rule reads a standard of the day, somebody is judged before and after it changes."""
    tried: dict[str, set[date]] = defaultdict(set)
    for rule, on, _ in _expected(policy):
        tried[rule].add(on)
    untried = [
        f"{right.id}: {standard} changes on {changes}"
        for right in policy.rights.values()
        for standard, changes in _changes(policy, right)
        if not {changes, changes - A_DAY} <= tried[right.id]
    ]
    assert untried == []


def test_everyday_ways_into_the_pack_reach_everything(policy: Policy) -> None:
    """Whatever carries out a clause is found by life event and by who one is."""
    for ways in (policy.life_events, policy.audiences):
        reached = {id_ for way in ways for id_ in way.rights}
        assert reached == set(policy.elements)


def test_every_clause_is_shown_in_every_way_that_its_kind_asks_for(policy: Policy) -> None:
    """Agreements valid and not, duties fulfilled, late and not owed, programmes with an amount, and so on."""
    lacking = {id_: each.lacks for id_, each in coverage_of(policy).clauses.items() if each.lacks}
    assert lacking == {}


def _expected(policy: Policy) -> Iterator[tuple[str, date, object]]:
    for case in all_cases(policy):
        for each in case.expectations:
            if not each.formula:
                yield each.rule, each.on, each.wanted


def _first_day(policy: Policy, right: Right) -> date | None:
    """The first day on which a right can be in force: its own, or that of its switch if it is later.

    None where nobody has turned the switch on.
    """
    begins = [right.in_force.valid_from or date.min]
    if right.in_force.switch is not None:
        values = policy.standards[right.in_force.switch].values
        opened = [each.valid_from for each in values if each.value is True and each.valid_from]
        if not opened:
            return None
        begins.append(opened[0])
    return max(begins)


def _changes(policy: Policy, right: Right) -> Iterator[tuple[str, date]]:
    """Every day since a right took effect on which a standard that it reads gets or loses a value."""
    first = _first_day(policy, right)
    for name in sorted(_standards_read(policy, right.id)):
        for value in policy.standards[name].values:
            for day in (value.valid_from, value.valid_to and value.valid_to + A_DAY):
                if day is not None and first is not None and day > first:
                    yield name, day


def _standards_read(policy: Policy, rule: str, seen: frozenset[str] = frozenset()) -> set[str]:
    """The standards of the day of judging that a rule reads, through its definitions; tables are left out.

    A standard inside ``as_of_spell`` is that of the spell's day and does not change with the day of judging.
    """
    text = re.sub(r"as_of_spell\([a-z_]*\)|'[^']*'", "", policy.program.rules[rule].text)
    found: set[str] = set()
    for word in set(re.findall(r"[a-z][a-z0-9_]*", text)) - seen:
        if word in policy.standards:
            found.add(word)
        elif word in policy.program.rules:
            found |= _standards_read(policy, word, seen | {word})
    return found
