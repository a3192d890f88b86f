"""Feature: thirty-two clients fight over the same people; exactly the allowed awards are made, none more."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random
from uuid import uuid4

import pytest
from django.db import connection

from haina.money.models import Account, Claim
from haina.money.refusals import MoneyRefusal
from haina.money.verbs import follow_identities
from haina.money.verbs.claim import claim
from haina.people.actors import Actor
from haina.people.models import Account as Login
from haina.people.models import Identity, Person
from haina.people.verbs.merge import merge
from haina.people.verbs.split import undo
from haina.policy import Policy, load
from haina.policy.exclusions import Bar
from haina.policy.guarding import Award

from .conftest import NOW, TODAY, Book, key

AUREL = load(Path(__file__).parents[1] / "packs" / "aurel")
CLIENTS, PEOPLE, GROUPS = 32, 50, 5
PERSON = [key(f"person {number}") for number in range(PEOPLE)]


def policy_with(*groups: object) -> Policy:
    """The policy of Aurel with these groups and no others."""
    return replace(AUREL, written_exclusions={each.id: each for each in groups})  # type: ignore[attr-defined]


class Race:
    """Many clients, each with a connection of its own, that ask for awards from one policy."""

    def __init__(self, book: Book) -> None:
        self.ground = book.ground.pk

    def run(self, policy: Policy, asked: list[Award]) -> Counter[str]:
        """Ask for all of them at once; how often each answer was given."""

        def client(number: int) -> Counter[str]:
            try:
                return Counter(self._tried(policy, award) for award in asked[number::CLIENTS])
            finally:
                connection.close()

        with ThreadPoolExecutor(CLIENTS) as clients:
            return sum(clients.map(client, range(CLIENTS)), Counter())

    def _tried(self, policy: Policy, award: Award) -> str:
        try:
            return "again" if claim(policy, award, ground=self.ground, now=NOW).replayed else "given"
        except MoneyRefusal as refusal:
            return refusal.code


@pytest.fixture
def race(transactional_db: None) -> Race:
    return Race(Book())


def hull(person: int, **more: object) -> Award:
    """An award to one of the people, on days that all overlap."""
    receivers = frozenset({("person", PERSON[person])})
    return Award(uuid4(), "hull_aid", receivers, date(2021, 1, 1), date(2021, 12, 31), **more)  # type: ignore[arg-type]


def test_fifty_people_and_five_groups_get_two_hundred_and_fifty_awards(race: Race) -> None:
    """Given five purposes and 50 people, when 750 awards are asked for, then 250 are made and 0 overlap."""
    group = replace(
        AUREL.exclusions["studio_once_a_year"], programmes=("hull_aid",), same_purpose=True, id="once"
    )
    chance = Random(5)  # noqa: S311 - a draw that can be repeated
    asked = [
        hull(person, purpose=f"purpose {purpose}")
        for person in range(PEOPLE)
        for purpose in range(GROUPS)
        for _ in range(3)
    ]
    chance.shuffle(asked)
    answers = race.run(_without_not_with(policy_with(group)), asked)
    assert answers == {"given": PEOPLE * GROUPS, "claim_bars_all": 2 * PEOPLE * GROUPS}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM money_claim a JOIN money_claim b ON a.id < b.id AND a.rule = b.rule"
            " AND a.beneficiary = b.beneficiary AND a.compared = b.compared AND a.period && b.period"
        )
        assert cursor.fetchone() == (0,)


def test_caps_are_kept_to_the_fen_however_many_ask(race: Race) -> None:
    """Given 5,000 for each of five hulls, when 60 odd amounts are asked for, none passes it."""
    group = replace(AUREL.exclusions["hull_aid_per_hull"], of="person")
    chance = Random(3)  # noqa: S311 - a draw that can be repeated
    asked = [hull(number % 5, fen=chance.randint(60_000, 180_000)) for number in range(60)]
    answers = race.run(_without_not_with(policy_with(group)), asked)
    assert set(answers) == {"given", "claim_keeps_the_cap"}
    smallest = min(each.fen for each in asked)
    for person in range(5):
        fen = sum(Claim.objects.filter(beneficiary=PERSON[person]).values_list("fen", flat=True))
        assert 500_000 - 180_000 < fen <= 500_000
    left = Account.objects.filter(kind=Account.Kind.ROOM, code__endswith="/left")
    assert sum(each.balance for each in left) == 5 * 500_000 - sum(
        Claim.objects.values_list("fen", flat=True)
    )
    assert smallest > 0


def test_the_working_time_of_nobody_passes_the_whole(race: Race) -> None:
    group = AUREL.exclusions["hands_of_a_shipwright"]
    assert group.kind is Bar.EFFORT
    asked = [hull(number % 3, effort=300) for number in range(60)]
    answers = race.run(_without_not_with(policy_with(group)), asked)
    assert answers == {"given": 9, "claim_keeps_to_the_whole_time": 51}


def test_awards_over_several_people_and_groups_never_wait_in_a_circle(race: Race) -> None:
    """Given awards that each name five people in any order, then each person is in one award at the most."""
    groups = [
        replace(AUREL.exclusions["studio_once_a_year"], programmes=("hull_aid",), id=f"once_{number}")
        for number in range(3)
    ]
    chance = Random(9)  # noqa: S311 - a draw that can be repeated
    asked = []
    for _ in range(120):
        people = chance.sample(PERSON, 5)
        receivers = frozenset(("person", each) for each in people)
        asked.append(replace(hull(0), beneficiaries=receivers))
    answers = race.run(_without_not_with(policy_with(*groups)), asked)
    assert set(answers) == {"given", "claim_bars_all"}
    assert Claim.objects.count() == answers["given"] * 15
    taken = Claim.objects.filter(rule="once_0").values_list("beneficiary", flat=True)
    assert len(set(taken)) == len(taken)


def test_the_same_award_from_everybody_at_once_is_given_once(race: Race) -> None:
    award = hull(0, purpose="x", fen=10)
    assert race.run(AUREL, [award] * CLIENTS) == {"given": 1, "again": CLIENTS - 1}


def _without_not_with(policy: Policy) -> Policy:
    rights = {id: replace(right, not_with=()) for id, right in policy.rights.items()}
    return replace(policy, rights=rights)


def test_people_who_become_one_while_awards_are_decided_leave_no_award_behind(
    race: Race, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given entries that are joined and parted while awards are decided for both, then none stays behind."""
    policy = policy_with(AUREL.exclusions["studio_once_a_year"])
    monkeypatch.setattr(follow_identities, "current_policy", lambda: policy)
    account = Login.objects.create_user("officer@example.org")
    officer = Actor("officer", account.pk, departments=frozenset({"treasury"}))
    pairs = [(Person.objects.create(name=f"A{n}"), Person.objects.create(name=f"B{n}")) for n in range(12)]

    def decide() -> None:
        try:
            for number, (one, other) in enumerate(pairs):
                event = merge(officer, one.pk, other.pk, reason="one", on=TODAY, now=NOW)
                if number % 3 == 0:
                    undo(officer, event, reason="two", on=TODAY, now=NOW)
        finally:
            connection.close()

    people = [each.pk for pair in pairs for each in pair]
    asked = [
        Award(
            uuid4(),
            "studio_grant",
            frozenset({("person", who)}),
            date(2021, month, 1),
            date(2021, month, 2),
            purpose=str(month),
        )
        for month in range(1, 7)
        for who in people
    ]
    with ThreadPoolExecutor(1) as office:
        decided = office.submit(decide)
        answers = race.run(policy, asked)
        decided.result()
    assert set(answers) == {"given", "claim_bars_all"}
    survivors = dict(Identity.objects.values_list("pk", "survivor_id"))
    places = Claim.objects.filter(rule="studio_once_a_year")
    claims = list(places.values_list("given_to", "beneficiary", "conflict"))
    assert all(beneficiary == survivors[given_to] for given_to, beneficiary, _ in claims)
    alone = Counter(beneficiary for _, beneficiary, conflict in claims if not conflict)
    assert max(alone.values()) == 1
    assert len(claims) <= len(people)
