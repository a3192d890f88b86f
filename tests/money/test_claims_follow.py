"""Feature: what was given to two who turn out to be one counts together, and apart again when undone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import translation

from haina.money.models import Claim, ClaimMove
from haina.money.refusals import MoneyRefusal
from haina.money.verbs import follow_identities
from haina.money.verbs.claim import Claimed, claim
from haina.money.verbs.release_claim import release_claim
from haina.people.actors import Actor
from haina.people.models import Account, IdentityEvent, Person
from haina.people.verbs.merge import IdentityRefused, merge
from haina.people.verbs.split import split, undo
from haina.people.verbs.try_out import try_out
from haina.policy import load
from haina.policy.guarding import Award

from .conftest import NOW, TODAY, Book, key

AUREL = load(Path(__file__).parents[1] / "packs" / "aurel")
Take = Callable[..., Claimed]


@pytest.fixture
def take(book: Book, monkeypatch: pytest.MonkeyPatch) -> Take:
    """Give a studio grant, or an award like it, to somebody."""
    monkeypatch.setattr(follow_identities, "current_policy", lambda: AUREL)

    def take(name: str, who: Person, first: str, *others: Person, **more: object) -> Claimed:
        receivers = frozenset(("person", each.pk) for each in (who, *others))
        asked = Award(
            key(name),
            "studio_grant",
            receivers,
            date.fromisoformat(first),
            label=name,
            **{"stage": "master", "purpose": name, **more},  # type: ignore[arg-type]
        )
        asked = replace(asked, last=asked.last or asked.first)
        return claim(AUREL, asked, ground=book.ground.pk, now=NOW)

    return take


@pytest.fixture
def officer(db: None) -> Actor:
    """Who decides who is who."""
    account = Account.objects.create_user("officer@example.org")
    return Actor("officer", account.pk, departments=frozenset({"treasury"}))


@pytest.fixture
def two(db: None) -> tuple[Person, Person]:
    """Two people of the register; the first was registered first."""
    return Person.objects.create(name="ADA"), Person.objects.create(name="Ada B.")


def join(officer: Actor, one: Person, other: Person) -> IdentityEvent:
    return merge(officer, one.pk, other.pk, reason="the same passport", on=TODAY, now=NOW)


def part(officer: Actor, event: IdentityEvent) -> IdentityEvent:
    return undo(officer, event, reason="two passports", on=TODAY, now=NOW)


def ask_the_database() -> None:
    """Ask it now for what it would otherwise ask at the commit."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def held() -> set[tuple[str, UUID, bool]]:
    """Award, for whom it counts, and whether it meets another."""
    return set(Claim.objects.values_list("label", "beneficiary", "conflict"))


def test_an_award_to_one_who_was_joined_counts_for_who_stands_for_them(
    take: Take, officer: Actor, two: tuple[Person, Person]
) -> None:
    """Given a grant, when another of its year is decided for the same person's other entry, it is stopped."""
    first, second = two
    take("A-1", first, "2021-03-01")
    join(officer, first, second)
    with translation.override("en"), pytest.raises(MoneyRefusal) as refusal:
        take("A-2", second, "2021-05-01")
    assert "A-1" in str(refusal.value)
    assert held() == {("A-1", first.pk, False)}


def test_claims_go_with_a_merge_and_back_again(
    take: Take, officer: Actor, two: tuple[Person, Person]
) -> None:
    """Given grants to two entries, when they are one, both count for one; undone, for each again."""
    first, second = two
    take("A-1", first, "2021-03-01", stage="apprentice")
    take("A-2", second, "2022-03-01")
    event = join(officer, first, second)
    ask_the_database()
    assert held() == {("A-1", first.pk, False), ("A-2", first.pk, False)}
    assert ClaimMove.objects.filter(event=event).exists()
    take("A-2", second, "2022-03-01")  # the same again, under the number that it was given to
    part(officer, event)
    ask_the_database()
    assert held() == {("A-1", first.pk, False), ("A-2", second.pk, False)}


def test_two_awards_that_meet_since_two_are_one_are_marked_and_told(
    take: Take, officer: Actor, two: tuple[Person, Person]
) -> None:
    """Given a grant to each in one year, when they are one, the later is a conflict; undone, it is none."""
    first, second = two
    take("A-1", first, "2021-03-01")
    take("A-2", second, "2021-05-01")

    def decide() -> IdentityEvent:
        return join(officer, first, second)

    foreseen = try_out(decide)
    assert held() == {("A-1", first.pk, False), ("A-2", second.pk, False)}, "nothing was done"
    assert [each.conflict for each in foreseen] and "A-1" in foreseen[-1].text.en
    event = decide()
    assert {label for label, _, conflict in held() if conflict} == {"A-2"}
    part(officer, event)
    assert not Claim.objects.filter(conflict=True).exists()


def test_what_is_released_after_a_merge_is_given_back_whole(
    take: Take, officer: Actor, two: tuple[Person, Person], book: Book
) -> None:
    first, second = two
    take("A-2", second, "2021-05-01", fen=1_000)
    join(officer, first, second)
    assert release_claim(key("A-2"), ground=book.ground.pk, now=NOW) == Claim.objects.count()
    take("A-3", first, "2021-07-01", fen=1_000)


def test_an_award_that_names_two_who_are_one_counts_once(
    take: Take, officer: Actor, two: tuple[Person, Person]
) -> None:
    first, second = two
    taken = take("A-1", first, "2021-03-01", second, stage="apprentice")
    event = join(officer, first, second)
    ask_the_database()
    assert take("A-4", first, "2023-03-01", second).places == taken.places // 2
    part(officer, event)
    assert not Claim.objects.filter(conflict=True).exists()


def test_the_database_lets_no_claim_stay_behind_nor_go_elsewhere(
    take: Take, officer: Actor, two: tuple[Person, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = two
    take("A-2", second, "2021-05-01")
    with pytest.raises(IntegrityError), transaction.atomic():
        Claim.objects.update(beneficiary=first.pk)
    monkeypatch.setattr("haina.people.verbs.merge.follow", lambda event: ())
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        join(officer, first, second)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def two_of(officer: Actor, person: Person, *awards: str) -> IdentityEvent:
    """Decide that somebody's entry holds two people, and that these awards are the other one's."""
    moved = {"awards": [str(key(name)) for name in awards]}
    return split(officer, person, "ADA C.", moved, reason="twins", on=TODAY, now=NOW)


def test_an_award_goes_over_where_one_entry_held_two(
    take: Take, officer: Actor, two: tuple[Person, Person], book: Book
) -> None:
    """Given awards of two people in one entry, each counts for its own; taken back, for one as before."""
    first, second = two
    take("A-1", first, "2021-03-01", stage="apprentice", fen=1_000)
    take("A-2", first, "2022-03-01", fen=1_000)
    before = held()

    foreseen = try_out(lambda: two_of(officer, first, "A-2"))
    assert "A-2" in foreseen[0].text.en and held() == before, "nothing was done"
    event = two_of(officer, first, "A-2")
    ask_the_database()
    other = event.other_id
    assert held() == {("A-1", first.pk, False), ("A-2", other, False)}
    take("A-2", first, "2022-03-01", fen=1_000)  # the same again, as it was asked for
    with pytest.raises(MoneyRefusal):
        take("A-3", Person.objects.get(pk=other), "2022-05-01")
    with pytest.raises(IdentityRefused, match="split_moves_own_rows"):
        two_of(officer, second, "A-1")

    joined = join(officer, second, Person.objects.get(pk=other))
    ask_the_database()
    assert held() == {("A-1", first.pk, False), ("A-2", second.pk, False)}
    part(officer, joined)
    part(officer, event)
    ask_the_database()
    assert held() == before
    assert release_claim(key("A-2"), ground=book.ground.pk, now=NOW) > 0


def test_the_database_lets_no_claim_go_to_another_without_a_split(
    take: Take, two: tuple[Person, Person]
) -> None:
    first, second = two
    take("A-1", first, "2021-03-01")
    with pytest.raises(IntegrityError), transaction.atomic():
        Claim.objects.update(parted_to=second.pk, beneficiary=second.pk)
