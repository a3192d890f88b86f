"""Feature: nobody is paid twice; the database stops it, and the refusal names the award in its way."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import translation

from haina.money.guarding import awards_before, judge_by_the_register, places_of
from haina.money.models import Account, Claim
from haina.money.queries import trial_balance
from haina.money.refusals import MoneyRefusal
from haina.money.rooms import room_code
from haina.money.verbs.claim import Claimed, claim
from haina.money.verbs.release_claim import release_claim
from haina.policy import load
from haina.policy.guarding import Award, Outcome, judge

from .conftest import NOW, Book, key

AUREL = load(Path(__file__).parents[1] / "packs" / "aurel")
ADA, BAO, YARD, HULL = ("person", "ada"), ("person", "bao"), ("organisation", "yard"), ("project", "hull")


def award(name: str, programme: str, first: str, *who: tuple[str, str], **more: object) -> Award:
    """An award by the names of those who receive it; for a purpose of its own unless one is named."""
    more.setdefault("purpose", name)
    more["last"] = date.fromisoformat(str(more["last"])) if more.get("last") else None
    receivers = frozenset((sort, key(each)) for sort, each in who)
    return Award(key(name), programme, receivers, date.fromisoformat(first), label=name, **more)  # type: ignore[arg-type]


def grant(name: str, first: str, *who: tuple[str, str], **more: object) -> Award:
    return award(name, "studio_grant", first, *(who or (ADA,)), **{"stage": "master", **more})


def hull(name: str, first: str, *who: tuple[str, str], **more: object) -> Award:
    return award(name, "hull_aid", first, *(who or (HULL,)), **more)


@pytest.fixture
def take(book: Book):
    """Claim the places of an award."""

    def take(asked: Award, **more: object) -> Claimed:
        return claim(AUREL, asked, ground=book.ground.pk, now=NOW, **more)  # type: ignore[arg-type]

    return take


def refused(take, asked: Award) -> MoneyRefusal:
    with pytest.raises(MoneyRefusal) as caught:
        take(asked)
    return caught.value


def test_a_second_grant_in_the_year_is_stopped_and_the_first_is_named(take) -> None:
    """Given a grant in March, when another is decided in May, then nothing of it stands, and it says why."""
    take(grant("A-1", "2021-03-01", stage="apprentice", last="2021-03-31"))
    with translation.override("en"):
        refusal = refused(take, grant("A-2", "2021-05-01", last="2021-05-31"))
    assert refusal.code == "claim_bars_all"
    for said in ("A-1", "One studio grant a year", "C2"):
        assert said in str(refusal)
    assert refusal.facts["judgement"].outcome is Outcome.STOP  # type: ignore[attr-defined]
    with translation.override("zh-hans"):
        assert "同一年内" in str(refused(take, grant("A-3", "2021-06-01", last="2021-06-30")))
    assert {each.label for each in Claim.objects.all()} == {"A-1"}


def test_the_same_award_again_changes_nothing_and_another_under_its_key_is_refused(take) -> None:
    first = take(grant("A-1", "2021-03-01"))
    assert take(grant("A-1", "2021-03-01")) == Claimed(first.places, replayed=True)
    assert refused(take, grant("A-1", "2021-03-02")).code == "key_means_one_award"


def test_what_is_released_can_be_taken_by_another(take, book: Book) -> None:
    take(grant("A-1", "2021-03-01", last="2021-03-31"))
    assert release_claim(key("A-1"), ground=book.ground.pk, now=NOW) == 4
    assert release_claim(key("A-1"), ground=book.ground.pk, now=NOW) == 0
    take(grant("A-2", "2021-05-01"))


def test_the_cap_is_kept_to_the_fen_and_given_back(take, book: Book) -> None:
    """Given 5,000 for a hull, when 3,000 are taken, then 2,000.01 are refused, 2,000 fit, and no fen more."""
    first = hull("H-1", "2021-01-01", fen=300_000)
    take(first)
    (slot,) = (each for each in places_of(AUREL, first).slots if each.exclusion.cap)
    room = room_code(slot)
    assert book.balance(room) == 200_000
    refusal = refused(take, hull("H-2", "2024-01-01", fen=200_001))
    assert refusal.code == "claim_keeps_the_cap"
    assert refusal.facts["judgement"].payable == 200_000  # type: ignore[attr-defined]
    take(hull("H-3", "2024-01-01", fen=200_000))
    assert refused(take, hull("H-4", "2024-01-01", fen=1)).code == "claim_keeps_the_cap"
    release_claim(key("H-1"), ground=book.ground.pk, now=NOW)
    assert book.balance(room) == 300_000
    take(hull("H-5", "2025-01-01", fen=300_000))
    assert book.balance(room) == 0
    assert trial_balance(NOW.date())["AUR", Account.Kind.ROOM] == 0


def test_the_ledger_stops_the_sum_even_if_the_register_were_wrong(take, book: Book) -> None:
    """Given a room that is empty, when something else takes from it, then its floor holds."""
    first = hull("H-1", "2021-01-01", fen=500_000)
    take(first)
    (slot,) = (each for each in places_of(AUREL, first).slots if each.exclusion.cap)
    room = room_code(slot)
    with pytest.raises(MoneyRefusal) as caught:
        book.move(room, room.removesuffix("left") + "taken", 1)
    assert caught.value.code == "account_keeps_its_floor"


def test_only_the_difference_to_a_higher_one_can_be_taken(take) -> None:
    take(grant("S-1", "2021-01-01", YARD, fen=30_000))
    assert refused(take, hull("H-1", "2021-02-01", YARD, fen=50_000)).facts["judgement"].payable == 20_000  # type: ignore[attr-defined]
    take(hull("H-1", "2021-02-01", YARD, fen=20_000, entitled=50_000, last="2021-02-28"))
    assert (
        refused(take, hull("H-2", "2031-02-01", YARD, fen=1, entitled=50_000)).code == "claim_keeps_the_cap"
    )


def test_years_must_pass_between_two_aids(take) -> None:
    take(hull("H-1", "2021-01-01", YARD, last="2021-06-30"))
    assert refused(take, hull("H-2", "2023-06-30", YARD)).code == "claim_bars_all"
    take(hull("H-3", "2023-07-01", YARD))


def test_working_time_stays_within_the_whole(take) -> None:
    take(hull("H-1", "2021-05-01", ADA, last="2021-05-31", effort=600))
    take(hull("H-2", "2021-06-01", ADA, last="2021-06-30", effort=600))
    new = {"first": "2021-05-15", "last": "2021-07-15"}
    refusal = refused(take, hull("H-3", new["first"], ADA, last=new["last"], effort=401))
    assert refusal.code == "claim_keeps_to_the_whole_time"
    assert "100.1" in refusal.facts["judgement"].reasons[0].en  # type: ignore[attr-defined]
    take(hull("H-3", new["first"], ADA, last=new["last"], effort=400))


def test_stages_come_once_and_in_turn(take) -> None:
    take(grant("A-1", "2021-01-01", stage="journeyman", last="2021-12-31"))
    assert refused(take, grant("A-2", "2022-01-01", stage="journeyman")).code == "claim_keeps_the_stages"
    assert refused(take, grant("A-3", "2022-01-01", stage="apprentice")).code == "claim_keeps_the_stages"
    take(grant("A-4", "2022-01-01", stage="master"))


def test_two_programmes_that_are_not_combined_pay_a_purpose_once_and_each_again(take) -> None:
    """Given aid for a hull, when it comes again for the same purpose, it may; the other programme may not."""
    take(hull("H-1", "2021-01-01", HULL, purpose="No. 7"))
    take(hull("H-2", "2022-01-01", HULL, purpose="No. 7"))
    refusal = refused(take, grant("S-1", "2030-01-01", ADA, HULL, purpose="No. 7"))
    assert refusal.code == "claim_bars_others"
    take(grant("S-1", "2030-01-01", ADA, HULL, purpose="No. 8"))


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (hull("H-1", "2021-01-01", ("contract", "c")), "claim_needs_a_beneficiary"),
        (hull("H-1", "2021-01-01", purpose=""), "claim_needs_a_purpose"),
        (grant("S-1", "2021-01-01", stage=""), "claim_needs_a_stage"),
    ],
)
def test_what_a_group_compares_must_be_named(take, asked: Award, code: str) -> None:
    assert refused(take, asked).code == code
    assert not Claim.objects.exists()


def test_an_officer_sees_before_deciding_what_stands_against_it(take) -> None:
    take(grant("A-1", "2021-03-01"))
    asked = grant("A-2", "2021-05-01")
    assert judge_by_the_register(AUREL, asked).outcome is Outcome.STOP
    assert judge_by_the_register(AUREL, grant("B-1", "2021-05-01", BAO)).outcome is Outcome.ALLOWED
    waiting = grant("A-3", "2022-05-01", pending=True, stage="master")
    assert judge_by_the_register(AUREL, grant("B-2", "2022-05-01", BAO), [waiting]).outcome is Outcome.ALLOWED


def test_an_award_comes_back_from_the_register_as_it_was(take) -> None:
    asked = grant("A-1", "2021-03-01", ADA, YARD, fen=7, entitled=9, last="2021-04-30", effort=10)
    take(asked)
    assert awards_before(places_of(AUREL, grant("x", "2021-01-01", ADA, YARD)).slots) == (asked,)


def test_nobody_changes_or_removes_a_claim(take) -> None:
    take(grant("A-1", "2021-03-01"))
    for change in (
        lambda: Claim.objects.update(fen=1),
        lambda: Claim.objects.update(beneficiary=UUID(int=1)),
        lambda: Claim.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_a_conflict_of_the_past_is_kept_and_bars_what_comes_new(take) -> None:
    """Given a grant of the past stored as found, then a new one that meets only that one is refused too."""
    take(grant("A-1", "2021-03-01", stage="apprentice", last="2021-03-31"))
    meets = frozenset({("ranks_in_turn", key("ada"))})
    take(grant("A-2", "2022-01-01", stage="apprentice", last="2022-12-31"), found=True, conflicts=meets)
    assert Claim.objects.get(conflict=True).rule == "ranks_in_turn"
    refusal = refused(take, grant("A-3", "2022-06-01", stage="master", last="2023-06-30"))
    assert refusal.code in ("claim_bars_all", "claim_keeps_the_stages")


def test_the_database_refuses_two_that_were_written_past_the_code(take) -> None:
    """Given a claim, when a second is inserted by hand, then the exclusion constraint refuses it."""
    take(grant("A-1", "2021-03-01"))
    columns = [each.column for each in Claim._meta.concrete_fields if each.name not in ("id", "award")]
    names = ", ".join(f'"{each}"' for each in columns)
    with pytest.raises(DatabaseError, match="claim_bars_all"), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO money_claim (award, {names}) SELECT gen_random_uuid(), {names} FROM money_claim"  # noqa: S608
            " WHERE rule = 'studio_once_a_year'"
        )


def drawn(chance: Random, number: int) -> Award:
    """An award to some of a handful of people, yards and hulls."""
    first = date(2021, 1, 1) + timedelta(days=chance.randint(0, 900))
    length = chance.choice([None, chance.randint(0, 400)])
    who = [(sort, f"{sort} {chance.randint(0, 2)}") for sort in ("person", "organisation", "project")]
    return award(
        f"drawn {number}",
        chance.choice(["studio_grant", "hull_aid"]),
        first.isoformat(),
        *who,
        last=length is not None and (first + timedelta(days=length)).isoformat(),
        fen=chance.randint(0, 300_000),
        effort=chance.randint(0, 500),
        stage=chance.choice(["apprentice", "journeyman", "master"]),
        purpose=f"No. {chance.randint(0, 9)}",
    )


@pytest.mark.parametrize("seed", range(2))
def test_the_database_stops_what_the_judgement_stops_and_nothing_else(take, book: Book, seed: int) -> None:
    """Given awards in any order, some released, then each is claimed exactly if what stands allows it."""
    chance = Random(seed)  # noqa: S311 - a draw that can be repeated
    held: list[Award] = []
    answers = Counter[bool]()
    for number in range(60):
        asked = drawn(chance, number)
        judgement = judge(AUREL, held, asked)
        asked = replace(asked, fen=judgement.payable, entitled=asked.fen)
        fits = judgement.outcome is not Outcome.STOP
        answers[fits] += 1
        if fits:
            take(asked)
            held.append(asked)
        else:
            refused(take, replace(asked, fen=asked.full))
        if held and chance.random() < 0.15:
            gone = held.pop(chance.randrange(len(held)))
            release_claim(gone.key, ground=book.ground.pk, now=NOW)
    assert min(answers.values()) > 10
    assert {each.award for each in Claim.objects.filter(state="active")} == {each.key for each in held}
